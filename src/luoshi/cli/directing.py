"""``luoshi admin``, ``units`` and ``tokens``: the directory from the office's own machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.cli.archive import open_archive
from luoshi.cli.failure import FAILED, Failure
from luoshi.cli.screen import Page, note, print_json

if TYPE_CHECKING:
    from luoshi.office.directory.importing import Line
    from luoshi.office.directory.models import Token, Unit


def admin_create(login: str, name: str, as_json: bool) -> None:
    """Make an administrator of the office; the password is printed once."""
    open_archive()
    from luoshi.office.directory import admin

    user, plain = admin.create(login, name)
    _hand_over(user.username, plain, "已设立系统管理员", as_json)


def admin_reset(login: str, as_json: bool) -> None:
    """A new password for anyone, without the second factor."""
    open_archive()
    from luoshi.office.directory import admin

    _hand_over(login.strip(), admin.reset(login), "已重设口令，并停用动态口令", as_json)


def _hand_over(login: str, plain: str, done: str, as_json: bool) -> None:
    if as_json:
        print_json({"login": login, "password": plain})
        return
    page = Page()
    page.say((f"{done}：{login}", "bold green"))
    page.say("临时口令：", (plain, "bold"))
    note("只显示这一次，首次登录时要改。启动网页后从右上角“登录”进入。")


def units(wanted: str, as_json: bool) -> None:
    """The units as a tree; with words, the one unit of that name, alias or code."""
    open_archive()
    from luoshi.office.directory.models import Unit
    from luoshi.office.directory.units import find, in_order

    rows = Unit.objects.select_related("parent").prefetch_related("aliases", "roles", "members")
    found = rows.filter(pk=find(wanted).pk) if wanted.strip() else rows
    placed = in_order(list(found.order_by("name")))
    if as_json:
        print_json([_as_data(unit, depth) for unit, depth in placed])
        return
    if not placed:
        note("还没有单位。请运行 luoshi units import 文件，或在网页“单位与人员”中设立。")
        return
    columns = ["代码", "名称", "类别", "级别", "地方", "别名", "角色", "人数", "在用"]
    Page().table(columns, [_as_row(unit, depth) for unit, depth in placed])


def _as_data(unit: Unit, depth: int) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "level": unit.level,
        "place": unit.place,
        "parent": unit.parent.code if unit.parent else None,
        "depth": depth,
        "aliases": [alias.name for alias in unit.aliases.all()],
        "roles": [given.role for given in unit.roles.all()],
        "people": len(unit.members.all()),
        "active": unit.active,
        "sample": unit.sample,
    }


def _as_row(unit: Unit, depth: int) -> list[object]:
    from luoshi.office.directory.models import KINDS, LEVELS

    return [
        unit.code,
        "　" * depth + unit.name + ("（样例）" if unit.sample else ""),
        KINDS.get(unit.kind, unit.kind),
        LEVELS.get(unit.level, unit.level) if unit.level else "",
        unit.place,
        "、".join(alias.name for alias in unit.aliases.all()),
        "、".join(given.role for given in unit.roles.all()),
        len(unit.members.all()),
        "是" if unit.active else "否",
    ]


def units_import(path: Path, dry: bool, as_json: bool) -> int:
    """Take units in from a table, whole or not at all; returns the exit code."""
    open_archive()
    from luoshi.office.directory import importing
    from luoshi.office.directory.actors import SHELL

    data = path.read_bytes()
    lines = importing.preview(SHELL, data, path.name)
    bad = [line for line in lines if line.errors]
    if not bad and not dry:
        lines = importing.take_in(SHELL, data, path.name)
    if as_json:
        print_json({"taken_in": not bad and not dry, "lines": [_line(line) for line in lines]})
    else:
        _lay_lines(lines, bad, dry)
    return FAILED if bad else 0


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line.number,
        "code": line.values["代码"],
        "name": line.values["名称"],
        "state": line.state,
        "errors": line.errors,
    }


def _lay_lines(lines: list[Line], bad: list[Line], dry: bool) -> None:
    rows = [
        [line.number, line.label, line.values["代码"], line.values["名称"], "；".join(line.errors)]
        for line in lines
    ]
    Page().table(["行", "结果", "代码", "名称", "问题"], rows)
    if bad:
        note(f"{len(bad)} 行有误，没有导入任何单位；请改正后重新运行。")
    elif dry:
        note("只是预览，没有导入；去掉 --dry-run 再运行一次即导入。")


def tokens(wanted: str, as_json: bool) -> None:
    """The tokens of a unit; never their words."""
    open_archive()
    from luoshi.office.directory.units import find

    rows = list(find(wanted).tokens.order_by("-made"))
    if as_json:
        print_json([_token(token) for token in rows])
        return
    columns = ["编号", "用途", "发放", "最近使用", "作废"]
    Page().table(columns, [list(_token(token).values()) for token in rows])


def _token(token: Token) -> dict[str, Any]:
    times = (token.made, token.last_used, token.revoked)
    made, used, revoked = (time.isoformat(timespec="seconds") if time else None for time in times)
    return {
        "id": token.pk,
        "name": token.name,
        "made": made,
        "last_used": used,
        "revoked": revoked,
    }


def tokens_make(wanted: str, name: str, as_json: bool) -> None:
    """Make a token for a unit; it is printed once."""
    open_archive()
    from luoshi.office.directory import tokens as keys
    from luoshi.office.directory.units import find

    unit = find(wanted)
    token, plain = keys.make(unit, name)
    if as_json:
        print_json({"unit": unit.code, "id": token.pk, "name": token.name, "token": plain})
        return
    page = Page()
    page.say((f"已为“{unit.name}”发放令牌：{token.name}（编号 {token.pk}）", "bold green"))
    page.say((plain, "bold"))
    note("只显示这一次。请求时写成 Authorization: Bearer 令牌。")


def tokens_revoke(wanted: str, number: int, as_json: bool) -> None:
    """Revoke a token of a unit by its number."""
    open_archive()
    from luoshi.office.directory import tokens as keys
    from luoshi.office.directory.units import find

    unit = find(wanted)
    token = unit.tokens.select_related("unit").filter(pk=number).first()
    if token is None:
        raise Failure(
            f"“{unit.name}”没有编号为 {number} 的令牌",
            "接口令牌",
            f"请运行 luoshi tokens list {unit.code} 查看编号。",
        )
    keys.revoke(token)
    if as_json:
        print_json({"unit": unit.code, "id": token.pk, "revoked": True})
    else:
        Page().say(f"已作废“{unit.name}”的令牌：{token.name}")
