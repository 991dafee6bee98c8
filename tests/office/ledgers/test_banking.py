"""Statements of banks: read whole or refused with the line, matched, and what differs."""

import io
import json
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.office.ledgers import bankfile, banking, exports, service
from luoshi.office.ledgers.errors import BankFileError, LedgerError
from luoshi.office.ledgers.models import BankFile, BankLine, Match

from .conftest import AT, CLAUSE, move

HEAD = "交易日期,摘要,借方发生额(元),贷方发生额(元),余额,对方户名,对方账号,交易流水号"
FIRST = "2024-03-01,入账,,1000.00,1000.00,样例银行,6200,S0001"
SECOND = "2024-03-02,支付,300.50,,699.50,样例供应商,6201,S0002"


def sheet(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def read(*lines: str) -> bankfile.BankSheet:
    return bankfile.read("流水.csv", sheet(*lines))


def refused(line: int | None, words: str, *lines: str) -> None:
    with pytest.raises(BankFileError) as caught:
        read(*lines)
    assert words in str(caught.value)
    assert caught.value.line == line
    assert caught.value.name == "流水.csv"


def test_long_cells_and_numbers_beyond_all_numbers_stop_nothing() -> None:
    head, line = "交易日期;收入;支出;余额", "2026-01-02;5;;1"
    for mark in (f"期初余额;{'1' * 130_000}x;;", f"期初余额{'(' * 130_000};;;"):
        assert read(head, mark, line).opening == -4_00  # quadratic, it would take minutes
    refused(2, "不是金额", head, "2026-01-02;1e999999;;1")


def test_a_statement_is_read() -> None:
    told = read("账号：6200,户名：样例公司", "", HEAD, FIRST, SECOND, "合计,,300.50,1000.00")
    assert [(row.n, row.day, row.amount, row.balance) for row in told.rows] == [
        (4, date(2024, 3, 1), 1000_00, 1000_00), (5, date(2024, 3, 2), -300_50, 699_50),
    ]  # fmt: skip
    assert (told.opening, told.closing) == (0, 699_50)
    assert (told.rows[1].counterparty, told.rows[1].serial) == ("样例供应商", "S0002")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_encodings_and_separators(encoding: str, mark: str) -> None:
    data = sheet(HEAD, FIRST).decode().replace(",", mark).encode(encoding)
    assert bankfile.read("a.csv", data).rows[0].amount == 1000_00


def test_xlsx_with_dates_numbers_and_long_serials() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(["某银行对账单"])
    page.append(["日期", "摘要", "支出", "收入", "余额", "流水号"])
    page.append([AT.replace(tzinfo=None), "入账", None, 0.1 + 0.2, 0.3, 20240301000001])
    page.append([date(2024, 3, 2), "=1+1", 0.1, "", 0.2, "'0002"])
    out = io.BytesIO()
    book.save(out)
    told = bankfile.read("流水.xlsx", out.getvalue())
    assert [(row.amount, row.serial) for row in told.rows] == [
        (30, "20240301000001"),
        (-10, "0002"),
    ]


def test_one_column_of_amounts() -> None:
    assert [row.amount for row in read("日期,金额", "20240301,5", "2024/3/2,-2.5").rows] == [
        500,
        -250,
    ]
    signed = read("日期,借贷标志,交易金额", '2024年3月1日,贷,"1,005.00"', "2024-03-02,借,2")
    assert [row.amount for row in signed.rows] == [1005_00, -200]


def test_the_newest_first_is_turned_round() -> None:
    told = read(HEAD, SECOND, FIRST)
    assert [row.serial for row in told.rows] == ["S0001", "S0002"]
    same_day = read(HEAD, SECOND.replace("03-02", "03-01"), FIRST)
    assert [row.serial for row in same_day.rows] == ["S0001", "S0002"]


@pytest.mark.parametrize(
    ("line", "words", "lines"),
    [
        (3, "余额对不上", (HEAD, FIRST, SECOND.replace("699.50", "699.51"))),
        (3, "余额对不上", (HEAD, FIRST, SECOND.replace("300.50", "300.05"))),
        (4, "支出合计写 300.51元，逐笔相加是 300.50元", (HEAD, FIRST, SECOND, "合计,,300.51,1000.00")),
        (4, "收入合计", (HEAD, FIRST, SECOND, "合计,,300.50,1000.01")),
        (1, "贷方", ("贷方合计：999.00", HEAD, FIRST, SECOND)),
        (4, "期末余额写 700.00元", (HEAD, FIRST, SECOND, "期末余额,,,,700.00")),
        (1, "期初余额写 1.00元", ("期初余额：1.00元", HEAD, FIRST, SECOND)),
        (2, "借方和贷方都有金额", (HEAD, FIRST.replace(",,1000", ",1,1000"))),
        (2, "没有金额", (HEAD, FIRST.replace(",,1000.00", ",,"))),
        (2, "不是金额", (HEAD, FIRST.replace(",,1000.00", ",,一千"))),
        (2, "不是金额", (HEAD, FIRST.replace(",,1000.00", ",,1000.005"))),
        (2, "没有可以读的日期", (HEAD, FIRST.replace("2024-03-01", "2024-13-01"), SECOND)),
        (2, "收支方向", ("日期,方向,金额", "2024-03-01,?,5")),
        (None, "没有找到表头", ("a,b,c", "1,2,3")),
        (None, "没有一笔交易", (HEAD,)),
        (None, "文件是空的", ("",)),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_whole(
    line: int | None, words: str, lines: tuple[str, ...]
) -> None:
    if words == "贷方":
        refused(line, "收入合计", *lines)
    else:
        refused(line, words, *lines)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\xff\xff\xff\x00\x01", b"a" * 100]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(BankFileError):
        bankfile.read("x", data)


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: f"{HEAD}\n{text}".encode()))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        told = bankfile.read("x", data)
    except BankFileError:
        return
    assert told.rows


def bring(*lines: str, name: str = "三月.csv") -> banking.Imported:
    return banking.import_file("permit:key", name, sheet(*lines), actor="样例经办")


def test_lines_are_matched(books: str) -> None:
    move("out", "permit:key", 1000_00)
    move("permit:key", "supplier", 300_50, at=AT + timedelta(days=1))
    done = bring(HEAD, FIRST, SECOND)
    assert (done.new, done.matched, done.again) == (2, 2, False)
    told = banking.differences(done.file)
    assert told.agreed
    assert (told.bank, told.ours, told.rest) == (699_50, 699_50, 0)
    assert json.dumps(told.as_json())


def test_the_same_file_again_changes_nothing(books: str) -> None:
    first = bring(HEAD, FIRST, SECOND)
    again = bring(HEAD, FIRST, SECOND, name="又一次.csv")
    assert again.again
    assert again.file == first.file
    overlapping = bring(HEAD, FIRST, SECOND, "2024-03-03,利息,,0.50,700.00,,,S0003")
    assert (overlapping.new, overlapping.file.known) == (1, 2)
    assert BankLine.objects.count() == 3
    assert banking.differences(overlapping.file).rest == 0


def test_lines_without_serials_are_known_again_too(books: str) -> None:
    bring("日期,金额", "2024-03-01,5", "2024-03-01,5")
    done = bring("日期,金额", "2024-03-01,5", "2024-03-01,5", "2024-03-01,5")
    assert (done.new, done.file.known) == (1, 2)


def test_what_differs(books: str) -> None:
    move("out", "permit:key", 1000_00, memo="样例银行按揭")
    move("permit:key", "supplier", 300_00, memo="支付 S0002")
    move("out", "permit:key", 77, key="only-ours", at=AT + timedelta(days=1))
    done = bring(HEAD, FIRST, SECOND, "2024-03-02,手续费,5.00,,694.50,,,S0003")
    told = banking.differences(done.file)
    assert [line.serial for line in told.bank_only] == ["S0003"]
    assert [leg.posting.key for leg in told.ours_only] == ["only-ours"]
    assert [(pair.line.amount, pair.leg.amount) for pair in told.amounts] == [(-300_50, -300_00)]
    assert not told.agreed
    listed = told.as_json()
    open_ = sum(line["amount"] for line in listed["bank_only"])
    open_ += sum(pair["bank"]["amount"] - pair["ours"]["amount"] for pair in listed["amounts"])
    open_ -= sum(leg["amount"] for leg in listed["ours_only"])
    assert told.bank is not None
    assert told.bank - told.ours == open_  # the list explains the difference of the balances


def test_a_serial_used_twice_is_listed(books: str) -> None:
    move("out", "permit:key", 1000_00)
    move("out", "permit:key", 5_00)
    done = bring(HEAD, FIRST, "2024-03-02,入账,,5.00,1005.00,样例银行,6200,S0001")
    told = banking.differences(done.file)
    assert [line.n for line in told.duplicates] == [3]
    assert done.matched == 1  # a doubtful line is matched by hand only
    other = bring(HEAD, "2024-03-03,入账,,9.00,1014.00,,,S0001")
    assert len(banking.differences(other.file).duplicates) == 1


def test_a_missing_statement_shows(books: str) -> None:
    bring(HEAD, FIRST)
    done = bring(HEAD, "2024-03-05,支付,1.00,,698.50,,,S0009")
    assert banking.differences(done.file).rest == 698_50 - 1000_00 + 1_00


def test_serial_then_name_then_day_decide(books: str) -> None:
    move("out", "permit:key", 1000_00, key="near", at=AT)
    move("out", "permit:key", 1000_00, key="far S0001", at=AT + timedelta(days=3))
    bring(HEAD, FIRST)
    assert Match.objects.get().leg.posting.key == "far S0001"


def test_matching_by_hand(books: str) -> None:
    move("out", "permit:key", 1000_00, at=AT + timedelta(days=20))
    other = move("out", "permit:free", 1000_00)
    wrong = move("out", "permit:key", 5)
    done = bring(HEAD, FIRST)
    line = BankLine.objects.get().pk
    leg = service.find("permit:key").legs.get(amount=1000_00)
    assert done.matched == 0

    def by_hand(leg_pk: int) -> Match:
        return banking.match_by_hand(line, leg_pk, actor="样例经办")

    for bad, words in (
        (wrong.legs.get(amount=5).pk, "不能勾对"),
        (other.legs.get(amount=1000_00).pk, "不在对账的账户"),
        (0, "没有这条分录"),
    ):
        with pytest.raises(LedgerError, match=words):
            by_hand(bad)
    assert by_hand(leg.pk).by_hand
    with pytest.raises(LedgerError, match="已经勾对"):
        by_hand(leg.pk)
    assert banking.differences(done.file).bank_only == ()
    banking.unmatch(line, actor="样例经办")
    with pytest.raises(LedgerError, match="没有勾对"):
        banking.unmatch(line, actor="样例经办")
    assert len(banking.differences(done.file).bank_only) == 1
    assert by_hand(leg.pk).pk
    assert Match.objects.count() == 2  # who undid what stays on record


def test_nothing_is_kept_of_a_refused_file(books: str) -> None:
    with pytest.raises(BankFileError):
        bring(HEAD, FIRST, SECOND.replace("699.50", "1"))
    with pytest.raises(LedgerError, match="没有账户"):
        banking.import_file("nowhere", "x.csv", sheet(HEAD, FIRST))
    assert not BankFile.objects.exists()
    assert not BankLine.objects.exists()


def test_nothing_is_kept_where_the_import_breaks(
    books: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("gone")

    monkeypatch.setattr(banking, "match", broken)
    with pytest.raises(RuntimeError):
        bring(HEAD, FIRST)
    assert not BankFile.objects.exists()


EVIL = "=HYPERLINK(A1)"


def test_exports_run_nothing(books: str) -> None:
    move("out", "permit:key", 1234_56, memo=EVIL, key="+1+2", case="@x")
    move("permit:key", "supplier", 1, memo="-2+3\x07")
    told = service.statement("permit:key", AT.date(), AT.date())
    rows = exports.statement_rows(told)
    text = exports.as_csv(rows).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "1234.56" in text
    assert all(
        not cell.startswith(("=", "+", "@"))
        for line in text.splitlines()
        for cell in line.split(",")
    )
    page: Any = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(rows))).active
    assert page is not None
    cells = [cell for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert 1234.56 in [cell.value for cell in cells]


def test_differences_are_exported(books: str) -> None:
    move("out", "permit:key", 5, memo=CLAUSE)
    done = bring(HEAD, FIRST.replace("入账", EVIL))
    rows = exports.differences_rows(banking.differences(done.file))
    text = exports.as_csv(rows).decode("utf-8-sig")
    assert "银行有、账上无" in text
    assert "账上有、银行无" in text
    assert ",=" not in text
    assert exports.as_xlsx(rows)[:2] == b"PK"
