"""``luoshi export``: a document in one of the published forms, to the screen or a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli.archive import open_filled
from luoshi.cli.asking import find_document
from luoshi.cli.failure import Failure
from luoshi.cli.screen import note, put

if TYPE_CHECKING:
    from luoshi.gazette.export import Format


def export(words: str, form: Format, out: str | None) -> None:
    """Write the document; to standard output where no file is named."""
    open_filled()
    from luoshi.gazette import export as exports
    from luoshi.office.archive import queries

    row = find_document(words)
    gazette = queries.gazette_value(row.version)
    text = exports.export(gazette, gazette.documents[row.position], form)
    if out is None:
        put(text)
        return
    path = Path(out)
    if str(out).endswith("/"):  # a folder, said so; a Path has lost the stroke
        path.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        path = path / exports.file_name(gazette.documents[row.position], form)
    elif not path.parent.is_dir():
        raise Failure(
            "文件夹不存在", str(path.parent), "请先建立该文件夹，或换一个位置；--out 也可不写。"
        )
    write_whole(path, text)
    note(f"已写入 {path}")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is never seen half written."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    except OSError as error:
        error.filename = str(path)  # the user knows nothing of a temporary file
        raise
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o666 & ~_umask())  # a temporary file is for its owner only
        Path(name).replace(path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
