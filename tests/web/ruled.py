"""An invented encoding of a decree of the specimen, for the pages of rules."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from luoshi import policies
from luoshi.rules import (
    REGISTRY,
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    capped,
    checklist,
    choice,
    choose,
    day,
    money,
    not_stated,
    number,
    quantity,
    rank,
    record,
    rule,
    text,
    truth,
    warn_when,
    words,
)

DECREE = "云麓市人民政府令第31号"
FINE, SURCHARGE, DUTIES = "yunlu.parking.fine", "yunlu.parking.surcharge", "yunlu.parking.duties"
PAPERS, PLACE, BARRED = "yunlu.parking.papers", "yunlu.parking.place", "yunlu.parking.barred"
BEGINS, COUNTED = "yunlu.parking.begins", "yunlu.parking.counted"


def encode(folder: Path, monkeypatch: Any, said: str = "") -> Policy:
    """The encoding, alone in the catalogue; ``said`` stands in all of its words."""
    where = folder / "yunlu" / "parking"
    where.mkdir(parents=True)
    _write(where / "policy.yaml", _policy(said))
    _write(where / "parameters.yaml", _parameters(said))
    (where / "rules.py").write_text(f"# {said}", "utf-8")
    made = Policy.load(where)
    monkeypatch.setattr(policies, "catalogue", lambda: (made,))
    known = {each.key: REGISTRY.pop(each.key) for each in _rules(made, said)}
    monkeypatch.setattr(policies, "REGISTRY", known)
    return made


def _write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")


def _policy(said: str) -> dict[str, Any]:
    return {
        "number": DECREE,
        "title": f"云麓市停车管理办法{said}",
        "place": "云麓市",
        "issuers": ["云麓市人民政府"],
        "in_force": {
            "from": date(2025, 5, 1),
            "until": date(2030, 4, 30),
            "clause": "第二十二条",
        },
        "gist": f"停车场和停车泊位的规定{said}",
        "readings": {
            "repeat": {
                "label": f"再次违反{said}",
                "clause": "第十九条",
                "why": f"没有写明再次违反怎么算{said}",
                "options": {"each": f"每次另算{said}", "once": "只算一次"},
                "default": "each",
            }
        },
        "clauses": {"第二条": {"not_yet": f"范围由另一份文件规定{said}"}},
    }


def _parameters(said: str) -> dict[str, Any]:
    return {
        "per_space": {
            "label": f"每个泊位的罚款{said}",
            "clause": "第十八条",
            "values": {date(2025, 5, 1): "100元", date(2026, 1, 1): "120元"},
        },
        "most": {
            "label": "罚款上限",
            "clause": "第十八条",
            "value": "3万元",
            "comparator": "不超过",
        },
        "surcharge": {
            "label": f"加收比例{said}",
            "clause": "第十九条",
            "not_in_text": True,
            "left_to": f"市城市管理局{said}",
            "unit": "%",
            "min": "1%",
            "max": "10%",
        },
        "weight": {"label": "得分的权重", "clause": "第十五条", "value": "0.5"},
        "share": {
            "label": "各类停车场的折扣",
            "clause": "第十六条",
            "by": ["kind"],
            "value": {"公共": "10%", "专用": "20%"},
        },
    }


def _rules(doc: Policy, said: str) -> list[Any]:
    p = doc.parameters

    class Parking(Facts):
        """一处违反规定的停车场。"""

        corrected = truth(f"已按责令改正{said}", clause="第十八条")
        spaces = quantity("泊位数", "个", clause="第十八条", max=100_000)
        kind = choice("停车场类别", ["公共", "专用"], clause="第十六条", gist=f"按备案填{said}")
        income = money("收入", clause="第十六条")
        again = truth("再次违反")
        since = day("开业日", clause="第十条")

    class Asked(Facts):
        """只问文件本身。"""

    class Judged(Facts):
        """一个被考核的单位。"""

        unit = words("单位")
        group = choice("组别", ["市直", "县区"])
        score = quantity("得分", "分", decimals=1, max=100)

    @rule(doc, "第十八条", label=f"停车场的罚款{said}", unit="元", rounding="分")
    def fine(c: Parking) -> Number:
        """The fine by the number of spaces; nothing where the order was obeyed."""
        owed = capped(c.spaces * p.per_space, p.most)
        return choose((c.corrected, number(0, "元")), otherwise=owed)

    @rule(doc, ("第十九条", "第十八条"), label="加收", unit="元", rounding="分")
    def surcharge(c: Parking) -> Number:
        """What is added, at a rate that the text leaves open."""
        each = doc.reading("repeat").is_("each")
        return choose((c.again & ~each, number(0, "元")), otherwise=fine(c) * p.surcharge)

    @rule(doc, "第十六条", label="收入的折扣与手续")
    def duties(c: Parking) -> Record:
        """Several answers at once; one of them is not in the text."""
        known = warn_when(c.income > number(1000, "元"), text("公安机关"), "收入较高", "第十六条")
        return record(
            less=("折扣后的收入", c.income - c.income * p.share[c.kind]),
            by=("由谁处理", known),
            when=("何时处理", not_stated("原文没有写何时", "第十六条")),
        )

    @rule(doc, "第十六条", label="要交的材料")
    def papers(c: Parking) -> Texts:
        """The papers."""
        return checklist(("备案表", c.kind.is_("公共")), "营业执照", ("改正报告", c.corrected))

    @rule(doc, "第十条", label="能否备案")
    def barred(c: Parking) -> Truth:
        """Whether it may be filed."""
        return c.corrected | ~c.again

    @rule(doc, "第十六条第二款", label="考核名次", unit="名", table=True)
    def place(j: Judged) -> Number:
        """The place within the group."""
        return rank(j.score, within=j.group)

    @rule(doc, "第十五条", label="计入年度的得分", unit="分", table=True)
    def counted(j: Judged) -> Number:
        """What counts of each score."""
        return j.score * p.weight

    @rule(doc, "第二十二条", label="何时施行", any_day=True)
    def begins(_: Asked) -> Text:
        """From when on; a question about the decree itself."""
        return text("2025年5月1日")

    return [fine, surcharge, duties, papers, barred, place, counted, begins]
