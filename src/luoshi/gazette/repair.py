"""Named passes that undo what print and scanning did to a text, each saying what it did.

A pass either replaces characters one for one or takes characters out and lists them, so that
every character of the source stays accounted for. Blanks are not characters in this sense.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from opencc import OpenCC

from luoshi.gazette.line import Line, Log, numbered, squeeze

HAN = "\u4e00-\u9fff〇"
_WIDE = str.maketrans(
    {chr(0xFF10 + i): chr(0x30 + i) for i in range(10)}
    | {
        chr(base + i): chr(ascii_ + i)
        for base, ascii_ in ((0xFF21, 65), (0xFF41, 97))
        for i in range(26)
    }
    | {"％": "%", "．": ".", "－": "-", "＋": "+", "／": "/", "＝": "=", "＞": ">", "＜": "<"}
)
_WIDE_RE = re.compile("[０-９Ａ-Ｚａ-ｚ％．－＋／＝＞＜]")
_NARROW = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_NEAR = f"{HAN}，。；：、？！“”‘’《》〈〉（）〔〕%"
_NARROW_RE = re.compile(
    rf"(?<=[{_NEAR}\d\"A-Za-z])\s*[,;:?!](?=\s*[{_NEAR}\"])|(?<=[{_NEAR}\"])\s*[,;:?!](?!//)"
)
_PAREN_RE = re.compile(r"[()]")
_NUMBER_BRACKETS = re.compile(
    rf"(?<=[{HAN}])(\s*)[\[\(（【﹝〖［〔](\s*(?:19|20)\d\d\s*)[\]\)）】﹞〗］〕](?=\s*第?\s*\d+\s*(?:号|號|\s|$))"
)
_INNER_TITLE = re.compile(rf"<(?=[{HAN}])([^<>〈〉]{{2,60}}?)[>〉]")
_DASHES = re.compile(rf"^一一(?=[{HAN}]{{2,20}}[。，])")

_CODES = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff]"
)
_HEADS = re.compile(r"^#{1,6}\s*")
_QUOTES = re.compile(r"^(?:>\s*)+")
_BULLET = re.compile(r"^[-*+•]\s+(?=\S)")
_RULE = re.compile(r"^(?:[-*_=]\s*){3,}$")
_COMMENT = re.compile(r"<!--.*?-->")
_LINK = re.compile(r"^\[([^\[\]]+)\](\([^()]*\))$")
_STARS = re.compile(r"\*\*|__")
_TAGS = re.compile(
    r"</?(?:p|br|b|i|u|strong|em|sup|sub|div|span|center|td|tr|th|table)\b[^<>]{0,40}/?>",
    re.IGNORECASE,
)
_MATH = re.compile(r"\$|\\(?:text|mathrm|rm|mathbf)\b|\\[,;! ]|\\left|\\right")
_MATH_WORDS = {
    r"\times": "×",
    r"\pm": "±",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\le": "≤",
    r"\sum": "Σ",
    r"\%": "%",
    r"\cdot": "·",
    r"\div": "÷",
}
_MATH_WORD = re.compile("|".join(re.escape(word) + r"(?![A-Za-z])" for word in _MATH_WORDS))
_SUBSCRIPT = re.compile(r"(?<=[A-Z0-9a-z])_\{?([0-9.]{1,4}|[a-z]{1,3})\}?")

_PAGE_DASHED = re.compile(
    r"^(?:[—–-]{1,2}|[·•.・])\s*\d{1,4}\s*(?:[—–-]{1,2}|[·•.・])$|^第\s*\d{1,4}\s*页(?:\s*[/共]\s*共?\s*\d+\s*页)?$"
)
_PAGE_INSIDE = re.compile(r"(?<![\d%A-Za-z])[—–-]{1,2}\s?\d{1,3}\s?[—–-]{1,2}(?![\d%A-Za-z])")
_MASTHEAD = re.compile(
    rf"^[{HAN}]{{2,20}}公报(?:\d{{4}}年?)?(?:第?\d{{1,3}}期)?(?:[·.]?\d{{4}}[·.年-]\d{{1,2}}(?:期)?)?(?:（?总第\d+期）?)?(?:[·—-]*\d{{1,3}}[·—-]*)?$"
)

_t2s = OpenCC("t2s")


def repair(source: str, log: Log) -> list[Line]:
    """The non-blank lines of the source after all line passes."""
    lines = list(numbered(source))
    lines = [line for line in lines if _without_codes(line, log)]
    lines = _without_header(lines, log)
    lines = [line for line in lines if _without_markup(line, log)]
    traditional = frozenset(c for c in set(source) if "\u4e00" <= c <= "\u9fff" and _traditional(c))
    for line in lines:
        _simplify(line, log, traditional)
        _widths(line, log)
    return _without_furniture(lines, log)


def _without_codes(line: Line, log: Log) -> bool:
    """Pass 不可见字符: marks of encodings, zero-width and control characters."""
    if _CODES.search(line.text):
        places = [match.span() for match in _CODES.finditer(line.text)]
        log.cut("不可见字符", "控制字符或编码标记", line, places)
    return bool(line.text.strip())


def _without_header(lines: list[Line], log: Log) -> list[Line]:
    """Pass 文件头: fields between two rules at the very top, as text editors write them."""
    if not lines or lines[0].text != "---":
        return lines
    end = next((i for i, line in enumerate(lines[1:30], 1) if line.text == "---"), 0)
    if not end or any(not re.match(r"[A-Za-z_-]+\s*:|-\s", line.text) for line in lines[1:end]):
        return lines
    for line in lines[: end + 1]:
        log.drop("文件头", "编辑软件的文件头", line)
    return lines[end + 1 :]


def _without_markup(line: Line, log: Log) -> bool:
    """Pass 排版标记: heading, quote and list marks, bold, tags and formula remnants."""
    step = "排版标记"
    if _RULE.match(line.text):
        log.drop(step, "分隔线", line)
        return False
    for pattern, reason in (
        (_QUOTES, "引用标记"),
        (_HEADS, "标题标记"),
        (_BULLET, "列表标记"),
        (_QUOTES, "引用标记"),
        (_HEADS, "标题标记"),
    ):
        match = pattern.match(line.text)
        if not match or (pattern is _BULLET and line.text.startswith("--")):
            continue
        if pattern is _HEADS:
            line.level = match[0].count("#")
        line.bullet = line.bullet or pattern is _BULLET
        log.cut(step, reason, line, [match.span()])
    if match := _LINK.match(line.text):
        log.cut(step, "链接标记", line, [(0, 1), (match.end(1), match.end())])
    for pattern, reason in ((_COMMENT, "注释"), (_STARS, "加粗标记"), (_TAGS, "网页标记")):
        if pattern.search(line.text):
            log.cut(step, reason, line, [m.span() for m in pattern.finditer(line.text)])
    if "$" in line.text or "_" in line.text or "\\" in line.text:
        _without_formula(line, log)
    _trim(line)
    return bool(line.text)


def _without_formula(line: Line, log: Log) -> None:
    """Formula remnants: the words for signs become signs, dollars and braces go."""
    step = "公式标记"
    for match in reversed(list(_MATH_WORD.finditer(line.text))):
        start, end = match.span()
        line.text = line.text[:start] + _MATH_WORDS[match[0]] + line.text[start + 1 :]
        log.cut(step, f"公式符号 {match[0]}", line, [(start + 1, end)])
    places = [m.span() for m in _MATH.finditer(line.text)]
    log.cut(step, "公式标记", line, places)
    inner: list[tuple[int, int]] = []
    for match in _SUBSCRIPT.finditer(line.text):
        start, end = match.span(1)
        inner += (
            [(match.start(), start), (end, match.end())]
            if end < match.end()
            else [(match.start(), start)]
        )
    log.cut(step, "下标标记", line, inner)


def _trim(line: Line) -> None:
    text = line.text.lstrip()
    start = len(line.text) - len(text)
    text = text.rstrip()
    line.at = line.at[start : start + len(text)]
    line.text = text


@lru_cache(maxsize=8192)
def _traditional(character: str) -> bool:
    """Whether the character is written only in traditional script."""
    if _t2s.convert(character) == character:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _simplify(line: Line, log: Log, traditional: frozenset[str]) -> None:
    """Pass 繁体字: a line with traditional characters is written in simplified ones."""
    if traditional.isdisjoint(line.text):
        return
    text = _t2s.convert(line.text)
    if len(text) != len(line.text):
        text = "".join(_t2s.convert(c) if len(_t2s.convert(c)) == 1 else c for c in line.text)
    log.replace("繁体字", line, text)


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return _t2s.convert(text)


def _widths(line: Line, log: Log) -> None:
    """Pass 全角半角: letters and digits narrow, punctuation between Chinese wide, 文号 in 〔〕."""
    step = "全角半角"
    text = line.text
    if _WIDE_RE.search(text):
        text = text.translate(_WIDE)
    if any(c in text for c in "[]()（【﹝〖［"):
        text = _NUMBER_BRACKETS.sub(r"\1〔\2〕", text)
    has_han = any("\u4e00" <= c <= "\u9fff" for c in text)
    if has_han and "http" not in text and "www" not in text and "|" not in text:
        text = _PAREN_RE.sub(lambda m: _NARROW[m[0]], text)
        text = _NARROW_RE.sub(lambda m: m[0][:-1] + _NARROW[m[0][-1]], text)
        text = _INNER_TITLE.sub(lambda m: f"〈{m[1]}〉", text)
    elif "(" in text and re.match(r"^\(\d{1,3}\)$", text):
        text = text.replace("(", "（").replace(")", "）")
    text = _DASHES.sub("——", text)
    log.replace(step, line, text)


def _without_furniture(lines: list[Line], log: Log) -> list[Line]:
    """Pass 书眉页码: running heads and page numbers.

    A running head is a masthead line that occurs again and again; a bare number is a page number
    only where it stands alone between blank lines and other page numbers rise around it.
    """
    step = "书眉页码"
    heads = Counter(key for line in lines if len(line.text) < 40 and (key := _head_key(line.text)))
    bare = [line for line in lines if line.gap and line.text.isdigit() and len(line.text) <= 4]
    rising = len(bare) >= 3 and all(int(a.text) <= int(b.text) for a, b in pairwise(bare))
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if _PAGE_DASHED.match(line.text) or (rising and line in bare):
            log.drop(step, "页码", line)
        elif index > 60 and heads.get(_head_key(line.text), 0) >= 3:
            log.drop(step, "书眉", line)
        else:
            places = [m.span() for m in _PAGE_INSIDE.finditer(line.text) if _is_page(line.text, m)]
            log.cut(step, "夹在行内的页码", line, places)
            _trim(line)
            if line.text:
                kept.append(line)
    return kept


def _is_page(text: str, match: re.Match[str]) -> bool:
    """A dash on both sides and no number range around it."""
    before, after = text[: match.start()].rstrip()[-1:], text[match.end() :].lstrip()[:1]
    return not (before.isdigit() or after.isdigit() or before in "年月" or "\t" in match[0])


def _head_key(text: str) -> str:
    """The line without digits, where it looks like a masthead."""
    words = squeeze(text)
    return re.sub(r"[\d·—\-.\s]", "", words) if _MASTHEAD.match(words) else ""
