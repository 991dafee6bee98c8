"""The command line called inside the test's own process, on the test's own database."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker
from typer.testing import CliRunner

from luoshi.cli.app import app


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[dict[str, str]]:
        """Standard error as JSON, one error a line."""
        return [json.loads(line)["error"] for line in self.err.splitlines()]


Call = Callable[..., Said]


def call(*words: object) -> Said:
    """Run one command line."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def luoshi(db: None) -> Call:
    """Calls the command line; the archive is empty."""
    return call


@pytest.fixture
def loaded(db: None, specimen: Path) -> Call:
    """Calls the command line; the archive holds the specimen."""
    assert call("ingest", specimen).code == 0
    return call


@pytest.fixture(scope="module")
def asked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, specimen: Path
) -> Iterator[Call]:
    """Calls the command line for questions only; the specimen is taken in once for the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert call("ingest", specimen).code == 0
        yield call
        transaction.set_rollback(True)
