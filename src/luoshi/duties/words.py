"""How the texts are cut: sentences, brackets and the names of units (机构名称)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

OPEN, CLOSE = "（(〔[【", "）)〕]】"
"""Scans mix the kinds of brackets, so that any of them may close any other."""


class Piece(NamedTuple):
    """Words and where they begin."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Behind the last character."""
        return self.start + len(self.text)


def brackets(text: str) -> Iterator[Piece]:
    """What stands in outermost brackets, without them; one that never closes runs to the end."""
    depth, start = 0, 0
    for place, each in enumerate(text):
        if each in OPEN:
            if not depth:
                start = place + 1
            depth += 1
        elif each in CLOSE and depth:
            depth -= 1
            if not depth:
                yield Piece(text[start:place], start)
    if depth:
        yield Piece(text[start:], start)


def split(text: str, marks: str, start: int = 0) -> list[Piece]:
    """Cut at marks that stand outside of brackets and quotes; empty pieces are dropped."""
    found: list[Piece] = []
    depth, begin = 0, 0
    for place, each in enumerate(text):
        if each in OPEN or each in "“《":
            depth += 1
        elif (each in CLOSE or each in "”》") and depth:
            depth -= 1
        elif each in marks and not depth:
            found.append(Piece(text[begin:place], start + begin))
            begin = place + 1
    found.append(Piece(text[begin:], start + begin))
    return [trimmed(each) for each in found if each.text.strip()]


def trimmed(piece: Piece) -> Piece:
    """Without blanks around it."""
    left = len(piece.text) - len(piece.text.lstrip())
    return Piece(piece.text.strip(), piece.start + left)


def sentences(text: str) -> list[Piece]:
    """The sentences and half-sentences (。；！？) of a clause, with their marks."""
    found: list[Piece] = []
    depth, begin = 0, 0
    for place, each in enumerate(text):
        if each in OPEN:
            depth += 1
        elif each in CLOSE and depth:
            depth -= 1
        elif each in "。；;！？\n" and not depth:
            found.append(Piece(text[begin : place + 1], begin))
            begin = place + 1
    found.append(Piece(text[begin:], begin))
    return [trimmed(each) for each in found if each.text.strip()]


# --- units

_BODY = (
    "局|委|办|厅|部|院|社|会|署|行|所|站|处|科|室|政府|中心|集团|公司|单位|部门|机关|机构|支队|总队|大队|管委|工委|联|"
    "银行|成员|办公室|指挥部|小组|专班|工作组|联席会议|委员会|街道|镇街|乡镇|村委|开发区|高新区|新区|园区|功能区|示范区|试验区|"
    "学校|医院|台|车务段|海关|检查站|中央|政协|人大|法院|检察院|工商联|营管部|区市|区县|各市|县|区|各镇|各区|市|校|库|馆|"
    "镇|乡|组|队|协会|学会|总指挥|指挥长|秘书处|团|段|站点|企业|主体|网格员|民警|总社|科协|文联"
)
BODY_END = re.compile(rf"(?:{_BODY})(?:[（(〔][^（()）]*[）)〕])?$")
"""How the name of a public body ends; a bracketed second name may follow."""
_AND = re.compile(r"以及|和|及|与")
_WHOLE = re.compile(
    r"规划和自然资源|自然资源和规划|住房和城乡建设|工业和信息化|文化和旅游|人力资源和社会保障|发展和改革|园林和林业|城乡规划和|"
    r"农业和农村|教育和体育|商务和|科学技术和|卫生和|经济和信息化|市场和质量|新闻出版和|机关事务和|生态和|广播电视和"
)
"""Names of departments that hold 和 themselves."""
_ZONE = re.compile(r"(?:新区|开发区|高新区|园区|示范区|度假区|保税区|经开区)$")
_LEVEL = re.compile(r"^(?:国家|省|市|县|区|区县|区市|乡镇)$")
_TAIL = re.compile(
    r"等(?:\d+个(?:部门|单位)|[\u4e00-\u9fff]{0,6}(?:有关|相关|其他|成员|责任|市直|市级|省直|区直|直属)?[\u4e00-\u9fff]{0,4}(?:部门|单位|机构|方面|主体|企业)(?:[（(]单位[）)])?)?$"
)
_AREA = re.compile(r"^各?(?:省|市|县|区|乡|镇|旗)$|^各(?:县|区|市)级?$")
_AREA_ON = re.compile(r"^(?:省|市|县|区|乡|镇|街道|旗|自治)")
_SHARED = re.compile(
    r"(?:等)?(?:[\u4e00-\u9fff]{0,4})(部门|主管部门|行政主管部门|机关)(?:和单位)?$"
)


def units_of(text: str) -> tuple[str, ...]:
    """The units that a list names, each once, in printed order.

    Tails (等、等有关单位) are dropped, collectives stay whole (各区、市政府), and what stands before 部门 in a
    list shares it: 公安、财政等部门 are 公安部门 and 财政部门.
    """
    text = re.sub(r"\s+", "", text).replace("〔", "（").replace("〕", "）")
    text = re.sub(r"[（(](?:以下|下)(?:简)?称[^（()）]*[）)]", "", text)
    names: list[str] = []
    for piece in _joined([each.text for each in split(text, "、，,；;")]):
        for part in _apart(piece):
            names += _one(part, names)
    if names and names[-1].endswith("管委会"):
        for place in range(len(names) - 2, -1, -1):
            if not _ZONE.search(names[place]):
                break
            names[place] += "管委会"
    return tuple(dict.fromkeys(each for each in names if each))


def _joined(pieces: list[str]) -> list[str]:
    """各区、市政府 and 市、县两级…部门 are one name each."""
    found: list[str] = []
    for piece in pieces:
        if found and _AREA.match(found[-1]) and _AREA_ON.match(piece):
            area = re.match(r"县[（(][^（()）]*[）)]|县|区", piece)
            if found[-1] == "市" and area and not re.search(r"两级|各级|政府$", piece):
                found[-1:] = ["市" + piece[area.end() :], piece]
            else:
                found[-1] += f"、{piece}"
        elif found and piece in ("单位", "机构") and found[-1].endswith("部门"):
            found[-1] += f"、{piece}"
        else:
            found.append(piece)
    return found


def _apart(piece: str) -> list[str]:
    """Names that 和 or 及 joins; 市文化和旅游局 is one."""
    found: list[str] = []
    while cut := _two(piece):
        left, piece, whole = cut
        found.append(left)
        if whole:
            return [*found, piece] if piece else found
    return [*found, piece]


def _two(piece: str) -> tuple[str, str, bool] | None:
    """The name before the first 和 that joins, what is behind it, and whether that is one name."""
    depth = 0
    for place, each in enumerate(piece):
        depth += (each in OPEN) - (each in CLOSE)
        found = _AND.match(piece, place) if each in "以和及与" else None
        if depth or not found or not place:
            continue
        left, right = piece[:place], piece[found.end() :]
        if _LEVEL.match(left) and (
            area := re.match(r"(?:区县|区市|省|市|县|区|乡镇|乡)(?:[（(][^（()）]*[）)])?", right)
        ):
            return left + right[area.end() :], right, True
        if (
            right.endswith("部门")
            and len(left) <= 8
            and not BODY_END.search(left)
            and not _WHOLE.search(piece)
        ):
            return f"{left}部门", right, True
        if (
            len(right) > 1
            and BODY_END.search(_TAIL.sub("", left[-_LONG:]))
            and BODY_END.search(_TAIL.sub("", right[-_LONG:]))
        ):
            if left.endswith("部门") and right in ("单位", "机构"):
                return left, "", True
            return left, right, False
    return None


_LONG = 60
"""Characters from its end in which a name shows how it ends."""


def _one(name: str, before: list[str]) -> list[str]:
    """One name without its tail; gives those before it the head that they share with it."""
    shared = _SHARED.search(name)
    bare = _TAIL.sub("", name)
    if shared and (
        ("等" in name and bare != name) or not BODY_END.search(before[-1] if before else "局")
    ):
        head = shared[1]
        for place in range(len(before) - 1, -1, -1):
            if BODY_END.search(before[place]):
                break
            before[place] += head
        if bare != name and not BODY_END.search(bare):
            bare += head
    if bare in ("有关", "相关", "其他有关", ""):
        return []
    return [bare]
