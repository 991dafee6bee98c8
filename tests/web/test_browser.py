"""The pages in a real browser: what a reader does, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from playwright.sync_api import Browser, Dialog, Page, expect

from luoshi.office.archive import ingest
from luoshi.office.archive.models import Clause, Document, Issue
from tests.web.conftest import GAZETTE
from tests.web.console import listen

DECREE = "云麓市人民政府令第31号"
RENT = "麓人社发〔2025〕14号"
WATER = "麓水发〔2025〕5号"
HOSTILE = "<script>window.ran=1</script><img src=x onerror=window.ran=1>\"'\u202e" + "长" * 300

Visit = Callable[[str], None]

pytestmark = pytest.mark.browser


@pytest.fixture
def served(transactional_db: None, specimen: Path, live_server: Any) -> str:
    """The address of an office that holds the specimen."""
    for path in sorted(specimen.glob("*.txt")):
        ingest.ingest(path.read_bytes(), path.name)
    return str(live_server.url)


@pytest.fixture
def visit(page: Page, served: str) -> Iterator[Visit]:
    """Open a page; at the end nothing was complained of in the console."""
    complaints: list[str] = []
    listen(page, complaints)

    def refuse(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.set_viewport_size({"width": 1280, "height": 900})

    def opened(path: str) -> None:
        page.goto(served + path)

    yield opened
    assert complaints == []


def test_from_a_search_to_a_clause_to_the_document_it_cites(page: Page, visit: Visit) -> None:
    visit("/")
    page.get_by_role("searchbox").fill("供水工程维修养护 供水保障工作的通知")
    page.keyboard.press("Enter")
    hit = page.locator(".hit", has_text=WATER).first
    expect(hit.locator("mark").first).to_be_visible()
    hit.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WATER)
    page.locator("#text").get_by_role("link", name="农村供水保障工作的通知").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("岚江省人民政府办公厅")
    expect(page.locator("#relations")).to_contain_text(WATER)


def test_results_follow_the_typing(page: Page, visit: Visit) -> None:
    visit("/search/")
    box = page.get_by_role("searchbox")
    box.press_sequentially("停车泊位")
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator("#results")).to_contain_text("个条款")
    assert "停车泊位" in unquote(page.url)
    page.get_by_label("种类").select_option(label="批复")
    expect(page.locator(".hit").first).not_to_contain_text("停车泊位", timeout=3000)
    page.get_by_label("年份").select_option("2025")
    page.get_by_label("种类").select_option("")
    expect(page.locator(".hit").first).to_contain_text("停车泊位")
    assert "year=2025" in page.url


def test_copying_an_address(page: Page, visit: Visit, served: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served)
    visit(f"/documents/{DECREE}/")
    clause = page.locator("[id='第三条第（二）项'], [id$='第三条第（二）项']").first
    clause.get_by_role("button", name="复制地址").first.click()
    expect(page.locator("#toast")).to_contain_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{DECREE} 第三条第（二）项"
    page.goto(f"{served}/clauses/?address={copied}")
    expect(page.get_by_role("heading", level=1)).to_have_text(copied)


def test_copying_without_permission_selects(page: Page, visit: Visit) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard',"
        "{value: {writeText: () => Promise.reject(new Error('no'))}})"
    )
    visit(f"/documents/{DECREE}/")
    page.get_by_role("button", name="复制地址 第四条").first.click()
    expect(page.locator("#toast")).to_contain_text("已选中")
    assert page.evaluate("getSelection().toString()") == f"{DECREE} 第四条"


def test_the_lines_as_printed_beside_the_words(page: Page, visit: Visit) -> None:
    visit(f"/documents/{DECREE}/")
    expect(page.locator(".lines")).to_have_count(0)
    page.get_by_role("link", name="对照原文").click()
    row = page.locator(".side .row", has_text="用地纳入国土空间规划")
    expect(row.locator(".lines")).to_contain_text("用地納入國土空間規劃")
    assert "view=source" in page.url
    expect(page.get_by_role("link", name="对照原文")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator(".lines")).to_have_count(0)
    expect(page.locator("article.text")).to_be_visible()
    page.go_forward()
    expect(page.locator(".side .row").first).to_be_visible()
    page.get_by_role("link", name="整理后的文字").click()
    expect(page.locator("article.text")).to_be_visible()
    expect(page.locator(".rail")).to_be_visible()


def test_the_status_on_a_day(page: Page, visit: Visit) -> None:
    visit(f"/documents/{RENT}/?on=2025-09-01")
    expect(page.locator("#status")).to_contain_text("施行中")
    page.get_by_label("查看日期").fill("2025-07-15")
    expect(page.locator("#status")).to_contain_text("空档")
    assert "on=2025-07-15" in page.url
    page.reload()
    expect(page.locator("#status")).to_contain_text("空档")
    page.locator("#status").get_by_role("link", name="依据条款").click()
    expect(page.locator(".clause:target")).to_be_visible()


def test_the_outline_shows_where_the_reader_is(page: Page, visit: Visit) -> None:
    visit(f"/documents/{DECREE}/")
    outline = page.get_by_role("navigation", name="文件目录")
    outline.get_by_role("link", name="第五章").click()
    expect(outline.locator("[aria-current]")).to_contain_text("第五章")
    page.locator("article").hover()
    page.mouse.wheel(0, -2000)
    expect(outline.locator("[aria-current]")).not_to_contain_text("第五章")
    twist = outline.get_by_role("button", name="展开或收起").first
    shown = outline.get_by_role("link").count()
    twist.click()
    expect(twist).to_have_attribute("aria-expanded", "false")
    assert outline.get_by_role("link").count() < shown


def test_upload_with_preview_and_confirmation(page: Page, visit: Visit, specimen: Path) -> None:
    text = (specimen / f"{GAZETTE}.txt").read_text("utf-8").replace("第一条 为了", "第一条 为", 1)
    visit("/upload/")
    page.get_by_label("选择文件").set_input_files(
        {"name": f"{GAZETTE}.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("status").first).to_contain_text("还没有入档")
    expect(page.locator("section", has_text="读出的文件").locator("tbody tr")).to_have_count(13)
    page.get_by_role("button", name="确认入档").click()
    expect(page.get_by_role("status").first).to_contain_text("新版本")
    expect(page.get_by_role("heading", level=1)).to_contain_text("云麓市人民政府公报")
    versions = page.locator("section[aria-labelledby=versions] tbody tr")
    expect(versions).to_have_count(2)


def test_by_keyboard_alone(page: Page, visit: Visit) -> None:
    visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.insert_text(DECREE)
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    page.locator(".hit a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="在全文中查看").focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.text")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("k")
    second = page.evaluate("document.activeElement.id")
    assert first
    assert second
    assert first != second
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.className")
    assert focused == "copy"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("启用单键操作").press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_on_a_narrow_screen(page: Page, visit: Visit) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/documents/", "/search/?q=停车"):
        visit(path)
        expect(page.get_by_label("种类")).to_be_hidden()
        expect(page.locator("#results a").nth(1)).to_be_in_viewport()
        page.get_by_text("筛选条件").click()
        expect(page.get_by_label("种类")).to_be_visible()
    row = Clause.objects.filter(kind="row").exclude(document=None).first()
    assert row is not None
    visit(f"/documents/{row.document_id}/")
    sheet = page.locator("article.text").bounding_box()
    scroll = page.locator(".kind-table .scroll").first.bounding_box()
    assert sheet
    assert scroll
    assert scroll["width"] > sheet["width"] - 10


def test_an_address_opens_at_its_place(page: Page, visit: Visit) -> None:
    visit(f"/gazettes/{GAZETTE}/source/?line=300")
    expect(page.locator("#L300")).to_be_in_viewport()
    visit(f"/documents/{DECREE}/#第二十条")
    expect(page.locator("[id='第二十条']")).to_be_in_viewport()
    front = Clause.objects.filter(document=None).exclude(own="").first()
    assert front is not None
    visit(f"/gazettes/{GAZETTE}/#{front.address}")
    expect(page.locator(f"[id='{front.address}']")).to_be_in_viewport()


def test_on_paper_the_title_stands_once(page: Page, visit: Visit) -> None:
    page.emulate_media(media="print")
    for name, kind in ((DECREE, "enclosure"), (WATER, "title")):
        visit(f"/documents/{name}/")
        expect(page.locator(".head")).to_be_hidden()
        expect(page.locator(f"article .kind-{kind}").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_and_nothing_overflows(page: Page, visit: Visit, width: int) -> None:
    visit("/healthz")  # the office is up; now its texts turn hostile
    Clause.objects.update(own=Concat(F("own"), Value(HOSTILE)), heading=HOSTILE)
    Document.objects.update(title=HOSTILE, issuers=[HOSTILE], recipients=[HOSTILE])
    Issue.objects.update(label=HOSTILE)
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        "/",
        f"/gazettes/{GAZETTE}/",
        "/documents/",
        f"/documents/{DECREE}/",
        f"/documents/{DECREE}/?view=source",
        f"/clauses/?address={DECREE} 第三条",
        "/search/?q=停车",
    ):
        visit(path)
        expect(page.locator("main")).to_contain_text("<script>window.ran=1</script>")
        assert page.evaluate("window.ran") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_policy_is_in_force(page: Page, served: str) -> None:
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto(served)
    page.evaluate(
        """() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        document.body.append(script);
        document.body.insertAdjacentHTML('beforeend', '<b onclick="window.ran=1" style="color:red">x</b>');
        document.body.lastChild.click();
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in refused)


def test_without_scripts_everything_can_still_be_read(browser: Browser, served: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{served}/search/?q=停车泊位")
        page.locator(".hit a").first.click()
        page.get_by_role("link", name="在全文中查看").click()
        expect(page.locator("article.text")).to_be_visible()
        page.get_by_role("link", name="对照原文").click()
        expect(page.locator(".side .row").first).to_be_visible()
        page.get_by_label("查看日期").fill("2025-06-30")
        page.get_by_role("button", name="查看").click()
        expect(page.locator("#status")).to_contain_text("尚未施行")


CONTRAST = """() => {
  const lightness = (c) => {
    const [r, g, b] = c.map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgba(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest('svg, noscript')) continue;
    const style = getComputedStyle(e);
    const [one, two] = [lightness(rgba(style.color)), lightness(ground(e))].sort((a, b) => b - a);
    if ((one + .05) / (two + .05) < 4.5) faint.push(e.outerHTML.slice(0, 120));
  }
  return faint;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(page: Page, visit: Visit, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in (
        "/",
        f"/gazettes/{GAZETTE}/",
        f"/gazettes/{GAZETTE}/repairs/",
        f"/documents/{RENT}/?on=2025-07-15",
        f"/documents/{DECREE}/?view=source",
        f"/clauses/?address={DECREE} 第三条",
        "/search/?q=停车",
        "/upload/",
    ):
        visit(path)
        assert page.evaluate(CONTRAST) == [], path
