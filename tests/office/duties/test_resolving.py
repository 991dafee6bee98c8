"""Printed names lead to units; whoever nobody knows is listed; merged and renamed units are followed."""

from __future__ import annotations

import pytest

from luoshi.office.directory import units
from luoshi.office.directory.actors import SHELL
from luoshi.office.directory.models import Unit
from luoshi.office.duties import finding, resolving
from luoshi.office.duties.resolving import Names, resolve
from tests.office.duties.papers import BRIDGES, PIPES, RIVER, paper, taken, units_in

CITY = "云麓市"


@pytest.fixture
def city(store: str) -> Unit:
    return unit("zf", "云麓市人民政府")


def unit(code: str, name: str, parent: Unit | None = None, **more: str) -> Unit:
    return units.make(SHELL, code, name, "agency", parent=parent, **{"place": CITY, **more})


def test_a_name_leads_to_its_unit_by_name_alias_and_place(city: Unit) -> None:
    water = unit("sl", "云麓市水利局", city)
    units.name_also(SHELL, water, "市水务局")
    for words in ("云麓市水利局", "市水利局", "市水务局", "云麓市 水利局", "市水利局 "):
        found = resolve(words, city=CITY)
        assert (found.state, found.unit, found.units) == ("known", water, (water,))
        assert not found.note


def test_a_unit_of_another_place_is_not_meant(city: Unit) -> None:
    unit("sl", "市水利局", city, place="松陂市")
    assert resolve("市水利局", city=CITY).state == "unknown"
    assert resolve("市水利局", city="松陂市").state == "known"
    assert resolve("市水利局").state == "known"  # no place is known of the gazette


def test_a_district_has_its_own_units(city: Unit) -> None:
    money = unit("cz", "云麓市财政局", city)
    district = unit("qcz", "东山区财政局", city, place="云麓市东山区")
    assert resolve("区财政局", city="云麓市东山区").unit == district
    assert resolve("市财政局", city="云麓市东山区").unit == money


def test_a_name_of_several_units_is_not_guessed(city: Unit) -> None:
    unit("a", "样例中心（甲）", city)
    unit("b", "样例中心甲", city)
    found = resolve("样例中心《甲》", city=CITY)
    assert (found.state, found.unit, len(found.near)) == ("several", None, 2)
    assert "请指定一个" in found.note


def test_a_clause_whose_unit_nobody_knows_is_listed(city: Unit) -> None:
    issue = taken(paper(RIVER, PIPES, BRIDGES, "四、检查样例水库。（责任单位：市水利局）"))
    finding.refresh(issue, find=units_in)
    money = unit("cz", "云麓市财政局", city)
    build = unit("zj", "云麓市住房和城乡建设局", city)
    listed = resolving.unknown()
    assert [(each.resolved.words, len(each.rows)) for each in listed] == [
        ("市水利局", 2), ("市交通运输局", 1), ("市住房城乡建设局", 1),
    ]  # fmt: skip
    assert [each.resolved.near for each in listed][-1] == (build,)
    assert all("请设立单位，或把它加为某单位的别名" in each.resolved.note for each in listed)
    units.name_also(SHELL, build, "市住房城乡建设局")
    unit("sl", "云麓市水利局", city)
    assert [each.resolved.words for each in resolving.unknown(issue)] == ["市交通运输局"]
    river = next(iter(finding.found("duty")))
    parties = resolving.parties(river)
    assert [each.unit and each.unit.code for each in parties] == ["sl", money.code]


def test_a_unit_renamed_in_the_middle_of_a_year_keeps_its_old_name(city: Unit) -> None:
    water = unit("sl", "云麓市水利局", city)
    water = units.change(SHELL, water, name="云麓市水务局")
    units.name_also(SHELL, water, "云麓市水利局")
    for words in ("市水利局", "市水务局"):
        found = resolve(words, city=CITY)
        assert (found.state, found.unit) == ("known", water)


def test_a_rename_without_an_alias_is_remembered_by_the_journal(city: Unit) -> None:
    water = unit("sl", "市水利局", city)
    issue = taken(paper(RIVER))
    finding.refresh(issue, find=units_in)
    units.change(SHELL, water, name="云麓市水务和海洋局")
    listed = {each.resolved.words: each.resolved for each in resolving.unknown()}
    assert listed["市水利局"].near == (water,)


def test_a_merged_unit_leads_to_the_one_that_goes_on_with_its_work(city: Unit) -> None:
    natural = unit("zr", "云麓市自然资源局", city)
    forest = unit("ly", "云麓市林业局", natural)
    section = unit("lyz", "云麓市林业站", forest)
    units.change(SHELL, forest, active=False)
    found = resolve("市林业局", city=CITY)
    assert (found.state, found.unit) == ("successor", natural)
    assert "请核对承接单位" in found.note
    assert resolve("市林业站", city=CITY).unit == section
    units.change(SHELL, section, active=False)
    assert resolve("市林业站", city=CITY).unit == natural


def test_a_dissolved_unit_leads_nowhere_and_is_listed(city: Unit) -> None:
    gone = unit("sl", "云麓市水利局")
    units.change(SHELL, gone, active=False)
    issue = taken(paper(RIVER))
    finding.refresh(issue, find=units_in)
    listed = {each.resolved.words: each.resolved for each in resolving.unknown()}
    assert listed["市水利局"].state == "out of use"
    assert listed["市水利局"].unit is None


def test_a_collective_is_its_members_by_the_document_first(city: Unit) -> None:
    water = unit("sl", "云麓市水利局", city)
    found = resolve("各成员单位", city=CITY, members=("市水利局", "市无名局"))
    assert (found.state, found.unit, found.units) == ("collective", None, (water,))
    assert found.note == "其中单位名录中没有：市无名局"


def test_a_collective_of_governments_is_those_of_the_directory(city: Unit) -> None:
    counties = {
        unit(code, f"{place}人民政府", city, level="county", place=place)
        for code, place in (("hf", "禾丰县"), ("sb", "松陂县"))
    }
    unit("other", "远山县人民政府", level="county", place="远山县")
    unit("xjy", "禾丰县教育局", city, level="county", place="禾丰县")
    town = unit("xz", "样例镇人民政府", city, level="town", place="云麓市样例镇")
    assert set(resolve("各县（区）人民政府", city=CITY).units) == counties
    assert resolve("各镇人民政府", city=CITY).units == (town,)
    silent = resolve("市直有关部门", city=CITY)
    assert (silent.state, silent.units) == ("collective", ())
    assert "请指定" in silent.note


def test_samples_and_others_do_not_mix(city: Unit) -> None:
    Unit.objects.create(code="s", name="云麓市水利局", kind="agency", sample=True)
    assert resolve("市水利局", city=CITY, names=Names.load(sample=False)).state == "unknown"
    assert resolve("市水利局", city=CITY, names=Names.load(sample=True)).state == "known"


def test_units_above_each_other_end_nothing(city: Unit) -> None:
    one, other = unit("a", "样例甲局"), unit("b", "样例乙局")
    Unit.objects.filter(pk__in=[one.pk, other.pk]).update(active=False)
    Unit.objects.filter(pk=one.pk).update(parent=other)
    Unit.objects.filter(pk=other.pk).update(parent=one)
    assert resolve("样例甲局").state == "out of use"
