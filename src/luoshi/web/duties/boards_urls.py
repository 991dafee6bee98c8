"""Which page of the board, of an item, of registering answers at which address."""

from django.urls import path, register_converter

from luoshi.web.duties import boards, duty_settings, items, registering


class ItemKey:
    """The key of an item in an address, as 督〔2026〕12: no page of the office begins so."""

    regex = r"[^/.a-z][^/.]{0,39}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


JSON = {"form": "json"}
XLSX = {"form": "xlsx"}

register_converter(ItemKey, "item")

urlpatterns = [
    path("office/duties/", boards.board, name="duty-board"),
    path("office/duties.json", boards.board, JSON, name="duty-board-json"),
    path("office/duties.xlsx", boards.board, XLSX, name="duty-board-xlsx"),
    path("office/duties/filters/", boards.keep, name="duty-keep"),
    path("office/duties/filters/<row:number>/forget/", boards.forget, name="duty-forget"),
    path("office/duties/heat/", boards.heat, name="duty-heat"),
    path("office/duties/heat.json", boards.heat, JSON, name="duty-heat-json"),
    path("office/duties/heat.xlsx", boards.heat, XLSX, name="duty-heat-xlsx"),
    path("office/duties/timeline/", boards.timeline, name="duty-timeline"),
    path("office/duties/timeline.json", boards.timeline, JSON, name="duty-timeline-json"),
    path("office/duties/timeline.xlsx", boards.timeline, XLSX, name="duty-timeline-xlsx"),
    path("office/duties/units/<slug:code>.json", boards.unit, JSON, name="duty-unit-json"),
    path("office/duties/units/<slug:code>.xlsx", boards.unit, XLSX, name="duty-unit-xlsx"),
    path("office/duties/units/<slug:code>/", boards.unit, name="duty-unit"),
    path("office/duties/units/<slug:code>/read/", boards.reminders_read, name="duty-unit-read"),
    path("office/duties/register/", registering.listed, name="duty-register"),
    path("office/duties/register.json", registering.listed, JSON, name="duty-register-json"),
    path("office/duties/register.xlsx", registering.listed, XLSX, name="duty-register-xlsx"),
    path("office/duties/register/new/", registering.new, name="duty-new"),
    path("office/duties/register/<row:number>/", registering.one, name="duty-register-one"),
    path("office/duties/settings/", duty_settings.settings, name="duty-settings"),
    path("office/duties/settings.json", duty_settings.settings, JSON, name="duty-settings-json"),
    path("office/duties/settings.xlsx", duty_settings.settings, XLSX, name="duty-settings-xlsx"),
    path("office/duties/orphans/", items.orphans, name="duty-orphans"),
    path("office/duties/orphans.json", items.orphans, JSON, name="duty-orphans-json"),
    path("office/duties/orphans.xlsx", items.orphans, XLSX, name="duty-orphans-xlsx"),
    path("office/duties/<item:key>.json", items.item, JSON, name="duty-item-json"),
    path("office/duties/<item:key>.xlsx", items.item, XLSX, name="duty-item-xlsx"),
    path("office/duties/<item:key>/", items.item, name="duty-item"),
    path("office/duties/<item:key>/acts/<slug:act>/", items.act, name="duty-act"),
    path("office/duties/<item:key>/files/<row:number>/", items.evidence, name="duty-file"),
]
