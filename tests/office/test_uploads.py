"""What citizens hand in: refused where it is not what it says, kept whole, given as a download."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from luoshi.office import contents, uploads
from luoshi.office.exports import csv_safe
from luoshi.office.uploads import UploadError, check, download_headers, keep, open_kept

PDF = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def png(width: int = 2, height: int = 3) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(width: int = 2, height: int = 3) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\0" * 3
    return b"\xff\xd8" + app + frame + b"\xff\xda\0\x02" + b"\xff\xd9"


def docx() -> bytes:
    stream = io.BytesIO()
    Document().save(stream)
    return stream.getvalue()


def xlsx() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return stream.getvalue()


def word(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    return packed({**parts, **{name.replace("__", "/"): body for name, body in more.items()}})


def objects(body: bytes, more: bytes = b"/Filter /FlateDecode", *, pack: bool = True) -> bytes:
    inner = zlib.compress(body) if pack else body
    head = b"5 0 obj\n<</Type /ObjStm /N 1 /First 4 " + more + b">>\nstream\n"
    return PDF.replace(b"trailer", head + inner + b"\nendstream\nendobj\ntrailer")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("营业执照.pdf", PDF, "pdf"),
        ("照片.JPG", jpeg(), "jpg"),
        ("照片.jpeg", jpeg(), "jpeg"),
        ("扫描 件（1）.png", png(), "png"),
        ("申请书.docx", docx(), "docx"),
        ("清单.xlsx", xlsx(), "xlsx"),
        ("发票.ofd", packed({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<D/>"}), "ofd"),
        ("说明.txt", "说明：一切属实。\r\n".encode(), "txt"),
        ("说明.txt", "说明：一切属实。".encode("gb18030"), "txt"),
        ("说明.txt", "说明".encode("utf-16"), "txt"),
        ("流水.csv", "\ufeff日期,金额\n2024-01-01,-1.00\n".encode(), "csv"),
        ("a.tar.pdf", PDF, "pdf"),
        ("打包.pdf", objects(b"<</Type /Page>>"), "pdf"),
        ("附件.pdf", PDF.replace(b">>", b" /Note (JavaScript) /JavaScripts 1>>", 1), "pdf"),
    ],
)
def test_what_is_taken(name: str, data: bytes, kind: str) -> None:
    upload = check(name, data)
    assert (upload.name, upload.size, upload.kind) == (name, len(data), kind)
    assert upload.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "../a.pdf",
        "a/b.pdf",
        "a\\b.pdf",
        "C:a.pdf",
        "/etc/passwd",
        ".pdf",
        ".htaccess.pdf",
        "a\0.pdf",
        "a\n.pdf",
        "a\u202efdp.exe.pdf",
        "a\u200b.pdf",
        "a\ud800.pdf",
        "a.pdf ",
        " a.pdf",
        "a.pdf.",
        "CON.pdf",
        "lpt1.txt",
        "a?.pdf",
        'a".pdf',
        "<script>.pdf",
        "长" * 117 + ".pdf",
        "a" * 117 + ".pdf",
        "无扩展名",
        "a.exe",
        "a.pdf.exe",
        "a.html",
        "a.svg",
        "a.js",
        "a.zip",
        "a.docm",
        "a.xls",
        "a.pdf;.jsp",
    ],
)
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(UploadError) as refused:
        check(name, PDF)
    assert refused.value.what
    assert refused.value.remedy.endswith("。")


def test_empty_and_too_large() -> None:
    with pytest.raises(UploadError, match="空的"):
        check("a.pdf", b"")
    with pytest.raises(UploadError, match="超过20MB"):
        check("a.txt", b"a" * (uploads.LIMIT + 1))
    assert check("a.txt", b"a" * uploads.LIMIT).size == uploads.LIMIT


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"MZ\x90\0"),
        ("a.pdf", b"<html>" + PDF),
        ("a.pdf", b"%PDF-1.7 cut"),
        ("a.pdf", png()),
        ("a.png", PDF),
        ("a.png", png()[:20]),
        ("a.png", png(0, 1)),
        ("a.jpg", png()),
        ("a.jpg", b"\xff\xd8\xff"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\0" * 9),
        ("a.jpg", jpeg(0, 5)),
        ("a.jpg", b"\xff\xd8\xff\xda\0\x02" + b"\0" * 20),
        ("a.docx", xlsx()),
        ("a.xlsx", docx()),
        ("a.docx", b"PK\x03\x04" + b"\0" * 50),
        ("a.docx", packed({"word/document.xml": b"<d/>"})),
        ("a.docx", docx()[:-30]),
        ("a.docx", b"#!/bin/sh\n" + docx()),
        ("a.ofd", docx()),
        ("a.txt", b"\0\1\2"),
        ("a.txt", b"\x1b[31mred"),
        ("a.txt", b"\xff\xff\xff"),
        ("a.txt", PDF),
        ("a.txt", docx()),
        ("a.txt", b"<!DOCTYPE html><p>"),
        ("a.csv", b"\n <script>alert(1)</script>"),
        ("a.csv", b'\xef\xbb\xbf<?xml version="1.0"?><svg/>'),
    ],
)
def test_content_of_another_kind(name: str, data: bytes) -> None:
    with pytest.raises(UploadError, match="不是完好的"):
        check(name, data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (PDF.replace(b">>", b"/OpenAction <</S /JavaScript /JS (x)>> >>", 1), "脚本"),
        (PDF.replace(b">>", b"/A <</S/Launch/F(cmd)>> >>", 1), "脚本"),
        (PDF.replace(b">>", b"/A <</S /J#61va#53cript>> >>", 1), "脚本"),
        (PDF.replace(b">>", b"/AcroForm <</XFA 3 0 R>> >>", 1), "脚本"),
        (objects(b"<</S /JavaScript /JS (x)>>"), "脚本"),
        (objects(b"x" * 200_000 + b"<</S /Launch>>"), "脚本"),
        (objects(b"<</S /#4Caunch>>"), "脚本"),
        (objects(b"<</S /Launch>>", b"", pack=False), "脚本"),
        (objects(b"x", b"/Filter [/ASCIIHexDecode /FlateDecode]"), "无法检查"),
        (objects(b"x", b"/Filter /FlateDecode /DecodeParms <</Predictor 12>>"), "无法检查"),
        (PDF.replace(b"trailer", b"stream\n" * 100_001 + b"trailer"), "无法检查"),
        (objects(b"not packed", pack=False), "不是完好的"),
        (objects(b"\0" * (contents.UNPACKED // 4 + 1)), "展开后过大"),
        (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "加了密"),
    ],
)
def test_pdf_that_runs_or_hides(data: bytes, what: str) -> None:
    with pytest.raises(UploadError, match=what):
        check("a.pdf", data)


def test_pictures_that_are_too_large() -> None:
    for name, data in (("a.png", png(100_000, 2)), ("a.jpg", jpeg(20_000, 20_000))):
        with pytest.raises(UploadError, match="太大"):
            check(name, data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (word(word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"), "宏"),
        (word(word__activeX__activeX1=b"x"), "宏"),
        (
            packed(
                {
                    "[Content_Types].xml": b'ContentType="x.macroEnabled.main+xml"',
                    "word/document.xml": b"",
                }
            ),
            "宏",
        ),
        (
            packed(
                {
                    "[Content_Types].xml": b"<T/>",
                    "word/document.xml": b"",
                    "word/_rels/settings.xml.rels": b'<Relationship Type="x/attachedTemplate" '
                    b'Target="http://sample.invalid/t.dotm" TargetMode="External"/>',
                }
            ),
            "宏",
        ),
        (
            packed(
                {
                    "[Content_Types].xml": b"<T/>",
                    "word/document.xml": b"",
                    "word/_rels/settings.xml.rels": b'<Relationship Type="x/attached&#84;empl&#x61;te" '
                    b'Target="http://sample.invalid/t.dotm" TargetMode="Ext&#101;rnal"/>',
                }
            ),
            "宏",
        ),
        (word(word__run=b"x").replace(b"word/run", b"../a.exe"), "不是完好的"),
        (word(bomb=b"\0" * (contents.UNPACKED + 1)), "展开后过大"),
        (word(**{f"p{n}": b"" for n in range(contents.PARTS)}), "展开后过大"),
    ],
)
def test_archive_that_runs_or_bursts(data: bytes, what: str) -> None:
    with pytest.raises(UploadError, match=what):
        check("a.docx", data)


def test_archive_that_lies_about_its_size() -> None:
    data = bytearray(word(part=b"\0" * 1_000_000))
    # In both heads the unpacked size becomes 10 bytes.
    data = data.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))
    with pytest.raises(UploadError, match="不是完好的"):
        check("a.docx", bytes(data))


def test_archive_with_a_part_twice_or_a_password() -> None:
    twice = word(**{"WORD__DOCUMENT.XML": b"2"})
    with pytest.raises(UploadError, match="不是完好的"):
        check("a.docx", twice)
    data = bytearray(word())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(UploadError, match="加了密"):
        check("a.docx", bytes(data))


@given(st.sampled_from(uploads.KINDS), st.binary(max_size=300), st.booleans())
def test_any_bytes_are_taken_or_refused(kind: str, data: bytes, headed: bool) -> None:
    heads = {"pdf": PDF, "png": png(), "jpg": jpeg(), "jpeg": jpeg()}
    whole = heads.get(kind, b"PK\x03\x04")[:40] + data if headed else data
    with suppress(UploadError):
        check(f"a.{kind}", whole)


@given(st.integers(0, 4000), st.integers(0, 255))
def test_damaged_archives_are_taken_or_refused(place: int, byte: int) -> None:
    data = bytearray(ARCHIVE)
    data[place % len(data)] = byte
    with suppress(UploadError):
        check("a.docx", bytes(data))


ARCHIVE = word(word__styles=b"styles" * 50)


# --- keeping


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LUOSHI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def kept(data: bytes) -> tuple[Path, str]:
    sha256 = hashlib.sha256(data).hexdigest()
    return keep(data, sha256), sha256


def test_kept_by_content_for_the_owner_only(home: Path) -> None:
    path, sha256 = kept(PDF)
    assert path == home / "uploads" / sha256[:2] / sha256[2:]
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    with open_kept(sha256) as file:
        assert file.read() == PDF
    before = path.stat()
    assert kept(PDF)[0] == path
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_damaged_file_is_noticed_and_replaced(home: Path) -> None:
    path, sha256 = kept(PDF)
    path.write_bytes(PDF[:-1])
    with pytest.raises(UploadError, match="改动过"):
        open_kept(sha256)
    kept(PDF)
    assert path.read_bytes() == PDF


def test_links_are_not_followed(home: Path, tmp_path: Path) -> None:
    path, sha256 = kept(PDF)
    other = tmp_path / "other"
    other.write_bytes(PDF)
    path.unlink()
    path.symlink_to(other)
    with pytest.raises(UploadError):
        open_kept(sha256)
    kept(PDF)
    assert not path.is_symlink()


@pytest.mark.parametrize("sha256", ["", "../../secret-key", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_hashes_name_files(home: Path, sha256: str) -> None:
    with pytest.raises(UploadError):
        open_kept(sha256)
    with pytest.raises(UploadError):
        keep(PDF, sha256)
    assert not home.exists()


def test_what_is_not_there(home: Path) -> None:
    with pytest.raises(UploadError, match="找不到"):
        open_kept("0" * 64)


def test_a_write_that_fails_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UploadError, match="存不下来"):
        kept(PDF)
    assert not [each for each in (home / "uploads").rglob("*") if each.is_file()]


# --- giving


@pytest.mark.parametrize(
    ("name", "plain", "starred"),
    [
        ("营业执照.pdf", "file.pdf", "%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7.pdf"),
        ("list 1.xlsx", "list_1.xlsx", "list%201.xlsx"),
        ('a"\r\nX: y.pdf', "a_X__y.pdf", "a_X_%20y.pdf"),
        ("../../a.html", "____a", "_.._a.html"),
        ("", "file", "file"),
    ],
)
def test_download_is_an_attachment(name: str, plain: str, starred: str) -> None:
    headers = download_headers(name)
    disposition = headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert disposition.endswith(f"filename*=UTF-8''{starred}")
    assert plain.rpartition(".")[2] in disposition
    assert disposition.isascii()
    assert disposition.isprintable()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "html" not in headers["Content-Type"]


@given(st.text(max_size=80))
def test_any_name_makes_one_header(name: str) -> None:
    for value in download_headers(name).values():
        assert value.isascii()
        assert value.isprintable()
    assert download_headers(name)["Content-Disposition"].count('"') == 2


# --- exports


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u3000=1",
        "＝1+1",
        "－1+1",
        "=HYPERLINK(1)",
        "+86 138",
        "--1",
        "-",
        "-1;=2",
        "+1\n",
        "-１",
    ],
)
def test_formulas_become_words(value: str) -> None:
    assert csv_safe(value) == "'" + value


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "-1",
        "+1",
        "-1234.50",
        "-1,234,567.89",
        "-1e5",
        "-5%",
        "样例",
        "a=b",
        "'=1",
        "1-2",
        "2024-01-01",
    ],
)
def test_numbers_and_words_stay(value: str) -> None:
    assert csv_safe(value) == value


@given(st.text(max_size=30))
def test_nothing_that_is_exported_begins_like_a_formula(value: str) -> None:
    safe = csv_safe(value)
    assert safe.endswith(value)
    if safe[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        float(safe.replace(",", "").rstrip("%"))
