"""The help pages: Chinese, aligned by the width of the characters."""

from __future__ import annotations

import inspect
import unicodedata
from typing import Any

from typer.core import TyperCommand, TyperGroup


def group_manual(group: TyperGroup, path: str) -> str:
    """The page of the whole program, or of a command that has others below it."""
    alone = group.invoke_without_command and path != "luoshi"
    commands = [(name, _first_line(command)) for name, command in group.commands.items()]
    parts = [
        f"用法：{path} [选项]，或 {path} 命令 [参数]" if alone else f"用法：{path} 命令 [参数]",
        _text(group),
        _list("命令：", commands),
        _list("选项：", _options(group)),
        f"每个命令的用法：{path} 命令 --help",
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def command_manual(command: TyperCommand, path: str) -> str:
    """The page of one command."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    names = " ".join(f"[{_name(p)}]" if not p.required else _name(p) for p in arguments)
    parts = [
        f"用法：{path} {names + ' ' if names else ''}[选项]",
        _text(command),
        _list("参数：", [(_name(p), _note(p)) for p in arguments]),
        _list("选项：", _options(command)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _options(command: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            value = "" if parameter.is_flag else f" {parameter.metavar or '值'}"
            found.append((", ".join(parameter.opts) + value, _note(parameter)))
    return [*found, ("--help", "显示这一页")]


def _note(parameter: Any) -> str:
    note = str(parameter.help or "")
    default = parameter.default
    if default and isinstance(default, str | int) and not isinstance(default, bool):
        note += f"（默认 {default}）"
    return note


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name) + ("…" if parameter.nargs == -1 else "")


def _text(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


def _first_line(command: Any) -> str:
    return _text(command).partition("\n")[0]


def _list(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    width = max(_width(name) for name, _ in rows) + 2
    lines = [f"  {name}{' ' * (width - _width(name))}{note}".rstrip() for name, note in rows]
    return "\n".join([title, *lines])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
