"""What a gazette (政府公报) is made of once it has been read.

Everything here is a frozen value without behaviour beyond looking around in itself. Places in the
source are character offsets (half-open spans) into ``Gazette.source`` and 1-based line numbers, so
that any word can be shown as it was printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Lines = tuple[int, int]
"""First and last source line, 1-based, both included."""

Span = tuple[int, int]
"""Half-open range of character offsets in the source."""

ClauseKind = Literal[
    "title",  # 标题
    "number",  # 发文字号
    "registration",  # 规范性文件登记号
    "date",  # 成文日期、通过日期 printed under the title
    "recipients",  # 主送机关
    "signature",  # 落款: issuers and date
    "note",  # 附注: 此件公开发布, 印发日期, 说明
    "contents",  # 目录 of the document itself
    "enclosure",  # 印发的正文: the text that a notice encloses
    "attachment",  # 附件
    "part",  # 编
    "chapter",  # 章
    "section",  # 节
    "article",  # 条
    "paragraph",  # 款 in an article, 段 elsewhere
    "item",  # 项 in an article
    "subitem",  # 目 in an article
    "point",  # 一、（一）1.（1）① or 1.2.3 outside articles
    "table",  # 表
    "row",  # 行
    "roster",  # 名单
    "person",  # 人员
    "matter",  # front or back matter of the gazette: 封面、目录、版权页
]

DocumentKind = Literal[
    "decree",  # 令
    "rules",  # 办法、规定、细则、指引、条例
    "opinions",  # 意见、政策措施
    "plan",  # 方案、规划、行动计划
    "emergency plan",  # 应急预案
    "assessment",  # 考核、考评
    "reply",  # 批复
    "appointments",  # 任免、聘任、名单
    "report",  # 报告
    "notice",  # other 通知、公告
]

KIND_LABELS: dict[DocumentKind, str] = {
    "decree": "令",
    "rules": "办法、规定",
    "opinions": "意见",
    "plan": "方案、规划",
    "emergency plan": "应急预案",
    "assessment": "考核",
    "reply": "批复",
    "appointments": "任免",
    "report": "报告",
    "notice": "通知、公告",
}
"""文种 as people call it."""

Level = Literal["国家", "省", "市", "区县", "部门", ""]

RelationKind = Literal["issues", "based_on", "repeals", "amends", "cites"]


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of a roster (名单) or of an appointment (任免)."""

    name: str
    post: str
    role: str = ""
    """组长、副组长、成员 … as printed, empty where none stands."""
    act: Literal["", "任命", "免去", "挂职"] = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A citable piece of a document (条款): its own words, its place and what stands below it."""

    kind: ClauseKind
    address: str
    """The whole address, e.g. ``朔住建发〔2023〕65号 第十五条第（三）项``; unique in the gazette."""
    label: str
    """The last step of the address, e.g. ``第（三）项``."""
    mark: str
    """The heading mark, normalised: ``第十五条``, ``（三）``, ``4.3.1``; empty where none stands."""
    heading: str
    """The heading words without the mark; empty where the clause has only running text."""
    own: str
    """The clause's own repaired words with the mark, without those of its children."""
    spans: tuple[Span, ...]
    """The source places of every character of ``own``, in reading order."""
    lines: Lines
    """Source lines of the clause with everything below it."""
    children: tuple[Clause, ...] = ()
    cells: tuple[str, ...] = ()
    """The cells of a ``row``; ``own`` is then the cells joined by tabs."""
    header: bool = False
    """True for the header row of a table."""
    person: Person | None = None
    damages: tuple[str, ...] = ()
    """Why these words are not to be trusted (识别循环、重复、错栏), in Chinese; empty when sound."""

    @property
    def text(self) -> str:
        """All words of the clause, those below it included, one block a line."""
        return "\n".join(clause.own for clause in self.walk() if clause.own)

    def walk(self) -> Iterator[Clause]:
        """This clause and everything below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def walk(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """These clauses and everything below them, in reading order."""
    for clause in clauses:
        yield from clause.walk()


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where a clause names a document or another clause."""

    clause: str
    """Address of the clause that refers."""
    text: str
    """The words that refer, e.g. ``《…条例》`` or ``本办法第十条``."""
    start: int
    end: int
    """Where they stand in that clause's ``own``."""
    number: str | None = None
    """文号 of the document referred to, where known."""
    title: str | None = None
    """Title of the document referred to, where named."""
    address: str | None = None
    """Address of the clause referred to, where it could be resolved inside this gazette."""
    relation: RelationKind = "cites"


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: printed in the gazette, or only named (见网络版)."""

    title: str
    printed: bool
    lines: Lines | None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document (文件) of a gazette. Dates are None where the text does not state them."""

    number: str | None
    """发文字号, e.g. ``朔政发〔2023〕43号``; None where none is printed."""
    title: str
    inner_title: str | None
    """Title of the text that the document encloses (印发《…》)."""
    issuers: tuple[str, ...]
    stand_in: str | None
    """代章: who sealed for an issuer."""
    level: Level
    kind: DocumentKind
    recipients: tuple[str, ...]
    adopted: date | None
    signed: date | None
    issued: date | None
    published: date | None
    """刊载日期: the day of the gazette that prints it."""
    effective: date | None
    expires: date | None
    """The last day in force."""
    effective_clause: str | None
    """Address of the clause that states the first day."""
    expires_clause: str | None
    repeals: tuple[str, ...]
    """文号 where printed, else the title."""
    repealed_from: date | None
    """The day from which the repealed documents end, where it differs from ``effective``."""
    based_on: tuple[str, ...]
    interpreter: str | None
    registration: str | None
    attachments: tuple[Attachment, ...]
    lines: Lines
    clauses: tuple[Clause, ...]
    references: tuple[Reference, ...] = ()

    @property
    def label(self) -> str:
        """How the document is named in an address: its number, else ``《title》``."""
        return self.number or f"《{self.title}》"

    def walk(self) -> Iterator[Clause]:
        """Every clause in reading order."""
        for clause in self.clauses:
            yield from clause.walk()


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the gazette's table of contents (目录)."""

    title: str
    number: str | None
    page: str | None
    column: str
    """栏目, e.g. 市政府文件; empty where none is printed."""
    lines: Lines


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where the table of contents and the body differ."""

    kind: Literal["文号不同", "标题不同", "次序不同", "正文缺", "目录缺"]
    contents: str
    body: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Removal:
    """Characters of the source that stand in no clause, with the pass that took them and why."""

    step: str
    reason: str
    span: Span
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Change:
    """A one-for-one replacement that a pass made."""

    step: str
    line: int
    before: str
    after: str
    count: int = 1
    """How often the pass did this on the line; ``before`` and ``after`` show the first."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A passage that is marked as damaged and left as printed."""

    kind: Literal["识别循环", "重复段落", "错栏", "缺序", "句子中断"]
    lines: Lines
    reason: str


@dataclass(frozen=True, slots=True)
class Gazette:
    """A gazette (公报), or a collection of one where a single document stood alone."""

    name: str
    """Where it came from: usually the file name."""
    title: str
    city: str
    year: int | None
    issue: int | None
    total_issue: int | None
    published: date | None
    publisher: str
    encoding: str
    source: str
    contents: tuple[ContentsEntry, ...]
    documents: tuple[Document, ...]
    front: tuple[Clause, ...]
    back: tuple[Clause, ...]
    removals: tuple[Removal, ...] = ()
    changes: tuple[Change, ...] = ()
    damages: tuple[Damage, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    _by_address: dict[str, Clause] = field(
        default_factory=dict[str, Clause], repr=False, compare=False
    )

    @property
    def label(self) -> str:
        """How people name the issue, e.g. ``济南市人民政府公报 2023年第1期（总第383期）``."""
        parts = [self.title]
        if self.year and self.issue:
            parts.append(f"{self.year}年第{self.issue}期")
        if self.total_issue:
            parts[-1] += f"（总第{self.total_issue}期）"
        return " ".join(part for part in parts if part)

    def walk(self) -> Iterator[Clause]:
        """Every clause of the gazette: front matter, documents, back matter."""
        for clause in self.front:
            yield from clause.walk()
        for document in self.documents:
            yield from document.walk()
        for clause in self.back:
            yield from clause.walk()
