"""``luoshi rules``: what can be asked of the encoded documents, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from luoshi.cli.asked import remark
from luoshi.cli.failure import Failure
from luoshi.cli.screen import Page, print_json

if TYPE_CHECKING:
    from luoshi.rules import Node, Policy, Rule
    from luoshi.rules.facts import Fact
    from luoshi.rules.parameters import Definition

_NEAREST = 20
_ENOUGH = 0.4
"""The share of a word's pairs of characters that a rule must hold to count as near."""
KINDS = {
    "number": "数",
    "truth": "是否",
    "text": "文字",
    "day": "日期",
    "texts": "清单",
    "record": "多项结果",
}
FACT_KINDS = {
    "number": "数",
    "truth": "是或否",
    "choice": "选一项",
    "words": "文字",
    "day": "日期",
}


def rules(words: Sequence[str], document: str, place: str, as_json: bool) -> None:
    """The rules that pass the filters, or one rule whole where its key was typed.

    Raises:
        Failure: none does.
    """
    if len(words) == 1 and not document and not place and (one := _by_key(words[0])):
        whole = {**entry(one), **details(one)}
        return print_json(whole) if as_json else _lay_one(one, whole)
    among = list(_among(document, place))
    found = _holding(words, among)
    if not found and (found := _near("".join(words), among)):
        remark("没有一条规则同时含有这些词；以下按相近程度排列。", as_json)
    if as_json:
        print_json([entry(each) for each in found])
    if not found:
        raise Failure(
            f"没有规则含有“{' '.join(words)[:50]}”" if words else "没有符合条件的规则",
            "已编码的规则",
            "请减少或更换词语；不写词语则列出全部规则。",
        )
    if not as_json:
        _lay_all(found)
    return None


def _by_key(word: str) -> Rule[Any, Any] | None:
    """The rule of a whole key; its last part alone is a word to search for."""
    from luoshi import policies
    from luoshi.rules.errors import UnknownRule

    if word.count(".") != 2:
        return None
    try:
        return policies.rule(word)
    except UnknownRule:
        return None


def _among(document: str, place: str) -> Iterator[Rule[Any, Any]]:
    """The rules of the documents that are meant, in the order of the catalogue."""
    from luoshi import policies

    chosen = policies.named(document) if document else None
    if document and chosen is None:
        known = "、".join(each.number for each in policies.catalogue())
        raise Failure(f"没有编码“{document}”", "已编码的规则", f"已编码：{known}。")
    for policy in policies.catalogue():
        here = (policy.place, policy.key.partition(".")[0])
        if chosen in (None, policy) and any(place.strip().lower() in name for name in here):
            yield from policies.of_policy(policy)


# --- search


def _wording(rule: Rule[Any, Any]) -> str:
    policy = rule.policy
    return f"{policy.number}\n{policy.title}\n{policy.place}\n{rule.wording}".casefold()


def _holding(words: Sequence[str], among: Iterable[Rule[Any, Any]]) -> list[Rule[Any, Any]]:
    """The rules that hold every word; those in whose name all stand come first."""
    wanted = [word.casefold() for word in " ".join(words).split()]
    found = [rule for rule in among if all(word in _wording(rule) for word in wanted)]
    if not wanted:
        return found
    return sorted(found, key=lambda r: not all(w in f"{r.key}\n{r.label}".lower() for w in wanted))


def _near(words: str, among: Iterable[Rule[Any, Any]]) -> list[Rule[Any, Any]]:
    """The rules that hold most of the words' pairs of neighbouring characters."""
    letters = "".join(words.lower().split())
    pairs = {letters[place : place + 2] for place in range(len(letters) - 1)}
    if not pairs:
        return []
    scored = [(sum(pair in _wording(rule) for pair in pairs), rule) for rule in among]
    best = sorted(scored, key=lambda each: -each[0])[:_NEAREST]
    return [rule for score, rule in best if score >= _ENOUGH * len(pairs)]


# --- as data


def entry(rule: Rule[Any, Any]) -> dict[str, Any]:
    """One line of the catalogue."""
    policy = rule.policy
    return {
        "key": rule.key,
        "label": rule.label,
        "gist": rule.gist,
        "document": {"number": policy.number, "title": policy.title, "place": policy.place},
        "place": policy.place,
        "clauses": list(rule.addresses),
        "in_force": {
            "from": policy.starts.isoformat(),
            "until": policy.ends.isoformat() if policy.ends else None,
            "stated": policy.stated,
            "clause": policy.address(policy.force_clause),
        },
        "result": rule.root.kind,
        "unit": rule.unit.name,
        "parts": parts(rule),
        "table": rule.table,
        "single_case_only": rule.single_case_only,
        "facts": [_fact(rule, name, fact) for name, fact in rule.facts.items()],
        "readings": [_reading(policy, name) for name in rule.readings],
        "parameters": [
            {"name": each.name, "label": each.label, "clause": policy.address(each.clause)}
            for each in rule.parameters.values()
        ],
    }


def parts(rule: Rule[Any, Any]) -> list[dict[str, str]]:
    """The named answers of a rule that gives several; none where it gives one."""
    from luoshi.rules.nodes import record_of

    if rule.root.kind != "record":
        return []
    record = record_of(rule.root)
    return [
        {"name": name, "label": label, "result": node.kind, "unit": _unit(node)}
        for (name, label), node in zip(record.data, record.args, strict=True)
    ]


def _unit(node: Node) -> str:
    from luoshi.rules import Number

    own = isinstance(node, Number) and node.unit.dimensions == node.dimensions
    return node.unit.name if isinstance(node, Number) and own else ""


def _fact(rule: Rule[Any, Any], name: str, fact: Fact) -> dict[str, Any]:
    schema = fact.schema()
    return {
        "name": name,
        "label": fact.label,
        "type": fact.kind,
        "unit": fact.unit.name if fact.unit else "",
        "min": schema.get("minimum"),
        "max": schema.get("maximum"),
        "decimals": schema.get("x-decimals"),
        "options": list(fact.options),
        "not_in_text": fact.not_in_text,
        "left_to": fact.left_to,
        "clause": rule.policy.address(fact.clause),
        "gist": fact.gist,
    }


def _reading(policy: Policy, name: str) -> dict[str, Any]:
    reading = policy.readings[name]
    return {
        "name": name,
        "label": reading.label,
        "options": dict(reading.options),
        "default": reading.default,
        "why": reading.why,
        "clause": policy.address(reading.clause),
    }


def details(rule: Rule[Any, Any]) -> dict[str, Any]:
    """What is told of one rule only: JSON Schema of its facts, parameters by date."""
    policy = rule.policy
    return {
        "issuers": list(policy.issuers),
        "document_gist": policy.gist,
        "version": policy.version,
        "rounding": {"step": rule.rounding[0], "clause": policy.address(rule.rounding[1])},
        "schema": rule.schema,
        "parameters": [_parameter(policy, each) for each in rule.parameters.values()],
    }


def _parameter(policy: Policy, definition: Definition) -> dict[str, Any]:
    limits = {leaf.key[0]: definition.shown(leaf.value) for leaf in definition.limits}
    return {
        "name": definition.name,
        "label": definition.label,
        "clause": policy.address(definition.clause),
        "gist": definition.gist,
        "kind": definition.kind,
        "unit": definition.unit.name,
        "comparator": definition.comparator,
        "soft": definition.soft,
        "by": list(definition.by),
        "not_in_text": definition.not_in_text,
        "left_to": definition.left_to,
        "filled_by": _filled_by(definition),
        "min": limits.get("min"),
        "max": limits.get("max"),
        "values": list(_dated(policy, definition)),
    }


def _filled_by(definition: Definition) -> dict[str, str] | None:
    """The encoded document that gives what this one leaves open."""
    from luoshi.rules.policy import filler

    found = filler(definition)
    if found is None:
        return None
    policy, by = found
    return {"number": policy.number, "parameter": by.name, "clause": policy.address(by.clause)}


def _dated(policy: Policy, definition: Definition) -> Iterator[dict[str, Any]]:
    """Each value from its day on; null where the text has none from then on."""
    for since, table in definition.dated:
        if table is None:
            yield {"from": since.isoformat(), "index": [], "value": None, "clause": ""}
        for key, leaf in (table or {}).items():
            yield {
                "from": since.isoformat(),
                "index": list(key),
                "value": definition.shown(leaf.value),
                "clause": policy.address(leaf.clause),
            }


# --- for people


def _lay_all(found: Sequence[Rule[Any, Any]]) -> None:
    page = Page()
    by_document: dict[str, list[Rule[Any, Any]]] = {}
    for rule in found:
        by_document.setdefault(rule.policy.number, []).append(rule)
    for of_one in by_document.values():
        policy = of_one[0].policy
        page.say((f"{policy.number}  {policy.title}", "bold"))
        page.say((f"{policy.place}，{_period(policy)}", "dim"), indent=2)
        for rule in of_one:
            page.say((rule.key, "cyan"), f"  {_named(rule)}", indent=2)
    page.say((f"共 {len(found)} 条。看一条：luoshi rules 规则；试算：luoshi interview 规则", "dim"))


def _named(rule: Rule[Any, Any]) -> str:
    return rule.label + (f"（{rule.unit.name}）" if rule.unit.name else "")


def _period(policy: Policy) -> str:
    starts = f"{policy.starts} 起施行" + ("" if policy.stated else "（按成文日期）")
    return f"{starts}，有效期至 {policy.ends}" if policy.ends else starts


def _lay_one(rule: Rule[Any, Any], told: Mapping[str, Any]) -> None:
    page = Page()
    page.say((_named(rule), "bold"), (f"  {rule.key}", "cyan"))
    page.say(("文件：", "dim"), f"{rule.policy.number}  {rule.policy.title}")
    page.say(("施行：", "dim"), f"{rule.policy.place}，{_period(rule.policy)}")
    page.say(("依据：", "dim"), shortly(rule.addresses))
    page.say(("结果：", "dim"), KINDS[rule.root.kind] + ("，每行一个" if rule.table else ""))
    for part in told["parts"]:
        page.say(f"{part['name']}  {part['label']}", indent=2)
    if told["facts"]:
        columns = ("事实", "名称", "填法", "条款")
        page.table(columns, (_fact_row(rule, name, fact) for name, fact in rule.facts.items()))
    if told["parameters"]:
        page.table(("参数", "名称", "值", "条款"), _parameter_rows(told["parameters"]))
    for reading in told["readings"]:
        page.say(("读法 ", "dim"), f"{reading['name']}  {reading['label']}：{reading['why']}")
        for key, label in reading["options"].items():
            page.say(f"{key}  {label}", "（默认）" if key == reading["default"] else "", indent=2)


def shortly(addresses: Sequence[str]) -> str:
    """Addresses in one line, the document named where it changes."""
    told: list[str] = []
    before = ""
    for address in addresses:
        document, blank, clause = address.partition(" ")
        told.append(clause if blank and document == before else address)
        before = document
    return "、".join(told)


def _fact_row(rule: Rule[Any, Any], name: str, fact: Fact) -> tuple[str, ...]:
    return name, fact.label, how_to_fill(fact), rule.policy.address(fact.clause)


def how_to_fill(fact: Fact) -> str:
    """What may be given: the unit and range of a number, the options of a choice."""
    left = f"（原文未写明，由{fact.left_to}确定）" if fact.left_to else "（原文未写明）"
    beside = left if fact.not_in_text else ""
    if fact.kind == "choice":
        return "、".join(fact.options) + beside
    if fact.kind == "number":
        places = f"，最多 {fact.decimals} 位小数" if fact.decimals else "，整数"
        return f"{fact.shown(fact.minimum)} 至 {fact.shown(fact.maximum)}{places}{beside}"
    return FACT_KINDS[fact.kind] + beside


def _parameter_rows(parameters: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for each in parameters:
        if each["not_in_text"]:
            yield each["name"], each["label"], "原文未写明，须自行提供", each["clause"]
        days = {value["from"] for value in each["values"]}
        for value in each["values"]:
            index = f"{'、'.join(value['index'])}：" if value["index"] else ""
            shown = "（无规定）" if value["value"] is None else value["value"]
            since = f"{value['from']} 起" if len(days) > 1 else ""
            told = f"{index}{shown}{'  ' + since if since else ''}"
            yield each["name"], each["label"], told, value["clause"] or each["clause"]
