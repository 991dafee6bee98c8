"""What several commands take: each option and argument once, with its help in Chinese."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from luoshi.cli import values

Json = Annotated[bool, typer.Option("--json", help="只输出 JSON，供程序读取")]
Address = Annotated[
    list[str],
    typer.Argument(
        metavar="地址",
        parser=values.words,
        help="文号、标题，或条款地址，如“某政发〔2023〕5号 第三条第（二）项”",
    ),
]
Number = Annotated[
    list[str], typer.Argument(metavar="文号", parser=values.words, help="文号（任何写法）或标题")
]
Encoded = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="文号", parser=values.words, help="已编码文件的文号（任何写法）或标题；不写则全部"
    ),
]
RuleKey = Annotated[
    str,
    typer.Argument(metavar="规则", parser=values.words, help="规则的名称，见 luoshi rules"),
]
OnDay = Annotated[
    date | None,
    typer.Option(
        "--on",
        metavar="日期",
        parser=values.day,
        help="事实发生在哪一天，如 2024-01-15；不写是今天",
    ),
]
FactsText = Annotated[
    str | None,
    typer.Option(
        "--facts", metavar="事实", parser=values.words, help="JSON；@文件 读文件，- 读标准输入"
    ),
]
FactPairs = Annotated[
    list[str] | None,
    typer.Option(
        "--fact",
        metavar="名称=值",
        parser=values.pair,
        help="一个事实，如 担保金额=100万元；可写多次，先于 --facts",
    ),
]
Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", metavar="名称=选项", parser=values.pair, help="选定一种读法；可写多次"
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="参数=值",
        parser=values.pair,
        help="试算：改动一个参数，如 employer_rate=8.5%；可写多次",
    ),
]
EvenIf = Annotated[
    bool, typer.Option("--even-if-not-in-force", help="文件在这一天不在施行期也计算")
]
Slug = Annotated[
    str, typer.Argument(metavar="公报", parser=values.words, help="公报的标识，见 luoshi gazettes")
]
Place = Annotated[
    str, typer.Option(metavar="地名", parser=values.words, help="公报或发文机关所在的地方")
]
Issuer = Annotated[
    str, typer.Option(metavar="机关", parser=values.words, help="发文机关，可只写一部分")
]
Kind = Annotated[
    str | None, typer.Option(metavar="种类", parser=values.kind, help=values.KINDS_HELP)
]
Year = Annotated[
    int | None, typer.Option(metavar="年份", parser=values.year, help="文号或成文的年份")
]
InGazette = Annotated[
    str, typer.Option("--gazette", metavar="公报", parser=values.words, help="只在这一期公报中")
]
InForceOn = Annotated[
    date | None, typer.Option(metavar="日期", parser=values.day, help="只要这一天有效的文件")
]
