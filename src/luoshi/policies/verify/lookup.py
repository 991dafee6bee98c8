"""A document's clauses by the addresses that policies write, without the document's number."""

from __future__ import annotations

import re

from luoshi.gazette import AddressError, Document, parse_address, resolve
from luoshi.gazette.model import Clause


class Lookup:
    """Clauses of one document by address, each looked up once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.clauses = list(document.walk())
        self._exact = {_squeezed(self.short(clause)): clause for clause in self.clauses}
        self._found: dict[str, Clause | None] = {}

    def short(self, clause: Clause) -> str:
        """The address without the document."""
        return clause.address.removeprefix(self.document.label).strip()

    def find(self, address: str) -> Clause | None:
        """The clause of an address in any customary spelling; None where the document has none."""
        if address not in self._found:
            path = address.removeprefix(self.document.label).strip()
            self._found[address] = self._exact.get(_squeezed(path)) or self._resolved(path)
        return self._found[address]

    def _resolved(self, path: str) -> Clause | None:
        try:
            return resolve(self.document, parse_address(f"《文件》 {path}").path)
        except AddressError:
            return None


def _squeezed(address: str) -> str:
    return re.sub(r"\s", "", address)
