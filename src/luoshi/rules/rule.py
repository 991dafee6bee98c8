"""Rules (规则): functions over declared facts, each with the clause it executes, and what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar, cast, get_type_hints

from luoshi.rules.errors import (
    BadPolicy,
    Missing,
    NotInForce,
    RuleError,
    TooLarge,
    UnknownFact,
    UnknownParameter,
    WrongType,
    shortened,
)
from luoshi.rules.explain import Plan, plan
from luoshi.rules.facts import Fact, Facts, Given, schema_of
from luoshi.rules.language import BARE, rounded
from luoshi.rules.nodes import Node, Number, Record, Texts
from luoshi.rules.notices import notices
from luoshi.rules.outcome import Outcome
from luoshi.rules.parameters import Definition, Value, find
from luoshi.rules.policy import STATES, Policy, State, filler
from luoshi.rules.units import Unit, unit
from luoshi.rules.value import Case, Step, Table, compiled, supplied_fact
from luoshi.rules.yamlio import is_list, is_mapping

F = TypeVar("F", bound=Facts)
N = TypeVar("N", bound=Node)

MOST_ROWS = 10_000
"""Rows that one request for a whole-table rule may carry; more go through ``bulk``."""


@dataclass(frozen=True)
class Rule(Generic[F, N]):
    """One executable clause.

    Attributes:
        key: ``shuozhou.guarantee_subsidy.fee_subsidy``.
        clauses: what it executes, as paths inside the document; the first is its own.
        root: the graph, rounded and wrapped as the rule's own step.
        table: whether it looks at a whole table of cases.
        single_case_only: why it has no column reading; empty when it has one.
        any_day: whether it is answered on days when the document is not in force: questions about the
            document itself (施行日、有效期、废止).
        rounding: the step the result is rounded to, and the clause that says so (empty: not in the text).
    """

    key: str
    policy: Policy
    clauses: tuple[str, ...]
    label: str
    gist: str
    facts_class: type[F]
    root: N
    unit: Unit
    table: bool = False
    single_case_only: str = ""
    rounding: tuple[str, str] = ("", "")
    any_day: bool = False

    def __call__(self, facts: F) -> N:
        """The rule as a step inside another rule over the same facts."""
        return self.root

    # --- what it is

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node of the graph."""
        return tuple(self.root.walk())

    @cached_property
    def notices(self) -> Texts | None:
        """The warnings that a case gets, as a graph; None where it knows none."""
        return notices(self.root)

    @cached_property
    def parameters(self) -> dict[str, Definition]:
        """The parameters it may use, by name."""
        return {n.data.name: n.data for n in self.nodes if n.op in ("parameter", "supplied")}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts it may ask for, in the order declared; then what the text leaves open."""
        used = {node.data.name for node in self.nodes if node.op == "fact"}
        declared = self.facts_class.declared()
        made = {name: fact for name, fact in declared.items() if name in used}
        for definition in self.parameters.values():
            if definition.not_in_text:
                if definition.name in declared:
                    raise BadPolicy(f"{self.key}：{definition.name} 既是事实又是参数")
                made[definition.name] = supplied_fact(definition)
        return made

    @cached_property
    def reading_nodes(self) -> dict[str, list[Node]]:
        """Where its answer may depend on a reading, by the name of the reading."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            if node.op == "reading":
                found.setdefault(node.args[0].data, []).append(node)
        return found

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings that its answer may depend on."""
        return tuple(self.reading_nodes)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Whole addresses of every clause it executes or leans on, its own first."""
        found = dict.fromkeys(self.policy.address(clause) for clause in self.clauses)
        for node in self.nodes:
            leaves = node.data.leaves() if node.op == "parameter" else ()
            for clause in (node.clause, *(leaf.clause for leaf in leaves)):
                if clause:
                    found.setdefault(self.policy.address(clause))
        return tuple(found)

    @cached_property
    def wording(self) -> str:
        """Every word by which people may look for it: names, facts, readings, steps, answers."""
        readings = [self.policy.readings[name] for name in self.readings]
        told = [self.key, self.label, self.gist, *self.clauses]
        for fact in self.facts.values():
            told += [fact.label, fact.gist, *fact.options]
        for reading in readings:
            told += [reading.label, reading.why, *reading.options.values()]
        for node in self.nodes:
            told += [node.label, *_terms(node)]
        return "\n".join(dict.fromkeys(told)).casefold()

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of its facts; for a whole-table rule, of ``{"rows": [...]}``."""
        one = schema_of(self.facts)
        if not self.table:
            return one
        item = {key: value for key, value in one.items() if key != "$schema"}
        rows = {"type": "array", "items": item, "maxItems": MOST_ROWS, "minItems": 1}
        return {
            "$schema": one["$schema"],
            "type": "object",
            "properties": {"rows": rows},
            "required": ["rows"],
        }

    @cached_property
    def _step(self) -> Step:
        return compiled(self.root)

    @cached_property
    def plan(self) -> Plan:
        """What its explanation will say."""
        return plan(self.root, self.policy)

    # --- asking it

    def run(
        self,
        facts: Mapping[str, object],
        on: date,
        *,
        readings: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
        even_if_not_in_force: bool = False,
    ) -> Outcome:
        """The outcome for one case, or for one table of cases: value, what is missing, and why.

        Args:
            facts: by name, as somebody wrote them; absent or null means not known.
            on: the date of the fact, which chooses the parameters and decides what is in force.
            readings: chosen options of declared readings; the default where not chosen.
            overrides: other values for parameters, for a what-if.
            even_if_not_in_force: compute although the document is not in force on that day.

        Raises:
            RuleError: the question is wrong in itself, or the document is not in force.
        """
        state = self.policy.state_on(on) if even_if_not_in_force else self.require_force(on)
        rows = self.read_rows(facts)
        return self._answer(rows, on, state, readings or {}, overrides or {})

    def run_read(
        self,
        rows: Sequence[Mapping[str, Given]],
        on: date,
        *,
        readings: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
    ) -> Outcome:
        """The outcome for facts that are already as the readings hold them, in force or not."""
        return self._answer(rows, on, self.policy.state_on(on), readings or {}, overrides or {})

    def _answer(
        self,
        rows: Sequence[Mapping[str, Given]],
        on: date,
        state: State,
        readings: Mapping[str, str],
        overrides: Mapping[str, object],
    ) -> Outcome:
        chosen = self.policy.read_readings(readings)
        changed, fixed = self.read_overrides(overrides)
        cases = [Case({**row, **fixed}, on, chosen, changed) for row in rows]
        if self.table:
            table = Table(cases)
            for index, case in enumerate(cases):
                case.table, case.index = table, index
        try:
            values = [self._step(case) for case in cases]
        except RuleError as error:
            error.clause = self.policy.address(error.clause)
            raise
        return Outcome(self, on, state, cases, values)

    def require_force(self, on: date) -> State:
        """The state of the document on a day.

        Raises:
            NotInForce: it is not in force, and the rule is not one about the document itself.
        """
        state = self.policy.state_on(on)
        if not state.in_force and not self.any_day:
            raise NotInForce(
                f"{self.policy.number} 在 {on} {STATES[state.name]}：{state.why}",
                given=on, clause=state.clause, remedy="仍要试算请注明“未施行也计算”",
            )  # fmt: skip
        return state

    def value(self, facts: Mapping[str, object], on: date, **asked: Any) -> Any:
        """The bare value, in base units.

        Raises:
            Missing: a fact that matters was not given. RuleError: as :meth:`run`.
        """
        outcome = self.run(facts, on, **asked)
        if outcome.missing:
            raise Missing(f"缺少：{'、'.join(outcome.missing_labels)}", fact=outcome.missing[0])
        return outcome.values if self.table else outcome.values[0]

    def read(self, facts: Mapping[str, object]) -> dict[str, Given]:
        """Facts as the readings hold them.

        Raises:
            UnknownFact, WrongType, WrongUnit, OutOfRange: named by fact, value and clause.
        """
        if not is_mapping(facts):
            raise WrongType("事实要写成 JSON 对象", given=facts, remedy='如 {"名称": 值}')
        known = self.facts
        read: dict[str, Given] = {}
        for name, given in facts.items():
            fact = known.get(name)
            if fact is None:
                self._strange(name, given)
            elif given is not None:
                read[name] = self._read(fact, given)
        return read

    def _read(self, fact: Fact, given: object) -> Given:
        try:
            return fact.read(given)
        except RuleError as error:
            error.clause = self.policy.address(error.clause)
            raise

    def read_rows(self, facts: Mapping[str, object]) -> list[dict[str, Given]]:
        """The facts of every case: one, or the rows of a table.

        Raises:
            RuleError: as :meth:`read`.
        """
        return self._rows(facts) if self.table else [self.read(facts)]

    def _strange(self, name: object, given: object) -> None:
        """A fact of the same case that this rule does not ask for is let pass; any other is refused."""
        declared = self.facts_class.declared().get(str(name))
        if declared is None:
            raise UnknownFact(
                f"“{self.label}”不问“{name}”", fact=str(name), given=given, clause=self.addresses[0],
                remedy=f"可填：{'、'.join(f'{n}（{f.label}）' for n, f in self.facts.items())}",
            )  # fmt: skip
        if given is not None:
            self._read(declared, given)

    def _rows(self, facts: Mapping[str, object]) -> list[dict[str, Given]]:
        rows = facts.get("rows") if is_mapping(facts) else None
        if not is_list(rows) or not rows or set(facts) != {"rows"}:
            raise WrongType(
                f"“{self.label}”要整张表", fact="rows", given=facts,
                remedy='写成 {"rows": [{…}, {…}]}，至少一行', clause=self.addresses[0],
            )  # fmt: skip
        if len(rows) > MOST_ROWS:
            raise TooLarge(
                f"一次最多 {MOST_ROWS} 行，给了 {len(rows)} 行",
                fact="rows",
                remedy="更大的表用 luoshi bulk",
            )
        return [self._row(number, row) for number, row in enumerate(rows, start=1)]

    def _row(self, number: int, row: Any) -> dict[str, Given]:
        try:
            return self.read(row)
        except RuleError as error:
            error.what = f"第{number}行：{error.what}"
            raise

    def read_overrides(
        self, given: Mapping[str, object]
    ) -> tuple[dict[tuple[str, tuple[str, ...]], Value], dict[str, Given]]:
        """Overrides as the readings hold them, and those of parameters that had to be supplied anyway.

        ``rate[三级]`` names one value of an indexed parameter, ``rate`` all of them.

        Raises:
            UnknownParameter: no such parameter or index. WrongUnit: another unit.
            OutOfRange: outside the limits that the text sets for what it leaves open.
        """
        read: dict[tuple[str, tuple[str, ...]], Value] = {}
        supplied: dict[str, Given] = {}
        for written, value in given.items():
            name, bracket, index = written.partition("[")
            if bool(bracket) != written.endswith("]"):
                raise UnknownParameter(
                    f"参数名“{shortened(written)}”写得不对",
                    fact=name,
                    remedy="如 比例 或 比例[三级]",
                )
            definition = find(self.parameters, name.strip())
            if definition.not_in_text:
                supplied[definition.name] = self._read(supplied_fact(definition), value)
                continue
            keys = tuple(key.strip() for key in index.rstrip("]").split(",")) if index else ()
            every = {leaf.key for leaf in definition.leaves()}
            if index and keys not in every:
                raise UnknownParameter(
                    f"参数“{name}”没有“{index.rstrip(']')}”这一项",
                    fact=name,
                    clause=definition.clause,
                )
            for key in [keys] if index else every:
                read[definition.name, key] = definition.read(value)
        return read, supplied

    def what_is_open(self) -> Iterable[Definition]:
        """The parameters it needs that neither the text nor another encoded document gives."""
        return [d for d in self.parameters.values() if d.not_in_text and filler(d) is None]


def _terms(node: Node) -> Iterable[str]:
    """The terms of the document that a node answers with."""
    if node.op == "constant" and isinstance(node.data, str):
        return (node.data,)
    if node.op == "record":
        return (label for _, label in node.data)
    return node.data if node.op == "checklist" else ()


REGISTRY: dict[str, Rule[Any, Any]] = {}
"""Every rule by key, in the order in which policies and functions are written."""


def rule(
    policy: Policy,
    clause: str | tuple[str, ...],
    *,
    label: str,
    unit: str = "",
    rounding: str = "",
    rounding_clause: str = "",
    table: bool = False,
    single_case_only: str = "",
    any_day: bool = False,
) -> Callable[[Callable[[F], N]], Rule[F, N]]:
    """Make a function over facts the executable form of a clause.

    The function is called once, with symbols. Its docstring says what it means; ``unit`` is the unit of a
    number it returns, ``rounding`` the step to which that is rounded, half up and last.

    Raises:
        BadPolicy: the rule is wrong in itself.
    """
    clauses = (clause,) if isinstance(clause, str) else clause

    def make(function: Callable[[F], N]) -> Rule[F, N]:
        key = f"{policy.key}.{function.__name__}"
        hints = get_type_hints(function)
        hints.pop("return", None)
        facts_class = next(iter(hints.values()))
        try:
            root = function(facts_class())
            of, root = _as_answer(root, unit, rounding, key)
        except BadPolicy as error:
            raise BadPolicy(f"{key}：{error}") from error
        if not function.__doc__:
            raise BadPolicy(f"{key} 没有说明（docstring）")
        made = Rule(
            key, policy, clauses, label, " ".join(function.__doc__.split()), facts_class,
            cast("N", _named(root, label, clauses[0])), of, table, single_case_only,
            (rounding, rounding_clause), any_day,
        )  # fmt: skip
        REGISTRY[key] = made
        return made

    return make


def _as_answer(root: Node, unit_name: str, rounding: str, key: str) -> tuple[Unit, Node]:
    of = unit(unit_name)
    if not isinstance(root, Number):
        return of, root
    if of.dimensions != root.dimensions:
        raise BadPolicy(
            f"结果的单位不是 {unit_name or '（无）'}，而是 {root.unit.name or '（无）'}"
        )
    if dict(of.dimensions).get("money") and not rounding:
        raise BadPolicy("结果是金额，须写明 rounding")
    if rounding:
        root = rounded(root, rounding)
    root = Number("through", (root,), unit=of, dimensions=root.dimensions)
    return of, root


def _named(root: Node, label: str, clause: str) -> Node:
    """The root as a step of its own kind, under the rule's label and clause."""
    if isinstance(root, Number):
        return Number(
            "rule", (root,), None, label, clause, unit=root.unit, dimensions=root.dimensions
        )
    data = root.data if isinstance(root, Record) else None
    return BARE[root.kind]("rule", (root,), data, label, clause)
