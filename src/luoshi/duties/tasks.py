"""A clause's words split into the things to be done (任务分解)."""

from __future__ import annotations

import re

from luoshi.duties.model import Task
from luoshi.gazette.model import Lines

_VERBS = (
    "推进|推动|开展|建立|建设|完善|加强|健全|制定|编制|落实|组织|实施|强化|加快|深化|优化|提升|提高|支持|鼓励|引导|规范|"
    "严格|扩大|培育|打造|构建|探索|促进|做好|加大|发挥|确保|推行|推广|统筹|研究|出台|拓展|创新|严厉打击|打击|查处|"
    "指导|督促|监督|负责|牵头|协调|配合|协助|会同|开发|改造|新建|实行|执行|明确|定期|及时|依法|积极|全面|大力|持续|"
    "深入|稳步|逐步|有序|充分|切实|科学|合理|简化|压缩|清理|整合|汇总|上报|报送|公布|公示|发布|组建|成立|设立|启动|"
    "完成|实现|保障|保护|防范|化解|排查|整治|治理|宣传|培训|培养|引进|争取|申报|搭建|畅通|降低|减少|增加|争创|评选|"
    "收集|分析|监测|评估|评价|考核|检查|审核|核查|受理|办理|兑现|拨付|安排|储备|供应|调度|划定|厘清|摸清|总结|督导|更新|公开|编写|修订|压实|落细|改进|衔接|深挖|用好|抓好|坚持|聚焦|围绕|严肃|增强|扩展|壮大|培优|运用|夯实|普及|巡查|清查|检查|建好"
)
_BEGIN = re.compile(
    rf"^(?:要|应当|应|须)?(?:(?:积极|全面|大力|持续|深入|稳步|逐步|有序|充分|切实|科学|合理|加快|及时|依法|定期|统筹|进一步|严格)(?={_VERBS}))*(?P<verb>{_VERBS})"
)
_MARK = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+条|[（(]?[一二三四五六七八九十\d]+[）)、.．]|[①-⑳])\s*"
)


def split(text: str, lines: Lines) -> tuple[Task, ...]:
    """The things to be done, each with its verb and object in the clause's words.

    A new one begins at a sentence, and at a comma where a verb of doing follows.
    """
    found: list[Task] = []
    for sentence in re.split(r"[。；;！\n]", text):
        part = ""
        for piece in _MARK.sub("", sentence.strip()).split("，"):
            if part and _BEGIN.match(piece) and _BEGIN.match(part):
                found.append(_task(part, lines))
                part = piece
            else:
                part = f"{part}，{piece}" if part else piece
        if part.strip():
            found.append(_task(part, lines))
    return tuple(found)


def _task(text: str, lines: Lines) -> Task:
    """A part and its verb; its object is what follows, to the next comma."""
    begin = _BEGIN.match(text)
    if begin is None:
        return Task("", text, text, lines)
    return Task(begin["verb"], text[begin.end() :].split("，")[0], text, lines)
