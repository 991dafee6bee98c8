"""The names that an export is asked for by."""

from typing import Literal

Format = Literal["akn", "json", "md", "html"]
