"""``luoshi channels``: the gateways by which people are reached, from the office's own machine."""

from __future__ import annotations

import sys

from luoshi.cli.archive import open_archive
from luoshi.cli.failure import FAILED, MISUSED, Failure
from luoshi.cli.screen import Page, note, print_json

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
