"""威政办字〔2023〕35号 威海市生活必需品市场供应应急预案: its procedures, in the order of the plan."""

from luoshi.policies.weihai.market_supply.reporting import (
    DAILY_PRICES,
    DAILY_REPORT,
    DISTRICT_REPORT,
    EARLY,
    FINAL_REPORT,
    REPORT,
)
from luoshi.policies.weihai.market_supply.response import DISTRICT_RESPONSE, RESPONSE
from luoshi.policies.weihai.market_supply.supplying import (
    COMPENSATION,
    DRILL,
    DRILL_DUE,
    FILING,
    LOGISTICS,
    RELEASE,
    SPECIAL,
    WIDENING,
)
from luoshi.policies.weihai.market_supply.warning import CONSULTATION, DISTRICT_WARNING, WARNING
from luoshi.procedures import Procedure

PROCEDURES: tuple[Procedure, ...] = (
    CONSULTATION, DAILY_REPORT, DAILY_PRICES, WARNING, DISTRICT_WARNING, REPORT, DISTRICT_REPORT, EARLY, RESPONSE,
    DISTRICT_RESPONSE, FINAL_REPORT, LOGISTICS, SPECIAL, WIDENING, COMPENSATION, RELEASE, DRILL, DRILL_DUE, FILING,
)  # fmt: skip
