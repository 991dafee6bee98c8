"""``luoshi interview``: only what still matters is asked, and every answer can be taken back."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from luoshi import policies
from luoshi.cli.app import app
from luoshi.rules.cases import WorkedCase, load
from tests.cli.conftest import Said

KEY = "specimen.rent_subsidy.monthly_subsidy"
ON = ("--on", "2025-10-01")
DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
EXAMPLE = re.compile(r"```text\n\$ luoshi interview [^\n]+\n(?P<answer>.*?)```", re.S)


def talk(answers: Sequence[str], *words: str, key: str = KEY, on: Sequence[str] = ON) -> Said:
    """An interview with these answers, one a line, and then the end of the input."""
    text = "".join(f"{answer}\n" for answer in answers)
    result = CliRunner().invoke(app, ["interview", key, *on, *words], input=text)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Said(result.exit_code, result.stdout, result.stderr)


def asked(said: Said) -> list[str]:
    """The labels asked for, in order."""
    lines = (line for line in said.out.splitlines() if line[:1].isdigit())
    return [line.partition(". ")[2].partition("（")[0].split("  ")[0] for line in lines]


def test_by_number_or_by_word() -> None:
    by_number = talk(["1", "2"])
    assert by_number.code == 0
    assert asked(by_number) == ["在禾丰县或者松陂县就业", "学历"]
    assert "每月补贴额：1,200元" in by_number.out
    assert "第五条（四）" in by_number.out  # the steps follow
    assert talk(["是", "硕士研究生"]).out.splitlines()[-5:] == by_number.out.splitlines()[-5:]
    assert "每月补贴额：600元" in talk(["否", "3"]).out


def test_what_is_known_is_not_asked() -> None:
    said = talk(["2"], "--fact", "in_raised_county=否")
    assert asked(said) == ["学历"]
    assert "每月补贴额：1,000元" in said.out
    facts = json.dumps({"in_raised_county": True, "degree": "博士研究生"}, ensure_ascii=False)
    full = talk([], "--facts", facts)
    assert (full.code, asked(full)) == (0, [])
    assert "1,800元" in full.out


def test_help_tells_how_to_fill_it_and_the_clause() -> None:
    said = talk(["?", "？", "1", "1"])
    assert said.code == 0
    assert said.out.count("条款：麓人社发〔2025〕14号 第五条（四）") == 2


def test_an_answer_that_does_not_fit_is_asked_again() -> None:
    said = talk(["3", "0", "也许", "", "1", "4", "专科毕业生", "１", "1"])
    assert said.code == 0
    assert said.out.count("✗ ") == 6
    assert "请作答" in said.out
    assert "1,800元" in said.out


def test_going_back() -> None:
    said = talk(["u", "是", "u", "否", "2"])
    assert said.code == 0
    assert "这是第一项，不能再退" in said.out
    assert asked(said) == [
        "在禾丰县或者松陂县就业", "学历", "在禾丰县或者松陂县就业", "学历",
    ]  # fmt: skip
    assert "每月补贴额：1,000元" in said.out


def test_what_is_left_unknown_is_not_asked_again() -> None:
    said = talk(["不知道"], "--fact", "degree=硕士研究生")
    assert said.code == 3
    assert asked(said) == ["在禾丰县或者松陂县就业"]
    assert "每月补贴额：未知" in said.out
    assert "in_raised_county" in said.out.rpartition("还缺")[2]
    back = talk(["不知道", "是"], "--fact", "degree=硕士研究生")
    assert asked(back) == asked(said)


def test_what_is_left_unknown_may_not_matter() -> None:
    key = "specimen.rent_subsidy.newly_employed_youth"
    order = policies.rule(key).run({}, date(2025, 10, 1)).missing
    assert set(order) == {"graduate", "first_job", "applied", "born"}
    # First employed too early: whatever the others are, the answer is no.
    answers = ["2023-06-01" if name == "first_job" else "不知道" for name in order]
    said = talk(answers, key=key)
    assert said.code == 0
    assert f"{policies.rule(key).label}：否" in said.out
    assert len(asked(said)) == order.index("first_job") + 1


def test_nobody_answers_any_more() -> None:
    said = talk(["是"])
    assert said.code == 3
    assert "degree" in said.out.rpartition("还缺")[2]


def test_bad_prefilled_facts_and_days() -> None:
    assert talk([], "--fact", "degree=专科毕业生").code == 2
    late = talk([], on=("--on", "2030-09-01"))
    assert (late.code, late.out) == (4, "")
    assert "--even-if-not-in-force" in late.err
    assert talk(["1", "2"], "--even-if-not-in-force", on=("--on", "2030-09-01")).code == 0


def test_a_whole_table_is_no_talk() -> None:
    said = talk([], key="jinan.outpatient_insurance.annual_outpatient_payment")
    assert (said.code, said.out) == (2, "")
    assert "--facts @" in said.err


def test_an_answer_that_makes_it_impossible_is_taken_back() -> None:
    key = "shandong.insurance_pooling.flexible_base_allowed"
    order = policies.rule(key).run({}, date(2024, 6, 1)).missing
    assert set(order) == {"base", "average_wage"}
    bad, good = {"base": "4500", "average_wage": "0"}, {"base": "4500", "average_wage": "7500"}
    answers = [*(bad[name] for name in order), "u", *(good[name] for name in order)]
    said = talk(answers, key=key, on=("--on", "2024-06-01"))
    assert said.code == 0
    assert "为零，不能相除" in said.out
    assert said.out.count("这一答已退回") == 1


def test_the_example_in_the_documentation() -> None:
    text = DOCS.read_text("utf-8")
    example = EXAMPLE.search(text)
    assert example is not None
    answers = re.findall(r"^> (.*)$", example["answer"], re.M)
    first, *rest = talk(answers).out.split("> ")
    typed = "".join(f"> {answer}\n{told}" for answer, told in zip(answers, rest, strict=True))
    shown = "\n".join(line.rstrip() for line in (first + typed).splitlines())
    current = text.replace(example["answer"], f"{shown}\n")
    if os.environ.get("LUOSHI_UPDATE_DOCS"):
        DOCS.write_text(current, "utf-8")
    assert current == DOCS.read_text("utf-8"), "run this test with LUOSHI_UPDATE_DOCS=1"


def said_in_words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def script(case: WorkedCase) -> list[str]:
    """The answers of a worked case, in the order in which they are asked for."""
    facts: dict[str, object] = {}
    answers: list[str] = []
    while True:
        outcome = case.rule.run(facts, case.on, even_if_not_in_force=case.even_if_not_in_force)
        if not outcome.missing:
            return answers
        name = outcome.missing[0]
        facts[name] = case.facts[name]
        answers.append(said_in_words(case.facts[name]))


def worked() -> list[WorkedCase]:
    """One worked case of every rule that asks for something and comes out by its defaults."""
    found: dict[str, WorkedCase] = {}
    for policy in policies.catalogue():
        for case in load(policy.folder):
            plain = not case.readings and not case.overrides and "expect" in case.expected
            enough = plain and case.facts and not case.rule.table and not case.problems()
            if enough and (case.rule.key not in found or len(case.facts) > 3):
                found[case.rule.key] = case
    return list(found.values())


def test_worked_cases_come_out_when_they_are_talked_through() -> None:
    cases = worked()[::6]
    assert len(cases) > 50
    for case in cases:
        answers = script(case)
        forced = ["--even-if-not-in-force"] if case.even_if_not_in_force else []
        said = talk(answers, *forced, key=case.rule.key, on=("--on", case.on.isoformat()))
        assert said.code == 0, (case.rule.key, case.name, said.out, said.err)
        assert len(asked(said)) == len(answers), (case.rule.key, said.out)
        wanted = case.expected["expect"]
        if case.rule.unit.name == "元" and isinstance(wanted, int | float):
            assert f"{case.rule.label}：{wanted:,.15g}元" in said.out.splitlines()


def test_interrupted_it_leaves_quietly(tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from luoshi.cli import main; main()"]
    environment = {**os.environ, "LUOSHI_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    process = subprocess.Popen(
        [*program, "interview", KEY, *ON], env=environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    seen = b""
    end = time.monotonic() + 40
    while not seen.endswith(b"> ") and time.monotonic() < end:
        seen += os.read(process.stdout.fileno(), 4096)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, b"")
