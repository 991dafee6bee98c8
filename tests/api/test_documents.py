"""Coverage and verification over HTTP are those of the library, on the text that is loaded."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from django.test import Client

from luoshi import policies
from luoshi.office.archive import ingest, queries
from luoshi.policies.coverage import coverage, named_by
from luoshi.policies.verify import verify
from tests.api.conftest import data, error

SPECIMEN = [policy for policy in policies.catalogue() if policy.key.startswith("specimen.")]
NOT_LOADED = "济政办发〔2022〕12号"


@pytest.fixture
def archive(db: None, specimen: Path) -> None:
    """The specimen, taken in."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)


def test_there_are_encodings_of_the_specimen() -> None:
    assert SPECIMEN


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("policy", SPECIMEN, ids=lambda policy: policy.key)
def test_what_is_found_is_told(policy: policies.Policy, client: Client) -> None:
    document = queries.value(queries.document(policy.number))
    covered = data(client.get(f"/api/documents/{policy.number}/coverage"))
    wanted = coverage(policy, document, named_by(policies.of_policy(policy))).as_json()
    assert covered == orjson.loads(orjson.dumps(wanted))
    verified = data(client.get(f"/api/documents/{policy.number}/verify"))
    assert verified["number"] == policy.number
    assert verified["sound"] == verify(policy, document).sound


@pytest.mark.usefixtures("archive")
def test_a_document_is_found_as_people_write_it(client: Client) -> None:
    [policy, *_] = SPECIMEN
    written = policy.number.replace("〔", "(").replace("〕", ")")
    for name in (written, f"《{policy.title}》", policy.key):
        found = data(client.get(f"/api/documents/{name}/coverage"))
        assert found["number"] == policy.number


@pytest.mark.django_db
@pytest.mark.parametrize("finding", ["coverage", "verify"])
def test_a_document_that_is_not_loaded_or_not_encoded(finding: str, client: Client) -> None:
    told = error(client.get(f"/api/documents/{NOT_LOADED}/{finding}"), 404, "not_loaded")
    assert "入档" in told["remedy"]
    told = error(client.get(f"/api/documents/麓政发〔1999〕1号/{finding}"), 404, "not_encoded")
    assert NOT_LOADED in told["remedy"]
