"""The operations of the API, as OpenAPI describes them; each reads, asks and answers in a few lines."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, P, PathEx, QueryEx
from ninja.errors import HttpError, ValidationError

from luoshi import __version__, policies
from luoshi.api import (
    asking,
    bodies,
    describing,
    documents,
    examples,
    office,
    office_errors,
    office_shapes,
    receipts,
    shapes,
)  # fmt: skip
from luoshi.api.errors import (
    Refused,
    answered_to,
    broken,
    broken_office,
    data,
    no_such_address,
    of_office,
    sent,
)  # fmt: skip
from luoshi.rules.errors import RuleError, WrongType

api = NinjaAPI(
    title="落实 接口",
    version=__version__,
    description=shapes.INTRODUCTION,
    docs_url="/docs",
    openapi_url="/openapi.json",
    urls_namespace="api",
    openapi_extra={"tags": [*shapes.TAGS, *office_shapes.TAGS]},
)

Key = PathEx[
    str,
    P(
        description="规则的键，见 /api/rules；没有重名时写最后一段就够",
        example="shuozhou.guarantee_subsidy.fee_subsidy",
    ),
]
Number = PathEx[
    str, P(description="文号（任何写法）、标题或编码的名称", example="朔财投〔2023〕27号")
]
DocumentWords = QueryEx[str, P(description="文号（任何写法），或标题里的字")]
PlaceWords = QueryEx[str, P(description="地方，如 济南")]
Words = QueryEx[str, P(description="名称、说明或条款里的词；几个词用空格隔开，都要有")]


@api.get(
    "/rules", response=shapes.ok(shapes.Catalogue, 422), tags=["规则"], summary="规则目录",
    operation_id="rules",
)  # fmt: skip
def rules(
    request: HttpRequest, document: DocumentWords = "", place: PlaceWords = "", text: Words = ""
) -> HttpResponse:
    """每条规则的名称、文件、条款、单位与所问的事实；可按文件（文号或标题）、地方、词语筛选。"""
    found = describing.listed(document, place, text)
    return data({"count": len(found), "rules": found})


@api.get(
    "/rules/{key}", response=shapes.ok(shapes.Description, 404), tags=["规则"], summary="一条规则",
    operation_id="rule", by_alias=True,
)  # fmt: skip
def rule(request: HttpRequest, key: Key) -> HttpResponse:
    """事实的 JSON Schema，各日期的参数及其条款、单位与限度用语，读法及选项，待定事项，取整，施行期。"""
    return sent(describing.described(policies.rule(key).key))


@api.post(
    "/rules/{key}/evaluate", response=shapes.answers(shapes.Answer), tags=["计算"],
    summary="计算，不带解释", operation_id="evaluate",
    openapi_extra=shapes.body(shapes.Question, examples.QUESTION),
)  # fmt: skip
def evaluate(request: HttpRequest, key: Key) -> HttpResponse:
    """结果、单位、所用参数与读法、提醒、还缺的事实，附回执。缺事实不是错误：status 为 missing，列出缺什么。"""
    return data(asking.one(key, bodies.read(request), explain=False))


@api.post(
    "/rules/{key}/explain", response=shapes.answers(shapes.Explained), tags=["计算"],
    summary="计算，并逐步解释", operation_id="explain",
    openapi_extra=shapes.body(shapes.Question, examples.QUESTION),
)  # fmt: skip
def explain(request: HttpRequest, key: Key) -> HttpResponse:
    """同 evaluate，另附解释：一步一个节点，各有数值、条款与算式。"""
    return data(asking.one(key, bodies.read(request), explain=True))


@api.post(
    "/rules/{key}/batch", response=shapes.answers(shapes.Batch), tags=["计算"],
    summary="许多情形一次计算", operation_id="batch",
    openapi_extra=shapes.body(shapes.BatchQuestion, examples.BATCH),
)  # fmt: skip
def batch(request: HttpRequest, key: Key) -> HttpResponse:
    """每个情形各有答复或错误，次序不变；一次最多 1000 个情形。"""
    return data(asking.many(key, bodies.read(request)))


@api.post(
    "/rules/{key}/what-if", response=shapes.answers(shapes.WhatIf), tags=["计算"],
    summary="改动参数试算", operation_id="what_if",
    openapi_extra=shapes.body(shapes.WhatIfQuestion, examples.WHAT_IF),
)  # fmt: skip
def what_if(request: HttpRequest, key: Key) -> HttpResponse:
    """同样的事实，按文件算一遍，按改动的参数再算一遍，并列出差额。"""
    return data(asking.what_if(key, bodies.read(request)))


@api.post(
    "/receipts/reproduce", response=shapes.answers(shapes.Reproduction), tags=["回执"],
    summary="凭回执重算", operation_id="reproduce",
    openapi_extra=shapes.body(shapes.Receipt, None),
)  # fmt: skip
def reproduce(request: HttpRequest) -> HttpResponse:
    """请求的内容就是答复的全文（回执在其中）。答复是否与当时相同；不同时，规则或原文变了什么。"""
    return data(receipts.reproduced(request))


@api.get(
    "/documents/{number}/coverage", response=shapes.ok(shapes.Finding, 404), tags=["文件"],
    summary="逐条交代", operation_id="coverage",
)  # fmt: skip
def coverage(request: HttpRequest, number: Number) -> HttpResponse:
    """文件的每一条款：已执行、无可执行、尚不能执行，或没有交代。"""
    return data(documents.coverage(number))


@api.get(
    "/documents/{number}/verify", response=shapes.ok(shapes.Finding, 404), tags=["文件"],
    summary="与原文核对", operation_id="verify",
)  # fmt: skip
def verify(request: HttpRequest, number: Number) -> HttpResponse:
    """每个参数是否与入档公报的条款相符，条款里的每个数是否都有参数。"""
    return data(documents.verification(number))


# --- the office

for _part in office.PARTS:
    api.add_router(_part.prefix, _part.router)


# --- errors


def _told(request: HttpRequest, error: object) -> HttpResponse:
    """What went wrong: what the domain says, what ninja says in Chinese, or a mistake of ours."""
    if isinstance(error, office_errors.KINDS) and of_office(request):
        return office_errors.handle(request, error)
    if isinstance(error, RuleError):
        return answered_to(request, error)
    if isinstance(error, ValidationError):
        names = "、".join(sorted({str(each["loc"][-1]) for each in error.errors}))
        return answered_to(request, WrongType(f"地址里的 {names} 读不懂", fact=names))
    if isinstance(error, HttpError):
        return answered_to(request, Refused(error.status_code, "bad_request", str(error)))
    if isinstance(error, Http404):
        return no_such_address(request)
    assert isinstance(error, Exception)
    logging.getLogger("django.request").error("%s %s", request.method, request.path, exc_info=error)
    return broken_office() if of_office(request) else broken()


for _kind in (RuleError, ValidationError, HttpError, Http404, Exception, *office_errors.KINDS):
    api.add_exception_handler(_kind, _told)
