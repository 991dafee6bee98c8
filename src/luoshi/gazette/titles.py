"""What the titles of official documents look like."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from luoshi.gazette.line import Line
from luoshi.gazette.marks import NUMBER_RE, REGISTRATION_RE, read_mark
from luoshi.gazette.numerals import PLAIN_DATE, is_date_line

ORGAN = (
    r"[\u4e00-\u9fff（）·]{0,30}?(?:人民政府|国务院|办公厅|办公室|委员会|监督管理总局|监管分局|分局|总局|"
    r"人民银行[\u4e00-\u9fff]{0,12}?行|局|厅|部|署|管委会|管委|指挥部|领导小组|党委|省委|市委|县委|区委|法院|"
    r"检察院|总队|支队|中心|学院|大学|集团|公司|协会|联合会|常委会|发展改革委|改革委|卫生健康委)"
)
TITLE_START = re.compile(rf"^(?:{ORGAN}|关于|印发|转发|中共中央|中华人民共和国)")
_FORMS = (
    "通知|意见|批复|决定|决议|公告|通告|通报|命令|函|报告|方案|办法|规定|规划|区划|计划|措施|细则|条例|纲要|大纲|要点|"
    "名单|名录|预案|指引|指南|导则|机制|规则|规程|规范|准则|守则|制度|体系|清单|标准|要求|须知|政策|宪法|法典|法|令|目录|"
    "答复|解释|说明|简介|章程|公约|条约|协定|议定书|宣言|宪章|声明|倡议|修正案|安排|程序|情况|解读|意见书|授权书|职责|"
    "议案|请示|纪要|图"
)
_TITLE_END = re.compile(
    rf"(?:{_FORMS})(?:（[^（）]{{1,24}}）|\([^()]{{1,24}}\)|〔[^〔〕]{{1,20}}〕)*[》”]?$"
)
TITLE_LINK = re.compile(
    r"关于|印发|转发|批转|发布|公布|公告|通告|任免|任命|的决定|令$|报告|废止|修改"
)
COLUMN_RE = re.compile(
    r"^【[^】]{1,30}】?$|^\[[\u4e00-\u9fff\s]{2,20}\]$|"
    r"^(?:本级|[\u4e00-\u9fff]{0,8}(?:政府|办公厅|办公室|部门|国务院|人大))[\u4e00-\u9fff]{0,6}(?:文件|规章)$|"
    r"^(?:人事任免|人事信息|政策解读|大事记|领导讲话|地方性法规|政府规章|行政法规|规范性文件|部门规范性文件)$"
)
_HARD_END = "。；;！!？?，,、：:"
_NO_TITLE = ("|", "（此件", "注：", "附件", "——", "扫码", "第")


def is_title_line(text: str, raw: str = "") -> bool:
    """Whether the (squeezed) line can be part of a title."""
    return (
        0 < len(text) <= 80
        and "\t" not in raw
        and "|" not in text
        and not text.startswith(_NO_TITLE)
        and text[-1] not in _HARD_END
        and not COLUMN_RE.match(text)
        and not is_date_line(text)
        and not re.search(PLAIN_DATE + "$", text)
        and not REGISTRATION_RE.match(text)
        and not _numbered(text)
        and read_mark(text) is None
    )


def _numbered(text: str) -> bool:
    """Whether a 文号 stands at the end of the line, outside a title in 《》."""
    tail = text.replace("《", "〈") if text.startswith("《") else text[-24:] + "$"
    return bool(NUMBER_RE.search(tail))


def title_complete(words: str) -> bool:
    """Whether the words have the end of a title (通知, 意见, 办法 …)."""
    return bool(_TITLE_END.search(words))


def is_whole_title(words: str) -> bool:
    """Whether the words are a title from the organ (or 关于) to its form, with a verb between."""
    return bool(TITLE_START.match(words) and _TITLE_END.search(words) and TITLE_LINK.search(words))


def plain(title: str) -> str:
    """A title reduced to its characters, for comparison."""
    return re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", title)


def similar(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1."""
    first, second = plain(one), plain(other)
    common = len(set(first) & set(second))
    if common * 2 < 0.5 * max(len(set(first)), len(set(second))):
        return 0.0  # too little in common to be worth a comparison
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()


# the note of adoption -----------------------------------------------------------------------------

_PASSED = re.compile(
    rf"^[（(]?\s*{PLAIN_DATE}.{{2,600}}?(?:通过|公布|发布|修订|修正|批准|施行|公告)"
)


def adoption_end(lines: Sequence[Line], flat: Sequence[str], index: int) -> int:
    """The index behind a note of adoption （…年…月…日…会议通过）; ``index`` where none begins.

    The note may go over several lines until its bracket closes.
    """
    if index >= len(lines):
        return index
    words = ""
    for end in range(index, min(index + 8, len(lines))):
        words += flat[end]
        open_bracket = words.count("（") > words.count("）")
        if open_bracket and words.startswith("（"):
            continue
        short = len(words) < 120 or words.startswith("（")
        closed = words.startswith("（") or not words.endswith(("。", "；", "："))
        return end + 1 if short and closed and _PASSED.match(words) else index
    return index
