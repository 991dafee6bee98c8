"""Two rules written for OpenFisca-Core, computed on columns that the measure left in a folder.

Run by a Python that has openfisca-core: ``python -m bench.tools.fisca FOLDER ROWS NAME HOW ROUNDS``. It
writes the results to ``FOLDER/NAME.out`` and prints the seconds of each round: a new simulation, inputs
set, one variable calculated. ``HOW`` is ``words`` for categories as words, or ``codes`` for categories that
are numbered already.
"""

# Variables are classes in small letters, and their formulas take a population: so OpenFisca wants it.
# ruff: noqa: N801, N805
# pyright: reportCallIssue=false, reportMissingImports=false, reportArgumentType=false

import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.populations import Population
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2024-06"
Case = build_entity(key="case", plural="cases", label="A case", is_person=True)


class Level(Enum):
    third = "三级"
    second = "二级"
    first = "一级"


class Insured(Enum):
    employed = "在职职工"
    retired = "退休人员"
    veteran = "建国前老工人"


class Place(Enum):
    here = "本市"
    residence = "已备案的异地长期居住地"
    unfiled = "未备案的异地长期居住地"
    in_province = "临时外出：省内其他地市"
    outside = "临时外出：省外"


class Enterprise(Enum):
    special = "专精特新企业"
    reserve = "全省资本市场后备资源库企业"
    high_tech = "高新技术企业"
    other = "其他支小支农支新业务"


class Client(Enum):
    small = "小微企业"
    farm = "三农"
    strategic = "战略性新兴产业企业"
    other = "其他"


class Business(Enum):
    working_capital = "流动资金贷款"
    fixed_assets = "固定资产贷款"
    acceptance = "银行承兑汇票"
    letter_of_credit = "信用证"
    trade_finance = "贸易融资"
    credit_line = "综合授信"
    approved = "监管部门核定的其他银行贷款担保"
    other = "其他担保"


ENUMS = {
    "level": Level, "person": Insured, "place": Place, "enterprise": Enterprise, "client": Client,
    "business": Business,
}  # fmt: skip
NUMBERS = ("cost", "deductible_left", "paid_this_year", "amount", "fee_rate", "days")
INPUTS = {
    "payment": ("level", "person", "place", "cost", "deductible_left", "paid_this_year"),
    "subsidy": ("amount", "fee_rate", "bank_shares_risk", "client", "business", "enterprise", "days"),
}  # fmt: skip


def since(value: float, day: str = "2023-01-01") -> dict[str, object]:
    return {"values": {day: {"value": value}}}


PARAMETERS = {
    "outpatient": {
        "rate": {
            "third": {"values": {"2023-01-01": {"value": 0.5}}},
            "second": {"values": {"2023-01-01": {"value": 0.7}}},
            "first": {"values": {"2023-01-01": {"value": 0.7}}},
        },
        "retired_rise": {"values": {"2023-01-01": {"value": 0.0}, "2024-01-01": {"value": 0.05}}},
        "veteran_rise": since(0.05),
        "away_reduction": since(0.1),
        "limit": {"values": {"2023-01-01": {"value": 4500}, "2024-01-01": {"value": 6000}}},
    },
    "guarantee": {
        "breakeven_key": since(0.025),
        "breakeven_other": since(0.02),
        "most_amount": since(10_000_000),
        "most_rate": since(0.015),
        "days_of_year": since(365),
    },
}


class rate(Variable):
    value_type, entity, definition_period = float, Case, MONTH

    def formula(case, period, parameters):
        p = parameters(period).outpatient
        person, place = case("person", period), case("place", period)
        pensioner = (person == Insured.retired) + (person == Insured.veteran)
        return (
            p.rate[case("level", period)]
            + pensioner * p.retired_rise
            + (person == Insured.veteran) * p.veteran_rise
            - (place == Place.outside) * p.away_reduction
        )


class limit_left(Variable):
    value_type, entity, definition_period = float, Case, MONTH

    def formula(case, period, parameters):
        limit = parameters(period).outpatient.limit
        return np.maximum(limit - case("paid_this_year", period), 0)


class payment(Variable):
    value_type, entity, definition_period = float, Case, MONTH

    def formula(case, period, parameters):
        covered = np.maximum(case("cost", period) - case("deductible_left", period), 0)
        paid = np.minimum(case("rate", period) * covered, case("limit_left", period))
        return np.floor(paid * 100 + 0.5) / 100


class in_scope(Variable):
    value_type, entity, definition_period = bool, Case, MONTH

    def formula(case, period, parameters):
        p = parameters(period).guarantee
        return (
            (case("amount", period) <= p.most_amount)
            * (case("fee_rate", period) < p.most_rate)
            * case("bank_shares_risk", period)
            * (case("client", period) != Client.other)
            * (case("business", period) != Business.other)
        )


class breakeven(Variable):
    value_type, entity, definition_period = float, Case, MONTH

    def formula(case, period, parameters):
        p = parameters(period).guarantee
        other = case("enterprise", period) == Enterprise.other
        return np.where(other, p.breakeven_other, p.breakeven_key)


class subsidy(Variable):
    value_type, entity, definition_period = float, Case, MONTH

    def formula(case, period, parameters):
        p = parameters(period).guarantee
        gap = case("breakeven", period) - case("fee_rate", period)
        owed = gap * case("amount", period) * case("days", period) / p.days_of_year
        owed = np.where(case("in_scope", period), owed, 0)
        return np.floor(owed * 100 + 0.5) / 100


def system() -> TaxBenefitSystem:
    made = TaxBenefitSystem([Case])
    common = {"entity": Case, "definition_period": MONTH}
    for name, options in ENUMS.items():
        values = {
            "value_type": Enum,
            "possible_values": options,
            "default_value": next(iter(options)),
        }
        made.add_variable(type(name, (Variable,), {**common, **values}))
    for name in NUMBERS:
        made.add_variable(type(name, (Variable,), {**common, "value_type": float}))
    made.add_variable(type("bank_shares_risk", (Variable,), {**common, "value_type": bool}))
    for formula in (rate, limit_left, payment, in_scope, breakeven, subsidy):
        made.add_variable(formula)
    made.parameters = ParameterNode("", data=PARAMETERS)
    return made


def column(folder: Path, name: str, how: str) -> object:
    if name in ENUMS:
        codes = np.fromfile(folder / name, np.uint8)
        terms = (folder / f"{name}.terms").read_text("utf-8").split("\n")
        if terms != [each.value for each in ENUMS[name]]:
            raise SystemExit(f"{name}: {terms} are not the terms of this formula")
        if how == "words":
            return np.array([each.name for each in ENUMS[name]])[codes]
        return EnumArray(codes, ENUMS[name])
    if name == "bank_shares_risk":
        return np.fromfile(folder / name, np.uint8).astype(bool)
    return np.fromfile(folder / name, np.float64)


def main(folder: Path, rows: int, name: str, how: str, rounds: int) -> None:
    law = system()
    inputs = {each: column(folder, each, how) for each in INPUTS[name]}
    found = np.zeros(0)
    for _ in range(rounds):
        began = time.perf_counter()
        population = Population(law.person_entity)
        population.count = rows
        simulation = Simulation(law, {"case": population})
        for each, values in inputs.items():
            simulation.set_input(each, PERIOD, values)
        found = simulation.calculate(name, PERIOD)
        print(time.perf_counter() - began, flush=True)
    found.astype(np.float64).tofile(folder / f"{name}.out")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
