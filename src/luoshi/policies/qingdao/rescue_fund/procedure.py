"""青政办发〔2020〕12号 青岛市道路交通事故社会救助基金管理办法: who does what, by when, with which money.

The chapters stand in files of their own: ``funding`` (第二章), ``advancing`` and ``disputing`` (第三章 and 第十七条),
``recovering`` and ``overseeing`` (第四章、第五章); who acts and what is registered in ``registers``.
"""

from luoshi.policies.qingdao.rescue_fund.advancing import (
    ADVANCE_CASE,
    OUTLET,
    OUTLET_CHANGE,
)
from luoshi.policies.qingdao.rescue_fund.disputing import DISPUTE
from luoshi.policies.qingdao.rescue_fund.funding import (
    ACCOUNTS,
    ALLOCATION,
    FINES_TRANSFER,
    INSURER_LEAVING,
    INSURER_LISTING,
    OTHER_INCOME,
    PREMIUM_TRANSFER,
)
from luoshi.policies.qingdao.rescue_fund.overseeing import (
    ANNUAL_REPORT,
    ENTRUST,
    EVALUATION,
    HOSPITAL_BREACH,
    OPERATOR_BREACH,
    QUARTERLY_REPORT,
    WINDING_UP,
)
from luoshi.policies.qingdao.rescue_fund.recovering import RECOVERY, WRITE_OFF

PROCEDURES = (
    ENTRUST,
    EVALUATION,
    OTHER_INCOME,
    ACCOUNTS,
    INSURER_LISTING,
    INSURER_LEAVING,
    PREMIUM_TRANSFER,
    FINES_TRANSFER,
    ALLOCATION,
    ADVANCE_CASE,
    DISPUTE,
    OUTLET,
    OUTLET_CHANGE,
    RECOVERY,
    WRITE_OFF,
    QUARTERLY_REPORT,
    ANNUAL_REPORT,
    WINDING_UP,
    HOSPITAL_BREACH,
    OPERATOR_BREACH,
)
"""In the order of the articles."""
