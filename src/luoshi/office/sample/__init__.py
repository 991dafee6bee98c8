"""The sample (样例): units, people and cases that show the office at work, each marked; loaded and removed whole.

Nothing of it is real. Its people are named for what they do, its cases are run through the procedures
as anybody's are, and ``remove`` takes everything back but the journal, which forgets nothing.
"""

from luoshi.office.sample.book import Book, Loaded
from luoshi.office.sample.loading import (
    by_document,
    is_loaded,
    load,
    people,
    remove,
    wanted,
)

__all__ = ["Book", "Loaded", "by_document", "is_loaded", "load", "people", "remove", "wanted"]
