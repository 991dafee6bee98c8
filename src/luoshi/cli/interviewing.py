"""``luoshi interview``: a rule's questions in the terminal, only those that still matter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from luoshi.cli import telling
from luoshi.cli.asked import Asked, Wording, asked
from luoshi.cli.catalogue import how_to_fill
from luoshi.cli.ruling import lay_explanation
from luoshi.cli.screen import Page

if TYPE_CHECKING:
    from luoshi.rules import Outcome
    from luoshi.rules.facts import Fact, Given

_HELP, _BACK, _UNKNOWN = {"?", "？"}, {"u", "U"}, {"不知道", "不清楚", "未知"}


def interview(wording: Wording) -> int:
    """Ask, then tell the result and its steps; returns the exit code."""
    from luoshi.rules.errors import WrongType

    question = asked(wording)
    rule = question.rule
    if rule.table:
        raise WrongType(
            f"“{rule.label}”要整张表，不能逐项问答", fact="rows", clause=rule.addresses[0],
            remedy=f"请用 luoshi run {rule.key} --facts @文件",
        )  # fmt: skip
    if reconfigure := getattr(sys.stdin, "reconfigure", None):
        reconfigure(errors="replace")  # what cannot be read is an answer that does not fit
    question.run()  # a day or a given fact that cannot be is refused before anything is asked
    page = Page()
    page.say((rule.label, "bold"), (f"  {rule.key}  {question.on}", "dim"))
    page.say(("逐项作答：? 看说明，u 退回上一项，“不知道”跳过，Ctrl-C 离开。", "dim"))
    outcome = _Talk(question, page).hold()
    page.say("")
    told = outcome.as_json()
    telling.result(page, rule, told)
    lay_explanation(outcome, told)
    return telling.code_of(told)


class _Talk:
    """What has been answered so far, in the order in which it was asked."""

    def __init__(self, question: Asked, page: Page) -> None:
        self.question, self.page = question, page
        self.facts: dict[str, object] = dict(question.facts)
        self.steps: list[str] = []
        self.left_open: set[str] = set()

    def hold(self) -> Outcome:
        """Ask until nothing more matters, or nobody answers any more."""
        while True:
            outcome = self._so_far()
            open_facts = [name for name in outcome.missing if name not in self.left_open]
            if not open_facts or not self._ask(outcome.rule.facts[open_facts[0]]):
                return outcome

    def _so_far(self) -> Outcome:
        """The outcome; where an answer makes it impossible, that answer is taken back."""
        from luoshi.rules.errors import RuleError

        while True:
            try:
                return self.question.run(self.facts)
            except RuleError as error:
                if not self.steps:
                    raise
                self.page.say(("✗ ", "red"), f"{error}。这一答已退回。", indent=3)
                self._back()

    def _ask(self, fact: Fact) -> bool:
        """One question, until it is answered, left open or gone back from; False at the end."""
        self.page.say("")
        self._put(fact)
        while True:
            try:
                words = input("> ").strip()
            except EOFError:
                return False
            if words in _HELP:
                self._help(fact)
            elif words in _BACK:
                if self._back():
                    return True
                self.page.say("这是第一项，不能再退。")
            elif words in _UNKNOWN:
                self.left_open.add(fact.name)
                self.steps.append(fact.name)
                return True
            elif not words:
                self.page.say("请作答；不知道就写“不知道”。")
            elif self._answer(fact, words):
                return True

    def _put(self, fact: Fact) -> None:
        unit = f"（{fact.unit.name}）" if fact.unit and fact.unit.name else ""
        left = f"原文未写明，由{fact.left_to}确定" if fact.left_to else "原文未写明"
        beside = f"  {left}" if fact.not_in_text else ""
        number = f"{len(self.steps) + 1}. "
        self.page.say((f"{number}{fact.label}{unit}", "bold"), (beside, "dim"))
        for place, option in enumerate(_options(fact), 1):
            self.page.say(f"{place}  {option}", indent=3)

    def _help(self, fact: Fact) -> None:
        if fact.gist:
            self.page.say(fact.gist, indent=3)
        self.page.say(("填法：", "dim"), how_to_fill(fact), indent=3)
        if fact.clause:
            address = self.question.rule.policy.address(fact.clause)
            self.page.say(("条款：", "dim"), address, indent=3)

    def _answer(self, fact: Fact, words: str) -> bool:
        from luoshi.rules.errors import RuleError

        value = _chosen(fact, words)
        try:
            read: Given = fact.read(value)
        except RuleError as error:
            filled = f"填法：{how_to_fill(fact)}"
            self.page.say(("✗ ", "red"), f"{error.what}。", (filled, "dim"), indent=3)
            return False
        if _options(fact):
            self.page.say((f"= {fact.shown(read)}", "dim"), indent=3)
        self.facts[fact.name] = value
        self.steps.append(fact.name)
        return True

    def _back(self) -> bool:
        """Take back the last answer; False where there is none."""
        if not self.steps:
            return False
        name = self.steps.pop()
        self.facts.pop(name, None)
        self.left_open.discard(name)
        return True


def _options(fact: Fact) -> tuple[str, ...]:
    return ("是", "否") if fact.kind == "truth" else fact.options


def _chosen(fact: Fact, words: str) -> str:
    """The option of a number; any other words as they are."""
    options = _options(fact)
    if words not in options and words.isascii() and words.isdigit():
        place = int(words[:4])
        if 1 <= place <= len(options):
            return options[place - 1]
    return words
