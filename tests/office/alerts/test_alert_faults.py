"""What goes wrong with alerts goes wrong whole: at once, killed, cut off; nobody is called twice or forgotten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("LUOSHI_KILLS", "4"))
"""How often a worker is killed; a long run asks for more."""


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:  # fmt: skip
    """A flood office on a database of its own, of which each test gets a copy."""
    home = tmp_path_factory.mktemp("alerts")
    told = {**os.environ, "LUOSHI_HOME": str(home), "PYTHONPATH": str(ROOT), "DATABASE_URL": ""}
    told.pop("DJANGO_SETTINGS_MODULE", None)
    told.pop("LUOSHI_CLOCK", None)
    if request.param == "sqlite":
        run(told, "open")
        yield told
        return
    url = os.environ["LUOSHI_TEST_DATABASE_URL"]
    name = f"luoshi_alerts_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            told["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
            run(told, "open")
            yield told
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="module")
def copy(empty: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Makes environments, each with an office that nobody has touched."""
    made: list[str] = []

    def another() -> dict[str, str]:
        home = tmp_path_factory.mktemp("copy") / "home"
        told = {**empty, "LUOSHI_HOME": str(home)}
        if not empty["DATABASE_URL"]:
            shutil.copytree(empty["LUOSHI_HOME"], home)
            return told
        before = urlsplit(empty["DATABASE_URL"])
        made.append(f"{before.path[1:]}_{len(made)}")
        with psycopg.connect(os.environ["LUOSHI_TEST_DATABASE_URL"], autocommit=True) as server:
            words = SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(words.format(Identifier(made[-1]), Identifier(before.path[1:])))
        return {**told, "DATABASE_URL": before._replace(path=f"/{made[-1]}").geturl()}

    yield another
    if made:
        with psycopg.connect(os.environ["LUOSHI_TEST_DATABASE_URL"], autocommit=True) as server:
            for name in made:
                server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def run(environment: dict[str, str], *words: object) -> Any:
    """Do one of the things in `faulty.py`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.office.alerts.faulty", *map(str, words)], env=environment,
        cwd=ROOT, capture_output=True, text=True, timeout=120 + 10 * KILLS,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def races(copy: Any) -> Any:
    """What came of everything that was done at once, by what it was."""
    return run(copy(), "races")


def of(races: Any, what: str) -> Any:
    """What came of one of them."""
    assert "trouble" not in races[what], races[what]["trouble"]
    return races[what]


# --- at once


def test_of_two_officers_who_publish_for_one_place_one_wins(races: Any) -> None:
    for came, key, calls, turns in of(races, "publish")["told"]:
        refused, done = came
        assert done == "done"
        assert refused.startswith(f"Refused: 全域的暴雨洪涝预警已经发布：{key}（橙色预警）"), (
            refused
        )
        assert (calls, turns) == (6, 1)


def test_tabs_of_one_officer_publish_once(races: Any) -> None:
    told = of(races, "publish")
    assert (told["tabs"], told["turns"]) == (["done"] * 4, 1)
    assert told["other"].startswith("Stale:")


def test_several_workers_take_each_call_on_once(races: Any) -> None:
    for came, taken, steps, queued in of(races, "escalate")["told"]:
        assert set(came) == {"done"}
        assert (taken, steps, queued) == (6, {"1": 6}, 6)


def test_what_is_answered_is_never_taken_on_afterwards(races: Any) -> None:
    told = of(races, "racing")
    assert told["wrong"] == []
    assert told["seen"] == {"answered": 5 * 6}


def test_one_person_at_two_posts_may_answer_both_at_once(races: Any) -> None:
    assert of(races, "same_person")["came"] == ["done"]


def test_a_unit_passes_on_once_though_two_of_it_answer_at_once(races: Any) -> None:
    told = of(races, "relayed")
    assert (told["counts"], told["came"]) == ([1] * 4, ["done"])


def test_what_is_passed_on_while_it_is_lifted_calls_nobody_any_more(races: Any) -> None:
    told = of(races, "lifting")
    assert (told["came"], told["left"]) == (["done"], [])


def test_of_two_batches_of_readings_the_second_sees_the_first(races: Any) -> None:
    for came, level, cases in of(races, "two_batches")["told"]:
        assert (came, level, cases) == (["done", "done"], "red", 1)


def test_an_alert_of_a_plan_that_is_gone_silences_no_other(races: Any) -> None:
    told = of(races, "broken")
    assert told["step"] == [1] * 6
    assert (told["overdue"], told["lost"]) == (3, 3)
    assert (told["answered"], told["answers"]) == (1, 1)


# --- killed, cut off


def test_a_worker_that_is_killed_leaves_every_call_to_the_next(copy: Any) -> None:
    told = run(copy(), "kills", KILLS, 5)
    assert told["wrong"] == []
    assert sum(told["died"].values()) == KILLS


def test_a_database_that_is_restarted_is_waited_for(copy: Any) -> None:
    there = copy()
    if not there["DATABASE_URL"]:
        return  # a file does not go away
    told = run(there, "gone", 6)
    assert told["cuts"] >= 6
    assert (told["alive"], told["ended"], told["sent"]) == ([True] * 3, [True] * 3, True)
    for state, step, attempts in told["found"]:
        assert (state, step, attempts) == ("exhausted", 2, ["queued"] * 3)
