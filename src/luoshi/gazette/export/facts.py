"""What the head of a document says, as labelled lines for people."""

from __future__ import annotations

from datetime import date

from luoshi.gazette.model import KIND_LABELS, Attachment, Document, Gazette


def facts(gazette: Gazette, document: Document) -> list[tuple[str, str]]:
    """Label and value of everything that is known about the document."""
    first, last = document.lines
    found = [
        ("发文字号", document.number),
        ("登记号", document.registration),
        ("内含文件", document.inner_title),
        ("发文机关", "、".join(document.issuers)),
        ("代章", document.stand_in),
        ("层级", document.level),
        ("文种", KIND_LABELS[document.kind]),
        ("主送机关", "、".join(document.recipients)),
        ("通过日期", _day(document.adopted)),
        ("成文日期", _day(document.signed)),
        ("印发日期", _day(document.issued)),
        ("刊载日期", _day(document.published)),
        ("施行日期", _day(document.effective)),
        ("有效期至", _day(document.expires)),
        ("依据", "；".join(document.based_on)),
        ("废止", "；".join(document.repeals)),
        ("废止自", _day(document.repealed_from)),
        ("解释机关", document.interpreter),
        ("附件", "；".join(map(_attachment, document.attachments))),
        ("出处", f"{gazette.label or gazette.name}，原文第{first}至{last}行"),
    ]  # fmt: skip
    return [(label, value) for label, value in found if value]


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _attachment(attachment: Attachment) -> str:
    return attachment.title + ("" if attachment.printed else "（未刊印）")
