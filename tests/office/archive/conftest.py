"""What the tests of the archive share."""

import pytest

from luoshi.office.archive.ingest import Outcome, ingest

from .texts import FUNDS, PARKING, PARKING_OLD, gazette_bytes

FIRST = gazette_bytes(1, PARKING_OLD, PARKING)
SECOND = gazette_bytes(2, FUNDS)


@pytest.fixture
def archive(store: str) -> tuple[Outcome, Outcome]:
    """Two issues of one city, in SQLite and again in PostgreSQL."""
    return ingest(FIRST, "yunjiang-2024-1.txt"), ingest(SECOND, "yunjiang-2024-2.txt")
