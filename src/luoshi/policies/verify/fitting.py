"""Whether a printed number is the one that is looked for: value, unit, word of limit, index."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction

from luoshi.gazette.model import Document
from luoshi.gazette.numerals import last_day
from luoshi.policies.verify import lexicon
from luoshi.policies.verify.aims import Aim
from luoshi.policies.verify.grammar import NUMERAL, narrowed
from luoshi.policies.verify.printed import Printed, numbers, value_of
from luoshi.rules.parameters import Recurring


class Level(IntEnum):
    """How far a printed number is the one that is looked for."""

    NOTHING = 0
    VALUE = 1
    """The same number of something else."""
    UNIT = 2
    """The same quantity, with another word of limit."""
    WHOLE = 3


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """How well a printed number fits."""

    level: Level = Level.NOTHING
    closeness: int = 0
    """Among those of one level: how alike it is printed."""


def fit(aim: Aim, printed: Printed) -> Fit:
    """How well a printed number fits what is looked for."""
    if aim.day is not None:
        found = _as_day(aim, aim.day, printed)
    elif aim.recurring is not None:
        found = _as_recurring(aim, aim.recurring, printed)
    elif aim.amount is not None:
        found = _as_amount(aim, aim.amount, printed)
    else:
        return Fit()  # words, which `wording` finds
    if found.level < Level.UNIT or not _within_limit(aim, printed):
        return found
    return Fit(Level.WHOLE, found.closeness)


def _within_limit(aim: Aim, printed: Printed) -> bool:
    """Whether the word of limit beside the number is the parameter's."""
    wanted = aim.comparator
    if not wanted or wanted in printed.words:
        return True
    same = lexicon.SAME.get(wanted)
    if same and any(lexicon.SAME.get(word) == same for word in printed.words):
        return True
    signs = [word for word in printed.words if not re.search(r"[\u4e00-\u9fff]", word)]
    return any(lexicon.sign_of(sign) == lexicon.sign_of(wanted) for sign in signs)


def _as_amount(aim: Aim, amount: Printed, printed: Printed) -> Fit:
    if printed.value is None or amount.value is None:
        return Fit()
    same = printed.value == amount.value
    equal = measured(amount) == measured(printed)
    if aim.printed:
        alike = same or equal or bare(amount) == bare(printed) or _is_share(amount, printed)
        return Fit(Level.UNIT, int(same)) if alike else Fit()
    if not amount.unit and printed.year == amount.value:
        return Fit(Level.UNIT, 1)
    if _of_calendar(printed) and amount.unit and not amount.dated:
        return Fit()
    if equal and _per_same(amount, printed):
        return Fit(Level.UNIT, 1 + int(same and amount.unit == printed.unit))
    return Fit(Level.VALUE) if same else Fit()


def measured(printed: Printed) -> tuple[str, Fraction]:
    """The family of the unit, and the quantity in the family's first unit."""
    unit = printed.unit if printed.unit in lexicon.UNITS else printed.unit.removeprefix("个")
    family, factor = lexicon.UNITS.get(unit, (unit, Fraction(1)))
    return family.replace("倍", ""), (printed.value or Fraction(0)) * factor


def bare(printed: Printed) -> Fraction:
    """The number without its 万 or 亿, as one printed without a unit shows it."""
    value = printed.value or Fraction(0)
    while value and value.denominator == 1 and value % 10_000 == 0:
        value /= 10_000
    return value


def _is_share(amount: Printed, printed: Printed) -> bool:
    """50% printed as 一半."""
    return amount.unit == "%" and not printed.unit and amount.value == (printed.value or 0) * 100


def _of_calendar(printed: Printed) -> bool:
    """Whether it is a year, a month of a year or a day of a month: no length of time."""
    monthly = re.search(r"(?:[每次当下上本末首该]|后一个)月的?\s?$", printed.lead)
    return printed.dated or (printed.unit == "日" and monthly is not None)


def _per_same(amount: Printed, printed: Printed) -> bool:
    """Whether both count by the same: 万元/亩, or 每亩 before the number."""
    if amount.per == printed.per:
        return True
    if printed.per:
        return False
    lead = printed.lead.replace("日", "天")
    return all(
        re.search(rf"(?:[每按/·])\s?(?:\d\s?)?个?{atom}|{atom}均", lead) for atom in amount.per
    )


def _as_day(aim: Aim, day: date, printed: Printed) -> Fit:
    if aim.starts is not None and _is_term(aim.starts, day, printed):
        return Fit(Level.UNIT, 1)
    told = (printed.year, printed.month, printed.day)
    wanted = (day.year, day.month, day.day)
    if not printed.dated or any(
        a is not None and a != b for a, b in zip(told, wanted, strict=True)
    ):
        return Fit()
    if aim.printed or None not in told:
        return Fit(Level.UNIT, 2)
    if printed.year is None:
        return Fit()
    last = calendar.monthrange(day.year, day.month)[1]
    if printed.month is None:
        whole = (day.month, day.day) in ((1, 1), (12, 31))
    else:
        whole = day.day in (1, last) if not printed.part else day.day == last
    return Fit(Level.UNIT, 1) if whole else Fit()


def _is_term(starts: date, ends: date, printed: Printed) -> bool:
    """Whether 有效期3年 from the first day ends on the last."""
    family, months = measured(printed)
    if family != "月" or printed.dated or months.denominator != 1 or "有效" not in printed.lead:
        return False
    return last_day(starts, months=int(months)) == ends


def _as_recurring(aim: Aim, day: Recurring, printed: Printed) -> Fit:
    if day.every == "year":
        last = day.day == 0 and printed.part in ("底", "末")
        same_day = printed.day == day.day if day.day else last
        return Fit(Level.UNIT) if printed.month == day.month and same_day else Fit()
    monthly = aim.printed or re.search(r"[月季]", printed.lead[-8:])
    whole = printed.value == day.day and printed.unit == "日" and monthly
    return Fit(Level.UNIT) if whole or (printed.day and printed.day == day.day) else Fit()


# Values that the text states without a number


def wording(aim: Aim, document: Document) -> str:
    """A pattern of the words that state a value without a number; empty where none do."""
    if aim.bare:
        return rf"(?<![不未得及]){re.escape(aim.comparator)}" if aim.comparator else ""
    printed = re.escape(narrowed(aim.printed))
    if aim.words:
        return printed or re.escape(narrowed(aim.words))
    if aim.name == "in_force from" and aim.day in (document.effective, document.signed):
        return r"之日起|即日起"
    if not printed:
        return ""
    if aim.day is not None or aim.recurring is not None:
        return printed if not numbers(aim.printed) and _names_end(aim) else ""
    stated = [value_of(each) for each in NUMERAL.findall(narrowed(aim.printed))]
    amount = aim.amount
    known = amount is not None and ({amount.value, bare(amount)} & {*stated})
    return printed if known else ""


def _names_end(aim: Aim) -> bool:
    """Whether the printed words name the end of a year, quarter or month, and the value is that."""
    if aim.recurring is not None:
        month, day = aim.recurring.month, aim.recurring.day
        if re.search(r"年[底末终]", aim.printed):
            return month == 12 and day in (0, 31)
        return day == 0 and re.search(r"[月季度][底末]", aim.printed) is not None
    if aim.day is None or not re.search(r"[底末终]", aim.printed):
        return False
    return aim.day.day == calendar.monthrange(aim.day.year, aim.day.month)[1]
