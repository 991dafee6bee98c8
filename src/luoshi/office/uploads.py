"""What citizens hand in (上传材料): looked at before it is kept, kept by its content, given as a download.

Nothing that is handed in is ever shown by our own pages: it leaves the office as an attachment.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from luoshi.config import home
from luoshi.office import contents
from luoshi.office.contents import UploadError

LIMIT = 20 * 1024 * 1024
"""Bytes of one file."""
LONGEST_NAME = 120
_NAME_BYTES = 240  # what file systems hold, with something to spare

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
KINDS = tuple(MEDIA_TYPES)

_FORBIDDEN = frozenset('/\\:*?"<>|')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at and may be kept."""

    name: str
    size: int
    kind: str
    sha256: str


def check(name: str, data: bytes) -> Upload:
    """Look at a file: its name, its size, its type, and whether its content is of that type.

    Raises:
        UploadError: it is not taken; what is wrong and what to do.
    """
    kind = _kind(name)
    if not data:
        raise UploadError(f"文件“{name}”是空的", "请确认文件能正常打开，再重新上传。")
    if len(data) > LIMIT:
        raise UploadError(
            f"文件“{name}”有{len(data) / 1024 / 1024:.1f}MB，超过{LIMIT // 1024 // 1024}MB",
            "请压缩或拆分后分别上传。",
        )
    contents.check(kind, data)
    return Upload(name, len(data), kind, hashlib.sha256(data).hexdigest())


def _kind(name: str) -> str:
    rename = "请改用普通的文件名，如“营业执照.pdf”。"
    if not name.strip():
        raise UploadError("文件没有名称", rename)
    if len(name) > LONGEST_NAME or len(name.encode("utf-8", "replace")) > _NAME_BYTES:
        raise UploadError(f"文件名“{name[:20]}…”太长", f"请缩短到{LONGEST_NAME}个字以内。")
    if any(unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for each in name):
        raise UploadError("文件名中有看不见的控制字符", rename)
    if _FORBIDDEN & set(name):
        raise UploadError(f"文件名“{name}”中有路径或不能用的符号", rename)
    if (
        name.startswith(".")
        or name != name.strip()
        or name.endswith(".")
        or _DEVICES.fullmatch(name)
    ):
        raise UploadError(f"文件名“{name}”不能用", rename)
    _, dot, kind = name.rpartition(".")
    kind = kind.lower()
    if not dot or kind not in MEDIA_TYPES:
        raise UploadError(
            f"不收“{kind if dot else name}”类型的文件",
            f"请转换为 {'、'.join(KINDS)} 中的一种再上传。",
        )
    return kind


# --- keeping


def keep(data: bytes, sha256: str) -> Path:
    """Keep a file under the hash of its content; one that is there already is left alone.

    It is whole on the disk when this returns, also if the power fails the moment after.

    Raises:
        UploadError: the content has another hash, or the disk does not take it.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UploadError("文件内容在传送中变了", "请重新上传。")
    path = _place(sha256)
    try:
        if not _whole(path, sha256):
            _write(path, data)
    except OSError as error:
        raise UploadError("文件存不下来", "请稍后再试；仍不行时，请管理员检查磁盘。") from error
    return path


def open_kept(sha256: str) -> BinaryIO:
    """A kept file, to be read; its content was compared with its hash.

    Raises:
        UploadError: it is not there, or was changed.
    """
    path = _place(sha256)
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError as error:
        raise UploadError("找不到这份文件", "请管理员从备份中恢复 uploads 目录。") from error
    try:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise UploadError("这份文件保存后被改动过", "请管理员从备份中恢复 uploads 目录。")
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _place(sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):  # it names a path
        raise UploadError("文件的编号不对", "请从办件页面打开文件。")
    return home() / "uploads" / sha256[:2] / sha256[2:]


def _whole(path: Path, sha256: str) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _write(path: Path, data: bytes) -> None:
    fresh = [each for each in (path.parent, *path.parent.parents) if not each.exists()]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")  # mode 600 from the start
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for folder in {path.parent, *(each.parent for each in fresh)}:
        _settle(folder)


def _settle(folder: Path) -> None:
    """The name of a file is safe only when its folder is written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- giving


def download_headers(name: str) -> dict[str, str]:
    """The headers of a download: an attachment that no browser opens as a page of ours."""
    clean = "".join(each for each in name if unicodedata.category(each)[0] != "C")
    clean = "".join("_" if each in _FORBIDDEN else each for each in clean).strip(" .") or "file"
    stem, dot, kind = clean.rpartition(".")
    kind = kind.lower() if dot and kind.lower() in MEDIA_TYPES else ""
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", stem or clean)[:60]
    plain = plain if plain.strip("_") else "file"
    return {
        "Content-Type": MEDIA_TYPES.get(kind, "application/octet-stream"),
        "Content-Disposition": (
            f'attachment; filename="{plain}{"." + kind if kind else ""}"; '
            f"filename*=UTF-8''{quote(clean, safe='')}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


__all__ = [
    "KINDS", "LIMIT", "LONGEST_NAME", "MEDIA_TYPES", "Upload", "UploadError",
    "check", "download_headers", "keep", "open_kept",
]  # fmt: skip
