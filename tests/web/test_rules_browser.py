"""The pages of rules in a real browser: from a clause to a result, a change, a comparison, a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from luoshi.office.archive import ingest
from luoshi.rules import Policy
from tests.web import ruled
from tests.web.ruled import DECREE, DUTIES, FINE, PLACE, SURCHARGE
from tests.web.test_browser import CONTRAST
from tests.web.test_rules_hostile import HOSTILE

Visit = Callable[[str], None]
DAY = "2025-06-01"
REAL = "jinan.outpatient_insurance.outpatient_payment"

pytestmark = pytest.mark.browser


@pytest.fixture
def served(transactional_db: None, specimen: Path, live_server: Any, parking: Policy) -> str:
    """The address of an office that holds the specimen and an encoding of its decree."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    return str(live_server.url)


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page in whose console nothing is complained of; refused questions answer with 400."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            complaints.append(said.text)
            if said.type != "log" and "400 (Bad Request)" not in said.text
            else None
        ),
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    yield page
    assert complaints == []


@pytest.fixture
def visit(watched: Page, served: str) -> Visit:
    """Open a page of the office."""
    return lambda path: watched.goto(served + path) and None


def spaces(page: Page) -> Locator:
    """The field for the number of spaces; the drawing speaks of them too."""
    return page.get_by_role("textbox", name="泊位数", include_hidden=True)


def run_fine(page: Page) -> None:
    """Fill the short form of a fine in."""
    page.get_by_label("事实发生日").fill(DAY)
    page.get_by_role("group", name="已按责令改正").get_by_label("否").check()
    spaces(page).fill("7")
    page.keyboard.press("Tab")
    expect(page.locator(".answer")).to_contain_text("700元")


def test_from_a_clause_to_the_link_that_reproduces(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/clauses/?address={DECREE} 第十八条")
    page.get_by_role("link", name="运行：停车场的罚款").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("停车场的罚款")
    run_fine(page)
    assert f"on={DAY}" in page.url, "the address follows what is asked"

    steps = page.locator(".steps")
    expect(steps.locator("summary").first).to_contain_text("停车场的罚款")
    steps.get_by_role("link", name="第十八条").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{DECREE} 第十八条")
    page.go_back()
    expect(page.locator(".answer")).to_contain_text("700元")
    expect(spaces(page)).to_have_value("7")

    page.get_by_text("改动参数试算").click()
    page.get_by_role("textbox", name="每个泊位的罚款").fill("150元")
    page.keyboard.press("Enter")
    row = page.locator(".compare tbody tr")
    expect(row).to_contain_text("1,050元")
    expect(row).to_contain_text("＋350元（增 50.0%）")
    expect(page.get_by_role("img", name="停车场的罚款随“泊位数”的变化")).to_be_visible()

    link = page.get_by_role("link", name="本次计算的链接").get_attribute("href")
    assert link
    page.goto(link)
    expect(page.locator(".compare tbody tr")).to_contain_text("1,050元")
    page.reload()
    expect(page.locator(".answer")).to_contain_text("1,050元")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载回执").click()
    page.goto(page.url.split("/rules/")[0] + "/rules/reproduce/")
    page.get_by_label("选择回执").set_input_files(saved.value.path())
    page.get_by_role("button", name="复算").click()
    expect(page.get_by_role("status").first).to_contain_text("结果相同")


def test_only_what_still_matters_is_seen(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/rules/{FINE}/?on={DAY}")
    expect(spaces(page)).to_be_visible()
    page.get_by_role("group", name="已按责令改正").get_by_label("是", exact=True).check()
    expect(page.locator(".answer")).to_contain_text("0元")
    expect(spaces(page)).to_be_hidden()
    page.get_by_label("显示全部事实").check()
    expect(spaces(page)).to_be_visible()
    expect(page.locator("[id='f.spaces-note']")).to_have_text("不影响结果，不用填")
    page.get_by_role("group", name="已按责令改正").get_by_label("不知道").check()
    expect(page.locator("#outcome")).to_contain_text("先填“已按责令改正”")
    page.locator(".missing a").first.click()
    expect(page.locator("[id='f.corrected']")).to_be_focused()


def test_what_is_being_written_is_not_lost(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/rules/{SURCHARGE}/?on={DAY}&f.corrected=否&f.again=否")
    spaces(page).fill("10")
    page.keyboard.press("Tab")
    page.get_by_label("加收比例").press_sequentially("5", delay=30)
    expect(page.locator("[id='f.spaces-note']")).to_have_attribute("data-state", "given")
    expect(page.get_by_label("加收比例")).to_be_focused()
    expect(page.get_by_label("加收比例")).to_have_value("5")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("50元")


def test_a_wrong_value_is_told_at_the_field_and_kept(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/rules/{FINE}/?on={DAY}&f.corrected=否")
    spaces(page).fill(f"7元{HOSTILE}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("泊位数")
    field = spaces(page)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(f"7元{HOSTILE}")
    assert page.evaluate("window.ran") is None
    page.reload()
    expect(spaces(page)).to_have_value(f"7元{HOSTILE}")
    field.fill("8")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("800元")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_out_of_force_can_be_computed_anyway(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/rules/{FINE}/?on=2030-05-01&f.corrected=否&f.spaces=7")
    expect(page.locator("#force")).to_contain_text("已经失效")
    expect(page.locator(".answer")).to_have_count(0)
    page.get_by_role("button", name="仍要试算").click()
    expect(page.locator(".answer")).to_contain_text("840元")
    expect(page.locator("#force")).to_contain_text("以下仅为试算")
    assert "even=1" in page.url
    page.get_by_label("事实发生日").fill(DAY)
    expect(page.locator(".answer")).to_contain_text("700元")
    expect(page.locator("#force")).to_have_text("")


def test_on_a_small_screen_the_result_stays_in_view(watched: Page, visit: Visit) -> None:
    page = watched
    page.set_viewport_size({"width": 390, "height": 500})
    visit(f"/rules/{SURCHARGE}/?on={DAY}&f.corrected=否&f.again=否&f.surcharge=5%25")
    glance = page.locator("#glance")
    expect(glance).to_be_in_viewport()
    expect(glance).to_have_text("还缺 1 项")
    spaces(page).fill("10")
    page.keyboard.press("Tab")
    expect(glance).to_have_text("结果：50元")
    glance.get_by_role("link").click()
    expect(page.locator(".answer")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(glance).to_be_hidden()


def test_the_steps_by_keyboard_alone(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/rules/{FINE}/?on={DAY}&f.corrected=否&f.spaces=7")
    first = page.locator(".steps summary").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".steps > li > details")).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    expect(page.locator(".steps > li > details")).to_have_attribute("open", "")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.get_by_role("button", name="全部收起").click()
    assert page.locator(".steps details[open]").count() == 0
    page.get_by_role("button", name="全部展开").click()
    assert page.locator(".steps details:not([open])").count() == 0


def test_a_table_is_filled_pasted_and_saved(watched: Page, visit: Visit) -> None:
    page = watched
    visit(f"/rules/{PLACE}/?on={DAY}")
    for row, (name, score) in enumerate((("甲", "90"), ("乙", "95.5")), 1):
        page.get_by_label(f"第 {row} 行 单位").fill(name)
        page.get_by_label(f"第 {row} 行 组别").select_option("市直")
        page.get_by_label(f"第 {row} 行 得分").fill(score)
    page.get_by_role("button", name="计算", exact=True).click()
    expect(page.locator("td.result").nth(0)).to_have_text("2名")
    expect(page.locator("td.result").nth(1)).to_have_text("1名")
    page.get_by_role("button", name="加几行").click()
    expect(page.locator(".cells tbody tr")).to_have_count(5)
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出表格").click()
    assert saved.value.suggested_filename == "考核名次.xlsx"
    page.get_by_text("粘贴或上传表格").click()
    page.get_by_label("粘贴").fill("单位\t组别\t得分\n丙\t县区\t60\n")
    page.get_by_role("button", name="读入并计算").click()
    expect(page.locator("td.result")).to_have_text("1名")


def test_without_scripts_a_rule_can_still_be_run(browser: Browser, served: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{served}/rules/?q=罚款")
        page.get_by_role("link", name="停车场的罚款").click()
        page.get_by_label("事实发生日").fill("2030-05-01")
        page.get_by_role("group", name="已按责令改正").get_by_label("否").check()
        spaces(page).fill("7")
        page.get_by_role("button", name="计算").click()
        page.get_by_role("button", name="仍要试算").click()
        expect(page.locator(".answer")).to_contain_text("840元")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(watched: Page, visit: Visit, scheme: Any) -> None:
    watched.emulate_media(color_scheme=scheme)
    for path in (
        "/rules/?q=罚款",
        "/rules/?q=没有的",
        f"/rules/{FINE}/?on={DAY}&f.corrected=否&f.spaces=7&p.per_space=150元",
        f"/rules/{SURCHARGE}/?on=2030-05-01",
        f"/rules/{SURCHARGE}/?on={DAY}&f.spaces=-1",
        f"/rules/{PLACE}/?on={DAY}&table=单位,组别,得分%0A甲,市直,90",
        f"/documents/{DECREE}/",
        "/rules/reproduce/",
    ):
        visit(path)
        assert watched.evaluate(CONTRAST) == [], path


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_and_nothing_overflows(
    page: Page, served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    ruled.encode(tmp_path / "hostile", monkeypatch, HOSTILE + "长" * 200)
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        "/rules/?q=script",
        f"/rules/{SURCHARGE}/?on={DAY}&f.corrected=否&f.spaces=7&f.again=否&f.surcharge=5%25",
        f"/rules/{FINE}/?on={DAY}&f.corrected=否&f.spaces=7&p.per_space=150元",
        f"/rules/{DUTIES}/?on={DAY}&f.income=2万元&f.kind=专用",
        f"/rules/{PLACE}/?on={DAY}&table=单位,组别,得分%0A甲,市直,90",
        f"/clauses/?address={DECREE} 第十八条",
    ):
        page.goto(served + path)
        expect(page.locator("main")).to_contain_text("<script>window.ran=1</script>")
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_on_paper_the_form_is_what_was_filled_in(watched: Page, visit: Visit) -> None:
    visit(f"/rules/{FINE}/?on={DAY}&f.corrected=是")
    watched.emulate_media(media="print")
    expect(watched.locator(".answer")).to_be_visible()
    expect(watched.get_by_role("group", name="已按责令改正")).to_be_visible()
    expect(spaces(watched)).to_be_hidden()
    expect(watched.get_by_role("button", name="计算")).to_be_hidden()


def test_a_real_rule_from_its_clause(
    page: Page, transactional_db: None, live_server: Any, gazettes: Path
) -> None:
    name = "jinan-2023-1.txt"
    ingest.ingest((gazettes / name).read_bytes(), name)
    page.goto(f"{live_server.url}/clauses/?address=济政办发〔2022〕12号 一（二）")
    page.get_by_role("link", name="运行：一次普通门诊的统筹基金支付额").click()
    page.get_by_label("事实发生日").fill("2024-06-01")
    for label, chosen in (
        ("定点医疗机构级别", "三级"),
        ("人员类别", "在职职工"),
        ("就医地点", "本市"),
    ):
        page.get_by_label(label).select_option(chosen)
    page.get_by_label("本年度统筹基金已支付").fill("0")
    page.get_by_label("起付标准尚余额").fill("0")
    page.get_by_label("政策范围内普通门诊医疗费用").fill("2000")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("1,000元")
    page.locator(".steps").get_by_role("link", name="一（三）").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("济政办发〔2022〕12号 一（三）")
