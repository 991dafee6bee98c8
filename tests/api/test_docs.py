"""The examples in docs/api.md are what the API answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.api.conftest import Post

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```http\nPOST /api/(\S+)\n(.*?)```\s+```json\n(.*?)```", TEXT, re.S)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == TEXT.count("```http") >= 4


@pytest.mark.parametrize(("path", "sent", "shown"), EXAMPLES, ids=[path for path, *_ in EXAMPLES])
def test_every_example(path: str, sent: str, shown: str, post: Post) -> None:
    answer = orjson.loads(post(path, sent.encode()).content)
    assert holds(answer, json.loads(shown)), answer


def holds(answer: Any, shown: Any) -> bool:
    """Whether the answer says what is shown; it may say more in every object."""
    if isinstance(shown, dict):
        return all(name in answer and holds(answer[name], value) for name, value in shown.items())
    if isinstance(shown, list):
        return len(answer) == len(shown) and all(map(holds, answer, shown))
    return answer == shown


def test_every_operation_is_in_the_table() -> None:
    for path in ("rules", "rules/{key}", "rules/{key}/evaluate", "rules/{key}/explain",
                 "rules/{key}/batch", "rules/{key}/what-if", "receipts/reproduce",
                 "documents/{文号}/coverage", "documents/{文号}/verify"):  # fmt: skip
        assert re.search(rf"\| `(GET|POST) /api/{re.escape(path)}` \|", TEXT), path
