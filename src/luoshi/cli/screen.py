"""What commands print: tables and words for people, JSON for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from luoshi.cli.failure import Failure

_WIDTH_OF_PIPES = 160
_STEERING = (
    *(code for code in range(0x20) if chr(code) not in "\t\n"),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),  # these and the next turn the direction of writing
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
_SAFE = dict.fromkeys(_STEERING, "\ufffd")


class _Screen(Console):
    """A console that falls silent where its reader has gone, as with `| head`.

    The library would end the program there; ours still does what it was asked, tells what went
    wrong on the other stream and leaves with its own exit code.
    """

    def on_broken_pipe(self) -> None:
        """Go on, into nowhere."""
        _into_nowhere(self.file)


class Page:
    """Where a command prints: the screen, or a wide page where the output goes into a file."""

    def __init__(self, *, stderr: bool = False) -> None:
        stream = sys.stderr if stderr else sys.stdout
        width = None if stream.isatty() else _WIDTH_OF_PIPES
        self.console = _Screen(file=stream, width=width, highlight=False)

    def say(self, *parts: str | tuple[str, str], indent: int = 0) -> None:
        """A line of words, some of them with a style."""
        line = Text(" " * indent)
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            line.append(safe(words), style or None)
        self.console.print(line, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Rows; long cells are folded, never cut."""
        grid = Table(*columns)
        for column in grid.columns:
            column.overflow = "fold"
        for row in rows:
            grid.add_row(*(Text(safe("" if cell is None else str(cell))) for cell in row))
        self.console.print(grid)


def print_json(data: Any) -> None:
    """The only thing on standard output when a program asked."""
    put(dumped(data) + "\n")


def dumped(data: Any) -> str:
    """Data as it is printed for programs."""
    return json.dumps(data, ensure_ascii=_ascii(sys.stdout), indent=2)


def put(text: str) -> None:
    """Text as it is on standard output, for as long as anyone reads it."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _into_nowhere(sys.stdout)


def print_failure(failure: Failure, as_json: bool) -> None:
    """What, where and what to do, on standard error."""
    if as_json:
        sys.stderr.write(json.dumps(failure.data(), ensure_ascii=_ascii(sys.stderr)) + "\n")
        return
    page = Page(stderr=True)
    page.say(("错误：", "bold red"), failure.what)
    page.say(("位置：", "bold"), failure.where)
    page.say(("办法：", "bold"), failure.remedy)


def note(words: str) -> None:
    """A line beside the output, on standard error."""
    Page(stderr=True).say((words, "dim"))


def progress(quiet: bool) -> Progress:
    """A progress bar on standard error; nothing where no one looks."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Page(stderr=True).console,
        disable=quiet or not sys.stderr.isatty(),
        transient=True,
    )


def _into_nowhere(stream: IO[str]) -> None:
    """What is still waiting to be written would fail again when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _ascii(stream: TextIO) -> bool:
    """Whether the stream cannot take every character as it is."""
    return (stream.encoding or "").lower().replace("-", "") not in {"utf8", "utf8sig"}


def safe(text: str) -> str:
    """Text from outside without the characters that steer a terminal."""
    return text.translate(_SAFE)
