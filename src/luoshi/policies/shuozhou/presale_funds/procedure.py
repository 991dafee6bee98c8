"""朔住建发〔2023〕65号 朔州市商品房预售资金监管办法: its procedures, in article order."""

from luoshi.policies.shuozhou.presale_funds.accounts import ACCOUNT, BANK_CHANGE, CHANGE
from luoshi.policies.shuozhou.presale_funds.banks import BANK_ENTRY, BANK_EVALUATION
from luoshi.policies.shuozhou.presale_funds.deposits import DEPOSITING
from luoshi.policies.shuozhou.presale_funds.endings import LIFT, REFUNDING, TAKEOVER
from luoshi.policies.shuozhou.presale_funds.oversight import (
    BANK_LIABILITY,
    CORRECTION,
    COURT,
    HELPER,
    MISUSE,
    PATROL,
    RECONCILIATION,
)
from luoshi.policies.shuozhou.presale_funds.payouts import (
    FREE_WITHDRAWAL,
    NODE,
    PAYOUT,
    PROJECT_NODE,
)
from luoshi.procedures import Procedure

PROCEDURES: tuple[Procedure, ...] = (
    BANK_ENTRY, BANK_EVALUATION, ACCOUNT, CHANGE, BANK_CHANGE, DEPOSITING, FREE_WITHDRAWAL, NODE, PROJECT_NODE,
    PAYOUT, TAKEOVER, LIFT, REFUNDING, PATROL, RECONCILIATION, MISUSE, COURT, CORRECTION, BANK_LIABILITY, HELPER,
)  # fmt: skip
