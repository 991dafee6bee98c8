"""Collectives that the document itself spells out."""

import pytest

from luoshi.duties import find
from luoshi.duties.posts import unit_of
from tests.duties.document import document


@pytest.mark.parametrize(
    ("post", "unit"),
    [
        ("市财政局副局长", "市财政局"),
        ("市财政局党组书记、局长", "市财政局"),
        ("云台镇镇长", "云台镇"),
        ("市政府办公室副主任", "市政府办公室"),
        ("副市长", ""),
        ("", ""),
    ],
)
def test_a_post_names_its_unit(post: str, unit: str) -> None:
    assert unit_of(post) == unit


def test_a_name_that_the_text_gives_to_several_stands_for_them() -> None:
    first, second = find(
        document(
            "一、任务\n（一）修渠。完成清淤。（责任单位：市水务局，各镇、云台街道办事处（以下简称“各镇街”））\n"
            "（二）护渠。做好巡护。（责任单位：各镇街）\n"
        )
    )
    assert first.units == ("市水务局", "各镇", "云台街道办事处")
    assert second.units == ("各镇街",)
    assert second.members == (("各镇街", ("各镇", "云台街道办事处")),)
