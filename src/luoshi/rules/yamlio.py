"""YAML as these files mean it: ``on``, ``yes`` and ``no`` are words, only true and false are truths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

import yaml

from luoshi.rules.errors import BadPolicy

_BASE: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):
    """The safe loader without the words of YAML 1.1 for yes and no, and without repeated keys."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A mapping; a key that stands twice is an error, not a silent loss."""
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.YAMLError(f"第{key.start_mark.line + 1}行：{key.value} 写了两次")
            seen.add(key.value)
        made: Any = _BASE.construct_mapping(self, node, deep)
        return made


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in entries if tag != "tag:yaml.org,2002:bool"]
    for first, entries in _BASE.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        BadPolicy: no such file, or not YAML.
    """
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)
    except FileNotFoundError as error:
        raise BadPolicy(f"缺文件 {path.parent.name}/{path.name}") from error
    except yaml.YAMLError as error:
        raise BadPolicy(f"{path.parent.name}/{path.name} 不是 YAML：{error}") from error


def read_mapping(path: Path) -> Mapping[str, Any]:
    """The content of a YAML file that holds keys and values, or nothing.

    Raises:
        BadPolicy: it holds something else.
    """
    raw: Any = read(path) or {}
    if not is_mapping(raw):
        raise BadPolicy(f"{path.parent.name}/{path.name} 应是键值")
    return raw


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value of YAML or JSON holds keys and values."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value of YAML or JSON is a list."""
    return isinstance(value, list)
