"""How every command is called: help in Chinese, errors in one form, exit codes for scripts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from luoshi.cli.failure import MISUSED, Failure, of_any, of_usage
from luoshi.cli.manual import command_manual, group_manual

Function = TypeVar("Function", bound=Callable[..., Any])

INTERRUPTED = 130


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        formatter.write(command_manual(self, ctx.command_path))


class Group(TyperGroup):
    """All commands: nothing leaves it but an exit code."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help."""
        formatter.write(group_manual(self, ctx.command_path))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run one command line."""
        words = [_decoded(word) for word in (sys.argv[1:] if args is None else args)]
        for stream in (sys.stdout, sys.stderr):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="backslashreplace")  # a gazette may hold what a terminal cannot
        sys.exit(self._run(words, **extra))

    def _run(self, words: list[str], **extra: Any) -> int:
        as_json = "--json" in words
        try:
            code = super().main(words, "luoshi", standalone_mode=False, **extra)
            sys.stdout.flush()
        except typer.TyperException as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                sys.stderr.write(error.format_message())
                return MISUSED
            return show(of_usage(error, _path(error)), as_json)
        except (typer.Abort, KeyboardInterrupt):
            return INTERRUPTED
        except SystemExit as left:
            # The library leaves so where the reader of its help has gone, as with `| head`.
            if isinstance(left.__context__, BrokenPipeError):
                return 0
            raise
        except Exception as error:  # noqa: BLE001 - the user must read Chinese, not a traceback
            return show(of_any(error), as_json)
        return code if isinstance(code, int) else 0


def show(failure: Failure, as_json: bool) -> int:
    """Tell the user what went wrong; returns the exit code."""
    from luoshi.cli.screen import print_failure

    print_failure(failure, as_json)
    return failure.code


def _decoded(word: str) -> str:
    """A word of the command line as UTF-8, whatever the locale made of it."""
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word  # a path may be made of any bytes


def _path(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "luoshi"
