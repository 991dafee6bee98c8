"""What can go wrong in a command, said in Chinese: what, where, and what to do about it."""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, TypeGuard

import typer

if TYPE_CHECKING:
    from luoshi.rules.errors import RuleError

# Exit codes; 0 stands for all that went well.
FAILED = 1
MISUSED = 2
DEBUG = "LUOSHI_DEBUG"
# Exit codes of questions to rules: what is not listed here is a bad fact, and misuse.
RULE_CODES = {"missing": 3, "not_in_force": 4, "unknown_rule": FAILED}

_UNKNOWN_COMMAND = re.compile(r"No such command '(.*)'")
_EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_PLACES = {"AddressError": "条款地址", "NotFound": "档案", "QueryError": "查询"}
_REASONS = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读，不能写入",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "名称太长",
    errno.EIO: "磁盘读写出错",
}


class Failure(Exception):
    """A command that cannot do what it was asked; shown to the user without a traceback."""

    def __init__(self, what: str, where: str, remedy: str, code: int = FAILED) -> None:
        super().__init__(f"{what}（{where}）。{remedy}")
        self.what = what
        self.where = where
        self.remedy = remedy
        self.code = code

    def data(self) -> dict[str, dict[str, str]]:
        """The form that programs read."""
        return {"error": {"what": self.what, "where": self.where, "remedy": self.remedy}}


class RuleFailure(Failure):
    """A question that a rule cannot answer; programs also read its code, fact, value and clause."""

    def __init__(self, error: RuleError) -> None:
        named = (
            error.fact,
            error.given and f"给出的是“{error.given}”",
            error.clause and f"依据 {error.clause}",
        )
        where = "，".join(filter(None, named)) or "命令行"
        remedy = _sentence(error.remedy or "请改正后再试")
        super().__init__(error.what, where, remedy, RULE_CODES.get(error.code, MISUSED))
        self._told = error.as_json()

    def data(self) -> dict[str, dict[str, str]]:
        """The form that programs read."""
        return {"error": {**self._told, **super().data()["error"]}}


def of_usage(error: typer.TyperException, command: str) -> Failure:
    """A misused command in Chinese; the library says it in English only."""
    remedy = f"请运行 {command} --help 查看用法。"
    return Failure(_misuse(error), "命令行", remedy, MISUSED)


def of_any(error: Exception) -> Failure:
    """The failure behind an exception; its traceback only where the user asks for it."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    return _of_known(error) or Failure(
        f"程序出错：{type(error).__name__}: {error}",
        "落实内部",
        f"档案保持原样。请设 {DEBUG}=1 再运行一次，把显示的全部内容附在报告里；"
        "也可先运行 luoshi doctor 检查环境。",
    )


def _of_known(error: Exception) -> Failure | None:
    """The failure behind an exception of another part of the program; None for a defect."""
    if isinstance(error, Failure):
        return error
    if _is_of_rule(error):
        return RuleFailure(error)
    if _is_of_encoding(error):
        return Failure(f"编码有误：{error}", "已编码的规则", "请改正后再运行。")
    what, remedy = getattr(error, "what", None), getattr(error, "remedy", None)
    if isinstance(what, str) and isinstance(remedy, str):
        # The reader, the archive and the configuration all say these two things in Chinese.
        return Failure(what, _place(error), _sentence(remedy))
    if isinstance(error, OSError):
        where = str(error.filename or "系统")
        reason = _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
        return Failure(f"无法读写（{reason}）", where, "请检查路径、权限和剩余空间。")
    return _of_database(error)


def _is_of_rule(error: Exception) -> TypeGuard[RuleError]:
    """Whether it is an error of the rules, which are loaded by the commands that ask them only."""
    errors = sys.modules.get("luoshi.rules.errors")
    return errors is not None and isinstance(error, errors.RuleError)


def _is_of_encoding(error: Exception) -> bool:
    errors = sys.modules.get("luoshi.rules.errors")
    return errors is not None and isinstance(error, errors.BadPolicy)


def _place(error: Exception) -> str:
    if where := getattr(error, "where", ""):
        return str(where)
    place, line = getattr(error, "name", ""), getattr(error, "line", None)
    if place:
        return f"{place} 第{line}行" if line else str(place)
    return _PLACES.get(type(error).__name__, "文本")


def _of_database(error: Exception) -> Failure | None:
    if "django" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    if not isinstance(error, ImproperlyConfigured | DatabaseError):
        return None
    from luoshi import config, doctor

    reason, remedy = doctor.database_trouble(error)
    where = doctor.shown_database(config.database_url())
    return Failure(f"数据库不能使用（{reason}）", where, remedy)


def _misuse(error: typer.TyperException) -> str:
    name = type(error).__name__
    option = getattr(error, "option_name", "")
    message = error.format_message()
    if name == "NoSuchOption":
        near: list[str] = sorted(getattr(error, "possibilities", None) or [])
        return f"没有选项 {option}" + (f"，是不是 {'、'.join(near)}？" if near else "")
    if name == "MissingParameter":
        return f"缺少参数 {_parameter(error)}"
    if name == "BadOptionUsage":
        return f"选项 {option} 用法不对：后面要有一个值，或不应有值"
    if isinstance(error, typer.BadParameter):
        return f"参数 {_parameter(error)} 不对：{error.message}"
    if match := _UNKNOWN_COMMAND.search(message):
        return f"没有命令“{match[1]}”"
    if match := _EXTRA.search(message):
        return f"多余的参数：{match[1]}"
    return "缺少命令" if message.startswith("Missing command") else f"写法不对：{message}"


def _parameter(error: typer.TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    names: list[str] = parameter.opts if parameter.param_type_name == "option" else []
    return "/".join(names) or str(parameter.metavar or parameter.name)


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
