"""The rows of the archive: an issue has versions, a version has documents, a document clauses.

The rows hold every field of `luoshi.gazette.model`, so that a gazette can be rebuilt from them
exactly (`luoshi.office.archive.values`). Only the current version of an issue is searched and
listed; the older ones stay readable.

Words are `TextField` without a limit: a text may print a title of any length, and PostgreSQL would
refuse what SQLite lets pass.
"""

# Absent and empty are two values in the reader's model, so they are two here.
# ruff: noqa: DJ001

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

CLAUSE_BITS = 20
"""A clause's key is its version's key, shifted by this, plus its place in reading order."""
MOST_CLAUSES = 1 << CLAUSE_BITS


def clause_id(version: int, position: int) -> int:
    """The key of a clause: known before it is stored, and the same when it is read again."""
    return (version << CLAUSE_BITS) | position


class PlainJson(json.JSONEncoder):
    """Chinese as it is: the usual escapes make it twice as long and hide it from people."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False, "separators": (",", ":")})


class Issue(models.Model):
    """One issue of a gazette (一期公报), or one document that stood alone."""

    id: int
    slug = models.SlugField("标识", max_length=120, unique=True, allow_unicode=True)
    """The stem of the file that first brought it, made safe."""
    key = models.CharField("同一性", max_length=200, unique=True)
    """What makes two texts the same issue: title, year and issue; or a document's number."""
    single = models.BooleanField("单独文件", default=False)
    title = models.TextField("名称")
    label = models.TextField("全称")
    city = models.TextField("城市", blank=True)
    year = models.IntegerField("年", null=True)
    issue = models.IntegerField("期", null=True)
    total_issue = models.IntegerField("总期", null=True)
    published = models.DateField("出版日期", null=True)
    publisher = models.TextField("主办", blank=True)
    versions: models.Manager[Version]

    class Meta:
        verbose_name = "公报"
        ordering = [
            models.F("year").desc(nulls_last=True),
            models.F("issue").desc(nulls_last=True),
            "slug",
        ]

    def __str__(self) -> str:
        """As people name it."""
        return self.label

    @property
    def current(self) -> Version:
        """The version that is in use now; no query where the versions were prefetched."""
        return next(version for version in self.versions.all() if version.current)


class Version(models.Model):
    """One text of an issue, as it was taken in; what is long stands in its `Original`."""

    id: int
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="versions")
    issue_id: int
    ordinal = models.PositiveIntegerField("版次")
    current = models.BooleanField("现用", default=True)
    sha256 = models.CharField("校验和", max_length=64, unique=True)
    name = models.TextField("文件名")
    encoding = models.CharField("编码", max_length=40)
    reader = models.CharField("读取器版本", max_length=40)
    ingested_at = models.DateTimeField("入档时间", auto_now_add=True)
    masthead = models.JSONField("刊头", encoder=PlainJson, default=dict)
    """Title, city, year … as this version prints them; the issue shows those in use now."""
    line_count = models.IntegerField("行数")
    document_count = models.IntegerField("文件数")
    clause_count = models.IntegerField("条款数")
    front_count = models.IntegerField("文件之前的条款数")
    removal_count = models.IntegerField("剔除数")
    change_count = models.IntegerField("更正数")
    damages = models.JSONField("损坏", encoder=PlainJson, default=list)
    disagreements = models.JSONField("目录与正文不符", encoder=PlainJson, default=list)
    original: Original
    documents: models.Manager[Document]
    clauses: models.Manager[Clause]
    contents: models.Manager[ContentsEntry]

    class Meta:
        verbose_name = "版本"
        ordering = ["issue", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "ordinal"], name="version_ordinal"),
            models.UniqueConstraint(
                fields=["issue"], condition=Q(current=True), name="version_one_current"
            ),
        ]

    def __str__(self) -> str:
        """Issue and version."""
        return f"{self.issue} 第{self.ordinal}版"


class Original(models.Model):
    """The long parts of a version, loaded only where they are shown: its bytes and its text."""

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True)
    version_id: int
    data = models.BinaryField("原始字节（zlib 压缩）")
    text = models.TextField("原文")
    """The decoded text into which all spans and lines point."""
    removals = models.JSONField("剔除", encoder=PlainJson, default=list)
    changes = models.JSONField("更正", encoder=PlainJson, default=list)

    class Meta:
        verbose_name = "原文"

    def __str__(self) -> str:
        """Of which version."""
        return f"原文 {self.version_id}"


class Document(models.Model):
    """One document (文件) of a version; dates are empty where the text does not state them."""

    id: int
    version = models.ForeignKey(Version, models.CASCADE, related_name="documents")
    version_id: int
    position = models.PositiveIntegerField("次序")
    number = models.TextField("发文字号", null=True)
    title = models.TextField("标题")
    inner_title = models.TextField("印发文件标题", null=True)
    label = models.TextField("称谓")
    """The first step of its addresses: its number, else 《title》."""
    issuers = models.JSONField("发文机关", encoder=PlainJson, default=list)
    issuer_text = models.TextField("发文机关（查找用）", blank=True)
    """The issuers in one string, because a list in JSON cannot be searched everywhere."""
    stand_in = models.TextField("代章", null=True)
    level = models.CharField("层级", max_length=10, blank=True)
    kind = models.CharField("种类", max_length=20, db_index=True)
    recipients = models.JSONField("主送机关", encoder=PlainJson, default=list)
    adopted = models.DateField("通过日期", null=True)
    signed = models.DateField("成文日期", null=True)
    issued = models.DateField("印发日期", null=True)
    published = models.DateField("刊载日期", null=True)
    effective = models.DateField("施行日期", null=True)
    expires = models.DateField("有效期止", null=True)
    effective_clause = models.TextField("施行依据", null=True)
    expires_clause = models.TextField("有效期依据", null=True)
    repeals = models.JSONField("废止", encoder=PlainJson, default=list)
    repealed_from = models.DateField("废止起日", null=True)
    based_on = models.JSONField("依据", encoder=PlainJson, default=list)
    interpreter = models.TextField("解释机关", null=True)
    registration = models.TextField("登记号", null=True)
    attachments = models.JSONField("附件", encoder=PlainJson, default=list)
    first_line = models.IntegerField("首行")
    last_line = models.IntegerField("末行")
    year = models.IntegerField("年份", null=True, db_index=True)
    """Year of the 文号, else of the date, else of the issue."""
    articles = models.IntegerField("条数", default=0)
    headings = models.IntegerField("标题数", default=0)
    first_clause = models.IntegerField("首条款次序")
    last_clause = models.IntegerField("末条款次序")
    clauses: models.Manager[Clause]
    references: models.Manager[Reference]
    relations: models.Manager[Relation]
    names: models.Manager[Name]

    class Meta:
        verbose_name = "文件"
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="document_position")
        ]

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}" if self.number else self.title

    @property
    def lines(self) -> tuple[int, int]:
        """First and last source line."""
        return (self.first_line, self.last_line)

    @property
    def day(self) -> date | None:
        """The day by which documents are put in order of time."""
        return self.signed or self.issued or self.published or self.adopted or self.effective


class Name(models.Model):
    """A name under which a document is cited: its number, its title, the title it encloses."""

    id: int
    document = models.ForeignKey(Document, models.CASCADE, related_name="names")
    document_id: int
    key = models.CharField(max_length=200, db_index=True)

    class Meta:
        verbose_name = "文件名称"

    def __str__(self) -> str:
        """The folded name."""
        return self.key


class Clause(models.Model):
    """A citable piece of a document or of the front and back matter; never edited."""

    id = models.BigIntegerField(primary_key=True)
    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses", db_index=False)
    version_id: int
    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses", null=True)
    document_id: int | None
    position = models.IntegerField("次序")
    """Place in the version's reading order, from 0."""
    end = models.IntegerField("末次序")
    """One past the position of the last clause below it."""
    parent_position = models.IntegerField("上级次序", null=True)
    depth = models.IntegerField("层次")
    kind = models.CharField("种类", max_length=20)
    address = models.TextField("地址")
    address_key = models.BigIntegerField("地址键", db_index=True)
    """A number drawn from the address: addresses are too long to be indexed as they are."""
    label = models.TextField("末级地址")
    mark = models.TextField("标号", blank=True)
    heading = models.TextField("标题", blank=True)
    own = models.TextField("本条文字", blank=True)
    spans = models.TextField("原文位置")
    """Differences between successive span ends; see `luoshi.office.archive.values`."""
    first_line = models.IntegerField("首行")
    last_line = models.IntegerField("末行")
    cells = models.JSONField("单元格", encoder=PlainJson, null=True)
    header = models.BooleanField("表头", default=False)
    person = models.JSONField("人员", encoder=PlainJson, null=True)
    damages = models.JSONField("损坏", encoder=PlainJson, null=True)

    class Meta:
        verbose_name = "条款"
        ordering = ["id"]

    def __str__(self) -> str:
        """Its address."""
        return self.address

    @property
    def lines(self) -> tuple[int, int]:
        """First and last source line, with everything below it."""
        return (self.first_line, self.last_line)

    @property
    def parent_id(self) -> int | None:
        """Key of the clause above it."""
        if self.parent_position is None:
            return None
        return clause_id(self.version_id, self.parent_position)


class Reference(models.Model):
    """A place where a clause names a document or a clause; resolved anew at each query."""

    id: int
    document = models.ForeignKey(Document, models.CASCADE, related_name="references")
    document_id: int
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="references")
    clause_id: int
    text = models.TextField("引用文字")
    start = models.IntegerField()
    stop = models.IntegerField()
    number = models.TextField("文号", null=True)
    title = models.TextField("标题", null=True)
    key = models.CharField("名称", max_length=200, null=True, db_index=True)
    """Folded number, else folded title: matches `Name.key`; empty for references inside."""
    address = models.TextField("条款地址", null=True)
    target = models.ForeignKey(Clause, models.SET_NULL, null=True, related_name="cited_from")
    """The clause of the same version at that address."""
    target_id: int | None
    relation = models.CharField("关系", max_length=10)

    class Meta:
        verbose_name = "引用"
        ordering = ["clause_id", "start"]

    def __str__(self) -> str:
        """The words that refer."""
        return self.text


class Relation(models.Model):
    """What one document does to another: issues, is based on, repeals, amends, cites."""

    id: int
    document = models.ForeignKey(Document, models.CASCADE, related_name="relations")
    document_id: int
    kind = models.CharField("关系", max_length=10)
    name = models.TextField("对方")
    """文号 or title as printed."""
    key = models.CharField("名称", max_length=200, db_index=True)
    clause = models.TextField("条款地址", null=True)

    class Meta:
        verbose_name = "关系"
        ordering = ["id"]

    def __str__(self) -> str:
        """Kind and the other's name."""
        return f"{self.kind} {self.name}"


class ContentsEntry(models.Model):
    """One line of a gazette's table of contents (目录)."""

    id: int
    version = models.ForeignKey(Version, models.CASCADE, related_name="contents")
    version_id: int
    position = models.PositiveIntegerField("次序")
    title = models.TextField("标题")
    number = models.TextField("发文字号", null=True)
    page = models.TextField("页码", null=True)
    column = models.TextField("栏目", blank=True)
    first_line = models.IntegerField("首行")
    last_line = models.IntegerField("末行")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    """The document of the same version that this line announces, where it is there."""
    document_id: int | None

    class Meta:
        verbose_name = "目录条目"
        ordering = ["version", "position"]

    def __str__(self) -> str:
        """The title."""
        return self.title

    @property
    def lines(self) -> tuple[int, int]:
        """First and last source line."""
        return (self.first_line, self.last_line)


class IndexState(models.Model):
    """With what the search index was made; one row."""

    id: int
    signature = models.CharField("签名", max_length=100)

    class Meta:
        verbose_name = "检索索引"

    def __str__(self) -> str:
        """The signature."""
        return self.signature
