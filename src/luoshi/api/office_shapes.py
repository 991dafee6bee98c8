"""What goes in and out of the office's operations, for the page of the API."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from luoshi.api.shapes import Open
from luoshi.office.uploads import MEDIA_TYPES

TAGS = [
    {"name": "本单位", "description": "令牌属于哪个单位，有什么要办，有什么通知"},
    {"name": "程序", "description": "能办哪些事，各有哪些环节、材料和期限"},
    {"name": "办件", "description": "发起、填写、交材料、办理、取文书"},
    {"name": "期限", "description": "何时到期，怎样算出"},
    {"name": "台账", "description": "名录、台账与统计"},
    {"name": "账簿", "description": "账户、对账单、银行对账"},
    {"name": "监测预警", "description": "报送监测值，达到哪一级，预警、叫应、应答和措施"},
    {"name": "日志", "description": "办事日志：每个决定及其回执"},
    {"name": "公示", "description": "文件规定公开的内容，不用令牌"},
]


class OfficeError(Schema):
    """哪里不对，依据哪一条，怎么改。"""

    code: str = Field(description="给程序的词，不会改变，如 stale")
    message: str = Field(description="一句话：什么不对、依据、怎么办")
    what: str = Field(description="什么不对")
    remedy: str = Field(description="怎么办")
    clause: str = Field(description="依据的条款；没有则为空")
    fields: dict[str, str] = Field(description="各栏哪里不对，按名称")
    detail: dict[str, Any] = Field(default={}, description="更多，如拒绝的规则的答复")


class OfficeFailure(Schema):
    """错误。"""

    error: OfficeError


Responses = dict[int, Any]


def ok(shape: Any, *errors: int) -> Responses:
    """The shape of a good answer to a question with a token, and the errors beside it."""
    return {200: shape, **dict.fromkeys((400, 401, 404, 422, 503, *errors), OfficeFailure)}


def done(shape: Any, status: int = 200) -> Responses:
    """The shape of what is answered when something was done, and of what can stand against it."""
    errors = (400, 401, 403, 404, 409, 411, 413, 415, 422, 503)
    return {status: shape, **dict.fromkeys(errors, OfficeFailure)}


def public(shape: Any, *errors: int) -> Responses:
    """The shape of what anybody is told."""
    return {200: shape, **dict.fromkeys((400, 404, 422, 503, *errors), OfficeFailure)}


def file(*kinds: str) -> dict[str, Any]:
    """That an operation answers with a file of one of these media types."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"content": content}}}


MATERIAL = file(*{kind.partition(";")[0]: None for kind in MEDIA_TYPES.values()})
_BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _BINARY},
                }
            },
            "application/octet-stream": {"schema": _BINARY},
        },
    }
}
"""A file comes in a form, or bare with its name in a header."""


# --- one's own unit


class UnitShape(Schema):
    """一个单位。"""

    code: str
    name: str


class WholeUnit(UnitShape):
    """一个单位，及其类别、级别和角色。"""

    kind: str = Field(description="agency、bank、company、institution 或 person")
    level: str
    place: str
    sample: bool
    roles: list[str] = Field(description="担任的角色")


class Me(Schema):
    """谁在问：令牌及其单位。"""

    token: str = Field(description="令牌的用途")
    may: str
    unit: WholeUnit


class Notice(Schema):
    """一条告知或提醒。"""

    id: int
    kind: str = Field(description="told、paper、remind 或 late")
    text: str
    clause: str
    at: str
    case: str
    read: bool


class Page(Schema):
    """一页。"""

    count: int = Field(description="共有多少")
    page: int
    pages: int


class Notices(Page):
    """通知。"""

    unread: int
    notices: list[Notice]


class ReadNotices(Schema):
    """哪些已读；不写就是全部。"""

    model_config = ConfigDict(extra="forbid")

    ids: list[int] | None = Field(default=None, max_length=1000)


class NowRead(Schema):
    """标为已读的条数。"""

    read: int


class Home(Open):
    """要办的、等别人的、刚发生的、能发起的。"""

    todo: list[dict[str, Any]]
    todo_count: int
    waiting: list[dict[str, Any]]
    notices: list[Notice]
    unread: int
    can_start: list[dict[str, Any]]


class Units(Schema):
    """能担任一个角色的单位。"""

    count: int
    units: list[UnitShape]


# --- procedures


class Procedure(Open):
    """一项程序：环节、栏目、材料、办法。"""

    key: str
    label: str
    gist: str
    document: str
    clause: str
    subject: str = Field(description="针对哪本台账；没有则为空")
    startable: bool = Field(description="本单位能否发起")
    steps: list[dict[str, Any]]


class Procedures(Schema):
    """程序目录。"""

    count: int
    procedures: list[Procedure]


# --- cases


class CaseLine(Open):
    """列表里的一件。"""

    key: str
    title: str
    procedure: str
    state: str = Field(description="draft、open 或 closed")
    state_label: str
    opened: str
    changed: str
    sample: bool


class Cases(Page):
    """办件。"""

    cases: list[CaseLine]


class Deadline(Open):
    """一个期限，及其怎样算出。"""

    id: int
    state: str = Field(description="open、paused、met、late 或 cancelled")
    at: str
    last_day: str
    clause: str
    convention: str = Field(description="怎样计算的")
    light: str = Field(description="calm、close 或 late")


class Attachment(Open):
    """一份材料。"""

    id: int
    name: str
    size: int
    sha256: str
    returned: str = Field(description="退回的原因；没有退回则为空")


class Paper(Open):
    """一份文书。"""

    id: int
    title: str
    number: str
    clause: str
    at: str


class TaskShape(Open):
    """一个环节；轮到本单位时另有栏目（form）、可选单位（parties）和办法（outcomes）。"""

    step: str
    label: str
    clause: str
    unit: str
    state: str
    mine: bool
    deadline: Deadline | None


class WholeCase(CaseLine):
    """一件的全部。"""

    version: int = Field(description="每办一次加一；办理时原样带回")
    clause: str
    parties: list[dict[str, Any]]
    data: list[dict[str, Any]]
    checklist: list[dict[str, Any]]
    tasks: list[TaskShape]
    papers: list[Paper]
    acts: list[dict[str, Any]]


Filled = dict[str, Any]


class StartBody(Schema):
    """发起一件。"""

    model_config = ConfigDict(extra="forbid")

    procedure: str = Field(description="程序的键，见 /api/office/procedures")
    subject: str = Field(default="", description="针对的登记：编号或编码")
    parties: dict[str, str] = Field(default={}, description="第一步要选的单位：角色 → 单位代码")
    token: str | None = Field(default=None, max_length=80, description="重发同一个请求时写同一个")
    even_if_not_in_force: bool = Field(default=False, description="文件不在施行期也发起")


class SaveBody(Schema):
    """暂存的栏目；可以不全。"""

    model_config = ConfigDict(extra="forbid")

    data: Filled


class Saved(Schema):
    """暂存的内容。"""

    step: str
    draft: dict[str, Any]


class ActBody(Schema):
    """办理一步。"""

    model_config = ConfigDict(extra="forbid")

    outcome: str = Field(description="办法，见这一步的 outcomes")
    data: Filled = Field(default={}, description="栏目；已暂存的可不再写")
    parties: dict[str, str] = Field(default={}, description="这一步要选的单位：角色 → 单位代码")
    reasons: str = Field(default="", max_length=2000, description="理由")
    version: int | None = Field(default=None, description="看到的版本；不符则 409")
    token: str | None = Field(default=None, max_length=80, description="重发同一个请求时写同一个")


class Reasons(Schema):
    """理由。"""

    model_config = ConfigDict(extra="forbid")

    reasons: str = Field(max_length=2000)


class Reason(Schema):
    """退回的原因。"""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(max_length=300)


class Deadlines(Page):
    """期限。"""

    deadlines: list[Deadline]


class Calendar(Schema):
    """一年的工作日历。"""

    year: int
    known: bool = Field(description="这一年的放假安排是否已知；不知的按周一至周五")
    rest: list[str] = Field(description="放假的平日")
    work: list[str] = Field(description="上班的周末")
    corrections: list[dict[str, Any]] = Field(description="本机关的更正")


class ReadingShape(Open):
    """一处歧义及其读法。"""

    policy: str
    document: str
    name: str
    clause: str
    options: dict[str, str]
    default: str
    chosen: str


class Readings(Schema):
    """读法。"""

    count: int
    readings: list[ReadingShape]


# --- registers, ledgers, journal


class RegisterLine(Open):
    """一本台账。"""

    register_: str = Field(alias="register")
    label: str
    document: str
    entries: int
    states: dict[str, int]


class Registers(Schema):
    """台账目录。"""

    count: int
    registers: list[RegisterLine]


class Entry(Open):
    """一项登记。"""

    register_: str = Field(alias="register")
    key: str
    name: str
    state: str
    data: list[dict[str, Any]]


class Entries(Page):
    """一本台账的登记。"""

    register_: str = Field(alias="register")
    label: str
    entries: list[Entry]


class WholeEntry(Entry):
    """一项登记，及其办件和账户。"""

    cases: list[CaseLine]
    accounts: list[dict[str, Any]]


class Statistics(Schema):
    """统计：各程序、各台账。"""

    procedures: list[dict[str, Any]]
    registers: list[dict[str, Any]]


class Figures(Open):
    """一项程序的统计。"""

    procedure: str
    label: str
    open: int
    closed: int


class Account(Open):
    """一个账户；金额以分计。"""

    code: str
    name: str
    owner: str | None
    balance: int
    held: int
    available: int
    floor: int | None
    floor_why: str
    floor_clause: str


class Accounts(Page):
    """账户。"""

    accounts: list[Account]


class WholeAccount(Account):
    """一个账户，及其可用数和冻结。"""

    free: int | None = Field(description="按底线还能转出多少；没有底线则为 null")
    holds: list[dict[str, Any]]


class Statement(Schema):
    """对账单；金额以分计，支出为负。"""

    account: Account
    from_: str = Field(alias="from")
    to: str
    opening: int
    closing: int
    in_: int = Field(alias="in")
    out: int
    entries: list[dict[str, Any]]


class BankFile(Open):
    """一份银行对账单。"""

    id: int
    name: str
    account: str
    rows: int


class BankFiles(Schema):
    """已导入的银行对账单。"""

    count: int
    files: list[BankFile]


class Imported(Open):
    """导入的结果；试读时没有 id。"""

    rows: int


class Differences(Open):
    """银行与账上的差异；金额以分计。"""

    file: BankFile
    agreed: bool
    bank_only: list[dict[str, Any]]
    ours_only: list[dict[str, Any]]
    amounts: list[dict[str, Any]]
    duplicates: list[dict[str, Any]]


class MatchBody(Schema):
    """手工勾对：银行的一行与账上的一条分录。"""

    model_config = ConfigDict(extra="forbid")

    line: int
    leg: int


class Matched(Schema):
    """勾对的结果。"""

    line: int
    leg: int


class JournalEntry(Open):
    """一条记事。"""

    id: int
    kind: str
    case: str
    at: str
    body: dict[str, Any]
    digest: str


class Journal(Page):
    """办事日志。"""

    entries: list[JournalEntry]


# --- for the public


class PublicRegister(Schema):
    """公示的一本台账。"""

    register_: str = Field(alias="register")
    label: str
    document: str
    title: str
    clause: str = Field(description="要求公示的条款")


class PublicRegisters(Schema):
    """公示目录。"""

    count: int
    registers: list[PublicRegister]


class PublicEntry(Open):
    """公示的一项：只有规定公开的栏目。"""

    register_: str = Field(alias="register")
    data: list[dict[str, Any]]
    changed: str
    sample: bool


class PublicEntries(PublicRegister):
    """公示的内容。"""

    count: int
    entries: list[PublicEntry]


class LookedUp(Open):
    """凭编码查到的登记；余额以元计，没有账户则为 null。"""

    register_: str = Field(alias="register")
    label: str
    name: str
    state: str
    data: list[dict[str, Any]]
    balance: str | None
    records: list[dict[str, Any]]
    clause: str
