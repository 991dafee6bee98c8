"""The commands of the office (办公): cases, deadlines, ledgers, journal, units, samples."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli import values
from luoshi.cli.failure import MISUSED, Failure
from luoshi.cli.frame import Command, Group
from luoshi.cli.options import Json

Since = Annotated[
    date | None,
    typer.Option("--since", metavar="日期", parser=values.day, help="只要这一天起的（按办公时钟）"),
]
OfUnit = Annotated[
    str, typer.Option("--unit", metavar="单位", parser=values.words, help="单位的名称、别名或代码")
]
Limit = Annotated[int, typer.Option(metavar="条数", parser=values.count, help="最多列出多少")]

AUnit = Annotated[
    str, typer.Argument(metavar="单位", parser=values.words, help="单位的名称、别名或代码")
]
Login = Annotated[str, typer.Argument(metavar="登录名", parser=values.words, help="登录名")]

journal = typer.Typer(cls=Group, add_completion=False)
sample = typer.Typer(cls=Group, no_args_is_help=True, help="装入或移除样例单位、人员和办件。")

admin = typer.Typer(cls=Group, no_args_is_help=True, help="设立系统管理员，或重设任何人的口令。")
tokens = typer.Typer(cls=Group, no_args_is_help=True, help="单位的接口令牌：列出、发放、作废。")


def add(app: typer.Typer) -> None:
    """Put the commands of the office beside the others."""
    app.command(cls=Command)(cases)
    app.command(cls=Command)(deadlines)
    app.command(cls=Command)(worker)
    app.command(cls=Command)(ledger)
    app.command(cls=Command)(replay)
    app.command(cls=Command)(units)
    app.add_typer(journal, name="journal")
    app.add_typer(admin, name="admin")
    app.add_typer(tokens, name="tokens")
    app.add_typer(sample, name="sample")


def cases(
    key: Annotated[
        str, typer.Argument(metavar="编号", parser=values.words, help="看这一件的全部；不写则列出")
    ] = "",
    words: Annotated[
        str, typer.Option(metavar="词语", parser=values.words, help="标题或对象中有这些字")
    ] = "",
    procedure: Annotated[
        str, typer.Option(metavar="事项", parser=values.words, help="事项或文件的名称（代码）")
    ] = "",
    unit: OfUnit = "",
    state: Annotated[
        str,
        typer.Option(metavar="状态", parser=values.case_state, help=values.CASE_STATES_HELP),
    ] = "",
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """列出办件，或看一件的全部。编码的算例见 luoshi check。"""
    from luoshi.cli import officing

    if key:
        officing.case(key, json)
    else:
        officing.cases(words, procedure, unit, state, limit, json)


def deadlines(
    unit: OfUnit = "",
    state: Annotated[
        str,
        typer.Option(
            metavar="状态", parser=values.deadline_state, help=values.DEADLINE_STATES_HELP
        ),
    ] = "owed",
    until: Annotated[
        date | None, typer.Option(metavar="日期", parser=values.day, help="只要这一天前到期的")
    ] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """列出期限：何时到期、怎样算出、依据哪一条。"""
    from luoshi.cli import officing

    officing.deadlines(unit, state, until, limit, json)


def worker(
    once: Annotated[bool, typer.Option("--once", help="只办理现在到期的，然后退出")] = False,
    beside: Annotated[bool, typer.Option("--beside", hidden=True)] = False,
    json: Json = False,
) -> None:
    """值守：提醒、办理到期事项、开立周期办件，直到停止。可同时开几个。"""
    from luoshi.cli import officing

    raise typer.Exit(officing.beside() if beside else officing.worker(once, json))


def ledger(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="账号",
            parser=values.words,
            help="账号；或 check 日终核对；或 import 文件 导入银行对账单；不写则列出全部账户",
        ),
    ] = None,
    first: Annotated[
        date | None, typer.Option(metavar="日期", parser=values.day, help="明细从哪一天起")
    ] = None,
    last: Annotated[
        date | None, typer.Option(metavar="日期", parser=values.day, help="明细或核对到哪一天")
    ] = None,
    account: Annotated[
        str, typer.Option(metavar="账号", parser=values.words, help="对账单是哪个账户的")
    ] = "",
    json: Json = False,
) -> None:
    """账簿：列出账户，看明细，日终核对，导入银行对账单。

    核对不平，或对账单与账簿有差异，退出码为 1。
    """
    from luoshi.cli import ledgering

    raise typer.Exit(ledgering.ledger(words or [], first, last, account, json))


def units(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="单位",
            parser=values.words,
            help="单位的名称、别名或代码；或 import 文件 导入单位表；不写则列出全部单位",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="导入前只核对，不写入")] = False,
    json: Json = False,
) -> None:
    """单位：列出全部或一个；导入单位表（CSV、xlsx），有一行不对就全部不导入。"""
    from luoshi.cli import directing

    match words or []:
        case ["import", file]:
            raise typer.Exit(directing.units_import(Path(file), dry_run, json))
        case ["import", *_]:
            raise Failure(
                "导入要写明一个文件", "命令行", "请写 luoshi units import 文件。", MISUSED
            )
        case named:
            directing.units(" ".join(named), json)


@admin.command(cls=Command)
def create(
    login: Login,
    name: Annotated[str, typer.Option(metavar="姓名", parser=values.words, help="姓名")] = "",
    json: Json = False,
) -> None:
    """设立系统管理员；临时口令只显示一次。"""
    from luoshi.cli import directing

    directing.admin_create(login, name, json)


@admin.command(cls=Command)
def reset(login: Login, json: Json = False) -> None:
    """重设口令并停用动态口令；临时口令只显示一次。"""
    from luoshi.cli import directing

    directing.admin_reset(login, json)


@tokens.command("list", cls=Command)
def tokens_list(unit: AUnit, json: Json = False) -> None:
    """列出一个单位的令牌；令牌本身不再显示。"""
    from luoshi.cli import directing

    directing.tokens(unit, json)


@tokens.command(cls=Command)
def make(
    unit: AUnit,
    name: Annotated[
        str, typer.Argument(metavar="用途", parser=values.words, help="令牌给谁用，如 核心业务系统")
    ],
    json: Json = False,
) -> None:
    """为单位发放令牌；只显示一次。"""
    from luoshi.cli import directing

    directing.tokens_make(unit, name, json)


@tokens.command(cls=Command)
def revoke(
    unit: AUnit,
    number: Annotated[
        int, typer.Argument(metavar="编号", parser=values.row, help="令牌的编号，见 tokens list")
    ],
    json: Json = False,
) -> None:
    """作废单位的一个令牌。"""
    from luoshi.cli import directing

    directing.tokens_revoke(unit, number, json)


@journal.callback(invoke_without_command=True)
def journal_list(
    context: typer.Context,
    case: Annotated[
        str, typer.Option(metavar="编号", parser=values.words, help="只要这一办件的")
    ] = "",
    unit: OfUnit = "",
    since: Since = None,
    json: Json = False,
) -> None:
    """列出办事日志：谁在何时办了什么、依据什么。用 --json 时列出全部。"""
    from luoshi.cli import journaling

    if context.invoked_subcommand is None:
        journaling.journal(case, unit, since, json)


@journal.command(cls=Command)
def verify(json: Json = False) -> None:
    """核验办事日志：有无被改动、删去、补入或截断的记事；有则退出码为 1。"""
    from luoshi.cli import journaling

    raise typer.Exit(journaling.verify(json))


def replay(since: Since = None, json: Json = False) -> None:
    """按回执复算日志中的每个决定；结果不同或回执被改动，退出码为 1。"""
    from luoshi.cli import journaling

    raise typer.Exit(journaling.replay(since, json))


@sample.command(cls=Command)
def load(json: Json = False) -> None:
    """装入样例：单位、人员和办件，都标明是样例。"""
    from luoshi.cli import officing

    officing.sample_load(json)


@sample.command(cls=Command)
def remove(json: Json = False) -> None:
    """移除样例；办事日志保留。"""
    from luoshi.cli import officing

    officing.sample_remove(json)
