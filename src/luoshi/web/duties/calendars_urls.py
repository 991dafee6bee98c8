"""Where the calendar, its feeds and what a phone reads of them stand; before the pages of items."""

from __future__ import annotations

from typing import Any

from django.urls import path

from luoshi.web.duties import calendars

JSON: dict[str, Any] = {"form": "json"}
XLSX: dict[str, Any] = {"form": "xlsx"}
ICS: dict[str, Any] = {"form": "ics"}
_FEEDS = "office/duties/feeds"

urlpatterns = [
    path("calendar/", calendars.calendar, name="duty-calendar"),
    path("calendar.json", calendars.calendar, JSON, name="duty-calendar-json"),
    path("calendar.xlsx", calendars.calendar, XLSX, name="duty-calendar-xlsx"),
    path("calendar.ics", calendars.calendar, ICS, name="duty-calendar-ics"),
    path(f"{_FEEDS}/", calendars.feeds, name="duty-feeds"),
    path(f"{_FEEDS}.json", calendars.feeds, JSON, name="duty-feeds-json"),
    path(f"{_FEEDS}.xlsx", calendars.feeds, XLSX, name="duty-feeds-xlsx"),
    path(f"{_FEEDS}/<row:number>/revoke/", calendars.revoke, name="duty-feed-revoke"),
    path("c/<str:token>.ics", calendars.subscribed, name="calendar-feed"),
]
