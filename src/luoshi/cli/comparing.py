"""``luoshi compare``: the same question before and after parameters are changed (试算)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from luoshi.cli import telling
from luoshi.cli.asked import Asked, Wording, asked
from luoshi.cli.catalogue import parts
from luoshi.cli.failure import MISUSED, Failure
from luoshi.cli.screen import Page, print_json

if TYPE_CHECKING:
    from luoshi.rules import Outcome


def compare(wording: Wording, as_json: bool) -> int:
    """Ask twice and tell the difference; returns the exit code.

    Raises:
        Failure: no parameter was changed.
    """
    question = asked(wording, as_json)
    if not question.overrides:
        raise Failure(
            "没有写明改动哪个参数",
            "命令行",
            f"请加 --set 参数=值；有：{'、'.join(question.rule.parameters) or '（这条规则没有参数）'}。",
            MISUSED,
        )
    before, after = question.run(overrides={}), question.run()
    told = _compared(question, before, after)
    print_json(told) if as_json else _lay(question, told)
    return telling.code_of(told)


def _compared(question: Asked, before: Outcome, after: Outcome) -> dict[str, Any]:
    rule = question.rule
    told = after.as_json(explain=False)
    missing = {
        each["name"]: each for each in (*before.as_json(explain=False)["missing"], *told["missing"])
    }
    return {
        "rule": rule.key,
        "label": rule.label,
        "on": question.on.isoformat(),
        "unit": rule.unit.name,
        "set": dict(question.overrides),
        "before": before.result,
        "after": after.result,
        "before_exact": before.exact,
        "after_exact": after.exact,
        **_differences(rule.table, before.exact, after.exact),
        "changed": before.result != after.result or before.exact != after.exact,
        "parameters": list(_parameters(question, after)),
        "in_force": told["in_force"],
        "state": told["state"],
        "clauses": told["clauses"],
        "readings": told["readings"],
        "warnings": told["warnings"],
        "missing": list(missing.values()),
    }


def _differences(table: bool, before: Any, after: Any) -> dict[str, Any]:
    """After less before, exactly; of a table, one for each row and their total."""
    if not table:
        made = _difference(before, after)
        return {"difference": _number(made), "difference_exact": _exact(made)}
    rows = [_difference(*pair) for pair in zip(before, after, strict=True)]
    known = [row for row in rows if row is not None]
    total = sum(known, Fraction(0)) if known else None
    return {
        "difference": [_number(row) for row in rows],
        "difference_exact": [_exact(row) for row in rows],
        "total_difference": _number(total),
    }


def _difference(before: str | None, after: str | None) -> Fraction | None:
    return None if before is None or after is None else Fraction(after) - Fraction(before)


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else value.numerator / value.denominator


def _exact(value: Fraction | None) -> str | None:
    from luoshi.rules.units import decimal_text, exact

    if value is None:
        return None
    text = decimal_text(exact(value))
    return str(value) if text.startswith("约") else text


def _parameters(question: Asked, after: Outcome) -> Iterator[dict[str, Any]]:
    """Each changed parameter: its own value on the day, the one it was given, and whether it mattered."""
    from luoshi.rules.outcome import parameter_name

    rule = question.rule
    changed, supplied = rule.read_overrides(question.overrides)
    used = {pair for case in after.cases for pair in case.used}
    for (name, key), value in changed.items():
        definition = rule.parameters[name]
        table = definition.on(question.on)
        leaf = table.get(key) if table else None
        yield {
            "name": parameter_name(name, key),
            "label": definition.label + (f"（{'、'.join(key)}）" if key else ""),
            "before": definition.shown(leaf.value) if leaf else None,
            "after": definition.shown(value),
            "clause": rule.policy.address(leaf.clause if leaf else definition.clause),
            "used": (name, key) in used,
        }
    for name, given in supplied.items():
        fact, before = rule.facts[name], question.facts.get(name)
        yield {
            "name": name,
            "label": fact.label,
            "before": None if before is None else fact.shown(fact.read(before)),
            "after": fact.shown(given),
            "clause": rule.policy.address(fact.clause),
            "used": True,
        }


# --- for people


def _lay(question: Asked, told: Mapping[str, Any]) -> None:
    page = Page()
    page.say((f"{told['label']}  ", "bold"), (f"{told['on']}  {told['clauses'][0]}", "dim"))
    parameters: list[dict[str, Any]] = told["parameters"]
    for each in parameters:
        mark = "" if each["used"] or told["missing"] else "  这一情形没有用到它"
        page.say(("参数 ", "dim"), f"{each['label']}：{each['before'] or '（无）'} → ",
                 (each["after"], "bold"), (f"  {each['clause']}", "dim"), (mark, "yellow"))  # fmt: skip
    if not told["missing"]:
        page.table(("", "改动前", "改动后", "相差"), _rows(question, told))
    telling.beside(page, told)


def _rows(question: Asked, told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    rule = question.rule
    if not rule.table:
        before, after = told["before"], told["after"]
        named = parts(rule)
        for part in named if before and after else []:
            ends = before[part["name"]], after[part["name"]]
            shown = (telling.plain(end, part["unit"]) for end in ends)
            yield part["label"], *shown, _apart(*ends, part["unit"])
        if not named:
            shown = (telling.written(end, rule) for end in (before, after))
            yield rule.label, *shown, _change(before, after, told["difference"], told["unit"])
        return
    triples = zip(told["before"], told["after"], told["difference"], strict=True)
    for row, (before, after, apart) in enumerate(triples, 1):
        shown = (telling.written(end, rule) for end in (before, after))
        yield f"第{row}行", *shown, _change(before, after, apart, told["unit"])
    if told["total_difference"] is not None:
        yield "合计相差", "", "", _signed(told["total_difference"], told["unit"])


def _apart(before: Any, after: Any, unit: str) -> str:
    """The change of one of several answers, of which only the shown numbers are known."""
    numbers = all(
        isinstance(end, int | float) and not isinstance(end, bool) for end in (before, after)
    )
    apart = Fraction(str(after)) - Fraction(str(before)) if numbers else None
    return _change(before, after, _number(apart), unit)


def _change(before: Any, after: Any, apart: float | None, unit: str) -> str:
    if before == after:
        return "不变"
    if apart is None:
        return "改变"
    share = f"（{apart / before:+.2%}）" if before else ""
    return _signed(apart, unit) + share


def _signed(apart: float, unit: str) -> str:
    return f"{'+' if apart > 0 else ''}{telling.plain(apart, unit)}"
