"""Reading gazettes (政府公报): from scanned text to citable documents, as plain values.

>>> from luoshi import gazette
>>> issue = gazette.read(text, name="some-city-2025-2")     # doctest: +SKIP
>>> issue.documents[0].number                               # doctest: +SKIP
"""

from luoshi.gazette.address import Address, parse_address, resolve
from luoshi.gazette.errors import AddressError, GazetteError
from luoshi.gazette.marks import canonical_number
from luoshi.gazette.model import Clause, Document, Gazette, Reference
from luoshi.gazette.reader import READER_VERSION, read
from luoshi.gazette.status import Status, status_of_name_on, status_on

__all__ = [
    "READER_VERSION",
    "Address",
    "AddressError",
    "Clause",
    "Document",
    "Gazette",
    "GazetteError",
    "Reference",
    "Status",
    "canonical_number",
    "parse_address",
    "read",
    "resolve",
    "status_of_name_on",
    "status_on",
]
