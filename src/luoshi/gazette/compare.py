"""The contents list held against the body."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.gazette.model import ContentsEntry, Disagreement, Document
from luoshi.gazette.titles import plain, similar


def compare(
    contents: Sequence[ContentsEntry], documents: Sequence[Document]
) -> tuple[Disagreement, ...]:
    """Every difference of 文号, title and order, and what only one of the two has."""
    if not contents:
        return ()
    pairs = _pairs(contents, documents)
    found: list[Disagreement] = []
    order: list[int] = []
    for entry in contents:
        place = pairs.get(entry)
        if place is None:
            found.append(Disagreement("正文缺", _name(entry), "", entry.lines))
            continue
        document = documents[place]
        if not _same_number(entry, document):
            found.append(
                Disagreement("文号不同", entry.number or "", document.number or "", entry.lines)
            )
        if not _same_title(entry, document):
            found.append(Disagreement("标题不同", entry.title, document.title, entry.lines))
        if order and place < max(order):
            found.append(Disagreement("次序不同", _name(entry), document.label, entry.lines))
        order.append(place)
    matched = set(pairs.values())
    for place, document in enumerate(documents):
        if place not in matched:
            found.append(
                Disagreement("目录缺", "", f"{document.label} {document.title}", document.lines)
            )
    return tuple(found)


def _pairs(
    contents: Sequence[ContentsEntry], documents: Sequence[Document]
) -> dict[ContentsEntry, int]:
    """Which document each entry means: by 文号 first, by the most similar title else."""
    pairs: dict[ContentsEntry, int] = {}
    left = set(range(len(documents)))
    for entry in contents:
        place = next(
            (i for i in sorted(left) if entry.number and _same_number(entry, documents[i])), None
        )
        if place is not None:
            pairs[entry] = place
            left.discard(place)
    by_title = {plain(documents[i].title): i for i in sorted(left)}
    for entry in contents:
        place = by_title.get(plain(entry.title))
        if entry not in pairs and place in left:
            pairs[entry] = place
            left.discard(place)
    for entry in contents:
        if entry in pairs or not left:
            continue
        likely = {i: _likeness(entry, documents[i]) for i in _near(left, contents.index(entry))}
        place = max(likely, key=lambda i: likely[i])
        if likely[place] > 0.6:
            pairs[entry] = place
            left.discard(place)
    return pairs


def _near(left: set[int], place: int, width: int = 12) -> list[int]:
    """The open documents nearest to the place of the entry; order seldom differs by more."""
    return sorted(left, key=lambda i: abs(i - place))[:width]


def _likeness(entry: ContentsEntry, document: Document) -> float:
    wanted = plain(entry.title)
    body = plain(document.title)
    if wanted and (body.endswith(wanted) or wanted.startswith(body)):
        return 1.0
    return similar(entry.title, document.title)


def _same_number(entry: ContentsEntry, document: Document) -> bool:
    if entry.number is None or document.number is None:
        return entry.number is None
    return document.number.endswith(entry.number)


def _same_title(entry: ContentsEntry, document: Document) -> bool:
    """The same words; the contents may leave the issuers out, or add a subtitle."""
    wanted, body = plain(entry.title), plain(document.title)
    issuers = "".join(plain(issuer) for issuer in document.issuers)
    return (
        wanted in (body, body.removeprefix(issuers))
        or (bool(body) and wanted.startswith(body) and document.number is None)
        or (body != "" and wanted.startswith(body) and "令" in (document.number or ""))
    )


def _name(entry: ContentsEntry) -> str:
    return f"{entry.number or ''} {entry.title}".strip()
