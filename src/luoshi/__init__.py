"""Luoshi 落实: government gazettes put into effect.

A gazette goes in as text. Out come documents that can be read and cited clause by clause
(`luoshi.gazette`, a plain library), an archive that remembers them (`luoshi.office`) and three
thin faces of it: pages (`luoshi.web`), commands (`luoshi.cli`) and, later, an HTTP interface.
"""

__version__ = "0.1.0"
