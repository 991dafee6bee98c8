"""``luoshi export``: a document in one of the published forms, to the screen or a file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli.archive import open_archive
from luoshi.cli.asking import find_document
from luoshi.cli.screen import note

if TYPE_CHECKING:
    from luoshi.gazette.export import Format


def export(words: str, form: Format, out: Path | None) -> None:
    """Write the document; to standard output where no file is named."""
    open_archive()
    from luoshi.gazette import export as exports
    from luoshi.office.archive import queries

    row = find_document(words)
    gazette = queries.gazette_value(row.version)
    text = exports.export(gazette, gazette.documents[row.position], form)
    if out is None:
        sys.stdout.write(text)
        return
    if out.is_dir():
        out = out / exports.file_name(gazette.documents[row.position], form)
    write_whole(out, text)
    note(f"已写入 {out}")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is never seen half written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o666 & ~_umask())  # a temporary file is for its owner only
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
