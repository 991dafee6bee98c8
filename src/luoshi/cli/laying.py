"""The answers of the archive laid out for people."""

from __future__ import annotations

from typing import Any

from luoshi.cli.screen import Page

Shape = dict[str, Any]

_STATES = {
    "in force": "green",
    "not yet": "cyan",
    "expired": "red",
    "repealed": "red",
    "gap": "bold yellow",
    "not stated": "dim",
}
_FULL_HINT = "逐处列出请加 --full，供程序读取请加 --json。"


def documents(data: list[Shape]) -> None:
    """Two lines for each document: its name, and its dates and state."""
    from luoshi.office.archive.queries import KIND_LABELS

    page = Page()
    for one in data:
        state = one["status"]
        page.say((one["number"] or "（无文号）", "bold cyan"), "  ", one["title"])
        dates = [("成文", one["signed"]), ("施行", one["effective"]), ("至", one["expires"])]
        page.say(
            KIND_LABELS[one["kind"]],
            *(f"  {name} {day}" for name, day in dates if day),
            "  ",
            (state["label"], _STATES[state["state"]]),
            f"  {one['gazette']} 第{_lines(one)}行",
            indent=4,
        )
    page.say((f"共 {len(data)} 份文件。", "dim"))


def gazettes(data: list[Shape]) -> None:
    """One row for each issue."""
    page = Page()
    columns = ("标识", "公报", "出版", "文件", "条款", "版本", "损坏", "目录不符")
    page.table(
        columns,
        (
            (
                one["gazette"],
                one["title"],
                one["published"],
                one["documents"],
                one["clauses"],
                f"{one['version']}/{one['versions']}",
                one["damages"] or "",
                one["disagreements"] or "",
            )
            for one in data
        ),
    )


def clause(data: Shape) -> None:
    """The words of a clause with its place; the printed lines beside them where asked for."""
    page = Page()
    page.say((data["address"], "bold cyan"))
    if data["title"] not in data["address"]:
        page.say(data["title"])
    page.say((f"{data['gazette']} 第{_lines(data)}行  " + " › ".join(data["path"]), "dim"))
    page.say()
    page.say(data["text"])
    for damage in data["damages"]:
        page.say(("原文有损：", "bold yellow"), damage)
    if "source" in data:
        page.say()
        page.say(("原文", "bold"))
        width = len(str(data["lines"][1]))
        for line in data["source"]:
            page.say((f"{line['line']:>{width}} │ ", "dim"), line["text"])


def references(data: Shape) -> None:
    """What is referred to, who refers here, and the relations between documents."""
    page = Page()
    page.say((data["address"], "bold cyan"), "  ", data["title"])
    page.say((f"引用 {len(data['out'])} 处", "bold"))
    for one in data["out"]:
        page.say((one["clause"], "cyan"), f"  {one['text']}", _target(one), indent=2)
    page.say((f"被引用 {len(data['in'])} 处", "bold"))
    for one in data["in"]:
        page.say((one["clause"], "cyan"), f"  {one['text']}", indent=2)
    if data["relations"]:
        page.say((f"文件关系 {len(data['relations'])} 项", "bold"))
    for one in data["relations"]:
        other = one["document"]
        shown = f"{one['name']} {other['title']}" if other and other["number"] else one["name"]
        known = "" if other else "  （档案中没有）"
        page.say((one["label"], "green"), f"  {shown}", (known, "dim"), indent=2)


def _target(one: Shape) -> tuple[str, str]:
    if one["address"] and one["known"]:
        return f"  → {one['address']}", "green"
    if one["document"]:
        return f"  → {one['document']['label']}", "green"
    return "  → 档案中没有", "dim"


def status(data: Shape) -> None:
    """One line of state, one of reason."""
    page = Page()
    page.say((data["address"], "bold cyan"), "  ", data["title"])
    page.say(f"{data['on']}：", (data["label"], _STATES[data["state"]]))
    page.say(f"理由：{data['reason']}")
    if data["clause"]:
        page.say(f"依据：{data['clause']}")


def hits(data: Shape) -> None:
    """Each clause with the words that were looked for."""
    page = Page()
    for one in data["hits"]:
        document = one["document"]
        page.say(
            f"{one['rank']}. ",
            (one["address"], "bold cyan"),
            (f"  {document['title'] if document else one['gazette']}", "dim"),
        )
        parts = [(part["text"], "bold red" if part["marked"] else "") for part in one["snippet"]]
        page.say(*parts, indent=3)
    more = "至少 " if data["at_least"] else ""
    shown = len(data["hits"])
    rest = f"，列出前 {shown} 处；更多请加 --limit" if shown < data["total"] else ""
    page.say((f"共找到{more} {data['total']} 处{rest}。".replace("  ", " "), "dim"))


def contents(data: Shape) -> None:
    """The lines of the contents with the place of each document, then what disagrees."""
    page = Page()
    page.say((data["title"], "bold cyan"))
    if data["entries"]:
        page.table(
            ("栏目", "目录标题", "目录文号", "页", "正文行"),
            (
                (
                    one["column"],
                    one["title"],
                    one["number"],
                    one["page"],
                    _lines(one["document"]) if one["document"] else "缺",
                )
                for one in data["entries"]
            ),
        )
    else:
        page.say("没有印目录。")
    disagreements = data["disagreements"]
    page.say((f"目录与正文不符 {len(disagreements)} 处", "bold"))
    for one in disagreements:
        page.say((one["kind"], "yellow"), f"（第{_lines(one)}行）", indent=2)
        page.say(f"目录：{one['contents'] or '（无）'}", indent=4)
        page.say(f"正文：{one['body'] or '（无）'}", indent=4)


def repairs(data: Shape, full: bool) -> None:
    """The passes with their counts, the damages, and each place where asked for."""
    page = Page()
    page.say((data["title"], "bold cyan"))
    page.table(
        ("步骤", "更正", "剔除"),
        ((one["pass"], one["changes"], one["removals"]) for one in data["passes"]),
    )
    page.say((f"损坏 {len(data['damages'])} 处（只标明，不修补）", "bold"))
    for one in data["damages"]:
        reason = one["reason"].removeprefix(f"{one['kind']}：")
        page.say((one["kind"], "yellow"), f"  第{_lines(one)}行  {reason}", indent=2)
    if not full:
        page.say((_FULL_HINT, "dim"))
        return
    changes = [(one, f"“{one['before']}” → “{one['after']}”") for one in data["changes"]]
    removals = [(one, f"{one['reason']}：“{one['text']}”") for one in data["removals"]]
    for name, places in (("更正", changes), ("剔除", removals)):
        page.say((name, "bold"))
        for one, words in places:
            page.say((f"第{one['line']}行 {one['pass']}  ", "dim"), words, indent=2)


def _lines(one: Shape) -> str:
    first, last = one["lines"]
    return str(first) if first == last else f"{first}–{last}"
