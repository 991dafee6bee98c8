"""What holds for every form: it is whole, it cannot be broken, it is asked for by one name."""

import re
from collections import Counter

import pytest

from luoshi.gazette.export import FORMATS, Format, export, file_name
from luoshi.gazette.model import Document, Gazette
from tests.gazette.export.made import made

HAN = re.compile(r"[\u3400-\u9fff]")


def han(text: str) -> Counter[str]:
    return Counter(HAN.findall(text))


@pytest.mark.parametrize("form", FORMATS)
def test_every_character_of_every_clause_is_in_it(
    shelf: list[tuple[Gazette, Document]], form: Format
) -> None:
    assert shelf
    for issue, document in [*shelf, made()]:
        words = han("".join(clause.own for clause in document.walk()))
        missing = words - han(export(issue, document, form))
        assert not missing, (document.label, missing)


@pytest.mark.parametrize("form", FORMATS)
def test_no_word_breaks_a_form(form: Format) -> None:
    text = export(*made(), form)
    text.encode("utf-8")  # no half character is left
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe]", text)
    assert "\ufffd" in text


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(KeyError):
        export(*made(), "docx")  # pyright: ignore[reportArgumentType]


def test_the_name_of_the_file_is_safe(decree: tuple[Gazette, Document]) -> None:
    assert file_name(decree[1], "akn") == "云麓市人民政府令第31号.xml"
    assert file_name(made()[1], "md") == "云政发〔2025〕3号.md"
