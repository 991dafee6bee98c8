"""Every command of ``luoshi``: what it is called, what it takes, and who does the work."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from luoshi import __version__
from luoshi.cli import alerting, capping, desk, reaching, supervising, values
from luoshi.cli.frame import Command, Group
from luoshi.cli.options import (
    Address,
    Encoded,
    EvenIf,
    FactPairs,
    FactsText,
    InForceOn,
    InGazette,
    Issuer,
    Json,
    Kind,
    Number,
    OnDay,
    Overrides,
    Place,
    Readings,
    RuleKey,
    Slug,
    Year,
)

if TYPE_CHECKING:
    from luoshi.cli.asked import Wording
    from luoshi.gazette.export import Format
    from luoshi.office.archive.queries import Filters

app = typer.Typer(
    cls=Group,
    help="落实：把政府公报读成可以逐条引用的文件。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"luoshi {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本号", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Options of the whole program."""


@app.command(cls=Command)
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="路径", help="公报文本，或存放它们的文件夹")
    ],
    allow_fewer: Annotated[
        bool, typer.Option("--allow-fewer", help="允许以文件较少的文本替换在用的版本")
    ] = False,
    json: Json = False,
) -> None:
    """把公报文本入档：同一文本只入一次，改过的成为新版本。

    文件夹中的 .txt 文件全部入档。一份出错不影响其余各份，但退出码不为零。
    比在用的版本少了文件的文本不入档，以防截断的文本替换完整的文本。
    """
    from luoshi.cli.loading import load

    raise typer.Exit(load(paths, json, allow_fewer))


@app.command(cls=Command)
def documents(
    gazette: InGazette = "",
    kind: Kind = None,
    issuer: Issuer = "",
    place: Place = "",
    year: Year = None,
    in_force_on: InForceOn = None,
    json: Json = False,
) -> None:
    """列出文件：文号、标题、日期、状态和所在公报。"""
    from luoshi.cli import asking

    asking.documents(_filters(gazette, kind, issuer, place, year, in_force_on), json)


@app.command(cls=Command)
def show(
    address: Address,
    source: Annotated[bool, typer.Option("--source", help="同时显示原文各行")] = False,
    json: Json = False,
) -> None:
    """显示一个条款或整份文件。"""
    from luoshi.cli import asking

    asking.show(" ".join(address), source, json)


@app.command(cls=Command)
def references(address: Address, json: Json = False) -> None:
    """列出引用了谁、被谁引用，以及文件之间的关系。"""
    from luoshi.cli import asking

    asking.references(" ".join(address), json)


@app.command(cls=Command)
def status(
    number: Number,
    on: Annotated[
        date | None,
        typer.Option(metavar="日期", parser=values.day, help="哪一天，如 2024-01-15；不写是今天"),
    ] = None,
    json: Json = False,
) -> None:
    """说明文件在某一天是否有效，以及依据哪一条。"""
    from luoshi.cli import asking

    asking.status(" ".join(number), on, json)


@app.command(cls=Command)
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="词语", parser=values.words, help="词语、“引号中的原句”或文号；多个词都要出现"
        ),
    ],
    gazette: InGazette = "",
    kind: Kind = None,
    issuer: Issuer = "",
    place: Place = "",
    year: Year = None,
    in_force_on: InForceOn = None,
    limit: Annotated[
        int, typer.Option(metavar="条数", parser=values.count, help="最多列出多少处")
    ] = 20,
    json: Json = False,
) -> None:
    """按词语查找条款。"""
    from luoshi.cli import asking

    filters = _filters(gazette, kind, issuer, place, year, in_force_on)
    asking.search(" ".join(words), filters, limit, json)


@app.command(cls=Command)
def export(
    number: Number,
    format: Annotated[
        str,
        typer.Option("--format", metavar="格式", parser=values.form, help="akn、json、md 或 html"),
    ] = "akn",
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="文件",
            help="写入这个文件或文件夹（以 / 结尾）；不写则输出到屏幕",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="同 --format json，出错时也用 JSON")] = False,
) -> None:
    """导出一份文件：Akoma Ntoso、JSON、Markdown 或 HTML。"""
    from luoshi.cli.exporting import export as write

    write(" ".join(number), cast("Format", "json" if json else format), out)


@app.command(cls=Command)
def contents(gazette: Slug, json: Json = False) -> None:
    """把公报的目录与正文对照，列出不符之处。"""
    from luoshi.cli import asking

    asking.contents(gazette, json)


@app.command(cls=Command)
def gazettes(json: Json = False) -> None:
    """列出已入档的公报及其标识。"""
    from luoshi.cli import asking

    asking.gazettes(json)


@app.command(cls=Command)
def repairs(
    gazette: Slug,
    full: Annotated[bool, typer.Option("--full", help="逐处列出更正和剔除")] = False,
    json: Json = False,
) -> None:
    """列出对公报原文的更正、剔除和发现的损坏。"""
    from luoshi.cli import asking

    asking.repairs(gazette, full, json)


@app.command(cls=Command)
def restore(
    gazette: Slug,
    version: Annotated[
        int | None,
        typer.Option(metavar="版本", parser=values.count, help="第几版；不写则只列出各版"),
    ] = None,
    json: Json = False,
) -> None:
    """列出公报的各个版本，或把其中一版恢复为在用的版本。"""
    from luoshi.cli.restoring import restore as put_back

    put_back(gazette, version, json)


@app.command(cls=Command)
def verify(number: Encoded = None, json: Json = False) -> None:
    """把编码与公报原文核对：参数是否如实，数字是否都有交代。

    有参数在所引条款中找不到、有数字没有交代，或公报没有入档，退出码不为零。
    """
    from luoshi.cli import verifying

    raise typer.Exit(verifying.verify(" ".join(number or []), json))


@app.command(cls=Command)
def coverage(number: Encoded = None, json: Json = False) -> None:
    """逐条交代已编码的文件：由哪条规则执行，无可执行，还是尚不能执行。"""
    from luoshi.cli import verifying

    raise typer.Exit(verifying.coverage(" ".join(number or []), json))


@app.command(cls=Command)
def rules(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="词语", parser=values.words, help="规则的名称，或要查找的词语；不写则全部"
        ),
    ] = None,
    document: Annotated[
        str, typer.Option(metavar="文号", parser=values.words, help="只要这份文件的规则")
    ] = "",
    place: Annotated[
        str, typer.Option(metavar="地名", parser=values.words, help="只要这个地方的规则")
    ] = "",
    json: Json = False,
) -> None:
    """查找规则：问什么、答什么、依据哪一条；写出规则的名称则看这一条的全部。"""
    from luoshi.cli import catalogue

    catalogue.rules(words or [], document, place, json)


@app.command(cls=Command)
def run(
    key: RuleKey,
    on: OnDay = None,
    facts: FactsText = None,
    fact: FactPairs = None,
    reading: Readings = None,
    set: Overrides = None,
    even_if_not_in_force: EvenIf = False,
    json: Json = False,
) -> None:
    """按事实计算一条规则；用 --json 时答复就是回执，可以复算。

    退出码：0 算出；2 事实有误；3 缺少事实；4 文件在这一天不在施行期。
    """
    from luoshi.cli import ruling

    wording = _wording(key, on, facts, fact, reading, set, even_if_not_in_force)
    raise typer.Exit(ruling.run(wording, json))


@app.command(cls=Command)
def explain(
    key: RuleKey,
    on: OnDay = None,
    facts: FactsText = None,
    fact: FactPairs = None,
    reading: Readings = None,
    set: Overrides = None,
    even_if_not_in_force: EvenIf = False,
    row: Annotated[
        int | None,
        typer.Option(metavar="行号", parser=values.count, help="整表的规则：只看这一行"),
    ] = None,
    json: Json = False,
) -> None:
    """同 run，逐步说明结果从何而来，每一步依据哪一条。"""
    from luoshi.cli import ruling

    wording = _wording(key, on, facts, fact, reading, set, even_if_not_in_force)
    raise typer.Exit(ruling.explain(wording, row, json))


@app.command(cls=Command)
def interview(
    key: RuleKey,
    on: OnDay = None,
    facts: FactsText = None,
    fact: FactPairs = None,
    reading: Readings = None,
    set: Overrides = None,
    even_if_not_in_force: EvenIf = False,
) -> None:
    """逐项问答：只问还影响结果的事实，最后说明结果和理由。"""
    from luoshi.cli import interviewing

    wording = _wording(key, on, facts, fact, reading, set, even_if_not_in_force)
    raise typer.Exit(interviewing.interview(wording))


@app.command(cls=Command)
def compare(
    key: RuleKey,
    on: OnDay = None,
    facts: FactsText = None,
    fact: FactPairs = None,
    reading: Readings = None,
    set: Overrides = None,
    even_if_not_in_force: EvenIf = False,
    json: Json = False,
) -> None:
    """试算：参数改动前后各是多少，相差多少。"""
    from luoshi.cli import comparing

    wording = _wording(key, on, facts, fact, reading, set, even_if_not_in_force)
    raise typer.Exit(comparing.compare(wording, json))


@app.command(cls=Command)
def bulk(
    key: RuleKey,
    source: Annotated[
        Path,
        typer.Option("--in", metavar="文件", help="每行一件的表：.parquet、.csv、.tsv 或 .xlsx"),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="文件", help="结果写入哪个文件")],
    on: OnDay = None,
    on_column: Annotated[
        str | None,
        typer.Option("--on-column", metavar="列名", parser=values.words, help="日期在表的哪一列"),
    ] = None,
    reading: Readings = None,
    set: Overrides = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="改动前后各算一遍，写出相差多少；与 --set 同用")
    ] = False,
    even_if_not_in_force: EvenIf = False,
    explain_row: Annotated[
        int | None,
        typer.Option("--explain-row", metavar="行号", parser=values.row, help="另外逐步说明这一行"),
    ] = None,
    bad: Annotated[
        Path | None,
        typer.Option("--bad", metavar="文件", help="不能计算的行写入哪个文件；不写则在结果旁边"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件")] = False,
    json: Json = False,
) -> None:
    """按一条规则计算整个文件，不论多少行；不能计算的行连同原因另存一个文件。

    列名用事实的名称或中文标签，见 luoshi rules 规则。结果先写在旁边，完成后才放到位。
    """
    from luoshi.cli import bulking

    wording = _wording(key, on, None, None, reading, set, even_if_not_in_force)
    files = bulking.Files(source, out, bad, on_column, explain_row, compare, force)
    raise typer.Exit(bulking.bulk(wording, files, json))


@app.command(cls=Command)
def reproduce(
    receipt: Annotated[
        str,
        typer.Argument(
            metavar="回执", parser=values.words, help="run --json 写下的文件；- 读标准输入"
        ),
    ],
    json: Json = False,
) -> None:
    """按回执复算：结果是否相同；不同则说明变了什么，退出码不为零。"""
    from luoshi.cli import ruling

    raise typer.Exit(ruling.reproduce(receipt, json))


@app.command(cls=Command)
def check(
    document: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="文件", parser=values.words, help="文号、标题，或一条规则的名称；不写则全部"
        ),
    ] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="再逐处改动编码，看算例能否察觉，列出没有察觉的")
    ] = False,
    json: Json = False,
) -> None:
    """验算编码的算例。有算例不符，或察觉的改动不到 95%，退出码不为零。"""
    from luoshi.cli import casework

    raise typer.Exit(casework.check(" ".join(document or []), deep, json))


@app.command(cls=Command)
def doctor(json: Json = False) -> None:
    """检查环境：配置了什么，缺什么，怎么办。"""
    from luoshi.cli.checking import doctor as check

    raise typer.Exit(check(json))


@app.command(cls=Command)
def serve(
    host: Annotated[str, typer.Option(metavar="地址", help="在哪个地址上提供网页")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="端口", parser=values.port, help="在哪个端口上提供网页")
    ] = 8000,
    load: Annotated[bool, typer.Option("--load", help="先把公报目录入档")] = False,
) -> None:
    """启动网页服务。"""
    from luoshi.cli.serving import serve as run

    run(host, port, load)


desk.add(app)
supervising.add(app)
alerting.add(app)
reaching.add(app)
capping.add(app)


def _wording(
    key: str,
    on: date | None,
    facts: str | None,
    fact: list[str] | None,
    readings: list[str] | None,
    overrides: list[str] | None,
    even_if_not_in_force: bool,
) -> Wording:
    """What was typed for a rule, as it stands."""
    from luoshi.cli.asked import Wording

    return Wording(
        key, on, facts, fact or (), readings or (), overrides or (), even_if_not_in_force
    )


def _filters(
    gazette: str,
    kind: str | None,
    issuer: str,
    place: str,
    year: int | None,
    in_force_on: date | None,
) -> Filters:
    """The filters of the archive, which can be made only once it is open."""
    from luoshi.cli.archive import open_archive

    open_archive()
    from luoshi.office.archive.queries import Filters

    return Filters(
        gazette=gazette,
        kind=kind or "",
        issuer=issuer,
        place=place,
        year=year,
        in_force_on=in_force_on,
    )
