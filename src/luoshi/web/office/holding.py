"""Files between upload and confirmation (待确认的文件): outside the web root, for an hour, for their bringer alone."""

from __future__ import annotations

import hashlib
import secrets
import time
from pathlib import Path

from luoshi.config import home

LIFETIME = 3600.0
MOST_WAITING = 100
MOST_OF_ONE = 5
"""Of one bringer for one account; the oldest gives way."""


class TooManyWaiting(Exception):
    """More files wait to be confirmed than the office holds."""


def hold(data: bytes, owner: str) -> str:
    """Keep a file for an hour; the token gives it back to the same owner.

    Args:
        data: the file.
        owner: who brought it and for what; with another owner the token is worth nothing.

    Raises:
        TooManyWaiting: others' files wait.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget(folder)
    own = sorted(folder.glob(f"{_mark(owner)}-*"), key=_age)
    for path in own[: len(own) + 1 - MOST_OF_ONE if len(own) >= MOST_OF_ONE else 0]:
        path.unlink(missing_ok=True)
    if sum(1 for _ in folder.iterdir()) >= MOST_WAITING:
        raise TooManyWaiting
    token = secrets.token_urlsafe(24)
    _path(token, owner).write_bytes(data)
    return token


def held(token: str, owner: str) -> bytes | None:
    """A file that still waits; None where it does not, or is another's."""
    path = _path(token, owner)
    try:
        if path.stat().st_mtime < time.time() - LIFETIME:
            return None
        return path.read_bytes()
    except OSError:
        return None


def drop(token: str, owner: str) -> None:
    """Forget a file."""
    _path(token, owner).unlink(missing_ok=True)


def _folder() -> Path:
    return home() / "waiting"


def _path(token: str, owner: str) -> Path:
    named = hashlib.sha256(f"{token}\0{owner}".encode("utf-8", "replace")).hexdigest()
    return _folder() / f"{_mark(owner)}-{named}"


def _mark(owner: str) -> str:
    return hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()[:16]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _forget(folder: Path) -> None:
    oldest = time.time() - LIFETIME
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue  # another request was faster
