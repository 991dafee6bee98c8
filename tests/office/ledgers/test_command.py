"""``luoshi ledger`` as a process would see it, without the wiring of the command line."""

import json
from pathlib import Path

import pytest

from luoshi.cli import ledgering
from luoshi.cli.failure import Failure, of_any
from luoshi.office.ledgers.errors import BankFileError, LedgerError
from luoshi.office.ledgers.models import Account

from .conftest import AT, move
from .test_banking import FIRST, HEAD, sheet

DAY = AT.date()


@pytest.fixture(autouse=True)
def _open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgering, "open_archive", lambda: None)


def ran(*words: str, account: str = "", as_json: bool = False) -> int:
    return ledgering.ledger(words, DAY, DAY, account, as_json)


def test_accounts_are_listed(books: str, capsys: pytest.CaptureFixture[str]) -> None:
    move("out", "permit:key", 1234_56)
    assert ran() == 0
    assert "1,234.56元" in capsys.readouterr().out
    assert ran(as_json=True) == 0
    listed = json.loads(capsys.readouterr().out)["accounts"]
    assert {each["code"]: each["balance"] for each in listed}["permit"] == 1234_56


def test_a_statement_is_told(books: str, capsys: pytest.CaptureFixture[str]) -> None:
    move("out", "permit:key", 1234_56, memo="按揭入账")
    assert ran("permit:key") == 0
    told = capsys.readouterr().out
    assert "按揭入账" in told
    assert "期末余额 1,234.56元" in told
    assert ran("permit:key", as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["closing"] == 1234_56
    with pytest.raises(LedgerError) as caught:
        ran("nowhere")
    assert of_any(caught.value).where == "账簿"


def test_the_check_is_told(books: str, capsys: pytest.CaptureFixture[str]) -> None:
    move("out", "permit:key", 5)
    assert ran("check") == 0
    assert "都相符" in capsys.readouterr().out
    Account.objects.filter(code="permit:key").update(balance=4)
    assert ran("check", as_json=True) == 1
    assert not json.loads(capsys.readouterr().out)["sound"]
    assert ran("check") == 1
    assert "permit:key" in capsys.readouterr().out


def test_a_bank_file_is_taken_in(
    books: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "三月.csv"
    file.write_bytes(sheet(HEAD, FIRST))
    assert ran("import", str(file), account="permit:key") == 1
    assert "银行有、账上无" in capsys.readouterr().out
    move("out", "permit:key", 1000_00)
    assert ran("import", str(file), account="permit:key", as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["again"]
    assert told["differences"]["rest"] == 0
    file.write_bytes(sheet(HEAD, FIRST.replace("1000.00,1000.00", "1000.00,1.00"), FIRST))
    with pytest.raises(BankFileError) as caught:
        ran("import", str(file), account="permit:key")
    assert of_any(caught.value).where == "三月.csv 第3行"


def test_bad_words_are_told(books: str) -> None:
    for words in (("import", "x"), ("a", "b")):
        with pytest.raises(Failure):
            ran(*words)
