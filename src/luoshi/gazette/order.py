"""Whether the articles of a document stand in order, none missing."""

from __future__ import annotations

from luoshi.gazette.model import Clause, Damage, Document
from luoshi.gazette.numerals import to_int


def missing_order(document: Document) -> list[Damage]:
    """缺序: places where the article numbers jump, go back, or a chapter has no article."""
    found: list[Damage] = []
    before = 0
    for clause in document.walk():
        if clause.kind == "enclosure" or clause.kind == "attachment":
            before = 0
        if any("错栏" in damage for damage in clause.damages):
            found.append(Damage("错栏", clause.lines, f"{clause.address}：{clause.damages[-1]}"))
        if clause.kind == "chapter" and not clause.children:
            found.append(
                Damage("错栏", clause.lines, f"{clause.address}下面没有条文，章名可能错栏")
            )
        if clause.kind != "article":
            continue
        number = _number(clause)
        if number is not None and number != before + 1 and "之" not in clause.label:
            expected = f"前一条是第{before}条" if before else "前面没有条"
            found.append(Damage("缺序", clause.lines, f"{clause.address}：{expected}"))
        before = number or before
    return found


def _number(clause: Clause) -> int | None:
    return to_int(clause.label.removeprefix("第").split("条")[0])
