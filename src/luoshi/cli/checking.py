"""``luoshi doctor``: what is configured, reachable and missing."""

from __future__ import annotations

from dataclasses import asdict

from luoshi.cli.failure import FAILED
from luoshi.cli.screen import Page, print_json

_MARKS = {"ok": ("✓ ", "green"), "warning": ("! ", "yellow"), "error": ("✗ ", "bold red")}


def doctor(as_json: bool) -> int:
    """Print every check; returns the exit code."""
    from luoshi.doctor import checks

    found = checks()
    if as_json:
        print_json([asdict(check) for check in found])
    else:
        page = Page()
        for check in found:
            page.say(_MARKS[check.state], (check.name, "bold"), f"：{check.detail}")
            if check.remedy:
                page.say(check.remedy, indent=4)
    return FAILED if any(check.state == "error" for check in found) else 0
