"""What can be wrong with a text that is meant to be a gazette, said in Chinese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class GazetteError(Exception):
    """A text that cannot be read: what is wrong, where, and what to do about it."""

    what: str
    remedy: str
    name: str = ""
    line: int | None = None

    def __str__(self) -> str:
        """One line for people: place, trouble, remedy."""
        place = self.name or "文本"
        if self.line is not None:
            place += f" 第{self.line}行"
        return f"{place}：{self.what}。{self.remedy}。"


class EmptyText(GazetteError):
    """空文件."""


class UnreadableEncoding(GazetteError):
    """编码无法识别、混用编码, or binary."""


class TextTooLarge(GazetteError):
    """超过可读的大小."""


class NoDocument(GazetteError):
    """没有可识别的文件."""


class CutDocument(GazetteError):
    """文件在中途截断."""


class SeveralGazettes(GazetteError):
    """一个文件里有两期公报."""


class HostileMarkup(GazetteError):
    """含有可执行的网页标记."""


class AddressError(GazetteError):
    """条款地址无法识别."""
