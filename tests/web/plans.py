"""A whole episode of a real plan in a browser: the units of its drill, and people who do their part on the pages.

    episode.at("2026-12-01T08:00")
    episode.acts("yubao")                                  # signs in
    episode.does("zhb", "form", "submit", level="黄色预警")   # fills the step in and ends it

Units, posts, contacts, channels, and what a form takes where a test does not say, are those of the scenario
in the plan's ``drills/``. Nothing is done but through pages, save the office's own clock and gateways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from luoshi.office import clock
from luoshi.office.alerts import ticking
from luoshi.office.alerts.drills.scenario import scenario
from luoshi.office.alerts.models import Alert, Calling, Channel, Contact, Relay
from luoshi.office.cases.models import Case
from luoshi.office.directory.models import Post, Unit, UnitRole
from luoshi.policies import acting
from luoshi.procedures.plans import RECEIVERS
from tests.office.cases.office import PDF, moment, unit
from tests.web.console import listen
from tests.web.officed import written
from tests.web.signed import PASSWORD, employ

Playing = Callable[[str], "Episode"]
"""Begins the episode of a scenario: the fixture ``playing``."""
NOBODY_LISTENS = "http://127.0.0.1:9/{address}"
PHONE = {"width": 390, "height": 800}


class Episode:
    """The office of a scenario, its clock, and a browser in which its people sign in one after another."""

    def __init__(self, page: Page, url: str, name: str, stack: ExitStack) -> None:
        self.page, self.scenario = page, scenario(name)
        self.plan = self.scenario.plan
        """The plan that is acted on now; a test may turn to another of the document."""
        self.complaints: list[str] = []
        self._url, self._stack = url, stack
        self._cookies: dict[str, Any] = {}
        self.who = ""
        self.at(f"{self.scenario.start:%Y-%m-%dT%H:%M}")
        self._channels()
        self._units()
        listen(page, self.complaints)

    def _channels(self) -> None:
        for order, gateway in enumerate(self.scenario.gateways):
            Channel.objects.create(
                key=gateway.kind, kind=gateway.kind, label=Channel.KINDS[gateway.kind], order=order,
                patience=gateway.patience, target="" if gateway.kind == "phone" else NOBODY_LISTENS,
            )  # fmt: skip

    def _units(self) -> None:
        self.units: dict[str, Unit] = {}
        for each in self.scenario.units:
            roles = [f"{self.scenario.policy}.{role}" for role in each.roles]
            self.units[each.code] = unit(each.code, each.name, each.kind, *roles)
            for post in each.posts:
                Post.objects.create(unit=self.units[each.code], name=post)
        for order, person in enumerate(self.scenario.people):
            of = self.units[person.unit]
            post, _ = Post.objects.get_or_create(unit=of, name=person.post)
            Contact.objects.create(
                unit=of, post=post, name=person.name, order=order, confirmed=clock.today(),
                addresses=dict.fromkeys(person.channels, f"0000-{order:04}"),
            )  # fmt: skip
        for code, to, name in self.scenario.relays:
            Relay.objects.create(
                unit=self.units[code], post=Post.objects.get(unit=self.units[to], name=name)
            )

    def also(self, who: str, role: str) -> None:
        """A unit has another role of the document."""
        UnitRole.objects.create(unit=self.units[who], role=f"{self.scenario.policy}.{role}")

    # --- the clock

    def at(self, written: str) -> datetime:
        """Stand at another moment."""
        now = moment(written)
        self._stack.enter_context(clock.at(now))
        return now

    def calls_go_on(self, written: str) -> None:
        """At another moment, and the office's clock has looked at the calls."""
        ticking.calls(self.at(written))

    def rounds(self, written: str) -> None:
        """At another moment, and the office's clock has opened what is due each day."""
        ticking.slow(self.at(written))

    # --- who, and where

    def acts(self, who: str) -> Episode:
        """Somebody of a unit sits down at the page; the first time they sign in."""
        context = self.page.context
        context.clear_cookies()
        self.who = who
        if who in self._cookies:
            context.add_cookies(self._cookies[who])
            return self
        employ(self.units[who], f"{who}1")
        self.visit("/account/sign-in/")
        self.page.get_by_label("登录名").fill(f"{who}1")
        self.page.get_by_label("口令").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/office/")
        self._cookies[who] = context.cookies()
        return self

    def nobody(self) -> Episode:
        """Whoever sits at the page has not signed in."""
        self.page.context.clear_cookies()
        self.who = ""
        return self

    def visit(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self._url + path)

    def nav(self, *names: str) -> None:
        """Follow links by their names, one after another."""
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).first.click()

    # --- readings

    def series(self, key: str) -> None:
        """Open an indicator from the page 监测."""
        label = next(
            each.label for one in self.plan.classifiers for each in one.of if each.key == key
        )
        self.visit("/office/monitoring/")
        self.page.get_by_role("link", name=label, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(label)

    def reads(self, key: str, value: object, at: str = "", **where: str) -> None:
        """Enter one reading by hand; ``where``: place, item."""
        self.series(key)
        if at:
            self.page.locator("#one-at").fill(at)
        for name, given in where.items():
            self.page.locator(f"#one-{name}").fill(given)
        box = self.page.locator("#one-value")
        if box.evaluate("each => each.tagName") == "SELECT":
            box.select_option(written(value))
        else:
            box.fill(str(value))
        self._sent(self.page.locator('button[name="act"][value="one"]'), 1)

    def pastes(
        self,
        key: str,
        begins: str,
        values: list[int],
        *,
        every: int = 1,
        again: int = 0,
        place: str = "",
        item: str = "",
    ) -> None:
        """Paste a column of values, so many hours apart; ``again``: how many were told before."""
        self.series(key)
        self.page.locator("summary", has_text="一次填报许多小时").click()
        self.page.locator("#hours-begins").fill(begins)
        self.page.locator("#hours-step").fill(str(every))
        for name, given in (("place", place), ("item", item)):
            if given:
                self.page.locator(f"#hours-{name}").fill(given)
        self.page.locator("#hours-values").fill("\n".join(map(str, values)))
        self._sent(self.page.locator('button[name="act"][value="hours"]'), len(values), again)

    def _sent(self, button: Locator, count: int, again: int = 0) -> None:
        button.click()
        said = f"已收下 {count - again} 条" + (f"，{again} 条以前报过" if again else "")
        expect(self.page.locator("[data-say]").first).to_have_text(f"{said}。")

    # --- cases

    def begins(self, who: str, procedure: str) -> None:
        """Somebody begins a case by hand, from what they can begin."""
        self.acts(who)
        self.visit(f"/office/start/{self.scenario.policy}.{procedure}/")
        self.page.get_by_role("button", name="开始办理").click()
        self.page.wait_for_url("**/office/cases/**")

    def case(self, procedure: str, who: str = "", step: str = "") -> str:
        """The number of the newest case of a procedure, at this step of this unit where it says so."""
        key = f"{self.scenario.policy}.{procedure}"
        theirs = Case.objects.filter(
            procedure=key, tasks__step=step, tasks__state="open", tasks__unit__code=who
        )
        return (
            theirs.order_by("-pk").first() or Case.objects.filter(procedure=key).latest("pk")
        ).key

    def opens(self, who: str, step: str, procedure: str = "") -> Locator:
        """Somebody opens the case at a step of theirs; the form of the step."""
        if self.who != who:
            self.acts(who)
        path = f"/office/cases/{self.case(procedure or self.plan.procedure, who, step)}/"
        form = self.page.locator(f"form#work-{step}")
        if path in self.page.url and form.is_visible():
            return form  # they have it before them
        self.visit(path)
        expect(form).to_be_visible()
        return form

    def ends(
        self, form: Locator, step: str, outcome: str, told: Mapping[str, object], procedure: str
    ) -> None:
        """Fill in the fields of a step and press the button of a way to end it."""
        for name, value in {**self._scripted(procedure, step, outcome), **told}.items():
            self._fill(form, name, value)
        form.locator(f'button[name="outcome"][value="{outcome}"]').click()

    def does(
        self, who: str, step: str, outcome: str, *, procedure: str = "", **told: object
    ) -> None:
        """Somebody opens the case, fills the step in and ends it, which is accepted."""
        of = procedure or self.plan.procedure
        self.ends(self.opens(who, step, of), step, outcome, told, of)
        done = acting.procedure(f"{self.scenario.policy}.{of}").step(step)
        way = next(each.label for each in done.outcomes if each.key == outcome)
        expect(
            self.page.get_by_role("heading", name=f"已办理：{done.label}：{way}", exact=True)
        ).to_be_visible()

    def refused(
        self, who: str, step: str, outcome: str, *words: str, procedure: str = "", **told: object
    ) -> None:
        """The same, which is refused: with these words, of which one is the clause."""
        of = procedure or self.plan.procedure
        self.ends(self.opens(who, step, of), step, outcome, told, of)
        for each in words:
            expect(self.page.locator("#trouble")).to_contain_text(each)

    def _scripted(self, procedure: str, step: str, outcome: str) -> Mapping[str, object]:
        key = f"{self.scenario.policy}.{procedure}"
        found = [
            each.data
            for each in self.scenario.conduct
            if (each.procedure, each.step, each.outcome) == (key, step, outcome)
        ]
        return found[0] if found else {}

    def _fill(self, form: Locator, name: str, value: object) -> None:
        if name == "reasons":
            form.locator('[name="reasons"]').fill(str(value))
        elif name.startswith("party_"):
            form.locator(f'[name="party-{name[6:]}"]').select_option(str(value))
        elif name.startswith("file_"):
            sent: Any = {"name": f"{name[5:]}.pdf", "mimeType": "application/pdf", "buffer": PDF}
            form.locator(f'[name="m-{name[5:]}"]').set_input_files(sent)
        elif isinstance(value, bool):
            form.locator(f'[name="f-{name}"][value="{written(value)}"]').check()
        elif (found := form.locator(f'[name="f-{name}"]')).evaluate(
            "each => each.tagName"
        ) == "SELECT":
            found.select_option(str(value))
        else:
            found.fill(str(value))

    def paper(self, title: str, *words: str, printed: bool = False) -> None:
        """A paper of the case that is open says this; it opens in its place, and it can be had to be printed."""
        called = self.page.locator("summary", has_text=title)
        one = self.page.locator(".papers > li").filter(has=called).last
        one.locator("summary").click()
        for each in words:
            expect(one.locator(".sheet-words")).to_contain_text(each)
        if printed:
            with self.page.expect_download() as loading:
                one.get_by_role("link", name="PDF").click()
            assert loading.value.path().read_bytes().startswith(b"%PDF")

    # --- the alert

    def alert(self) -> Alert:
        """The newest alert of the plan."""
        return Alert.objects.filter(plan=self.plan.whole_key).order_by("-pk")[0]

    def call(self, who: str, post: str = RECEIVERS) -> Calling:
        """The newest call to a post of a unit."""
        return Calling.objects.filter(unit=self.units[who], wanted=post).order_by("-pk")[0]

    @contextmanager
    def on_a_phone(self, who: str, post: str = RECEIVERS) -> Iterator[Page]:
        """Somebody who is called opens the link of the step that is under way, on a phone."""
        call = self.call(who, post)
        browser = self.page.context.browser
        assert isinstance(browser, Browser)
        context: BrowserContext = browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
        with context:
            phone = context.new_page()
            listen(phone, self.complaints)
            phone.goto(f"{self._url}/a/{call.attempts.get(step=call.step).token}/")
            yield phone
            assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def answers(self, who: str, *words: str, post: str = RECEIVERS) -> None:
        """Somebody reads these words behind the link and presses 收到."""
        with self.on_a_phone(who, post) as phone:
            for each in words:
                expect(phone.locator("main")).to_contain_text(each)
            phone.get_by_role("button", name="收到").click()
            expect(phone.get_by_role("heading", name="已收到您的应答")).to_be_visible()

    def telephones(self, who: str, count: int, note: str = "", *, ticked: int = 1000) -> None:
        """The operator of a unit has so many calls on the list, and ticks them off, the oldest first."""
        if self.who != who:
            self.acts(who)
        self.visit("/office/calls/phone/")
        say = self.page.locator("#phone [data-say]")
        expect(say).to_have_text(f"还有 {count} 个电话要打")
        if note:
            self.page.locator(".phone-list > li").first.get_by_label("备注").fill(note)
        for left in range(count - 1, max(count - ticked, 0) - 1, -1):
            self.page.locator(".phone-list > li").first.get_by_role("button", name="已应答").click()
            expect(say).to_have_text(f"还有 {left} 个电话要打")

    def ticks(self, who: str, measure: str, evidence: str) -> None:
        """A unit says that it has carried out a measure."""
        if self.who != who:
            self.acts(who)
        self.visit(f"/office/alerts/{self.alert().key}/")
        line = self.page.locator("li.measure", has_text=measure).first
        line.get_by_label("落实情况").fill(evidence)
        line.get_by_role("button", name="已落实").click()
        expect(line.locator(".chip")).to_have_text("已落实")
