"""朔政办发〔2023〕33号 朔州市煤炭保供应急预案: its procedures."""

from luoshi.policies.shuozhou.coal_supply import reports, response, upkeep, warning
from luoshi.procedures import Procedure

PROCEDURES: tuple[Procedure, ...] = (
    *warning.PROCEDURES,
    *response.PROCEDURES,
    *reports.PROCEDURES,
    *upkeep.PROCEDURES,
)
