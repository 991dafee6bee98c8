"""The secret with which sessions and forms are signed, kept in a file under the home folder."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from luoshi.config import HOME, ConfigurationError


def secret_key(home: Path) -> str:
    """Read the key, or make it at first use; only the owner may read the file."""
    path = home / "secret-key"
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"无法读写密钥文件“{path}”",
            f"环境变量 {HOME}",
            f"请确认当前用户对该目录有读写权限，或把 {HOME} 改为另一个目录。",
        ) from error
    if len(key) < 32:
        raise ConfigurationError(
            f"密钥文件“{path}”不完整",
            f"环境变量 {HOME}",
            "请删除该文件，下次启动时会重新生成（已登录的用户需要重新登录）。",
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # mode 600 from the start
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # A link, not a rename: of two processes that start together the first one's key stays.
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
