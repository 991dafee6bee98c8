"""Taking a text in from the page: shown first, kept when confirmed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html

from luoshi.office.archive.models import Issue, Version
from luoshi.web import pending
from luoshi.web.models import Pending
from tests.web.conftest import GAZETTE, SINGLE, Look, words


def send(client: Client, data: bytes, name: str = f"{GAZETTE}.txt") -> str:
    """Upload a file; where the browser goes then."""
    response = client.post("/upload/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, words(html.fromstring(response.content.decode()))
    return response.headers["Location"]


@pytest.fixture
def text(specimen: Path) -> bytes:
    return (specimen / f"{GAZETTE}.txt").read_bytes()


def test_shown_then_kept(db: None, client: Client, look: Look, text: bytes) -> None:
    place = send(client, text)
    assert not Issue.objects.exists()
    page = look(place)
    shown = words(page)
    assert "还没有入档" in shown
    assert "云麓市公共停车场管理办法" in shown
    assert len(page.xpath("//section[@aria-labelledby='documents']//tbody/tr")) == 13
    assert "文号不同" in shown
    assert "识别循环" in shown
    assert "书眉页码" in shown
    twin = client.get(place.rstrip("/") + ".json").json()
    assert twin["state"] == "new"
    assert twin["kept"] is False
    assert len(twin["documents"]) == 13
    kept = client.post(place, {"act": "keep"})
    assert kept.headers["Location"] == f"/gazettes/{GAZETTE}/?outcome=new"
    assert "新入档" in words(look(kept.headers["Location"]).xpath("//*[@role='status']")[0])
    assert Version.objects.count() == 1


def test_a_text_with_fewer_documents_is_kept_only_on_purpose(
    db: None, client: Client, look: Look, text: bytes
) -> None:
    client.post(send(client, text), {"act": "keep"})
    whole = text.decode()
    cut = whole[: whole.rindex("麓水发")].rpartition("。")[0] + "。"
    place = send(client, cut.encode())
    assert "比在用的版本少" in words(look(place))
    assert client.get(place.rstrip("/") + ".json").json()["lost"]
    assert client.post(place, {"act": "keep"}).status_code == 422
    assert Version.objects.count() == 1
    assert client.post(place, {"act": "replace"}).status_code == 302
    assert Version.objects.get(current=True).ordinal == 2


def test_confirming_twice_is_harmless(db: None, client: Client, look: Look, text: bytes) -> None:
    place = send(client, text)
    first, second = client.post(place, {"act": "keep"}), client.post(place, {"act": "keep"})
    assert first.headers["Location"] == second.headers["Location"]
    assert Version.objects.count() == 1
    assert "打开这期公报" in words(look(place))
    client.post(place, {"act": "discard"})
    assert Pending.objects.count() == 1


def test_the_same_text_and_a_corrected_one(
    archive: Path, client: Client, look: Look, text: bytes
) -> None:
    page = look(send(client, text))
    assert "一字不差" in words(page)
    assert [words(one) for one in page.xpath("//main//button")] == ["知道了"]
    place = send(client, text.replace("第一条 为了".encode(), "第一条 为".encode()))
    assert "新版本" in words(look(place))
    kept = client.post(place, {"act": "keep"})
    assert kept.headers["Location"].endswith("?outcome=new+version")
    assert Version.objects.filter(issue__slug=GAZETTE).count() == 2


def test_pasted_words(db: None, client: Client, specimen: Path) -> None:
    words_ = (specimen / f"{SINGLE}.txt").read_text("utf-8").replace("\n", "\r\n")
    response = client.post("/upload/", {"text": words_, "name": "供水条例"})
    place = response.headers["Location"]
    kept = client.post(place, {"act": "keep"})
    assert kept.status_code == 302
    issue = Issue.objects.get()
    assert issue.slug == "供水条例"
    original = client.get(f"/gazettes/{issue.slug}/original.txt").content
    assert b"\r" not in original


def test_discarding(db: None, client: Client, look: Look, text: bytes) -> None:
    place = send(client, text)
    assert client.post(place, {"act": "discard"}).headers["Location"] == "/upload/"
    look(place, 404)
    assert client.post(place, {"act": "keep"}).status_code == 404
    assert not Issue.objects.exists()


def test_what_waits_too_long_is_forgotten(
    db: None, client: Client, look: Look, text: bytes
) -> None:
    place = send(client, text)
    Pending.objects.update(created_at=timezone.now() - timedelta(hours=1, seconds=1))
    look(place, 404)
    assert client.post(place, {"act": "keep"}).status_code == 404
    assert not Issue.objects.exists()
    send(client, text)
    assert Pending.objects.count() == 1


def test_no_more_waits_than_the_office_holds(
    db: None, client: Client, text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "MOST_WAITING", 1)
    send(client, text)
    response = client.post("/upload/", {"file": SimpleUploadedFile("b.txt", text)})
    assert response.status_code == 503
    assert "一小时后再试" in response.content.decode()


NOVEL = "那年冬天雪下得很大，他一个人走在回家的路上，想起许多往事。\n" * 40
CONTENTS = "目 录\n\n某市人民政府关于加强管理的通知 (1)\n某市人民政府关于绿化工作的意见 (5)\n"
BAD = {
    "empty": (b"", "a.txt", 422),
    "blank": (b" \n \n", "a.txt", 422),
    "binary": (b"\x00\x01\x02PNG" * 100, "a.txt", 422),
    "novel": (NOVEL.encode(), "novel.txt", 422),
    "log": (b"2025-01-01 12:00:00 INFO started\n" * 100, "log.txt", 422),
    "contents only": (CONTENTS.encode(), "contents.txt", 422),
    "wrong encoding": (b"\xff\xfe\xfa\xfb" * 400 + b"\xd8", "a.txt", 422),
    "a picture by its name": (b"GIF89a", "a.gif", 415),
    "a document by its name": (b"PK\x03\x04", "a.docx", 415),
    "markup that runs": (
        "某市人民政府\n关于管理的通知\n\n某政发〔2025〕1号\n\n<script>alert(1)</script>\n".encode(),
        "a.txt",
        422,
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_texts_are_refused_with_the_reason(db: None, client: Client, case: str) -> None:
    data, name, status = BAD[case]
    response = client.post("/upload/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == status
    page = html.fromstring(response.content.decode())
    alert = words(page.xpath("//*[@role='alert']")[0])
    assert len(alert) > 15
    if status == 422:
        assert alert.startswith(name)
        assert "没有保存任何内容" in alert
    assert not Pending.objects.exists()
    assert not Issue.objects.exists()


def test_an_empty_file_is_not_no_file(db: None, client: Client, look: Look) -> None:
    response = client.post("/upload/", {"file": SimpleUploadedFile("a.txt", b"")})
    assert response.status_code == 422
    assert "文件是空的" in response.content.decode()
    for nothing in ({}, {"text": " \r\n"}):
        response = client.post("/upload/", nothing)
        assert response.status_code == 400
        assert "没有选择文件，也没有粘贴文本" in response.content.decode()


def test_two_gazettes_in_one_file(db: None, client: Client, text: bytes) -> None:
    other = text
    for old, new in (("第 2 期", "第 3 期"), ("第 14 期", "第 15 期"), ("第14期", "第15期")):
        other = other.replace(old.encode(), new.encode())
    response = client.post(
        "/upload/", {"file": SimpleUploadedFile("two.txt", text + b"\n" + other)}
    )
    assert response.status_code == 422
    alert = words(html.fromstring(response.content.decode()).xpath("//*[@role='alert']")[0])
    assert "两期" in alert or "第" in alert
    assert not Pending.objects.exists()


def test_what_was_pasted_is_not_lost(db: None, client: Client) -> None:
    response = client.post("/upload/", {"text": NOVEL, "name": "我的"})
    page = html.fromstring(response.content.decode())
    assert page.xpath("//textarea")[0].text.strip() == NOVEL.strip()
    assert page.xpath("//input[@name='name']/@value") == ["我的"]


def test_too_much_is_refused_before_it_is_taken_in(db: None, client: Client) -> None:
    length = str(pending.LARGEST + 2_000_000)
    response = client.post("/upload/", b"x", "text/plain", CONTENT_LENGTH=length)
    assert response.status_code == 413
    assert "20 MB" in response.content.decode()
    large = SimpleUploadedFile("a.txt", b"\xe5\xb8\x82" * (pending.LARGEST // 3 + 10))
    response = client.post("/upload/", {"file": large})
    assert response.status_code == 422
    assert not Pending.objects.exists()


def test_forms_need_their_mark(db: None, text: bytes) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/upload/", {"file": SimpleUploadedFile("a.txt", text)})
    assert response.status_code == 403
    assert "表单已失效" in response.content.decode()
    page = html.fromstring(strict.get("/upload/").content.decode())
    mark = page.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    response = strict.post(
        "/upload/", {"file": SimpleUploadedFile("a.txt", text), "csrfmiddlewaretoken": mark}
    )
    assert response.status_code == 302
    place = response.headers["Location"]
    assert strict.post(place, {"act": "keep"}).status_code == 403
    assert not Issue.objects.exists()


def test_names_of_files_are_only_names(db: None, client: Client, look: Look, text: bytes) -> None:
    place = send(client, text, "..\\..\\<b>x</b>.txt")
    page = look(place)
    assert not page.xpath("//b")
    client.post(place, {"act": "keep"})
    assert "/" not in Issue.objects.get().slug


def test_other_methods_are_refused(db: None, client: Client) -> None:
    assert client.delete("/upload/").status_code == 405
    assert client.put("/upload/x/").status_code == 405
