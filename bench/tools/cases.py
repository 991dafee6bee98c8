"""What is asked of the rules, and of OpenFisca: a hundred different cases of the same kind."""

import json
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from bench.tools.server import HOST

RULE = "jinan.outpatient_insurance.outpatient_payment"
PATH = f"/api/rules/{RULE}/explain"
DAY = date(2024, 3, 1)
DIFFERENT = 100
PEER = "OpenFisca: one person's income tax and basic income with all that they need, 7 calculations"
_SEED = 1
_MONTH = "2017-01"


def facts() -> list[dict[str, Any]]:
    """Facts of outpatient payments, all of which the rule needs."""
    dice = Random(_SEED)
    return [
        {
            "level": dice.choice(["三级", "二级", "一级"]),
            "person": dice.choice(["在职职工", "退休人员"]),
            "place": "临时外出：省外",
            "cost": f"{dice.randint(20_000, 400_000) / 100:.2f}",
            "deductible_left": dice.randint(0, 200),
            "paid_this_year": dice.randint(0, 3_000),
        }
        for _ in range(DIFFERENT)
    ]


def questions() -> list[dict[str, Any]]:
    """The same as they go over HTTP."""
    return [{"on": DAY.isoformat(), "facts": each} for each in facts()]


def situations() -> list[dict[str, Any]]:
    """Persons with a wage, in the form of OpenFisca."""
    dice = Random(_SEED)
    return [
        {
            "persons": {
                "Ari": {
                    "birth": {"ETERNITY": f"{dice.randint(1950, 1999)}-01-01"},
                    "salary": {_MONTH: dice.randint(1_000, 9_000)},
                    "income_tax": {_MONTH: None},
                    "basic_income": {_MONTH: None},
                }
            },
            "households": {"_": {"adults": ["Ari"]}},
        }
        for _ in range(DIFFERENT)
    ]


def example() -> Any:
    """A larger situation that comes with the country template."""
    folder = files("openfisca_country_template") / "situation_examples"
    return json.loads((folder / "couple.json").read_text("utf-8"))


def peer_server(home: Path, port: int, workers: int) -> list[str]:
    """The command that serves OpenFisca's Web API as its own documentation does."""
    configuration = home / "openfisca.py"
    configuration.write_text(
        f'bind = "{HOST}:{port}"\nworkers = {workers}\nloglevel = "warning"\n', "utf-8"
    )
    return [
        sys.executable, "-c", "from openfisca_core.scripts.openfisca_command import main; main()",
        "serve", "--country-package", "openfisca_country_template", "-f", str(configuration),
    ]  # fmt: skip
