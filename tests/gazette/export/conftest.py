"""The gazettes that every form of export is tried on."""

from functools import lru_cache
from pathlib import Path

import pytest

from luoshi import config, gazette
from luoshi.gazette.model import Document, Gazette


@lru_cache(maxsize=8)
def read(path: Path) -> Gazette:
    return gazette.read(path.read_bytes(), name=path.stem)


def issues(folder: Path) -> list[Gazette]:
    return [read(path) for path in sorted(folder.glob("*.txt"))]


@pytest.fixture(
    scope="session",
    params=["specimen", pytest.param("gazettes", marks=pytest.mark.gazettes)],
)
def shelf(request: pytest.FixtureRequest) -> list[tuple[Gazette, Document]]:
    """Every document of the specimen, and in a second run of the five real gazettes."""
    folder: Path = config.SPECIMEN if request.param == "specimen" else config.gazettes_folder()
    return [(issue, document) for issue in issues(folder) for document in issue.documents]


@pytest.fixture(scope="session")
def decree() -> tuple[Gazette, Document]:
    """The decree of the specimen."""
    issue = read(config.SPECIMEN / "yunlu-2025-2.txt")
    return issue, next(d for d in issue.documents if d.kind == "decree")
