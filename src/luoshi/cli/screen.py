"""What commands print: tables and words for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from luoshi.cli.failure import Failure

_WIDTH_OF_PIPES = 160
_CONTROLS = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (9, 10)}


def console(*, stderr: bool = False) -> Console:
    """The screen, or a wide page where the output goes into a file or another program."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_PIPES
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def print_json(data: Any) -> None:
    """The only thing on standard output when a program asked."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def print_failure(failure: Failure, as_json: bool) -> None:
    """What, where and what to do, on standard error."""
    if as_json:
        sys.stderr.write(json.dumps(failure.data(), ensure_ascii=False) + "\n")
        return
    page = console(stderr=True)
    page.print(Text("错误：", "bold red"), Text(safe(failure.what)), sep="", soft_wrap=True)
    page.print(Text("位置："), Text(safe(failure.where)), sep="", soft_wrap=True)
    page.print(Text("办法："), Text(safe(failure.remedy)), sep="", soft_wrap=True)


def say(text: str = "", style: str = "") -> None:
    """A line for people."""
    console().print(Text(safe(text), style), soft_wrap=True)


def note(text: str) -> None:
    """A line beside the output, on standard error."""
    console(stderr=True).print(Text(safe(text), "dim"), soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Rows for people; long cells are folded, never cut."""
    grid = Table(*(Text(column) for column in columns), title=title or None, title_justify="left")
    for column in grid.columns:
        column.overflow = "fold"
    for row in rows:
        grid.add_row(*(Text(safe("" if cell is None else str(cell))) for cell in row))
    console().print(grid)


def progress(quiet: bool) -> Progress:
    """A progress bar on standard error; nothing where no one looks."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(stderr=True),
        disable=quiet or not sys.stderr.isatty(),
        transient=True,
    )


def safe(text: str) -> str:
    """Text from outside without the characters that steer a terminal."""
    return text.translate(_CONTROLS)
