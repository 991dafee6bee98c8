"""济政字〔2022〕83号: its procedures (程序), in the order in which the document comes to them."""

from luoshi.policies.jinan.prepaid_cards.cards import CARD_PROCEDURES
from luoshi.policies.jinan.prepaid_cards.filing import FILING
from luoshi.policies.jinan.prepaid_cards.lights import SUPERVISION_PROCEDURES
from luoshi.procedures import Procedure

PROCEDURES: tuple[Procedure, ...] = (*FILING, *CARD_PROCEDURES, *SUPERVISION_PROCEDURES)
