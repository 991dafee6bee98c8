"""A small invented document to write rules for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from luoshi.rules import REGISTRY, Policy

POLICY = """
number: 样政发〔2024〕1号
title: 样例补贴办法
place: 样市
issuers: [样市人民政府]
signed: 2024-01-10
in_force: {from: 2024-03-01, until: 2026-02-28, clause: 第九条}
repeals: [{number: 样政发〔2020〕9号, from: 2024-02-01, clause: 第九条}]
gist: 一份样例
readings:
  tie: {label: 并列, clause: 第八条, why: 没有写, options: {better: 取前, worse: 取后}, default: better}
clauses: {第一条: {nothing: 目的}}
"""
PARAMETERS = """
cap: {label: 封顶额, clause: 第三条, value: 5万元, comparator: 不超过}
floor: {label: 起点, clause: 第三条, value: 1000元, comparator: 不低于}
share:
  label: 比例
  clause: 第四条
  by: [level]
  values:
    2024-03-01: {甲: 50%, 乙: 70%}
    2025-01-01: {甲: 55%, 乙: {value: 75%, clause: 第五条}}
open_rate: {label: 利率, clause: 第六条, not_in_text: true, left_to: 市财政局, unit: "%", min: 2%, max: 5%}
soft_age: {label: 年龄, clause: 第七条, value: 35周岁, comparator: 不超过, soft: true}
due: {label: 报送日, clause: 第七条, value: 每年2月底, kind: recurring}
quarter_due: {label: 季报日, clause: 第七条, value: 每季度末月25日, kind: recurring}
until: {label: 截止, clause: 第七条, value: 2025-01, kind: date, comparator: 以前}
period: {label: 期限, clause: 第七条, value: 1个月}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Iterator[Policy]:
    """The document, in a folder of its own; its rules are forgotten afterwards."""
    folder = tmp_path / "sample" / "subsidy"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(POLICY, "utf-8")
    (folder / "parameters.yaml").write_text(PARAMETERS, "utf-8")
    (folder / "rules.py").write_text("", "utf-8")
    before = set(REGISTRY)
    yield Policy.load(folder)
    for key in set(REGISTRY) - before:
        del REGISTRY[key]
