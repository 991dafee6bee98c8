"""The examples in docs/api.md are what the API answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Any

import orjson
import pytest
from pytest_django.live_server_helper import LiveServer

from luoshi.api.operations import api
from luoshi.office import clock
from luoshi.office.cases.firing import fire
from luoshi.office.directory import tokens
from tests.api.conftest import Post
from tests.office.cases.office import PDF, moment, unit

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
OFFICE = TEXT.partition("## The office\n")[2].partition("\n## Safety")[0]
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


SCRIPTS = re.findall(r"```sh\n(.*?)```(?:\s+```json\n(.*?)```)?", OFFICE, re.S)


@pytest.mark.skipif(not (which("curl") and which("jq")), reason="no curl, or no jq")
@pytest.mark.django_db(transaction=True)
def test_the_case_with_curl(live_server: LiveServer, tmp_path: Path) -> None:
    """The first block sets up an office, the second says two words; the others are run as they stand."""
    (tmp_path / "scan.pdf").write_bytes(PDF)
    _, (words, _), *steps = SCRIPTS
    with clock.at(moment("2026-01-08T09:00")):
        of = "specimen.rent_subsidy."
        for code, kind, *roles in (
            ("sample-applicant-1", "person"), ("sample-hefeng-rsj", "agency", of + "county_hr"),
            ("sample-yunlu-rsj", "agency", of + "city_hr"), ("sample-yunlu-czj", "agency", of + "finance"),
        ):  # fmt: skip
            _, plain = tokens.make(unit(code, code, kind, *roles), "对接程序")
            (tmp_path / f"{code}.token").write_text(plain)
        for script, shown in steps:
            if "/pay/act" in script:
                fire(moment("2026-01-26T09:00"))
            whole = (words + script).replace("http://127.0.0.1:8000", live_server.url)
            done = run(["bash", "-euo", "pipefail", "-c", whole], cwd=tmp_path, capture_output=True, text=True,
                       check=False, timeout=60)  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
            assert _values(done.stdout) == _values(shown)
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF-")


def _values(written: str) -> list[Any]:
    """One JSON value after another."""
    decoder, found, at = json.JSONDecoder(), [], 0
    written = written.strip()
    while at < len(written):
        value, at = decoder.raw_decode(written, at)
        found.append(value)
        at += len(written[at:]) - len(written[at:].lstrip())
    return found


def test_every_operation_of_the_office_is_in_the_tables() -> None:
    for path, each in api.get_openapi_schema()["paths"].items():
        kind, _, short = path.removeprefix("/api/").partition("/")
        if kind in ("office", "public"):
            for method in each:
                assert f"`{method.upper()} {short}" in OFFICE, (method, path)


def test_every_operation_is_in_the_table() -> None:
    for path in ("rules", "rules/{key}", "rules/{key}/evaluate", "rules/{key}/explain",
                 "rules/{key}/batch", "rules/{key}/what-if", "receipts/reproduce",
                 "documents/{文号}/coverage", "documents/{文号}/verify"):  # fmt: skip
        assert re.search(rf"\| `(GET|POST) /api/{re.escape(path)}` \|", TEXT), path
