"""The commands that reach people, or rehearse it (渠道、演练)."""

from __future__ import annotations

from typing import Annotated

import typer

from luoshi.cli import values
from luoshi.cli.frame import Command, Group
from luoshi.cli.options import Json

Key = Annotated[str, typer.Argument(metavar="代码", parser=values.words, help="渠道的代码")]

channels = typer.Typer(cls=Group, add_completion=False)
drill = typer.Typer(
    cls=Group, no_args_is_help=True, help="演练：在隔离的沙箱里按脚本推演，不触及任何真实的人。"
)


def add(app: typer.Typer) -> None:
    """Put the commands beside the others."""
    app.add_typer(channels, name="channels")
    app.add_typer(drill, name="drill")


@channels.callback(invoke_without_command=True)
def _channels(context: typer.Context, json: Json = False) -> None:
    """渠道：列出、设立、测试、移除通知人的渠道（企业微信、钉钉、飞书、短信、邮件、电话）。"""
    if context.invoked_subcommand is None:
        from luoshi.cli.channeling import channels as listed

        listed(json)


@channels.command(name="add", cls=Command)
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
    from luoshi.cli.channeling import channels_add

    channels_add(key, kind, target, label, patience, order, json)


@channels.command(name="test", cls=Command)
def _test(
    key: Key,
    to: Annotated[str, typer.Option(metavar="联系方式", parser=values.words, help="发给谁")],
    json: Json = False,
) -> None:
    """发一条标明是测试的消息。网关没有接收，退出码为 1。"""
    from luoshi.cli.channeling import channels_test

    if code := channels_test(key, to, json):
        raise typer.Exit(code)


@channels.command(name="remove", cls=Command)
def _remove(key: Key, json: Json = False) -> None:
    """移除一个渠道；等它的通知改走下一步。"""
    from luoshi.cli.channeling import channels_remove

    channels_remove(key, json)


@drill.command(name="list", cls=Command)
def _list(json: Json = False) -> None:
    """列出随预案提供的演练脚本。"""
    from luoshi.cli.drilling import listed

    listed(json)


@drill.command(name="run", cls=Command)
def _run(
    name: Annotated[
        str,
        typer.Argument(metavar="名称", parser=values.words, help="演练的名称，或脚本文件（.yaml）"),
    ],
    speed: Annotated[
        float,
        typer.Option(
            metavar="倍数", help="叫应等待期间，时钟走得多快；0 为尽快。无事可做的时段自动跳过"
        ),
    ] = 60.0,
    json: Json = False,
) -> None:
    """按脚本推演一次，给出报告。没有达到脚本要求的，退出码为 1。"""
    from luoshi.cli.drilling import run

    if code := run(name, speed, json):
        raise typer.Exit(code)
