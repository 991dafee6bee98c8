"""An office on either database, and a clock that stands."""

from collections.abc import Iterator

import pytest

from luoshi.office import clock
from tests.office.cases.office import Office, moment


@pytest.fixture
def office(store: str) -> Iterator[Office]:
    """The specimen's office on Thursday, 8 January 2026, nine o'clock."""
    with clock.at(moment("2026-01-08T09:00")):
        yield Office()
