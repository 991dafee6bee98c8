"""Tables of truth that were made by reading the gazettes, and how to compare with them."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from luoshi import gazette
from luoshi.gazette.model import Document, Gazette
from luoshi.gazette.repair import simplified

FOLDER = Path(__file__).parent / "truth"
_WIDE = str.maketrans(',;:()?!"<>-《》”', "，；：（）？！“〈〉—〈〉“")


@dataclass(frozen=True)
class Row:
    """A document as read by the program, beside the same document as read by a person."""

    document: Document
    truth: dict[str, Any]


def plain(value: Any) -> Any:
    """A value without what repair may choose: blanks, widths, script."""
    if isinstance(value, str):
        return re.sub(r"\s", "", simplified(value)).translate(_WIDE)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def tables(stem: str) -> list[dict[str, Any]]:
    """The documents of one gazette as a person read them."""
    rows: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob(f"{stem}*.yaml")):
        if ".gazette." not in path.name:
            rows += yaml.safe_load(path.read_text("utf-8"))
    return rows


def gazette_table(stem: str) -> dict[str, Any]:
    """The gazette's own facts as a person read them."""
    return yaml.safe_load((FOLDER / f"{stem}.gazette.yaml").read_text("utf-8"))


@cache
def read(path: Path) -> Gazette:
    """The gazette as the program reads it."""
    return gazette.read(path.read_bytes(), name=path.stem)


def day(value: Any) -> date | None:
    """A date of the tables."""
    return value if isinstance(value, date) or value is None else date.fromisoformat(value)
