"""Receipts: an answer that was kept is asked again, and compared."""

from __future__ import annotations

from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from luoshi import policies
from luoshi.office.rulebook import read_receipt, reproduce
from luoshi.rules import Rule, RuleError
from luoshi.rules.errors import BadReceipt, NotInForce
from luoshi.web import answers, links
from luoshi.web.rulebook import asking, describing
from luoshi.web.views.common import answering
from luoshi.web.views.rule_common import LARGEST, limited


@limited
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def again(request: HttpRequest) -> HttpResponse:
    """The form for a receipt, and what came of asking again what it records."""
    context: dict[str, Any] = {"nav": "rules", "largest": LARGEST // 1048576, "text": ""}
    status = 200
    if request.method == "POST":
        context["text"] = request.POST.get("text", "")
        try:
            context |= _reproduced(_receipt(request))
        except RuleError as error:
            context["trouble"], status = error, 400
    return answers.page(request, "luoshi/rule_reproduce.html", context, status)


def _receipt(request: HttpRequest) -> bytes | str:
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return file.read()
    text = request.POST.get("text", "")
    if not text.strip():
        raise BadReceipt("没有选择文件，也没有粘贴回执", remedy="请选择先前下载的回执（.json）")
    return text


def _reproduced(text: bytes | str) -> dict[str, Any]:
    try:
        told = read_receipt(text)
        found = reproduce(told)
        rule = policies.rule(told["rule"])
        given = told["asked"]
    except NotInForce as error:
        raise BadReceipt(f"回执里的问题现在不能算：{error.what}", clause=error.clause) from error
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise BadReceipt("这不是完整的回执", remedy="请用页面或命令保存的原件") from error
    return {
        "found": found,
        "rule": describing.named(rule),
        "then": _plainly(found.then),
        "now": _plainly(found.now),
        "unit": rule.unit.name,
        "on": given["on"],
        "link": "" if rule.table else _link(rule, given),
    }


def _link(rule: Rule[Any, Any], given: dict[str, Any]) -> str:
    """The page that asks what a receipt records."""
    pairs = {"on": given["on"]}
    pairs |= {
        asking.FACT + name: _word(value)
        for name, value in given["facts"].items()
        if value is not None
    }
    pairs |= {asking.READING + name: option for name, option in given["readings"].items()
              if name in rule.readings}  # fmt: skip
    pairs |= {asking.PARAMETER + name: str(value) for name, value in given["overrides"].items()}
    if given["even_if_not_in_force"]:
        pairs["even"] = "1"
    return links.with_query(reverse("rule", args=[rule.key]), **pairs)


def _word(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _plainly(value: Any) -> str:
    """A result of a receipt in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(map(_plainly, cast("list[Any]", value))) or "（无）"
    if isinstance(value, dict):
        named = cast("dict[str, Any]", value)
        return "；".join(f"{name}：{_plainly(each)}" for name, each in named.items())
    return "没有结果" if value is None else str(value)
