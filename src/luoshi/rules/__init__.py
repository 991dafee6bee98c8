"""Compute (计算): executable clauses over declared facts, exact, explained, and fast on tables.

A plain library: it knows nothing of Django and nothing of gazettes. How to write rules is in
``docs/rules.md``.
"""

from luoshi.rules.errors import BadPolicy, RuleError
from luoshi.rules.facts import Facts, choice, day, money, quantity, rate, truth, words
from luoshi.rules.language import (
    absolute,
    advised,
    age_on,
    all_of,
    always,
    any_of,
    as_of,
    by_bracket,
    capped,
    checklist,
    choose,
    count_of,
    days_between,
    first_of_month,
    floored,
    has_previous,
    labelled,
    last_of_month,
    least,
    mean,
    month_of,
    months_between,
    most,
    never,
    next_month,
    none_of,
    not_stated,
    number,
    positive,
    previous,
    rank,
    rank_from_last,
    record,
    rounded,
    rows_within,
    same,
    step,
    text,
    total,
    unless,
    warn_when,
    when,
    year_of,
)
from luoshi.rules.language import text as one_of
from luoshi.rules.nodes import Day, Node, Number, Record, Text, Texts, Truth
from luoshi.rules.outcome import Outcome
from luoshi.rules.policy import Policy
from luoshi.rules.rule import REGISTRY, Rule, rule

__all__ = [
    "REGISTRY", "BadPolicy", "Day", "Facts", "Node", "Number", "Outcome", "Policy", "Record", "Rule",
    "RuleError", "Text", "Texts", "Truth", "absolute", "advised", "age_on", "all_of", "always", "any_of",
    "as_of", "by_bracket", "capped", "checklist", "choice", "choose", "count_of", "day", "days_between",
    "first_of_month", "floored", "has_previous", "labelled", "last_of_month", "least", "mean", "money",
    "month_of", "months_between", "most", "never", "next_month", "none_of", "not_stated", "number", "one_of",
    "positive", "previous", "quantity", "rank", "rank_from_last", "rate", "record", "rounded", "rows_within",
    "rule", "same", "step", "text", "total", "truth", "unless", "warn_when", "when", "words", "year_of",
]  # fmt: skip
