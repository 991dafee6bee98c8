"""Reads back what our own PDFs show: each run of words with its place, font, size, ink and weight."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

MM = 72 / 25.4
LEFT, TOP = 28 * MM, (297 - 37) * MM
"""The upper left corner of the type area."""

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_FONT = re.compile(rb"/BaseFont /([\w+-]+).*?/Name /(F\d+)", re.DOTALL)
_TOKEN = re.compile(
    rb"(?P<place>[\d.-]+ [\d.-]+ [\d.-]+ [\d.-]+ ([\d.-]+) ([\d.-]+) Tm)"
    rb"|(?P<font>/(F\d+)(?:\+\d+)? ([\d.]+) Tf)"
    rb"|(?P<ink>([\d.]+) ([\d.]+) ([\d.]+) rg)"
    rb"|(?P<mode>(\d) Tr)"
    rb"|(?P<begin>\bBT\b)"
    rb"|(?P<show>\(((?:\\.|[^\\)])*)\) Tj)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Run:
    """Words at one place: points from the left edge and from the foot of the page."""

    text: str
    x: float
    y: float
    font: str
    size: float
    ink: tuple[float, ...]
    heavy: bool


def pages(data: bytes) -> list[list[Run]]:
    """The runs of each page, in the order of the file."""
    fonts = {name.decode(): base.decode() for base, name in _FONT.findall(data)}
    found = [_content(each) for each in _STREAM.findall(data)]
    return [list(_runs(each, fonts)) for each in found if each is not None and b"BT" in each]


def lines(page: list[Run]) -> list[tuple[float, float, str]]:
    """The lines of a page from the top: where each begins (x, y) and what it says."""
    ordered = sorted(page, key=lambda run: (-round(run.y, 1), run.x))
    return [
        (row[0].x, row[0].y, "".join(run.text for run in row))
        for _, group in groupby(ordered, key=lambda run: round(run.y, 1))
        if (row := list(group))
    ]


def text(data: bytes) -> str:
    """All words, a line each."""
    return "\n".join(words for page in pages(data) for _, _, words in lines(page))


def _content(raw: bytes) -> bytes | None:
    try:
        return zlib.decompress(base64.a85decode(raw.strip().removesuffix(b"~>")))
    except (ValueError, zlib.error):
        return None  # a font


def _runs(content: bytes, fonts: dict[str, str]) -> Iterator[Run]:
    x = y = size = 0.0
    font, ink, heavy = "", (0.0, 0.0, 0.0), False
    for token in _TOKEN.finditer(content):
        groups = token.groups()
        if token["begin"]:
            heavy = False  # each text stands between q and Q
        elif token["place"]:
            x, y = float(groups[1]), float(groups[2])
        elif token["font"]:
            font, size = groups[4].decode(), float(groups[5])
        elif token["ink"]:
            ink = (float(groups[7]), float(groups[8]), float(groups[9]))
        elif token["mode"]:
            heavy = groups[11] == b"2"
        elif token["show"]:
            raw = _ESCAPE.sub(_unescaped, groups[14])
            name = fonts.get(font, font)
            code = "utf-16-be" if name.startswith("STSong") else "cp1252"
            yield Run(raw.decode(code), x, y, name, size, ink, heavy)


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes([int(what, 8)]) if len(what) == 3 else _SHORT.get(what, what)
