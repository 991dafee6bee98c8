"""The faces of a PDF: TrueType files from a folder, else the Song that viewers carry (STSong-Light)."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from luoshi.procedures.papers.errors import PaperError
from luoshi.procedures.papers.sheet import Face

SONG = "STSong-Light"
MISSING = "〓"
"""What a printer sets for a character that the case lacks."""

_FILES: dict[Face, tuple[str, ...]] = {
    "fangsong": ("fangsong", "simfang", "仿宋"),
    "hei": ("simhei", "heiti", "黑体"),
    "kai": ("kaiti", "simkai", "楷体"),
    "song": ("simsun", "songti", "宋体"),
    "biaosong": ("xiaobiaosong", "biaosong", "小标宋"),
}
_IN_SONG = {"·": "・"}
"""Characters that viewers' Song has only under another code: 间隔号 as they print it."""
_HEAVY: frozenset[Face] = frozenset({"hei", "biaosong"})


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as it is set.

    Attributes:
        font: the name that the PDF knows it by.
        heavy: it is thickened, since the font has no weight of its own.
        advance: how far the next one stands, in points.
        natural: how far it would stand by the font itself.
    """

    char: str
    font: str
    heavy: bool
    advance: float
    natural: float


class Fonts:
    """The fonts of one PDF.

    Args:
        folder: holds FangSong, SimHei, KaiTi, SimSun, XiaoBiaoSong as .ttf; those that are not there
            are replaced by STSong-Light, which every viewer of PDF has or finds.
    """

    def __init__(self, folder: Path | None = None) -> None:
        _song()
        self._files = {} if folder is None else _found(folder)
        self._known: dict[tuple[str, Face, float, float], list[Glyph]] = {}

    def glyphs(self, text: str, face: Face, size: float, em: float) -> list[Glyph]:
        """The characters of a text, those that no font has replaced; ``em`` is the width of a Han one."""
        found: list[Glyph] = []
        for char in text:
            key = (char, face, size, em)
            if key not in self._known:
                self._known[key] = self._glyph(*key)
            found.extend(self._known[key])
        return found

    def _glyph(self, char: str, face: Face, size: float, em: float) -> list[Glyph]:
        if char.isascii() or not (self._has(face, char) or _in_song(char)):
            if char.isascii() or _in_latin(char):
                font = "Times-Bold" if face in _HEAVY else "Times-Roman"
                width = pdfmetrics.stringWidth(char, font, size)
                return [Glyph(char, font, False, width, width)]
            if unicodedata.category(char) in {"Mn", "Me"}:
                return []  # nothing to stand on
            stand_in = _stand_in(char)
            return [glyph for each in stand_in for glyph in self._glyph(each, face, size, em)]
        if self._has(face, char):
            font = self._files[face]
            natural = pdfmetrics.stringWidth(char, font, size)
            return [Glyph(char, font, False, natural + em - size, natural)]
        return [Glyph(_IN_SONG.get(char, char), SONG, face in _HEAVY, em, size)]

    def _has(self, face: Face, char: str) -> bool:
        font = self._files.get(face)
        return font is not None and ord(char) in pdfmetrics.getFont(font).face.charToGlyph


def _stand_in(char: str) -> str:
    """A letter of a name must stay readable: a rare Han character is told by its code."""
    han = unicodedata.name(char, "").startswith("CJK ")
    return f"〔U+{ord(char):04X}〕" if han else MISSING


def _in_song(char: str) -> bool:
    if 0x3400 <= ord(char) <= 0x4DB5:
        return True
    try:
        return len(char.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


def _in_latin(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _song() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def _found(folder: Path) -> dict[Face, str]:
    try:
        paths = sorted(each for each in folder.iterdir() if each.suffix.lower() == ".ttf")
    except OSError as error:
        raise PaperError(
            f"读不到字体目录“{folder}”", "请改为存放 .ttf 字体的目录，或取消设置。"
        ) from error
    found: dict[Face, str] = {}
    for face, words in _FILES.items():
        for path in paths:
            if any(word in path.stem.lower().replace("_", "") for word in words):
                found.setdefault(face, _registered(path))
    return found


@cache
def _registered(path: Path) -> str:
    # Two folders may hold files of one name.
    name = f"luoshi-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    try:
        pdfmetrics.registerFont(TTFont(name, str(path)))
    except (TTFError, OSError) as error:
        raise PaperError(
            f"用不了字体文件“{path.name}”", "请换成 TrueType（.ttf）字体，或把它移出字体目录。"
        ) from error
    return name
