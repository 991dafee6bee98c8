"""``luoshi channels``: the gateways by which people are reached, from the office's own machine."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from luoshi.cli import values
from luoshi.cli.archive import open_archive
from luoshi.cli.failure import FAILED, MISUSED, Failure
from luoshi.cli.frame import Command, Group
from luoshi.cli.options import Json
from luoshi.cli.screen import Page, note, print_json

Key = Annotated[str, typer.Argument(metavar="代码", parser=values.words, help="渠道的代码")]

group = typer.Typer(cls=Group, add_completion=False)


def add(app: typer.Typer) -> None:
    """Put the commands beside the others."""
    app.add_typer(group, name="channels")


@group.callback(invoke_without_command=True)
def _channels(context: typer.Context, json: Json = False) -> None:
    """渠道：列出、设立、测试、移除通知人的渠道（企业微信、钉钉、飞书、短信、邮件、电话）。"""
    if context.invoked_subcommand is None:
        channels(json)


@group.command(name="add", cls=Command)
def _add(
    key: Key,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="类别",
            parser=values.words,
            help="wechat、dingtalk、feishu、sms、mail、webhook、phone",
        ),
    ],
    target: Annotated[
        str, typer.Option(metavar="地址", parser=values.words, help="网关的地址；- 从标准输入读")
    ] = "",
    label: Annotated[
        str, typer.Option(metavar="名称", parser=values.words, help="显示的名称")
    ] = "",
    patience: Annotated[
        int | None,
        typer.Option(metavar="秒", help="原文未写明时，等候应答多久转到下一步（本单位设定）"),
    ] = None,
    order: Annotated[int | None, typer.Option(metavar="序号", help="本单位的先后顺序")] = None,
    json: Json = False,
) -> None:
    """设立一个渠道。"""
    channels_add(key, kind, target, label, patience, order, json)


@group.command(name="test", cls=Command)
def _test(
    key: Key,
    to: Annotated[str, typer.Option(metavar="联系方式", parser=values.words, help="发给谁")],
    json: Json = False,
) -> None:
    """发一条标明是测试的消息。网关没有接收，退出码为 1。"""
    if code := channels_test(key, to, json):
        raise typer.Exit(code)


@group.command(name="remove", cls=Command)
def _remove(key: Key, json: Json = False) -> None:
    """移除一个渠道；等它的通知改走下一步。"""
    channels_remove(key, json)


_FROM_INPUT = "-"


def channels(as_json: bool) -> None:
    """Every channel and how it is; targets are masked."""
    open_archive()
    from luoshi.office.alerts.channels import keeping

    found = keeping.health()
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if not found:
        note("还没有渠道。请运行 luoshi channels add 代码 类别 --target 地址。")
        return
    columns = ["代码", "名称", "类别", "地址", "状况", "连续失败", "问题", "等候秒数", "待发"]
    rows: list[list[object]] = []
    for each in found:
        kind = str(each.as_json()["kind_label"])
        waits = "由人接着办" if each.patience is None else each.patience
        state = f"{each.says}（自 {each.as_json()['down']}）" if each.down else each.says
        rows.append(
            [
                each.key, each.label, kind, each.target, state, each.failures, each.trouble, waits,
                each.waiting,
            ]
        )  # fmt: skip
    Page().table(columns, rows)


def channels_add(
    key: str,
    kind: str,
    target: str,
    label: str,
    patience: int | None,
    order: int | None,
    as_json: bool,
) -> None:
    """Set a channel up; a target of ``-`` is read from the input, where no list of processes shows it."""
    open_archive()
    from luoshi.office.alerts.channels import keeping
    from luoshi.office.directory.actors import SHELL

    made = keeping.add(SHELL, key, kind, _read(target), label=label, patience=patience, order=order)
    found = next(each for each in keeping.health() if each.key == made.key)
    if as_json:
        print_json(found.as_json())
        return
    Page().say((f"已设渠道 {found.key}（{found.label}）", "bold green"), f"　{found.target}")
    if found.kind != "phone":
        note(f"请用 luoshi channels test {found.key} --to 联系方式 发一条测试消息。")


def _read(target: str) -> str:
    if target.strip() != _FROM_INPUT:
        return target
    line = sys.stdin.readline().strip()
    if not line:
        raise Failure(
            "没有读到地址", "标准输入", "请在命令后输入一行地址，或用 --target 写出。", MISUSED
        )
    return line


def channels_test(key: str, address: str, as_json: bool) -> int:
    """Send a message that is marked as a test; returns the exit code."""
    open_archive()
    from luoshi.office.alerts.channels import keeping
    from luoshi.office.directory.actors import SHELL

    outcome = keeping.test(SHELL, key, address)
    if as_json:
        print_json({"key": key, "ok": outcome.ok, "trouble": outcome.trouble})
    elif outcome.ok:
        Page().say(("网关已接收测试消息。", "bold green"))
        note("网关接收不等于已到达，请向收件人核实。")
    else:
        Page().say(("没有发出：", "bold red"), outcome.trouble)
    return 0 if outcome.ok else FAILED


def channels_remove(key: str, as_json: bool) -> None:
    """Take a channel away; calls that waited for it go on by their next step."""
    open_archive()
    from luoshi.office.alerts.channels import keeping
    from luoshi.office.directory.actors import SHELL

    waiting = keeping.remove(SHELL, key)
    if as_json:
        print_json({"key": key, "removed": True, "waiting": waiting})
        return
    Page().say((f"已移除渠道 {key}", "bold green"))
    if waiting:
        note(f"有 {waiting} 条待发的通知改走下一步。")
