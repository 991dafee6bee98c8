"""A procedure as a drawing (流程图): inline SVG, without script, styled by classes.

Steps are boxes with the role above and the deadline below, ends are round. Presentation attributes give
it plain colours where no stylesheet is at hand; any rule of a stylesheet goes before them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal

from luoshi.procedures.layout import (
    Box,
    Branch,
    Laid,
    Link,
    Point,
    arrange,
    backward,
    branches,
    clean,
    deadline,
    overhang,
    squeeze,
)
from luoshi.procedures.model import Procedure, Step

PAGE = 1000
"""The width that a drawing keeps to: a page of the office, or A4 across."""
MARGIN, GAP = 14, 10
STEP_WIDTH = 186
END_WIDTH = 132
LABEL, SMALL, WORD = 15, 12, 12.5
"""Sizes of type: what a step is called; its role and deadline, an end; an outcome."""
HEAD = 6
"""The length of an arrow's head."""

_PLAIN = {
    "step": 'fill="#ffffff" stroke="#857d6e"',
    "is-lit": 'fill="#fff4f2" stroke="#982025" stroke-width="2"',
    "is-done": 'fill="#f2eee5" stroke="#857d6e"',
    "end": 'fill="#f2eee5" stroke="#857d6e"',
    "ink": 'fill="#1b2127"',
    "soft": 'fill="#545d66"',
    "edge": 'fill="none" stroke="#857d6e" stroke-width="1.2"',
    "arrow": 'fill="#857d6e"',
}
_FONTS = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
_STATES = {"is-lit": "正在办理", "is-done": "已经办完", "is-open": ""}
State = Literal["is-lit", "is-done", "is-open"]


def svg(
    procedure: Procedure,
    lit: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
) -> str:
    """The drawing of a procedure.

    Args:
        procedure: what is drawn.
        lit: keys of the steps that are under way.
        done: keys of the steps that were done; one under way again is lit.
    """
    return _Drawing(procedure, lit, done).svg()


class _Drawing:
    """What is drawn, once it has its place."""

    def __init__(self, procedure: Procedure, lit: frozenset[str], done: frozenset[str]) -> None:
        self.procedure, self.lit, self.done = procedure, lit, done
        self.branches = branches(procedure)
        self.back = backward(procedure)
        self.words = {branch.key: _stacked(branch.labels, 9) for branch in self.branches}
        self.steps = {step.key: _Words.of(procedure, step) for step in procedure.steps}
        self.ends = {
            branch.end_key: _wrapped(branch.end, 9) for branch in self.branches if branch.end
        }
        self.laid = self._arranged()
        self.arrows = list(_arrows(self.laid, self.links))

    def _arranged(self) -> Laid:
        """The layout; what makes a row wider than a page is moved to a later row."""
        self.links = self._links()
        sizes, drawn = self._sizes(), [link.drawn for link in self.links]
        delays: dict[int, int] = {}
        laid = arrange(sizes, drawn)
        for _ in range(24):
            over = overhang(laid, PAGE - 2 * MARGIN, GAP)
            late = [place for place, link in enumerate(self.links) if self._leads(link, over)]
            if not late:
                break
            for place in late:  # two, since boxes and words take turns
                delays[place] = delays.get(place, 0) + 2
            laid = arrange(sizes, drawn, delays=delays)
        squeeze(laid, PAGE - 2 * MARGIN, GAP)
        return laid

    def _leads(self, link: _Link, over: set[str]) -> bool:
        """Whether a line from a step ends in words that are over the edge, or lead to what is."""
        word = link.drawn[1]
        if not word.startswith("word:"):
            return False
        beyond = {each.drawn[1] for each in self.links if each.drawn[0] == word}
        return word in over or bool(beyond & over)

    def _sizes(self) -> dict[str, tuple[float, float]]:
        sizes = {key: (float(STEP_WIDTH), words.height) for key, words in self.steps.items()}
        for key, lines in self.words.items():
            sizes[f"word:{key}"] = (_width(lines, WORD) + 10, len(lines) * 17.0)
        for key, lines in self.ends.items():
            sizes[key] = (min(_width(lines, SMALL) + 28, END_WIDTH), 12 + len(lines) * 17.0)
        return sizes

    def _links(self) -> list[_Link]:
        """From a step to the words of an outcome and on; ways back are turned round."""
        links: list[_Link] = []
        for branch in self.branches:
            word, step = f"word:{branch.key}", branch.step.key
            back = [there for there in branch.to if (step, there) in self.back]
            ahead = [there for there in branch.to if there not in back]
            if branch.end:
                ahead = [branch.end_key]
            if ahead or step in back:  # with a way ahead the words stand below their step
                links.append(_Link((step, word)))
                links += [_Link((word, there)) for there in ahead]
                links += [_Link((there, word), turned=True) for there in back]
            else:  # else between the two steps
                links.append(_Link((word, step), turned=True))
                links += [_Link((there, word), turned=True) for there in back]
        return links

    def svg(self) -> str:
        """The whole."""
        width, height = self.laid.width + 2 * MARGIN, self.laid.height + 2 * MARGIN
        key = _said(self.procedure.whole_key.replace(".", "-"))
        title = _said(f"{self.procedure.label}流程图")
        size = f'width="{width:.0f}" height="{height:.0f}"'
        view = f'viewBox="{-MARGIN} {-MARGIN} {width:.0f} {height:.0f}"'
        named = f'aria-labelledby="{key}-title {key}-desc" font-family="{_FONTS}"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="procedure" role="img" {size} {view} {named}>',
            f'<title id="{key}-title">{title}</title>',
            f'<desc id="{key}-desc">{_said(self._told())}</desc>',
            *self.arrows,
            *(self._word(branch) for branch in self.branches),
            *(self._step(step) for step in self.procedure.steps),
            *(self._end(end, lines) for end, lines in self.ends.items()),
            "</svg>",
        ]
        return "\n".join(parts)

    def state(self, step: Step) -> State:
        """How far a step is."""
        if step.key in self.lit:
            return "is-lit"
        return "is-done" if step.key in self.done else "is-open"

    def _step(self, step: Step) -> str:
        box, words, state = self.laid.boxes[step.key], self.steps[step.key], self.state(step)
        plain = _PLAIN["step"] if state == "is-open" else _PLAIN[state]
        about = "；".join(part for part in (step.clause, step.gist, _STATES[state]) if part)
        x, y = box.x, box.top + 21
        lines = [
            f'<g class="step {state}"><title>{_said(f"{step.label}（{about}）")}</title>',
            _rect(box, 6, plain),
        ]
        for text in words.role:
            lines.append(_text(text, x, y, "role", SMALL, "soft"))
            y += 17
        y += 4
        for text in words.label:
            lines.append(_text(text, x, y, "label", LABEL, "ink", ' font-weight="600"'))
            y += 20
        for text in words.deadline:
            lines.append(_text(text, x, y, "deadline", SMALL, "soft"))
            y += 17
        if state == "is-done":
            lines.append(_text("✓", box.right - 14, box.top + 19, "mark", 13, "soft"))
        return "".join([*lines, "</g>"])

    def _end(self, key: str, lines: Sequence[str]) -> str:
        box = self.laid.boxes[key]
        y = box.y + 4.5 - (len(lines) - 1) * 8.5
        texts = [
            _text(line, box.x, y + 17 * n, "ending", SMALL, "ink") for n, line in enumerate(lines)
        ]
        rounded = _rect(box, min(box.height, 29) / 2, _PLAIN["end"])
        return "".join(['<g class="end">', rounded, *texts, "</g>"])

    def _word(self, branch: Branch) -> str:
        box = self.laid.boxes[f"word:{branch.key}"]
        lines = self.words[branch.key]
        return "".join(
            _text(line, box.x, box.top + 12.5 + 17 * place, "word", WORD, "soft")
            for place, line in enumerate(lines)
        )

    def _told(self) -> str:
        """The drawing in words, for those who hear it."""
        told: list[str] = []
        for place, step in enumerate(self.procedure.steps, 1):
            state = _STATES[self.state(step)]
            ways = "，".join(
                f"{'、'.join(branch.labels)}则"
                + (
                    "转" + "、".join(f"“{self.procedure.step(key).label}”" for key in branch.to)
                    if branch.to
                    else f"结束（{branch.end}）"
                )
                for branch in self.branches
                if branch.step is step
            )
            told.append(
                f"第{place}步{step.label}，{step.by.label}，{deadline(self.procedure, step)}"
                f"{f'，{state}' if state else ''}：{ways}。"
            )
        return "".join(told)


@dataclass(frozen=True, slots=True)
class _Link:
    """A line from box to box as it is laid out; a turned one leads upward."""

    drawn: Link
    turned: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """The lines of a step's box."""

    role: list[str]
    label: list[str]
    deadline: list[str]

    @classmethod
    def of(cls, procedure: Procedure, step: Step) -> _Words:
        """The words of a step."""
        return cls(
            _wrapped(step.by.label, 13),
            _wrapped(step.label, 10),
            _wrapped(deadline(procedure, step), 13),
        )

    @property
    def height(self) -> float:
        """How tall the box is."""
        return 17.0 * (len(self.role) + len(self.deadline)) + 20 * len(self.label) + 20


# --- lines


def _arrows(laid: Laid, links: Sequence[_Link]) -> Iterator[str]:
    """The lines, each from its own place on the box it leaves to its own place on the box it meets."""
    leaving = _ports(laid.ways, 0, 1)
    meeting = _ports(laid.ways, -1, -2)
    for place, (way, link) in enumerate(zip(laid.ways, links, strict=True)):
        first, *passed, last = way
        points: list[Point] = [(leaving[place], first.bottom)]
        for box in passed:
            points += [(box.x, box.top), (box.x, box.bottom)]
        points.append((meeting[place], last.top))
        end = first if link.turned else last
        if link.turned:
            points.reverse()
        yield _line(points, headed=not end.key.startswith("word:"))


def _ports(ways: Sequence[Sequence[Box]], here: int, there: int) -> list[float]:
    """Where on the side of its box each line begins (or ends): beside each other, never crossing there."""
    at: dict[str, list[int]] = {}
    for place, way in enumerate(ways):
        at.setdefault(way[here].key, []).append(place)
    ports = [0.0] * len(ways)
    for places in at.values():
        box = ways[places[0]][here]
        gap = min(30.0, box.width * 0.7 / len(places))
        for n, place in enumerate(sorted(places, key=lambda place: ways[place][there].x)):
            ports[place] = box.x + (n - (len(places) - 1) / 2) * gap
    return ports


def _line(points: Sequence[Point], *, headed: bool) -> str:
    """A line through points: straight where it passes a layer, bent between layers."""
    x, y = points[-1]
    up = y < points[-2][1]
    if headed:
        points = [*points[:-1], (x, y + (HEAD if up else -HEAD))]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + y2) / 2
        straight = abs(x1 - x2) < 0.5
        path += (
            f"L{x2:.1f} {y2:.1f}"
            if straight
            else f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
        )
    line = f'<path class="edge" d="{path}" {_PLAIN["edge"]}/>'
    if not headed:
        return line
    wing = y + (HEAD + 2 if up else -HEAD - 2)
    head = f"M{x:.1f} {y:.1f}L{x - 4.5:.1f} {wing:.1f}L{x + 4.5:.1f} {wing:.1f}Z"
    return f'{line}<path class="arrow" d="{head}" {_PLAIN["arrow"]}/>'


# --- words


def _said(words: str) -> str:
    return escape(clean(words))


def _rect(box: Box, radius: float, plain: str) -> str:
    return (
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
        f' rx="{radius:.1f}" {plain}/>'
    )


def _text(
    words: str, x: float, y: float, style: str, size: float, colour: str, more: str = ""
) -> str:
    return (
        f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="middle"'
        f" {_PLAIN[colour]}{more}>{_said(words)}</text>"
    )


def _stacked(labels: Iterable[str], limit: int) -> list[str]:
    """The outcomes of an arrow below each other, / before all but the first."""
    return [
        line
        for place, label in enumerate(labels)
        for line in _wrapped(f"/ {label}" if place else label, limit)
    ]


_CLOSING = frozenset("，。；：、）》〕”’！？,.;:)]%")


def _wrapped(words: str, limit: int) -> list[str]:
    """Words in lines of so many Han characters, about evenly long; none begins with a closing mark."""
    words = clean(words).replace("\n", " ").strip()
    full = _ems(words)
    if full <= limit or not words:
        return [words]
    lines, line = [""], ""
    each_line = full / -(-full // limit) + 0.5
    for character in words:
        if _ems(line + character) > min(limit, each_line) and character not in _CLOSING:
            lines.append("")
            line = ""
        line += character
        lines[-1] = line
    return [line.strip() for line in lines if line.strip()]


def _ems(words: str) -> float:
    return sum(1 if unicodedata.east_asian_width(each) in "WFA" else 0.56 for each in words)


def _width(lines: Sequence[str], size: float) -> float:
    return max(_ems(line) for line in lines) * size
