"""The figures of GB/T 9704—2012, in points: page, type area, sizes of type."""

from __future__ import annotations

MM = 72 / 25.4

PAGE = (210 * MM, 297 * MM)
TOP = 37 * MM
"""天头."""
LEFT = 28 * MM
"""订口."""
WIDTH, HEIGHT = 156 * MM, 225 * MM
"""版心."""
LINES, CHARACTERS = 22, 28
PITCH = HEIGHT / LINES
ADVANCE = WIDTH / CHARACTERS

TITLE = 22.0
"""2号."""
BODY = 16.0
"""3号."""
SMALL = 14.0
"""4号."""
TABLE = 12.0
"""小四号; the standard leaves tables open."""
PAD = 4.0
"""Room at each side of a cell."""

HEADING_DOWN = 35 * MM
"""From the top of the type area to the top of 发文机关标志."""
RULE_BELOW = 4 * MM
"""From 发文字号 to the red rule."""
FOLIO_BELOW = 7 * MM
"""From the foot of the type area to the dashes of the page number."""
THICK, THIN = 0.35 * MM, 0.25 * MM
"""Rules of 版记: first and last, and those between."""

RED = (0xE6 / 255, 0, 0)


def heading_size(heading: str) -> float:
    """The size of 发文机关标志: as large as the line allows."""
    return min(max(WIDTH * 0.94 / max(len(heading), 1), 30.0), 52.0)
