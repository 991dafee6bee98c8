from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from luoshi.config import ConfigurationError
from luoshi.office.secret import secret_key


def test_the_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    key = secret_key(home)
    assert len(key) >= 50
    assert secret_key(home) == key
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]
    assert secret_key(tmp_path / "other") != key


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(secret_key, [tmp_path / "home"] * 64))
    assert len(keys) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe" * 40])
def test_a_broken_key_is_not_used(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret-key").write_bytes(content)
    with pytest.raises(ConfigurationError, match="密钥文件"):
        secret_key(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="无法读写密钥文件"):
        secret_key(tmp_path / "file")
