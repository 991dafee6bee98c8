"""The calendar for phones and desks (iCalendar, RFC 5545): whole days, a stable UID each, a reminder before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone

from luoshi.office import clock
from luoshi.office.duties.calendaring import Entry

MEDIA_TYPE = "text/calendar; charset=utf-8"
BEFORE = timedelta(days=3)
"""How long before the day a phone reminds."""
ZONE = "Asia/Shanghai"
_AGAIN = "PT12H"


def ics(
    entries: Iterable[Entry],
    name: str = "落实日历",
    *,
    url: Callable[[Entry], str] | None = None,
    now: datetime | None = None,
) -> bytes:
    """Entries as an iCalendar file.

    Args:
        entries: of `luoshi.office.duties.calendaring`.
        name: how the phone calls the calendar.
        url: the page of an entry, where there is one.
        now: when it was made.
    """
    stamp = now or clock.now()
    made = Calendar()
    made.add("prodid", "-//luoshi//calendar//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", ZONE)
    made.add("x-published-ttl", _AGAIN)
    made.add_component(Timezone.from_tzid(ZONE))
    for each in entries:
        made.add_component(_event(each, stamp, url(each) if url else ""))
    return made.to_ical()


def _event(entry: Entry, stamp: datetime, url: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@luoshi")
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", summary(entry))
    event.add("description", described(entry))
    event.add("categories", list(entry.source_words.split("、")))
    event.add("transp", "TRANSPARENT")
    if url:
        event.add("url", url)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary(entry))
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    return event


def summary(entry: Entry) -> str:
    """What falls due, in one line."""
    sample = "样例：" if entry.sample else ""
    more = f"等{len(entry.more) + 1}项" if entry.more else ""
    return f"{sample}{entry.what[:60]}{more}"


def described(entry: Entry) -> str:
    """Who, by which clause, where it comes from."""
    lines = [
        *(entry.what, *entry.more),
        f"单位：{'、'.join(entry.units)}" if entry.units else "",
        f"依据：{entry.address}" if entry.address else "",
        f"《{entry.title}》" if entry.title and entry.title not in entry.address else "",
        f"原文时间：{entry.words}" if entry.words else "",
        f"计算：{entry.convention}" if entry.convention else "",
        f"存疑：{'；'.join(entry.doubts)}" if entry.doubts else "",
        f"督办事项：{'、'.join(entry.items)}" if entry.items else "",
        f"来源：{entry.source_words}",
    ]
    return "\n".join(each for each in lines if each)
