"""Questions to one rule: one case, many cases, and what would be if a parameter were another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.api.errors import told
from luoshi.office.rulebook import Question, answer, question_of
from luoshi.office.rulebook.questions import mapping
from luoshi.rules.errors import Missing, OutOfRange, RuleError, TooLarge, WrongType
from luoshi.rules.rule import MOST_ROWS
from luoshi.rules.units import decimal_text, exact
from luoshi.rules.yamlio import is_list, is_mapping

MOST_CASES = 1_000
MOST_EXPLAINED_ROWS = 500
"""Rows of a table that one answer explains; each explanation is several kilobytes."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_LONGEST_OVERRIDE, _MOST_DIGITS = 60, 18
_SHARED = ("on", "readings", "overrides", "even_if_not_in_force")


def question(key: str, body: object) -> Question:
    """A question whose day and overrides are of a size that can be computed with.

    Raises:
        RuleError: no such rule, or the body is not a question to it.
    """
    asked = question_of(key, body)
    if not _FIRST_YEAR <= asked.on.year <= _LAST_YEAR:
        raise OutOfRange(
            f"事实发生日 on 应在 {_FIRST_YEAR} 年至 {_LAST_YEAR} 年之间", fact="on", given=asked.on
        )
    for name, value in asked.overrides.items():
        plain = isinstance(value, int | float | str) and not isinstance(value, bool)
        if not plain or len(str(value)) > _LONGEST_OVERRIDE or not _is_moderate(str(value)):
            raise WrongType(
                f"试算的参数“{name}”要写成一个量",
                fact=name,
                given=value,
                remedy=f"如 8.5%、500万元；最多 {_MOST_DIGITS} 位数字",
            )
    return asked


def _is_moderate(written: str) -> bool:
    """Whether a number has no more digits than any amount of money."""
    return sum(map(str.isdigit, written)) <= _MOST_DIGITS


def one(key: str, body: object, *, explain: bool) -> dict[str, Any]:
    """The answer to one question, sealed as a receipt.

    Raises:
        RuleError: the question is wrong, the document is not in force, or there are too many rows
            to explain.
    """
    asked = question(key, body)
    if explain:
        check_explainable(asked)
    return answer(asked, explain=explain)


def check_explainable(asked: Question) -> None:
    """Refuse a table with more rows than one answer explains.

    Raises:
        TooLarge: it has more.
    """
    rows = _rows({"facts": asked.facts})
    if rows > MOST_EXPLAINED_ROWS:
        raise _too_many_to_explain(rows)


def _rows(body: object) -> int:
    """How many cases a question has: one, or as many as its table has rows."""
    facts = body.get("facts") if is_mapping(body) else None
    rows = facts.get("rows") if is_mapping(facts) else None
    return len(rows) if is_list(rows) else 1


def _too_many_to_explain(rows: int) -> TooLarge:
    return TooLarge(
        f"一次最多解释 {MOST_EXPLAINED_ROWS} 个情形或行，给了 {rows} 个", fact="facts",
        remedy="请不带解释计算，或用 luoshi bulk --explain-row 解释其中一行",
    )  # fmt: skip


# --- many cases


def many(key: str, body: object) -> dict[str, Any]:
    """Every case answered, or its error beside it, in the order given.

    ``{"cases": [question, …]}``, or one ``on`` (with readings, overrides) for ``{"facts": [facts, …]}``.

    Raises:
        RuleError: no such rule, or the body is no list of cases.
    """
    sent = dict(mapping(body, "问题"))
    explain = sent.pop("explain", False)
    if not isinstance(explain, bool):
        raise WrongType("explain 要写 true 或 false", fact="explain", given=explain)
    questions = _cases(sent)
    if len(questions) > MOST_CASES:
        raise TooLarge(
            f"一次最多 {MOST_CASES} 个情形，给了 {len(questions)} 个",
            fact="cases",
            remedy="请分批发送；大表用 luoshi bulk",
        )
    rows = sum(map(_rows, questions))
    if explain and rows > MOST_EXPLAINED_ROWS:
        raise _too_many_to_explain(rows)
    if rows > MOST_ROWS:
        raise TooLarge(
            f"一次最多 {MOST_ROWS} 行，各情形合计 {rows} 行",
            fact="cases",
            remedy="请分批发送；大表用 luoshi bulk",
        )
    question_of(key, {"on": "2000-01-01"})  # an unknown rule is one error, not a thousand
    cases = [_answered(key, each, explain) for each in questions]
    failed = sum(1 for each in cases if "error" in each)
    return {"count": len(cases), "answered": len(cases) - failed, "failed": failed, "cases": cases}


def _cases(sent: Mapping[str, object]) -> list[object]:
    """The questions of a batch."""
    if "cases" in sent:
        if set(sent) != {"cases"}:
            strange = "、".join(sorted(set(sent) - {"cases"}))
            raise WrongType(
                f"写了 cases，就不能再写 {strange}", fact="cases",
                remedy="on、readings 等写进每个情形里；或改写 on 与 facts 列表",
            )  # fmt: skip
        return _list(sent["cases"], "cases")
    if strange := set(sent) - {*_SHARED, "facts"}:
        raise WrongType(
            f"问题里不认识“{'、'.join(sorted(strange))}”",
            remedy=f"可写：facts、{'、'.join(_SHARED)}",
        )
    shared = {name: sent[name] for name in _SHARED if name in sent}
    return [{**shared, "facts": facts} for facts in _list(sent.get("facts"), "facts")]


def _list(given: object, name: str) -> list[object]:
    if is_list(given) and given:
        return given
    raise WrongType(
        f"“{name}”要写成列表，至少一项", fact=name, given=given,
        remedy='如 {"cases": [{"on": "2024-02-29", "facts": {…}}]}',
    )  # fmt: skip


def _answered(key: str, body: object, explain: bool) -> dict[str, Any]:
    try:
        return {"answer": one(key, body, explain=explain)}
    except RuleError as error:
        return {"error": told(error)}


# --- what if


def what_if(key: str, body: object) -> dict[str, Any]:
    """The same facts with and without the overrides, and the difference.

    Raises:
        RuleError: the question is wrong, nothing is overridden, or the document is not in force.
    """
    asked = question(key, body)
    if not asked.overrides:
        raise Missing(
            "没有写明要改动哪个参数",
            fact="overrides",
            remedy='如 {"overrides": {"参数名": "8.5%"}}',
        )
    before = answer(replace(asked, overrides={}), explain=False)
    after = answer(asked, explain=False)
    return {
        "rule": before["rule"],
        "label": before["label"],
        "unit": before["unit"],
        "changed": before["result"] != after["result"] or before["status"] != after["status"],
        "difference": _difference(before, after),
        "before": before,
        "after": after,
    }


def _difference(then: Mapping[str, Any], now: Mapping[str, Any]) -> Any:
    """After less before: for numbers, for the numbers of a record, row by row and in sum for a table."""
    before, after = then["exact"], now["exact"]
    if is_list(before):
        rows = [_less(*pair) for pair in zip(before, after, strict=True)]
        known = [Fraction(row["exact"]) for row in rows if row]
        return {"rows": rows, "total": _told(sum(known, Fraction())) if known else None}
    parts, others = then["result"], now["result"]
    if is_mapping(parts) and is_mapping(others):
        return {name: _less(_written(was), _written(others[name])) for name, was in parts.items()}
    return _less(before, after)


def _less(before: str | None, after: str | None) -> dict[str, Any] | None:
    if before is None or after is None:
        return None
    return _told(Fraction(after) - Fraction(before))


def _told(number: Fraction) -> dict[str, Any]:
    whole = exact(number)
    text = decimal_text(whole)
    return {
        "value": whole if isinstance(whole, int) else float(whole),
        "exact": str(whole) if text.startswith("约") else text,
    }


def _written(value: object) -> str | None:
    """A number of a record in digits; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(Decimal(repr(value)))
    return None
