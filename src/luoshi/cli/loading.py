"""``luoshi ingest``: files and folders into the archive, one transaction each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luoshi import office
from luoshi.cli.failure import FAILED, Failure, of_any
from luoshi.cli.screen import Page, print_failure, print_json, progress

SUFFIX = ".txt"
"""What counts as a text in a folder; a file that is named itself may have any suffix."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file."""

    path: Path
    outcome: Any = None
    failure: Failure | None = None

    def data(self) -> dict[str, Any]:
        """The form that programs read."""
        if self.failure is not None:
            return {"path": str(self.path), "state": "failed", **self.failure.data()}
        from luoshi.office.archive import shapes

        return {"path": str(self.path), **shapes.outcome(self.outcome)}


def load(paths: Sequence[Path], as_json: bool, allow_fewer: bool = False) -> int:
    """Take in every file; returns the exit code."""
    office.migrate()
    results = list(take_in(paths, as_json, allow_fewer))
    report(results, as_json)
    return FAILED if any(result.failure for result in results) else 0


def take_in(
    paths: Sequence[Path], quiet: bool = False, allow_fewer: bool = False
) -> Iterator[Result]:
    """Take in the files one after the other; a bad one does not stop the rest."""
    found = list(dict.fromkeys(files_of(paths)))
    with progress(quiet) as bar:
        task = bar.add_task("入档", total=len(found))
        for path, failure in found:
            bar.update(task, description=f"入档 {path.name}")
            yield Result(path, failure=failure) if failure else _take_in_one(path, allow_fewer)
            bar.advance(task)


def files_of(paths: Iterable[Path]) -> Iterator[tuple[Path, Failure | None]]:
    """The text files that some paths name, each with what keeps it from being read."""
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() == SUFFIX
                and file.is_file()
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            yield from ((file, None) for file in inside)
            if not inside:
                yield (
                    path,
                    Failure(
                        "文件夹里没有公报文本（.txt）",
                        str(path),
                        "请指明存放公报文本的文件夹。",
                    ),
                )
        elif not path.exists():
            yield path, Failure("文件不存在", str(path), "请核对路径。")
        else:
            yield path, None


def report(results: Sequence[Result], as_json: bool) -> None:
    """A summary for each file."""
    if as_json:
        print_json([result.data() for result in results])
    else:
        rows = [_row(result) for result in results if result.failure is None]
        if rows:
            Page().table(("文件", "结果", "公报", "文件数", "条款数"), rows)
    for result in results:
        if result.failure is not None:
            print_failure(result.failure, as_json)
    if not as_json and len(results) > 1:
        bad = sum(result.failure is not None for result in results)
        Page().say(f"共 {len(results)} 份，入档 {len(results) - bad} 份，失败 {bad} 份。")


def _take_in_one(path: Path, allow_fewer: bool) -> Result:
    from luoshi.office.archive.ingest import ingest

    try:
        name = unicodedata.normalize("NFC", path.name)
        return Result(path, outcome=ingest(_read(path), name, allow_fewer=allow_fewer))
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
        failure = of_any(error)
        if failure.where == path.name or failure.where.startswith(f"{path.name} 第"):
            failure.where = str(path) + failure.where.removeprefix(path.name)
        return Result(path, failure=failure)


def _read(path: Path) -> bytes:
    """The bytes of a file, but never more than are needed to see that it is too large."""
    from luoshi.gazette.decode import LARGEST
    from luoshi.gazette.errors import TextTooLarge

    size = path.stat().st_size if path.is_file() else 0
    if size > LARGEST:
        raise TextTooLarge(
            f"有{size / 1048576:.0f} MB，超过上限{LARGEST // 1048576} MB",
            "请确认这是一期公报的文字，必要时按期拆分后再入档",
            path.name,
        )
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _row(result: Result) -> tuple[object, ...]:
    data = result.data()
    return (
        result.path.name,
        data["label"],
        data["gazette_title"],
        data["documents"],
        data["clauses"],
    )
