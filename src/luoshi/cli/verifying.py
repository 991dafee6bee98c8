"""``luoshi verify`` and ``luoshi coverage``: the encoded documents held against their gazettes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from luoshi.cli.archive import open_archive
from luoshi.cli.failure import FAILED, Failure
from luoshi.cli.screen import Page, print_json

if TYPE_CHECKING:
    from luoshi.gazette import Document
    from luoshi.policies.coverage import Coverage
    from luoshi.policies.verify import Verification
    from luoshi.rules.policy import Policy


_SHOWN = 3
"""How many rules a line names."""


class Finding(Protocol):
    """What both commands find about one document."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The finding as data."""
        ...


Found = TypeVar("Found", bound=Finding)


def verify(number: str, as_json: bool) -> int:
    """Hold parameters and numbers against the text; returns the exit code."""
    from luoshi.policies.verify import verify as check

    found, absent = _each(number, check)
    if as_json:
        print_json(_data(found, absent))
    else:
        _lay_verifications(found, details=bool(number) or len(found) == 1)
        _lay_absent(absent)
    return _code(found, absent)


def coverage(number: str, as_json: bool) -> int:
    """Account for every clause; returns the exit code."""
    from luoshi.policies import coverage as covering
    from luoshi.policies import of_policy

    def check(policy: Policy, document: Document) -> Coverage:
        return covering.coverage(policy, document, covering.named_by(of_policy(policy)))

    found, absent = _each(number, check)
    if as_json:
        print_json(_data(found, absent))
    else:
        _lay_coverages(found, details=bool(number) or len(found) == 1)
        _lay_absent(absent)
    return _code(found, absent)


def _each(
    number: str, check: Callable[[Policy, Document], Found]
) -> tuple[list[Found], list[Policy]]:
    """The findings, and the encodings whose gazette is not in the archive."""
    open_archive()
    from luoshi.office.archive import queries

    found: list[Found] = []
    absent: list[Policy] = []
    for policy in _policies(number):
        rows = queries.documents_named(policy.number)
        if rows:
            found.append(check(policy, queries.value(rows[0])))
        else:
            absent.append(policy)
    if number and absent:
        raise Failure(
            f"“{absent[0].number}”已编码，但它所在的公报没有入档，无从核对原文",
            "档案",
            "请先运行 luoshi ingest 文件或文件夹，把那一期公报入档。",
        )
    return found, absent


def _policies(number: str) -> Sequence[Policy]:
    """The encoding of that name, or all of them."""
    from luoshi import policies

    if not number:
        return policies.catalogue()
    named = policies.named(number)
    if named is None:
        known = "、".join(each.number for each in policies.catalogue())
        raise Failure(f"没有编码“{number}”", "编码", f"已编码：{known}。")
    return [named]


def _data(found: list[Found], absent: list[Policy]) -> dict[str, Any]:
    return {
        "sound": _code(found, absent) == 0,
        "documents": [each.as_json() for each in found],
        "not_loaded": [{"number": each.number, "title": each.title} for each in absent],
    }


def _code(found: list[Found], absent: list[Policy]) -> int:
    """An encoding whose gazette is not there is told, not failed, unless there is none at all."""
    return 0 if found and all(each.sound for each in found) else FAILED


def _lay_absent(absent: list[Policy]) -> None:
    page = Page()
    for policy in absent:
        page.say(("○ ", "dim"), f"{policy.number} {policy.title}：公报没有入档，未核对")
    if absent:
        page.say("请先运行 luoshi ingest 文件或文件夹，把公报文本入档。", indent=2)


def _lay_verifications(found: list[Verification], details: bool) -> None:
    page = Page()
    heads = (
        "文号",
        "参数：相符",
        "例外",
        "不符",
        "数字：有参数",
        "已说明",
        "没有交代",
        "过时的说明",
    )
    page.table(
        heads,
        (
            (
                each.number,
                len(each.verified),
                len(each.excepted),
                len(each.missed),
                len(each.covered),
                len(each.declared),
                len(each.uncovered),
                len(each.stale),
            )
            for each in found
        ),
    )
    for each in found:
        if details or not each.sound:
            _lay_faults(page, each)


def _lay_faults(page: Page, finding: Verification) -> None:
    from luoshi.policies.verify import FAULTS

    page.say((f"{finding.number} {finding.title}", "bold"))
    for missed in (*finding.missed, *finding.excepted):
        mark = ("○ ", "yellow") if missed.excepted else ("✗ ", "bold red")
        where = f"{missed.parameter}（{missed.clause}）：{missed.sought}"
        page.say(mark, where, f"  {FAULTS[missed.fault]}", indent=2)
        if missed.found:
            page.say(f"原文：…{missed.found}…", indent=6)
        if missed.excepted:
            page.say(f"例外：{missed.excepted}", indent=6)
    for uncovered in finding.uncovered:
        place = uncovered.place
        page.say(("? ", "bold red"), f"{place.clause}  …{place.around}…", indent=2)
        if uncovered.same_as:
            page.say(
                f"同一条款另一处的同样的数是参数 {uncovered.same_as}；"
                "若是同一限额，可在 policy.yaml 的 numbers 里说明",
                indent=6,
            )
    for stale in finding.stale:
        page.say(("! ", "yellow"), f"{stale.declared}：{stale.why}", indent=2)


def _lay_coverages(found: list[Coverage], details: bool) -> None:
    from luoshi.policies.coverage import STATES

    page = Page()
    page.table(
        ("文号", *STATES.values(), "指向不存在的条款"),
        ((each.number, *each.counts.values(), len(each.unknown)) for each in found),
    )
    for each in found:
        if details or not each.sound:
            _lay_accounts(page, each, details)


def _lay_accounts(page: Page, finding: Coverage, details: bool) -> None:
    from luoshi.policies.coverage import STATES

    page.say((f"{finding.number} {finding.title}", "bold"))
    for account in finding.accounts:
        if account.state == "unaccounted":
            page.say(("✗ ", "bold red"), f"{account.clause}  {account.gist}…", indent=2)
        elif details:
            by = _shortened(account.by) or account.why
            page.say(("· ", "dim"), f"{account.clause}  {STATES[account.state]}：{by}", indent=2)
    for clause, by in finding.unknown:
        page.say(("! ", "bold red"), f"{by} 指向“{clause}”，文件中没有这一条款", indent=2)


def _shortened(names: tuple[str, ...]) -> str:
    """The first few of many rules and parameters."""
    more = f" 等{len(names)}个" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more
