"""威政办字〔2023〕35号 第2章: who acts."""

from luoshi.policies.weihai.market_supply import tables
from luoshi.procedures import Role

AGENCY = ("agency",)

OFFICE = Role("office", tables.OFFICE, AGENCY, "2.2第一段", sole=True)
HEADQUARTERS = Role("headquarters", tables.HEADQUARTERS, AGENCY, "2.1.1", sole=True)
CHIEF = Role("chief", tables.CHIEF, AGENCY, "2.1.1", sole=True)
DEPUTY = Role("deputy", tables.DEPUTY, AGENCY, "2.1.1", sole=True)
LEADER = Role("leader", "市主要领导", AGENCY, "4.3.1（4）", sole=True)
GOVERNMENT = Role("government", "市政府（市政府值班室）", AGENCY, "4.1第一段", sole=True)
EMERGENCY = Role("emergency", "市应急局", AGENCY, "3.3（1）", sole=True)
SUPERIOR = Role("superior", "上级政府主管部门", AGENCY, "3.3（3）", sole=True)
DISTRICT = Role("district", tables.DISTRICT, AGENCY, "2.1.2（11）")
TOWN = Role("town", "镇政府（街道办事处）", AGENCY, "4.1第一段")
EXPERTS = Role("experts", "专家组", AGENCY, "2.5第一段", sole=True)

PROPAGANDA = Role("propaganda", tables.PROPAGANDA, AGENCY, "2.1.2（1）", sole=True)
CYBER = Role("cyber", tables.CYBER, AGENCY, "2.1.2（2）", sole=True)
REFORM = Role("reform", tables.REFORM, AGENCY, "2.1.2（3）", sole=True)
INDUSTRY = Role("industry", tables.INDUSTRY, AGENCY, "2.1.2（4）", sole=True)
POLICE = Role("police", tables.POLICE, AGENCY, "2.1.2（5）", sole=True)
FINANCE = Role("finance", tables.FINANCE, AGENCY, "2.1.2（6）", sole=True)
TRANSPORT = Role("transport", tables.TRANSPORT, AGENCY, "2.1.2（7）", sole=True)
FARMING = Role("farming", tables.FARMING, AGENCY, "2.1.2（8）", sole=True)
COMMERCE = Role("commerce", tables.COMMERCE, AGENCY, "2.1.2（9）", sole=True)
MARKET = Role("market", tables.MARKET, AGENCY, "2.1.2（10）", sole=True)
MEMBERS = (
    PROPAGANDA, CYBER, REFORM, INDUSTRY, POLICE, FINANCE, TRANSPORT, FARMING, COMMERCE, MARKET,
)  # fmt: skip

TRADES = Role("trades", "生活必需品各相关行业主管部门", AGENCY, "4.3.3.2（2）")
ENFORCERS = Role("enforcers", "执法部门", AGENCY, "4.3.3.2（6）")
RESERVES = Role("reserves", "储备投放的相关部门", AGENCY, "4.3.3.3（2）")
CLAIMANT = Role("claimant", "受损失的企业或个人", ("company", "person"), "5.1第一段")

_NAMED = (OFFICE, HEADQUARTERS, DISTRICT, *MEMBERS, TRADES, ENFORCERS, RESERVES)
BY_NAME = {**{each.label: (each,) for each in _NAMED}, tables.DEPARTMENTS: MEMBERS}
"""Roles by the names that the tables of measures use."""
