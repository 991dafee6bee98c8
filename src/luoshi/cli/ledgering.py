"""``luoshi ledger``: accounts, statements, the day's check, and a bank's statement taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.cli.archive import open_archive
from luoshi.cli.failure import FAILED, MISUSED, Failure
from luoshi.cli.screen import Page, print_json

if TYPE_CHECKING:
    from luoshi.office.ledgers.banking import Differences, Imported
    from luoshi.office.ledgers.models import Account, DayEnd
    from luoshi.office.ledgers.statements import Statement

ACTOR = "系统管理员"


def ledger(
    words: Sequence[str], first: date | None, last: date | None, account: str, as_json: bool
) -> int:
    """``ledger``, ``ledger CODE``, ``ledger check``, ``ledger import FILE --account CODE``."""
    match list(words):
        case []:
            return accounts(as_json)
        case ["check"]:
            return check(last, as_json)
        case ["import", file] if account:
            return import_file(Path(file), account, as_json)
        case ["import", *_]:
            raise Failure(
                "导入对账单要写明文件和账户",
                "命令行",
                "请写 luoshi ledger import 文件 --account 账号。",
                MISUSED,
            )
        case [code]:
            return statement(code, first, last, as_json)
        case _:
            raise Failure("参数太多", "命令行", "请运行 luoshi ledger --help 查看用法。", MISUSED)


def accounts(as_json: bool) -> int:
    """List all accounts."""
    open_archive()
    from luoshi.office.ledgers.models import Account

    found = list(Account.objects.select_related("owner", "parent").order_by("code"))
    if as_json:
        print_json({"accounts": [each.as_json() for each in found]})
        return 0
    page = Page()
    if not found:
        page.say("还没有账户。办件开户后会列在这里；luoshi sample load 装入样例。")
        return 0
    columns = ("账号", "户名", "所属单位", "余额", "冻结", "底线", "差额")
    page.table(columns, (_row(each) for each in found))
    return 0


def _row(account: Account) -> tuple[object, ...]:
    from luoshi.office.ledgers.errors import yuan

    floor = "不设" if account.floor is None else yuan(account.floor)
    owner = account.owner.name if account.owner else ""
    short = yuan(account.short) if account.short else ""
    money = (yuan(account.balance), yuan(account.held) if account.held else "", floor, short)
    return (account.code, account.name + ("（样例）" if account.sample else ""), owner, *money)


def statement(code: str, first: date | None, last: date | None, as_json: bool) -> int:
    """The statement of an account: this month, where no days are named."""
    open_archive()
    from luoshi.office import clock
    from luoshi.office.ledgers import service

    until = last or clock.today()
    told = service.statement(code, first or until.replace(day=1), until)
    if as_json:
        print_json(told.as_json())
    else:
        _lay_statement(told)
    return 0


def _lay_statement(told: Statement) -> None:
    from luoshi.office.ledgers.errors import yuan

    page = Page()
    page.say((f"{told.account}", "bold"), f"  {told.first} 至 {told.last}")
    if told.account.floor_why:
        floor = yuan(told.account.floor or 0)
        page.say(f"底线 {floor}：{told.account.floor_why}（{told.account.floor_clause}）")
    page.say(f"期初余额 {yuan(told.opening)}")
    columns = ("日期", "摘要", "对方", "收入", "支出", "余额", "依据")
    rows = (
        (
            each.day, each.memo, "、".join(each.others), yuan(each.amount) if each.amount > 0 else "",
            yuan(-each.amount) if each.amount < 0 else "", yuan(each.balance), each.clause,
        )
        for each in told.entries
    )  # fmt: skip
    if told.entries:
        page.table(columns, rows)
    else:
        page.say("这段时间没有账目。")
    sums = f"收入 {yuan(told.came)}，支出 {yuan(-told.went)}"
    page.say(f"{sums}，期末余额 {yuan(told.closing)}")


def check(day: date | None, as_json: bool) -> int:
    """The check at the end of a day; exit code 1 where something does not add up."""
    open_archive()
    from luoshi.office import clock
    from luoshi.office.ledgers import service

    found = service.day_end(day or clock.today())
    if as_json:
        print_json(found.as_json())
    else:
        _lay_check(found)
    return 0 if found.sound else FAILED


def _lay_check(found: DayEnd) -> None:
    from luoshi.office.ledgers.errors import yuan

    page = Page()
    page.say(f"{found.day} 日终核对：当日 {found.postings} 笔，发生额 {yuan(found.turnover)}")
    if found.sound:
        page.say(("✓ ", "bold green"), "全部分录合计为零，余额、上下级和冻结都相符")
        return
    findings: list[dict[str, str]] = found.findings
    for each in findings:
        page.say(("✗ ", "bold red"), f"{each['where']}  {each['what']}")
    page.say("账簿只能追加，不会自己改变：请停止记账，从备份恢复，或请系统管理员查明谁改了数据库。")


def import_file(path: Path, account: str, as_json: bool) -> int:
    """Take in a bank's statement and tell the differences; exit code 1 where there are any."""
    data = path.read_bytes()
    open_archive()
    from luoshi.office.ledgers import banking

    done = banking.import_file(account, path.name, data, actor=ACTOR)
    told = banking.differences(done.file)
    if as_json:
        print_json({**done.as_json(), "differences": told.as_json()})
    else:
        _lay_import(done, told)
    return 0 if told.agreed else FAILED


def _lay_import(done: Imported, told: Differences) -> None:
    from luoshi.office.ledgers.errors import yuan

    page = Page()
    file = done.file
    if done.again:
        page.say(f"{file.name} 以前导入过，没有再导入")
    else:
        page.say(f"{file.name}：{file.rows} 行，新 {done.new} 行，勾对 {done.matched} 行")
    rows = list(_differences(told))
    if rows:
        page.table(("差异", "日期", "银行", "账上", "说明"), rows)
    if told.bank is not None:
        rest = f"，未解释 {yuan(told.rest)}" if told.rest else ""
        page.say(f"银行余额 {yuan(told.bank)}，账面余额 {yuan(told.ours)}{rest}")
    if told.agreed:
        page.say(("✓ ", "bold green"), "没有差异")


def _differences(told: Differences) -> list[tuple[Any, ...]]:
    from luoshi.office.ledgers.errors import yuan

    bank = [
        (label, line.day, yuan(line.amount), "", f"第{line.n}行 {line.memo} {line.counterparty}")
        for label, lines in (("银行有、账上无", told.bank_only), ("流水号重复", told.duplicates))
        for line in lines
    ]
    ours = [
        ("账上有、银行无", leg.day, "", yuan(leg.amount), leg.posting.memo)
        for leg in told.ours_only
    ]
    both = [
        ("金额不同", p.line.day, yuan(p.line.amount), yuan(p.leg.amount), p.leg.posting.memo)
        for p in told.amounts
    ]
    return [*bank, *ours, *both]
