"""What goes in and out, for the page of the API; the answers themselves are written elsewhere."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

INTRODUCTION = """把政府公报里的条款当作规则来算，把文件规定的事办到底。

**算**：先在 `/api/rules` 找规则，看它问什么，再把事实发给 `explain`。不用令牌，不写任何东西。

- 数可以写成数（按事实的单位），也可以带单位写成文字：`"100万元"`、`"2.5%"`。
- 不知道的事实不写，或写 `null`；缺的若要紧，`status` 是 `missing`，`missing` 列出还缺什么。
- 每个答复都是回执，可发给 `/api/receipts/reproduce` 重算。
- 错误一律是 `{"error": {code, message, fact, given, clause, remedy}}`。

**办**：`/api/office` 下面是本单位的办件、期限、台账和账簿，页面上能办的都能在这里办。

- 每个请求都带 `Authorization: Bearer 令牌`；令牌由单位管理员发放，只看得见、办得了本单位的事。
- 发起和办理时写一个自己编的 `token`，断线后原样重发，不会办两次；写上看到的 `version`，别人先办了就回 409。
- 金额以分计，期限各附算法和条款；错误是 `{"error": {code, message, what, remedy, clause, fields}}`。
- `/api/public` 下面是文件规定公开的内容，不用令牌。

接口不读 cookie，也不建会话。"""
TAGS = [
    {"name": "规则", "description": "有哪些规则，各问什么"},
    {"name": "计算", "description": "把事实发给一条规则"},
    {"name": "回执", "description": "凭答复重算"},
    {"name": "文件", "description": "已编码的文件与原文"},
]


class Open(Schema):
    """What may hold more than is named here."""

    model_config = ConfigDict(extra="allow")


class Error(Schema):
    """哪里不对，依据哪一条，怎么改。"""

    code: str = Field(description="给程序的词，不会改变，如 out_of_range")
    message: str = Field(description="一句话：什么不对、依据、怎么办")
    fact: str = Field(description="有关的事实、参数或读法；没有则为空")
    given: str = Field(description="给出的值，过长则截短")
    clause: str = Field(description="依据的条款；没有则为空")
    remedy: str = Field(description="怎么改")


class Failure(Schema):
    """错误。"""

    error: Error


class Document(Open):
    """一份已编码的文件。"""

    number: str
    title: str
    place: str


class FactSummary(Schema):
    """规则所问的一个事实。"""

    name: str
    label: str
    kind: Literal["number", "truth", "choice", "words", "day"]
    unit: str


Result = Literal["number", "truth", "text", "texts", "day", "record"]


class Short(Open):
    """目录里的一条规则。"""

    key: str
    label: str
    gist: str
    document: Document
    clause: str
    result: Result
    unit: str
    table: bool = Field(description="要整张表才能算：facts 写成 {rows: […]}")
    facts: list[FactSummary]


class Catalogue(Schema):
    """规则目录。"""

    count: int
    rules: list[Short]


class Description(Short):
    """一条规则的全部说明。"""

    clauses: list[str]
    in_force: dict[str, Any]
    rounding: dict[str, Any] | None
    facts_schema: dict[str, Any] = Field(alias="schema", description="facts 的 JSON Schema")
    parameters: list[dict[str, Any]]
    readings: list[dict[str, Any]]
    open_terms: list[dict[str, Any]]


Value = str | int | float | bool | None
Facts = dict[str, Value | list[dict[str, Value]]]


class Question(Schema):
    """一个问题。"""

    model_config = ConfigDict(extra="forbid")

    on: str = Field(
        description="事实发生日，决定适用哪天的参数", json_schema_extra={"format": "date"}
    )
    facts: Facts = Field(default={}, description="按名称；整张表的规则写 {rows: […]}")
    readings: dict[str, str] = Field(default={}, description="有歧义处选哪种读法")
    overrides: dict[str, str | int | float] = Field(default={}, description="试算：参数换成别的数")
    even_if_not_in_force: bool = Field(default=False, description="不在施行期也算")


class WhatIfQuestion(Question):
    """一个问题，加上要改动的参数。"""

    overrides: dict[str, str | int | float] = Field(min_length=1, description="参数换成别的数")


class BatchQuestion(Open):
    """许多情形：cases 里各是一个问题；或一个 on 与 facts 的列表。"""

    cases: list[dict[str, Any]] | None = Field(default=None, max_length=1000)
    on: str | None = None
    facts: list[Facts] | None = Field(default=None, max_length=1000)
    explain: bool = False


class Receipt(Open):
    """一个答复的全文。"""

    rule: str
    asked: dict[str, Any]
    receipt: dict[str, Any]


class Answer(Open):
    """结果，也是它自己的回执。"""

    rule: str
    label: str
    on: str
    status: Literal["computed", "missing", "not_stated"]
    result: Any = Field(description="按规则的单位；整张表的规则是列表；没有则为 null")
    exact: Any = Field(description="精确的数，写成文字")
    unit: str
    in_force: bool
    warnings: list[str]
    missing: list[dict[str, Any]]
    asked: dict[str, Any]
    receipt: dict[str, Any]


class Step(Open):
    """解释里的一步。"""

    kind: str
    label: str
    value: str
    clause: str = ""
    formula: str = ""
    note: str = ""
    children: list[Step] = []


class Explained(Answer):
    """结果和解释。"""

    explanation: Step | list[Step]


class Case(Schema):
    """一个情形的答复，或它的错误。"""

    answer: Answer | None = None
    error: Error | None = None


class Batch(Schema):
    """各情形的答复，次序不变。"""

    count: int
    answered: int
    failed: int
    cases: list[Case]


class WhatIf(Schema):
    """改动前后。"""

    rule: str
    label: str
    unit: str
    changed: bool
    difference: Any
    before: Answer
    after: Answer


class Reproduction(Schema):
    """重算与当时是否相同。"""

    same: bool
    changed: list[str]
    then: Any
    now: Any
    answer: Answer


class Finding(Open):
    """对一份文件的核对。"""

    number: str
    title: str
    sound: bool


def ok(shape: type[Schema], *errors: int) -> dict[int, type[Schema]]:
    """The shape of a good answer, and the errors beside it."""
    return {200: shape, **dict.fromkeys(errors, Failure)}


def answers(shape: type[Schema]) -> dict[int, type[Schema]]:
    """The shape of what a question can be answered with."""
    return ok(shape, 400, 404, 409, 411, 413, 415, 422)


def body(shape: type[Schema], example: dict[str, Any] | None) -> dict[str, Any]:
    """The body of a request, which is read by our own reader and not by pydantic."""
    schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    media: dict[str, Any] = {"schema": schema}
    if example is not None:
        media["example"] = example
    return {"requestBody": {"required": True, "content": {"application/json": media}}}
