"""Who takes part (第2章、4.2、5.2): the headquarters, its office, the units with cards, firms."""

from luoshi.policies.shuozhou.coal_supply.duties import AT_ONE, AT_TWO, UNITS
from luoshi.procedures import Role

OFFICE = Role("office", "市指挥部办公室（市能源局）", ("agency",), "2.2第一段", sole=True)
DIRECTOR = Role(
    "director", "市指挥部办公室主任（市能源局主要负责人）", ("agency",), "2.2第一段", sole=True
)
COMMANDER = Role("commander", "市指挥部指挥长（市长）", ("agency",), "2.1第二段", sole=True)
DEPUTY = Role(
    "deputy", "副指挥长（分管能源工作的副市长）", ("agency",), "2.1第三段", watches=True, sole=True
)
DISPATCH = Role("dispatch", "市调度指挥组", ("agency",), "2.3第一段", sole=True)
HIGHER = Role("higher", "市应急救援总指挥部", ("agency",), "5.3第一段", sole=True)

_CLAUSES = {each.unit: each.clause for each in (*AT_ONE, *AT_TWO)}
BY_UNIT = {
    key: Role(key, name, ("agency", "institution", "company"), _CLAUSES[key], sole=True)
    for key, name in UNITS.items()
}
"""The roles of the units that have a card of their own, by the keys of ``duties.UNITS``."""
ENERGY, TRANSPORT, POLICE = BY_UNIT["energy"], BY_UNIT["transport"], BY_UNIT["police"]
WEATHER, EMERGENCY, INDUSTRY = BY_UNIT["weather"], BY_UNIT["emergency"], BY_UNIT["industry"]
MINES, COMMERCE = BY_UNIT["mines"], BY_UNIT["commerce"]
LAND = Role("land", "市规划和自然资源局", ("agency",), "4.2.2第一段", sole=True)
CARDED = tuple(BY_UNIT.values())
MEMBER = Role("member", "市指挥部其他成员单位", ("agency", "institution", "company"), "2.1第四段")
COUNTY = Role("county", "县（市、区）人民政府（县级指挥部）", ("agency",), "5.2第一段")

WARNER = Role("warner", "发布预警的部门", ("agency",), "4.2第一段")
DEPARTMENTS = (ENERGY, POLICE, WEATHER, EMERGENCY, LAND, TRANSPORT)
BUREAU = Role("bureau", "市、县（市、区）能源局", ("agency",), "4.1第一段")
GOVERNMENT = Role("government", "本级人民政府", ("agency",), "3第一段")
ABOVE = Role("above", "上一级煤炭保供主管部门", ("agency",), "3第一段")
REPORTER = Role("reporter", "报送信息的单位", ("agency", "institution", "company"), "5.1（1）")
FIRM = Role("firm", "煤炭企业（煤矿）", ("company",), "4.2.2（4）")
STORE = Role("store", "洗（选）煤厂、煤场、集装站", ("company",), "4.2.2（5）")
TEAM = Role("team", "应急救援队伍", ("agency", "institution", "company"), "4.2第一段")
