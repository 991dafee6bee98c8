"""``luoshi cap``: alerts as CAP 1.2 messages, and messages of others as readings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshi.cli import values
from luoshi.cli.failure import MISUSED, Failure
from luoshi.cli.frame import Command, Group
from luoshi.cli.options import Json

if TYPE_CHECKING:
    from luoshi.office.alerts.cap_in import Cap

cap = typer.Typer(
    cls=Group, no_args_is_help=True, help="预警信息的 CAP 1.2 消息：输出本单位的，接收别家的。"
)

_ALL_ELSE = ("Exercise", "Test", "Draft", "System")


def add(app: typer.Typer) -> None:
    """Put the commands beside the others."""
    app.add_typer(cap, name="cap")


@cap.command(cls=Command)
def show(
    alert: Annotated[
        str,
        typer.Argument(metavar="预警", parser=values.words, help="预警的编号，见预警信息的地址"),
    ],
    turn: Annotated[
        int | None,
        typer.Option(metavar="第几次", parser=values.count, help="第几次发布；不写是最近一次"),
    ] = None,
    exercise: Annotated[
        str, typer.Option(metavar="名称", parser=values.words, help="演练的名称；消息写明是演练")
    ] = "",
) -> None:
    """把一次发布、调整或解除输出为 CAP 1.2 消息（XML）。"""
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import put
    from luoshi.office.alerts import cap as making
    from luoshi.office.alerts.models import Alert

    found = Alert.objects.filter(key=alert).first()
    told = making.notices(found) if found else []
    if not told:
        raise Failure(f"没有发布过预警“{alert[:40]}”", "命令行", "编号见 luoshi alerts。", MISUSED)
    number = len(told) if turn is None else turn
    if not 1 <= number <= len(told):
        raise Failure(
            f"预警 {alert} 没有第 {number} 次发布", "--turn", f"请写 1 至 {len(told)}。", MISUSED
        )
    put(making.message(told[number - 1], told[: number - 1], exercise).decode() + "\n")


@cap.command(cls=Command)
def take(
    file: Annotated[Path, typer.Argument(metavar="文件", help="CAP 1.2 或 1.1 消息；- 是标准输入")],
    also: Annotated[
        bool, typer.Option("--also-exercises", help="演练、测试的消息也当作监测值接收")
    ] = False,
    json: Json = False,
) -> None:
    """接收一条 CAP 消息：预案里有这种预警的，记为监测值并重新判断级别。

    演练、测试、草稿的消息只显示，不接收。同一条消息再来一次，只算一次。
    """
    from luoshi import office

    office.migrate()
    from luoshi.cli.screen import print_json
    from luoshi.office.alerts import cap_in
    from luoshi.office.alerts.readings import take as take_in
    from luoshi.office.directory.actors import SHELL

    read = cap_in.read(_bytes(file, cap_in.LARGEST))
    rows = cap_in.as_readings(read, _ALL_ELSE if also else ())
    taken = take_in(rows, SHELL)
    readings = [
        {"series": e.series, "place": e.place, "item": e.item, "value": e.value, "at": e.at.isoformat()}
        for e in rows
    ]  # fmt: skip
    if json:
        print_json({"message": read.as_json(), "readings": readings, "taken": taken.as_json()})
    else:
        _lay(read, readings, taken.good, taken.again, also)


def _bytes(file: Path, largest: int) -> bytes:
    """What stands in a file; of a larger one only so much that it is seen to be too large."""
    import sys

    if str(file) == "-":
        return sys.stdin.buffer.read(largest + 1)
    with file.open("rb") as opened:
        return opened.read(largest + 1)


def _lay(read: Cap, readings: list[dict[str, Any]], good: int, again: int, also: bool) -> None:
    from luoshi.cli.screen import Page, note

    page = Page()
    page.say(
        (read.identifier, "bold"),
        f"  {read.status} {read.kind}  {read.sent:%Y-%m-%d %H:%M}  {read.sender}",
    )
    for info in read.infos:
        page.say(info.headline or info.event, indent=4)
    if not read.actual and not also:
        note(f"这是 {read.status} 消息，没有接收。")
    elif not readings:
        note("没有预案用到这种预警，没有接收。")
    for each in readings:
        where = "  ".join(filter(None, (each["place"], each["item"])))
        page.say(f"{each['series']}  {where}  {each['value']}", indent=4)
    if readings:
        note(f"收下 {good} 条监测值" + (f"，{again} 条以前已收下。" if again else "。"))
