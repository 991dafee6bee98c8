"""The words around numbers in official Chinese: units, words of limits, and numerals that count nothing.

What is missing here makes a number look like no number, so lists of units are long and lists of
set phrases are short: in doubt a numeral is taken for a number.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

Sign = Literal["<=", ">=", "<", ">", "=="]

CHINESE = "零〇○一二三四五六七八九十百千万亿两"
FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"

UNITS: dict[str, tuple[str, Fraction]] = {
    name: (family, Fraction(factor))
    for family, factor, names in (
        ("元", 1, "元 元人民币 块钱"),
        ("元", Fraction(1, 10), "角"),
        ("美元", 1, "美元"),
        ("%", 1, "% ％ 个百分比"),
        ("%", Fraction(1, 10), "‰"),
        ("%", 10, "成"),
        ("百分点", 1, "个百分点 百分点"),
        ("倍", 1, "倍"),
        ("日", 1, "日 天 自然日 个自然日 日历天 个日历天 日历日 昼夜"),
        ("日", 7, "周 个星期 星期"),
        ("工作日", 1, "个工作日 工作日 个工作天"),
        ("月", 1, "月 个月 个自然月 个整月"),
        ("月", 3, "季度 个季度 个季"),
        ("月", 12, "年 周年 个年度 年度 个自然年度 整年"),
        ("岁", 1, "周岁 岁"),
        ("小时", 1, "小时 个小时 时 个钟头"),
        ("小时", Fraction(1, 4), "刻钟"),
        ("小时", Fraction(1, 60), "分钟"),
        ("秒", 1, "秒 秒钟"),
        ("平方米", 1, "平方米 ㎡ 平米 m² m2"),
        ("平方米", Fraction(2000, 3), "亩"),
        ("平方米", 10_000, "公顷"),
        ("平方米", 1_000_000, "平方公里 平方千米 km² km2"),
        ("米", 1, "米"),
        ("米", 1000, "公里 千米 km"),
        ("米", Fraction(1, 2), "尺"),
        ("米", Fraction(1, 100), "厘米"),
        ("米", Fraction(1, 1000), "毫米"),
        ("千克", 1, "千克 公斤 kg"),
        ("千克", Fraction(1, 1000), "克"),
        ("千克", 1000, "吨"),
        ("千克", Fraction(1, 2), "斤"),
    )
    for name in names.split()
}
"""Units that convert into each other: the family, and how many of the family's first they are."""

_COUNTED = (
    "个 名 户 家 人 起 项 次 件 份 套 张 处 类 种 级 等 档 批 期 轮 届 间 所 台 辆 艘 架 门 方 笔 组 部 位 "
    "折 分 番 只 头 羽 株 棵 片 块 幢 栋 层 座 条 支 队 场 里 度 字 页 本 册 例 宗 桩 道 步 代 线 站 点 "
    "升 毫升 包 兆帕 立方米 千升 列 千瓦时 千瓦 兆瓦 瓦 伏 微克 毫克 微米 摄氏度 ℃ 人次 人天 人日 件次 户次 车次 批次 家次 "
    "名次 位次 大 地块 个人 个村 村 季 区县 镇街 市 区 县 乡镇 个县 床 张床 席 箱 袋 瓶 桶 盒 口 孔 井 班 课时 学时 学年 "
    "学期 星 等次 等级 大类 小类 环节 阶段 档次 星级 万人 台套 台次 字节 兆 篇 角度 号 星 克拉 海里 节 "
    "微克/立方米 mg/m³ μg/m³"
)
UNIT_NAMES: frozenset[str] = frozenset({*UNITS, *_COUNTED.split()})
_NOT_BEFORE = {"所": "列示规述称指在有属需以", "等": "方因原问情", "起": "草诉到来"}
"""What makes something else of a unit: 表1所列."""


def _unit(name: str) -> str:
    barred = _NOT_BEFORE.get(name)
    return re.escape(name) + (f"(?![{barred}])" if barred else "")


UNIT = "(?:" + "|".join(map(_unit, sorted(UNIT_NAMES, key=len, reverse=True))) + ")"
"""A unit as printed, the longest first."""


def _signed(lists: dict[Sign, str]) -> dict[str, Sign]:
    return {word: sign for sign, words in lists.items() for word in words.split()}


BEFORE: dict[str, Sign] = _signed(
    {
        "<=": """
            不超过 不得超过 不能超过 不应超过 不可超过 未超过 没有超过 最高不超过 最多不超过 最长不超过
            最高不得超过 最长不得超过 不超出 不得超出 未超出 不突破 不得突破 不高于 不得高于 不应高于
            不能高于 未高于 不大于 不得大于 不多于 不得多于 不长于 不得长于 不晚于 不得晚于 不迟于
            不得迟于 不逾 不得逾 至多 最高 最多 最长 最大 最迟 最晚 上限 封顶 最高可达 控制在 不过 ≤ ≦ ⩽""",
        ">=": """
            不低于 不得低于 不能低于 不应低于 不可低于 未低于 没有低于 不少于 不得少于 不能少于 不应少于
            未少于 不小于 不得小于 不短于 不得短于 不早于 不得早于 至少 最低 最少 最短 达到 达 满 年满
            已满 最低不少于 最低不低于 下限 ≥ ≧ ⩾""",
        "<": "不足 低于 少于 小于 不满 未满 未达到 未达 不到 达不到 没有达到 短于 早于 ＜ <",
        ">": "超过 高于 大于 多于 超出 高出 突破 逾 长于 晚于 迟于 超 过 ＞ >",
        "==": "为 是 即 按 按照 等于 定为 设为 ＝ =",
    }
)
"""Words of limits that stand before the number."""

AFTER: dict[str, Sign] = _signed(
    {
        "<=": "以下 及以下 及其以下 以内 及以内 之内 内 之下 为上限 为限 封顶",
        ">=": "以上 及以上 及其以上 之上 为下限 起",
        "<": "以前 之前 前 及以前 及之前",
        ">": "以后 之后 后 及以后 及之后 以外 之外",
        "==": "左右",
    }
)
"""Words of limits that stand behind the number and its unit."""


def sign_of(word: str) -> Sign | None:
    """The comparison that a word of limit means; None for no such word."""
    return BEFORE.get(word) or AFTER.get(word)


SAME = {
    word: words[0]
    for words in (("内", "以内", "之内"), ("前", "以前", "之前"), ("后", "以后", "之后"))
    for word in words
}
"""Words of limits that differ in nothing but their length."""
MIRRORED = {"≤": "≥", "≥": "≤", "＜": ">", "<": ">", "＞": "<", ">": "<"}
"""What a sign behind the number says of what stands further behind: 80≤x is x≥80."""

EXCLUDING: dict[str, tuple[str, ...]] = {
    "以下": ("不足", "低于", "少于", "小于", "不满"),
    "以上": ("超过", "高于", "大于", "多于"),
}
"""（不含）以下 and （不含）以上 mean what these words mean."""

_ONE = (
    r"大|体|次性|站式|致|定|般|律|样|直|起(?!案|事|以|举)|切|时|旦|边|味|并|同|贯|方面|些|系列|流|线|揽|如|再|经|"
    r"齐|举|概|视同仁|口价|把手|盘棋|条龙|揽子|网|件事|窗|码|卡通|张网|张图|岗双责|票否决|业一证|带一路|路|批|应|门式|"
    r"键|屏|刻不|味|技之长|手"
)
"""What 一 begins without counting."""

PHRASES: tuple[str, ...] = (
    # one and the same, wholly, together: no quantity
    r"[进逐]一步|新一代|十分(?=重要|必要|明显|突出|困难|紧|严|清|关)|[统唯同任单某每专万逐之]一|不一|独一无二|说一不二|数一数二|不管三七|丢三落四|七嘴八舌|五花八门|再三|[上下]一(?=个|年|季|月|级|步|轮|届|阶段|环节)|最后一公里|千分制|公益[一二三]类",
    f"一(?:{_ONE})",
    r"一[村企户人岗店业事案校品车厂园链码单县乡镇街国地体物证表书策老类]一[\u4e00-\u9fff]",
    # things that are called by a number
    r"三(?:农|资企业|公(?!里|顷|斤|分)|重一大|包(?=责任|服务|规定|政策|期|[”\"’])|无(?=人员|企业|产品|[”\"’])|同时|定方案|品一标|支一扶|全育人|医|维|角|废|亚|农工作|孩|产融合|方(?!面))",
    r"第三方|第三次分配|第[一二三]产业|第一书记|第一时间|第一责任|第一线|第一手|第[一二三]支柱|第二课堂|一?二三产业?",
    r"两(?:新|高|癌|会(?!议)|委|手|岸|化融合|不愁|优一先|个(?=维护|确立|毫不动摇|永远|一以贯之|健全))",
    r"四(?:季|个(?=意识|自信|全面|伟大|最严)|风|好农村|邻|不两直|早|通八达|川)",
    r"五(?:险一金|包(?=责任|服务|[”\"’])|位一体|保(?=[户人对供])|官|金|谷|四青年)|六稳|六保|八项规定|九三学社|[一二三四五六七八九]中全会",
    r"十[一二三四五六]五|二十大|二十届|十[六七八九][届大]",
    r"百姓|百货|百科|百花|百舸|千方百计|千家万户|千军|万无一失|千佛山|万达|万科|万物|万众|千兆|百分[百点比制数]",
    r"九州|五莲|七里|六安|八达|十堰|三峡|[五八七十]一(?=劳动|国际劳|建军|建党|黄金周|假期|长假)",
    r"零(?:售|工(?!作)|部?件|碳|距离|散|增长|容忍|跑|排放|事故|星|食|接触|障碍|门槛|库存|钱|就业家庭|报告|填埋|上访)|[清归]零",
    r"一氧化|二氧化|二噁|三氯|四氢|二手|二维|二次(?=污染|供水|创业|利用|装修|加压|扬尘)|二胎|二孩",
)
"""Numerals in set phrases."""

WORD = "|".join(PHRASES)

LATIN = (
    r"PM\s?(?:2\.5|10)(?!\d)|(?:CO|SO|NO|O)[₂₃23x](?![\d.])|[AB][0-9](?![\d.])(?=纸|幅面|版|格式)"
    r"|[BCOP]2[BCOP]|H\d{1,2}N\d{1,2}|IPv\d"
    r"|(?:GB|DB|ISO|IEC|HJ|CJJ|JGJ|NY|SB|WS|YY|QB|JT|LY|SL|AQ|GA|RB|MZ|DL|TD|CH|QX)\s?[/∕]?\s?T?\s?Z?\s?\d[\d.]*(?:[-—–]\d+)*"
    r"|(?<![\d.])[1-9](?:G|D|K|S|V|R|A+)(?![A-Za-z])"
)
"""Names with digits that count nothing: PM2.5, 5G, A4纸, GB/T 9704."""

HOTLINE = (
    r"(?<!\d)(?:12\d{3}|1[12]\d)(?![\d.])"
    r"(?=[”\"’]?(?:[、和及/][“\"]?\d{3,5}[”\"’]?)*[\u4e00-\u9fff]{0,8}(?:热线|平台|电话|报警))"
)
"""Telephone numbers that everyone knows: 12345热线."""
