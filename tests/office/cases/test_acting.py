"""A case from application to payment, and everything that is refused on the way."""

import pytest

from luoshi.office import clock
from luoshi.office.cases import access, service, shapes
from luoshi.office.cases.errors import BadInput, NotAllowed, NotThere, Refused, Stale
from luoshi.office.cases.models import Act, Case, Deadline, Entry, IssuedPaper, Notice
from luoshi.office.directory.actors import CLOCK
from luoshi.office.journal.models import Entry as JournalEntry
from luoshi.office.ledgers import service as ledgers
from tests.office.cases.office import APPLICATION, SUBSIDY, Office, moment


def test_a_case_runs_from_application_to_payment(office: Office) -> None:
    case = office.published()
    entry = Entry.objects.get(register="specimen.rent_subsidy.recipients")
    assert (entry.state, entry.data["monthly"]) == ("公示", "1000元")
    service.act(case.key, "notice", "expire", CLOCK)
    done = service.act(case.key, "pay", "paid", office.finance, data={"amount": "3000元"})
    assert (done.state, done.ended, done.title) == ("closed", "已拨付", "租房补贴申请：甲")
    assert ledgers.balance(f"rent:{case.key}") == 300_000
    assert ledgers.balance("rent:treasury") == -300_000
    entry.refresh_from_db()
    assert entry.state == "已拨付"
    assert IssuedPaper.objects.get(case=case).title == "租房补贴发放通知书"
    assert Notice.objects.filter(unit=office.applicant.unit, text__contains="3000元").count() == 1
    decisions = JournalEntry.objects.filter(case=case.key, kind="decision")
    assert decisions.count() == 5


def test_a_decision_is_recorded_with_its_clause_and_explanation(office: Office) -> None:
    case = office.applied()
    service.act(case.key, "first_review", "pass", office.county)
    act = Act.objects.get(case=case, step="first_review")
    eligible, monthly = act.decisions
    assert eligible["result"] is True
    assert eligible["clause"] == "麓人社发〔2025〕14号 第四条"
    assert monthly["shown"].endswith("元")
    assert monthly["explanation"]


def test_the_rule_refuses_whom_the_text_refuses(office: Office) -> None:
    case = office.applied(owns_home=True)
    with pytest.raises(Refused) as refused:
        service.act(case.key, "first_review", "pass", office.county)
    assert refused.value.clause == "麓人社发〔2025〕14号 第四条"
    assert refused.value.detail["explanation"]
    case.refresh_from_db()
    assert case.version == 1
    told = JournalEntry.objects.get(case=case.key, kind="decision", text__contains="refused")
    assert "eligible" in told.text
    service.act(case.key, "first_review", "refuse", office.county, reasons="有自有住房")
    case.refresh_from_db()
    assert case.ended == "不予发放"


def test_what_is_missing_is_named_all_at_once(office: Office) -> None:
    case = service.start(SUBSIDY, office.applicant, parties={"county_hr": "hefeng-hr"})
    with pytest.raises(Refused) as refused:
        service.act(case.key, "apply", "submit", office.applicant, data=APPLICATION)
    assert "身份证件" in refused.value.what
    assert "租赁合同" in refused.value.what
    with pytest.raises(BadInput) as bad:
        service.act(case.key, "apply", "submit", office.applicant, data={"born": "昨天", "foo": 1})
    assert {"born", "foo", "name", "degree"} <= bad.value.fields.keys()


def test_a_material_is_asked_for_only_where_it_applies(office: Office) -> None:
    case = office.begun()
    founder = {**APPLICATION, "work": "创办企业", "business": 12}
    with pytest.raises(Refused, match="营业执照"):
        service.act(case.key, "apply", "submit", office.applicant, data=founder)


def test_supplementing_stops_the_clock(office: Office) -> None:
    case = office.applied()
    first = Deadline.objects.get(case=case)
    assert first.clause == "麓人社发〔2025〕14号 第八条"
    before = first.at
    service.act(case.key, "first_review", "gaps", office.county, reasons="缺租赁合同第二页")
    first = Deadline.objects.get(case=case, task__step="first_review", task__state="open")
    assert first.state == "paused"
    assert IssuedPaper.objects.get(case=case).title == "补正材料一次性告知书"
    with clock.at(moment("2026-01-15T10:00")):
        service.act(case.key, "supplement", "submit", office.applicant)
    first.refresh_from_db()
    assert first.state == "open"
    assert first.at > before


def test_nobody_acts_for_another_unit(office: Office) -> None:
    case = office.applied()
    for stranger in (office.stranger, office.other_county):
        with pytest.raises(NotThere):
            service.act(case.key, "first_review", "pass", stranger)
        assert not access.cases(stranger).exists()
    with pytest.raises(NotAllowed):
        service.act(case.key, "first_review", "pass", office.applicant)
    with pytest.raises(NotAllowed):
        service.act(case.key, "first_review", "pass", office.city)


def test_a_unit_without_the_role_acts_no_more(office: Office) -> None:
    case = office.applied()
    step = case.tasks.get(state="open").step
    assert office.county.unit
    office.county.unit.roles.all().delete()
    with pytest.raises(NotAllowed, match="不再担任"):
        service.save(case.key, step, office.county, {})


def test_a_viewer_only_reads(office: Office) -> None:
    from tests.office.cases.office import person

    case = office.applied()
    assert office.county.unit
    viewer = person(office.county.unit, "viewer")
    assert access.case(viewer, case.key) == case
    with pytest.raises(NotAllowed):
        service.act(case.key, "first_review", "pass", viewer)


def test_a_stale_page_and_a_double_submit(office: Office) -> None:
    case = office.applied()
    service.act(case.key, "first_review", "pass", office.county, version=1, token="t-1")
    again = service.act(case.key, "first_review", "pass", office.county, version=1, token="t-1")
    assert again.version == 2
    with pytest.raises(Stale, match="禾丰县人社局"):
        service.act(
            case.key,
            "first_review",
            "refuse",
            office.county,
            reasons="晚了",
            version=1,
            token="t-2",
        )
    assert Act.objects.filter(case=case, step="first_review").count() == 1


def test_a_draft_is_private_and_can_be_thrown_away(office: Office) -> None:
    case = office.begun()
    with pytest.raises(NotThere):
        access.case(office.county, case.key)
    service.discard(case.key, office.applicant)
    assert not Case.objects.filter(pk=case.pk).exists()
    handed_in = office.applied()
    with pytest.raises(NotAllowed):
        service.discard(handed_in.key, office.applicant)


def test_a_clock_that_is_set_back_turns_nothing_back(office: Office) -> None:
    case = office.applied()
    with clock.at(moment("2025-12-01T09:00")):
        done = service.act(case.key, "first_review", "pass", office.county)
    assert done.changed == case.changed


def test_the_whole_case_as_data(office: Office) -> None:
    case = office.applied()
    told = shapes.whole(case, office.county)
    task = next(each for each in told["tasks"] if each["mine"])
    assert task["label"] == "初审"
    assert task["deadline"]["convention"]
    assert {way["key"] for way in task["outcomes"]} == {"pass", "gaps", "refuse"}
    assert told["in_force"]["in_force"] is True
    assert not any(each["mine"] for each in shapes.whole(case, office.applicant)["tasks"])


def test_extending_is_refused_where_the_text_is_silent(office: Office) -> None:
    case = office.applied()
    with pytest.raises(Refused, match="没有允许延长"):
        service.extend(case.key, "first_review", office.county, "忙")


def test_an_expired_document_begins_nothing_new_unless_somebody_says_so(office: Office) -> None:
    with clock.at(moment("2031-03-03T09:00")):
        with pytest.raises(Refused, match="不在施行期") as refused:
            service.start(SUBSIDY, office.applicant, parties={"county_hr": "hefeng-hr"})
        assert refused.value.clause == "麓人社发〔2025〕14号 第十四条"
        case = service.start(
            SUBSIDY, office.applicant, parties={"county_hr": "hefeng-hr"}, even_if_not_in_force=True
        )
    assert shapes.whole(case, office.applicant)["state"] == "draft"


def test_whoever_began_a_case_hears_how_it_ended(office: Office) -> None:
    case = office.applied(owns_home=True)
    service.act(case.key, "first_review", "refuse", office.county, reasons="有自有住房")
    told = Notice.objects.get(unit=office.applicant.unit, kind="told")
    assert "不予发放" in told.text
    assert "有自有住房" in told.text
