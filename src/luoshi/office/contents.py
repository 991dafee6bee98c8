"""Whether a file is what its name says, by its own bytes, and carries nothing that runs.

Nothing is opened or drawn: heads are read, archives are counted through within bounds.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator

UNPACKED = 200 * 1024 * 1024
"""Bytes that an archive may hold unpacked."""
PARTS = 5_000
"""Files in an archive."""
PIXELS = 120_000_000
SIDE = 30_000


class UploadError(Exception):
    """A file that is not taken: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}。{remedy}")
        self.what = what
        self.remedy = remedy


def check(kind: str, data: bytes) -> None:
    """Look at the content of a file of a kind (``pdf``, ``jpg``, ``docx`` and so on).

    Raises:
        UploadError: it is another kind of file, damaged, or carries a program.
    """
    if kind == "pdf":
        _pdf(data)
    elif kind in {"jpg", "jpeg"}:
        _image(kind, _jpeg_size(data))
    elif kind == "png":
        _image(kind, _png_size(data))
    elif kind in _MAIN_PARTS:
        _archive(kind, data)
    else:
        _text(kind, data)


def _other(kind: str) -> UploadError:
    return UploadError(
        f"文件的内容不是完好的 {kind}",
        "请用原来的程序打开确认，另存为这种格式再上传；只改扩展名是不行的。",
    )


# --- PDF

_RUNS = {b"JavaScript", b"Launch", b"RichMedia", b"XFA"}
_NAME = re.compile(rb"/([A-Za-z0-9#]{2,60})")
_RUNNING = re.compile(rb"/(JavaScript|Launch|RichMedia|XFA)(?![A-Za-z0-9])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 4_000


def _pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data:
        raise _other("pdf")
    if b"Encrypt" in _names(data[-_DICTIONARY:]) or re.search(
        rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)", data
    ):
        raise UploadError("PDF 文件加了密，无法检查", "请去掉口令和权限限制后再上传。")
    for part in (data, *_packed_objects(data)):
        if _RUNNING.search(part) or any(name in _RUNS for name in _names(part, escaped=True)):
            raise UploadError(
                "PDF 文件中带有脚本或会启动程序的内容", "请用“打印为 PDF”重新生成后再上传。"
            )


def _names(part: bytes, *, escaped: bool = False) -> set[bytes]:
    """The names in a part of a PDF; ``/J#61vaScript`` is a way to write one."""
    return {_plain(each) for each in _NAME.findall(part) if not escaped or b"#" in each}


def _plain(name: bytes) -> bytes:
    """A name without its escapes."""
    if b"#" not in name:
        return name
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)


def _packed_objects(data: bytes) -> Iterator[bytes]:
    """Objects that stand packed in streams of objects, where names are not seen from outside."""
    left, packed = UNPACKED // 4, 0
    places = [each.start() for each in _NAME.finditer(data) if _plain(each[1]) == b"ObjStm"]
    for count, start in enumerate(_STREAM.finditer(data)):
        if count >= _STREAMS or packed >= _PACKED:
            raise _unreadable()
        nearest = bisect_left(places, start.start()) - 1
        if nearest < 0 or places[nearest] < start.start() - _DICTIONARY:
            continue  # no stream of objects: its dictionary is not read
        packed += 1
        before = data[max(0, start.start() - _DICTIONARY) : start.start()]
        names = _names(before[before.rfind(b" obj") + 1 :])
        if b"ObjStm" not in names:
            continue
        if names & _UNREADABLE:
            raise _unreadable()
        if names & {b"FlateDecode", b"Fl"}:
            part = _inflated(data, start.end(), left)
        else:
            part = data[start.end() : data.find(b"endobj", start.end())]
        left -= len(part)
        if left <= 0:
            raise UploadError("PDF 文件展开后过大", "请用“打印为 PDF”重新生成后再上传。")
        yield part


_UNREADABLE = {
    *(b"Predictor", b"LZWDecode", b"LZW", b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx"),
    *(b"RunLengthDecode", b"RL", b"Crypt"),
}


_STREAMS = 100_000
"""No scan has as many; each is looked at."""
_PACKED = 2_000
"""Streams of objects in a file: each holds a hundred objects or more."""


def _unreadable() -> UploadError:
    return UploadError("PDF 文件的写法无法检查", "请用“打印为 PDF”重新生成后再上传。")


def _inflated(data: bytes, place: int, most: int) -> bytes:
    """What stands packed from a place on; where it ends it says itself."""
    unpacker, found = zlib.decompressobj(), bytearray()
    try:
        while place < len(data) and not unpacker.eof and len(found) < most:
            found += unpacker.decompress(data[place : place + _WINDOW], most - len(found))
            place += _WINDOW
    except zlib.error as error:
        raise _other("pdf") from error
    return bytes(found)


_WINDOW = 1 << 16


# --- images


def _image(kind: str, size: tuple[int, int] | None) -> None:
    if size is None or not all(size):
        raise _other(kind)
    if max(size) > SIDE or size[0] * size[1] > PIXELS:
        raise UploadError(f"图片有{size[0]}×{size[1]}点，太大", "请缩小到 A4 扫描件的大小再上传。")


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or b"IEND" not in data[-64:]:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """By its head: segments up to the one that begins a frame."""
    if data[:3] != b"\xff\xd8\xff":
        return None
    place = 2
    while place + 9 < len(data):
        if data[place] != 0xFF:
            return None
        mark = data[place + 1]
        if mark == 0xFF:  # filling
            place += 1
        elif 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        elif mark in {0xD9, 0xDA}:  # the picture begins or ends without a frame
            return None
        else:
            (length,) = struct.unpack(">H", data[place + 2 : place + 4])
            place += 2 + max(length, 2)
    return None


# --- archives: docx, xlsx, ofd

_MAIN_PARTS = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "ofd": ("OFD.xml",),
}
_MACROS = re.compile(
    r"vbaproject|vbadata|/activex/|/macrosheets/|\.(exe|dll|js|vbs|bat|cmd|ps1|hta)$"
)
_REFERENCE = re.compile(rb"&#(?:0{0,9}([0-9]{1,7})|[xX]0{0,9}([0-9A-Fa-f]{1,6}));")
_CHUNK = 1 << 20


def _archive(kind: str, data: bytes) -> None:
    if data[:4] != b"PK\x03\x04":
        raise _other(kind)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _parts(kind, archive)
            _unpacked(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise _other(kind) from error
    except (zlib.error, RuntimeError, struct.error) as error:
        raise _other(kind) from error


def _parts(kind: str, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if any(name not in names for name in _MAIN_PARTS[kind]):
        raise _other(kind)
    if len(infos) > PARTS or sum(info.file_size for info in infos) > UNPACKED:
        raise _bomb()
    if any(info.flag_bits & 1 for info in infos):
        raise UploadError("文件加了密，无法检查", "请去掉口令后再上传。")
    # Two parts of one name: what is looked at here need not be what is opened later.
    twice = len({name.lower() for name in names}) < len(names)
    if twice or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise _other(kind)
    if any(_MACROS.search("/" + name.lower()) for name in names):
        raise _macros()


def _unpacked(archive: zipfile.ZipFile) -> None:
    """Unpack every part, keeping none: sizes and sums are what the archive says."""
    left = UNPACKED
    for info in archive.infolist():
        relations = info.filename.lower().endswith((".rels", "[content_types].xml"))
        kept = bytearray()
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _bomb()
                if relations:
                    kept += chunk
        if relations and _calls_out(bytes(kept)):
            raise _macros()


def _calls_out(xml: bytes) -> bool:
    """Whether a part names macros, or a template that is fetched from elsewhere."""
    plain = xml.replace(b"\0", b"")  # UTF-16 as well
    plain = _REFERENCE.sub(_character, plain).lower()
    if b"macroenabled" in plain or b"vbaproject" in plain:
        return True
    return any(
        b"external" in each
        and (b"attachedtemplate" in each or b"/oleobject" in each or b"/frame" in each)
        for each in plain.split(b"<relationship")
    )


def _character(reference: re.Match[bytes]) -> bytes:
    """A letter that was written by its number: ``&#84;`` is ``T``."""
    decimal, sixteen = reference.groups()
    number = int(decimal) if decimal else int(sixteen, 16)
    return bytes([number]) if number < 128 else b" "  # no name that is looked for has others


def _macros() -> UploadError:
    return UploadError("文件中带有宏或外部程序", "请另存为不含宏的格式，或转换为 PDF 再上传。")


def _bomb() -> UploadError:
    return UploadError("文件展开后过大", "请转换为 PDF，或拆分后分别上传。")


# --- text

_BINARY = (b"PK\x03\x04", b"%PDF", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"#!", b"{\\rtf")
_MARKUP = re.compile(r"\s*<(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _text(kind: str, data: bytes) -> None:
    words = None if data.startswith(_BINARY) else _decoded(data)
    if words is None or _CONTROL.search(words) or _MARKUP.match(words):
        raise _other(kind)


def _decoded(data: bytes) -> str | None:
    codes = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    return None
