"""A document made by hand: every kind of clause, and hostile words in every place."""

from datetime import date

from luoshi.gazette.model import (
    Attachment,
    Clause,
    ClauseKind,
    Document,
    Gazette,
    Person,
    Reference,
)

NUMBER = "云政发〔2025〕3号"
HOSTILE = "<script>alert(1)</script>&\"'\x00\x08\x1b[31m\x9b\ud800\ufffe\u202e*_`|[x](y)#"


def clause(
    kind: ClauseKind,
    address: str,
    own: str,
    *children: Clause,
    mark: str = "",
    heading: str = "",
    cells: tuple[str, ...] = (),
    header: bool = False,
    person: Person | None = None,
    damages: tuple[str, ...] = (),
) -> Clause:
    return Clause(
        kind=kind,
        address=f"{NUMBER} {address}",
        label=address.split()[-1],
        mark=mark,
        heading=heading,
        own=own,
        spans=((0, len(own)),),
        lines=(1, 2),
        children=children,
        cells=cells,
        header=header,
        person=person,
        damages=damages,
    )


def rules() -> Clause:
    row = clause("row", "表1 行1", f"水\t一\n{HOSTILE}", cells=("水", f"一\n{HOSTILE}"))
    head = clause("row", "表1 表头", "项目\t收费", cells=("项目", "收费"), header=True)
    return clause(
        "enclosure",
        "正文",
        "",
        clause("title", "正文 标题", "云麓市供水办法"),
        clause(
            "part",
            "第一编",
            "第一编 总 则",
            clause(
                "article",
                "第一条",
                "第一条 为了供水，根据《中华人民共和国水法》，制定本办法。",
                mark="第一条",
            ),
            clause(
                "article",
                "第二条之一",
                "第 二 条之一 依照第一条：",
                clause("item", "第二条之一第（一）项", "(一)取水；", mark="（一）"),
                clause("subitem", "第二条之一第（一）项第1目", "1.河；", mark="1."),
                clause("paragraph", "第二条之一第二款", HOSTILE),
                mark="第二条之一",
            ),
            mark="第一编",
            heading="总则",
        ),
        clause(
            "table", "表1", "表1 收费", head, row, clause("note", "附注2", "注：单位为元"),
            mark="表1", heading="收费", damages=(f"错栏{HOSTILE}",),
        ),
    )  # fmt: skip


def attachment() -> Clause:
    return clause(
        "attachment",
        "附件",
        "附件",
        clause("title", "附件 标题", "名单"),
        clause(
            "roster",
            "附件 名单1",
            "",
            clause(
                "person",
                "附件 名单1 第1人",
                "组长：张三 市长",
                person=Person("张三", "市长", "组长"),
            ),
        ),
        clause("point", "附件 一", "一、目标。做好供水", mark="一、", heading="目标"),
        clause("point", "附件 4.3.1①", "①其他"),
        clause("matter", "附件 未编号的话", HOSTILE),
        mark="附件",
    )


def references() -> tuple[Reference, ...]:
    first, second = f"{NUMBER} 第一条", f"{NUMBER} 第二条之一"
    law = "中华人民共和国水法"
    return (
        Reference(first, f"《{law}》", 11, 22, None, law, None, "based_on"),
        Reference(second, "第一条", 10, 13, None, None, first),
        Reference(
            f"{NUMBER} 第一段",
            "云政发〔2020〕1号",
            1,
            13,
            "云政发〔2020〕1号",
            None,
            None,
            "repeals",
        ),
        Reference(f"{NUMBER} 第一段", "前款", 14, 16),
        Reference(f"{NUMBER} 第一段", "x", 12, 15, HOSTILE, HOSTILE),
    )


def made() -> tuple[Gazette, Document]:
    document = Document(
        number=NUMBER,
        title=f"关于印发云麓市供水办法的通知{HOSTILE}",
        inner_title="云麓市供水办法",
        issuers=("云麓市人民政府", HOSTILE),
        stand_in="云麓市水利局",
        level="市",
        kind="rules",
        recipients=("各县",),
        adopted=date(2024, 12, 30),
        signed=date(2025, 1, 2),
        issued=date(2025, 1, 3),
        published=date(2025, 1, 4),
        effective=date(2025, 2, 1),
        expires=date(2030, 1, 31),
        effective_clause=f"{NUMBER} 第二条之一",
        expires_clause=None,
        repeals=("云政发〔2020〕1号", "云麓市旧办法"),
        repealed_from=date(2025, 1, 2),
        based_on=("中华人民共和国水法",),
        interpreter="云麓市水利局",
        registration="YLCR-2025-001",
        attachments=(Attachment("名单", True, (5, 9), f"{NUMBER} 附件"), Attachment("图", False, None)),
        lines=(2, 12),
        clauses=(
            clause("title", "标题", f"云麓市人民政府\n关于印发云麓市供水办法的通知{HOSTILE}"),
            clause("number", "文号", NUMBER),
            clause("recipients", "主送", "各县："),
            clause("paragraph", "第一段", f"现废止云政发〔2020〕1号、前款，{HOSTILE}"),
            clause("signature", "落款", "云麓市人民政府\n2025年1月2日"),
            rules(),
            clause("note", "附注", "（此件公开发布）"),
            attachment(),
        ),
        references=references(),
    )  # fmt: skip
    issue = Gazette(
        name="yunlu",
        title="云麓市人民政府公报",
        city="云麓市",
        year=2025,
        issue=1,
        total_issue=13,
        published=date(2025, 2, 10),
        publisher="云麓市人民政府办公室",
        encoding="utf-8",
        source="".join(f"第{n}行{HOSTILE}\n" for n in range(1, 21)),
        contents=(),
        documents=(document,),
        front=(),
        back=(),
    )
    return issue, document
