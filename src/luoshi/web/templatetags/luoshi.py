"""Dates, places and files in templates: ``{% load luoshi %}``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from luoshi.web import words

register = template.Library()


@register.filter
def day(value: date | None) -> str:
    """A date in Chinese."""
    return words.day(value)


@register.filter
def brief(label: str) -> str:
    """A status without its explanation, which stands beside it or in its title."""
    return label.partition("：")[0]


@register.filter
def lines(value: Sequence[int]) -> str:
    """First and last source line in Chinese."""
    return words.lines((value[0], value[-1]))


@register.filter
def enumerated(value: Sequence[str]) -> str:
    """Several names as they are listed in Chinese."""
    return "、".join(value)


@register.simple_tag
@lru_cache(maxsize=64)
def asset(path: str) -> str:
    """The address of a static file, which changes with the file: browsers may keep it."""
    found = finders.find(path)
    digest = hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else "0"
    return f"{static(path)}?v={digest}"
