"""The texts that are measured: the five gazettes, or the specimen where they are absent."""

from pathlib import Path

from luoshi import config

GAZETTES = (
    "jinan-2023-1",
    "qingdao-2020-autumn",
    "shuozhou-2023-6",
    "weihai-wendeng-2023-4",
    "weihai-wendeng-2024-3",
)


def files() -> list[Path]:
    """The files of the five gazettes, else those of the specimen."""
    five = [config.gazettes_folder() / f"{name}.txt" for name in GAZETTES]
    if all(file.is_file() for file in five):
        return five
    return sorted(config.SPECIMEN.glob("*.txt"))


def sources() -> list[str]:
    """The texts themselves."""
    return [file.read_text("utf-8-sig") for file in files()]


def described() -> str:
    """Which texts they are, and how many characters."""
    found = files()
    size = sum(map(len, sources()))
    if found[0].parent == config.SPECIMEN:
        return f"the specimen ({size} characters; the five gazettes are not here)"
    return f"the five gazettes ({size} characters)"
