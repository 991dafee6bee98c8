"""A paper (公文) as data: what stands on it. How it looks is settled in ``docx`` and ``pdf``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import rjieba

from luoshi.procedures.papers import words
from luoshi.procedures.papers.errors import PaperError
from luoshi.procedures.papers.measures import TABLE, TITLE, WIDTH

Face = Literal["fangsong", "hei", "kai", "song", "biaosong"]
Span = tuple[str, Face]

_LEVELS: tuple[tuple[re.Pattern[str], Face], ...] = (
    (re.compile(r"[一二三四五六七八九十百]+、"), "hei"),
    (re.compile(r"（[一二三四五六七八九十百]+）"), "kai"),
)
_HEADING = 40
"""A first sentence longer than this is text, though it is numbered."""


MOST_COLUMNS = 12
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Rows:
    """A table (表) inside a paper: a list of materials, of amounts, a statement of account.

    Attributes:
        caption: stands above it, centred; nothing where it is empty.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        """Make the words safe; refuse rows that are longer or shorter than the header."""
        if not self.header:
            raise PaperError("表格没有栏目", "至少写一个栏目的名称。")
        if len(self.header) > MOST_COLUMNS:
            raise PaperError(
                f"表格有{len(self.header)}栏，纸面放不下",
                f"减到{MOST_COLUMNS}栏以内，其余的另列一表或另附电子表格。",
            )
        for place, row in enumerate(self.rows, 1):
            if len(row) != len(self.header):
                raise PaperError(
                    f"表格第{place}行有{len(row)}格，栏目有{len(self.header)}个",
                    "每行的格数要与栏目相同，没有内容的写空文字。",
                )
        object.__setattr__(self, "header", tuple(map(words.line, self.header)))
        object.__setattr__(self, "rows", tuple(tuple(map(words.line, row)) for row in self.rows))
        object.__setattr__(self, "caption", words.line(self.caption))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper to be issued.

    Attributes:
        title: 标题; a line break in it is kept.
        number: 发文字号; empty for a draft.
        addressees: 主送机关.
        paragraphs: 正文, and tables between its paragraphs.
        issuer: 发文机关署名.
        day: 成文日期.
        heading: 发文机关标志, red; a paper of a firm or a person has none.
        copy_to: 抄送机关.
        notes: 附注, in brackets below the day.
        sample: it carries the mark 样例 on every page.
        attachments: 附件说明.
        printed_by: 印发机关; the issuer where it is empty.
    """

    title: str
    number: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str | Rows, ...]
    issuer: str
    day: date
    heading: str
    copy_to: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sample: bool = False
    attachments: tuple[str, ...] = ()
    printed_by: str = ""

    def __post_init__(self) -> None:
        """Make the words safe; refuse a paper without title or issuer."""
        object.__setattr__(self, "title", "\n".join(words.lines(self.title)))
        for name in ("number", "issuer", "heading", "printed_by"):
            object.__setattr__(self, name, words.line(getattr(self, name)))
        for name in ("addressees", "copy_to", "notes", "attachments"):
            cleaned = (words.line(each) for each in getattr(self, name))
            object.__setattr__(self, name, tuple(each for each in cleaned if each))
        body: list[str | Rows] = []
        for each in self.paragraphs:
            body.extend([each] if isinstance(each, Rows) else words.lines(each))
        object.__setattr__(self, "paragraphs", tuple(body))
        if not self.title:
            raise PaperError("文书没有标题", "请写上标题。")
        if len(self.heading) > LONGEST_HEADING:
            raise PaperError(
                f"发文机关标志有{len(self.heading)}个字，版头放不下",
                f"改用规范化简称，不超过{LONGEST_HEADING}个字。",
            )
        if not self.issuer:
            raise PaperError("文书没有署名的机关", "请写上发文机关。")

    @property
    def day_text(self) -> str:
        """成文日期: Arabic digits, no leading zeros."""
        return day_text(self.day)

    @property
    def greeting(self) -> str:
        """主送机关 with the colon that ends it; empty where there is none."""
        return "、".join(self.addressees) + "：" if self.addressees else ""

    @property
    def copies(self) -> str:
        """抄送机关 with the full stop that ends them; empty where there is none."""
        return "，".join(self.copy_to) + "。" if self.copy_to else ""


def day_text(day: date) -> str:
    """``2024年3月1日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def spans(paragraph: str) -> list[Span]:
    """A paragraph in its faces: 一、 begins in 黑体, （一） in 楷体, up to the first full stop."""
    for pattern, face in _LEVELS:
        if pattern.match(paragraph):
            head, stop, rest = paragraph.partition("。")
            if len(head) > _HEADING:
                break
            return [(head + stop, face), *([(rest, "fangsong")] if rest else [])]
    return [(paragraph, "fangsong")]


_AMOUNT = re.compile(r"[-−+]?[￥¥]?\d[\d,，]*(\.\d+)?(元|万元|亿元|%|％)?")
_ORDINALS = {"序号", "编号"}
_CAPACITY = WIDTH / TABLE
"""Characters on a line of a table."""


def side(header: str, cell: str) -> Literal["left", "center", "right"]:
    """Where a cell's words stand: figures at the right, ordinals in the middle."""
    if header in _ORDINALS:
        return "center"
    return "right" if _AMOUNT.fullmatch(cell) else "left"


def shares(table: Rows) -> list[float]:
    """How much of the width each column takes (sum 1): short ones what they need, long ones the rest."""
    columns = [[head, *(row[i] for row in table.rows)] for i, head in enumerate(table.header)]
    wanted = [max(max(map(_breadth, column)), 2.0) + 0.8 for column in columns]
    widths = [0.0] * len(columns)
    left, room = set(range(len(columns))), _CAPACITY
    while left:
        fair = room / len(left)
        short = {place for place in left if wanted[place] <= fair}
        if not short:
            weights = {place: min(wanted[place], 3 * fair) for place in left}
            for place in left:
                widths[place] = room * weights[place] / sum(weights.values())
            break
        for place in short:
            widths[place] = wanted[place]
        left, room = left - short, room - sum(wanted[place] for place in short)
    return [each / sum(widths) for each in widths]


def _breadth(text: str) -> float:
    return sum(0.5 if each.isascii() else 1.0 for each in text)


def title_lines(title: str) -> list[str]:
    """A title in lines of like length, parted between words (梯形、菱形)."""
    return [line for part in title.split("\n") for line in _balanced(part)]


_PER_LINE = int(WIDTH / TITLE)
_LONGEST_TITLE = 200


def _balanced(title: str) -> list[str]:
    if _breadth(title) <= _PER_LINE or len(title) > _LONGEST_TITLE:
        return [title]  # the latter is broken where it happens to be full
    words = _joined(rjieba.cut(title))
    count = math.ceil(_breadth(title) / _PER_LINE)
    target = _breadth(title) / count
    # best[i]: the cheapest lines of the first i words; short titles only, so all pairs are tried.
    start_of_all: tuple[float, list[str]] = (0.0, [])
    best: list[tuple[float, list[str]] | None] = [start_of_all, *([None] * len(words))]
    for end in range(1, len(words) + 1):
        for start in range(end):
            before, line = best[start], "".join(words[start:end])
            if before is None or _breadth(line) > _PER_LINE:
                continue
            cost = before[0] + (_breadth(line) - target) ** 2
            found = best[end]
            if found is None or cost < found[0]:
                best[end] = (cost, [*before[1], line.strip()])
    found = best[-1]
    return found[1] if found else [title]


def _joined(words: list[str]) -> list[str]:
    """No line begins with 的 or a closing mark, or ends with an opening one."""
    joined: list[str] = []
    for word in words:
        if joined and (
            word[0] in "的了》〉”’）〕】、，。：；！？" or joined[-1][-1] in "《〈“‘（〔【"
        ):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
