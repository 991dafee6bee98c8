"""朔政办发〔2023〕37号: what is filled in. The forms of annexes 3 to 5 are not printed; these hold what the text asks for."""

from luoshi.policies.shuozhou.heavy_pollution.rules import ORANGE, RED, YELLOW
from luoshi.rules import Facts, choice, day, quantity, truth, words

WARNINGS = [YELLOW, ORANGE, RED]


class Filed(Facts):
    """会商意见的提交方式。"""

    by_mail = truth("已用电子邮件提交办公室", clause="3.3.2第一段")
    in_writing = truth("已书面提交办公室", clause="3.3.2第一段")


class OzoneOpinion(Filed):
    """重污染天气预报会商意见。"""

    forecast = words("预报结论", clause="3.1.2第一段")
    starts_on = day("建议的预警启动日期", clause="3.3.2第一段")
    starts_hour = quantity("建议的预警启动钟点（0至23）", "", clause="3.3.2第一段", max=23)
    special = truth("遇特殊气象条件，来不及提前24小时", clause="3.3.1第一段")
    conditions_met = truth("实时会商判断满足预警条件", clause="3.3.1第一段")


class Opinion(OzoneOpinion):
    """重污染天气预报会商意见，带建议的级别。"""

    level = choice(
        "建议的预警级别", WARNINGS, clause="3.3.2第一段",
        gist="3日以上的过程按预报上限；间隔没有达到解除条件的两次过程算一次，取较高的级别",
    )  # fmt: skip


class Message(Facts):
    """预警信息的内容。"""

    trend = words("未来1—3天气象条件改变趋势", clause="3.3.2第五段")
    adverse = words("不利气象条件状况", clause="3.3.2第五段")
    spell = words("重污染天气出现的时段", clause="3.3.2第五段")
    pollutants = words("主要污染物指标", clause="3.3.2第五段")
    response = words("响应级别", clause="3.3.2第五段")
    outlook = words("未来一段时期内的趋势定性分析", clause="3.3.2第五段")
    measures = words("采取的应急响应措施", clause="3.3.2第五段")
    special_cause = truth("由沙尘暴、燃放烟花爆竹等导致", clause="3.3.2第五段")
    note = words("原因的说明", clause="3.3.2第五段", gist="由沙尘暴、燃放烟花爆竹等导致的必须说明")


class LevelledMessage(Message):
    """预警信息的内容，带等级。"""

    level = choice("预警等级", WARNINGS, clause="3.3.2第五段")
    response = choice(
        "响应级别", ["三级应急响应", "二级应急响应", "一级应急响应"], clause="4.1第一段"
    )


class Order(LevelledMessage):
    """接到的区域预警通报。"""

    notified_by = choice("谁通报的", ["生态环境部", "山西省"], clause="3.3.2第三段")
    starts_on = day("通报的启动日期", clause="3.3.2第三段")
    starts_hour = quantity("通报的启动钟点（0至23）", "", clause="3.3.2第三段", max=23)


class Changing(Filed):
    """预警升级或者降级的会商意见。"""

    reached = choice(
        "预测或者监测达到的级别",
        [*WARNINGS, "没有预警"],
        clause="3.5.1第一段",
        gist="频繁波动的填较高的",
    )
    swinging = truth("在不同级别的条件内频繁波动", clause="3.5.1第一段")
    improved = truth("空气质量已改善到本级启动标准以下", clause="3.5.1第一段")
    below_hours = quantity(
        "预测低于本级启动标准将持续的小时数", "小时", clause="3.5.1第一段", max=9999
    )
    to_level = choice("建议调整为", WARNINGS, clause="3.5.1第一段")


class LiftOpinion(Filed):
    """解除预警的会商意见。"""

    good = truth("监测或者预测空气质量达到优良级别", clause="3.5.2第一段")
    good_hours = quantity("预测优良将持续的小时数", "小时", clause="3.5.2第一段", max=9999)


class LiftText(Facts):
    """解除信息。"""

    lift_text = words("解除预警的信息", clause="3.5.2第一段")


class FirstReport(Facts):
    """初报。"""

    first_pollutants = words("主要污染物", clause="4.3第一段")


class FinalReport(Facts):
    """终报。"""

    ended = words("应急响应终止情况", clause="4.3第一段")
    summary = words("应急响应措施总结", clause="4.3第一段")


class DailyReport(Facts):
    """日报。"""

    changes = words("预警级别变化情况", clause="4.3第一段")
    taken_measures = words("采取的应急响应措施", clause="4.3第一段")
    effects = words("取得的效果", clause="4.3第一段")


class Assessment(Facts):
    """一次过程的评估。"""

    weather = words("重污染天气发生及预警发布情况", clause="4.5第二段")
    departments = words("各部门响应情况", clause="4.5第二段")
    firms = words("企业措施落实情况", clause="4.5第二段")
    counties = words("各县（市、区）、开发区响应情况", clause="4.5第二段")
    lessons = words("应对经验、教训", clause="4.5第二段")
    results = words("处置措施效果", clause="4.5第二段")


class Consulted(Facts):
    """会商记录。"""

    conclusion = words("会商结论", clause="3.1.2第一段")
    experts_joined = truth("专家组参与了", clause="3.1.2第一段", gist="必要时")


class LiveConsulted(Consulted):
    """实时会商记录。"""

    aqi = quantity("监测的AQI", "", clause="3.5.1第一段", max=1000)
    improving = truth("预测未来24小时内会有明显改善", clause="3.5.1第一段")


class Adverse(Facts):
    """气象部门的通报。"""

    adverse_weather = words("预测可能出现的不利气象条件", clause="3.1.2第一段")


class Carried(Facts):
    """应急措施落实情况。"""

    carried_out = words("应急措施落实情况", clause="4.3第三段")


class Limited(Facts):
    """限产、停产、停工名单和减排量。"""

    limited_firms = quantity("限产企业", "家", clause="4.3第二段", max=100_000)
    stopped_firms = quantity("停产企业", "家", clause="4.3第二段", max=100_000)
    stopped_sites = quantity("停工工地", "处", clause="4.3第二段", max=100_000)
    reduced = quantity("减排量（吨）", "", clause="4.3第二段", decimals=3)


class Inspected(Facts):
    """一次监督检查。"""

    way = choice("方式", ["现场抽查", "记录检查"], clause="5第一段")
    item = choice(
        "检查什么", ["预警信息发布", "工业企业减排措施", "道路保洁", "停止施工和建筑作业", "机动车限行", "实施方案"],
        clause="5第一段",
    )  # fmt: skip
    found = words("检查情况", clause="5第一段")


class Published(Facts):
    """检查结果的公布。"""

    published = words("向社会公布的内容", clause="5第一段")


class Yearly(Facts):
    """年度评估。"""

    social = words("社会效益", clause="4.5第三段")
    environmental = words("环境效益", clause="4.5第三段")
    costs = words("社会经济成本", clause="4.5第三段")


class DrillPlan(Facts):
    """演练安排。"""

    before_heating = day(
        "进入采暖期前的最后一天", clause="6.6第一段", gist="采暖期从哪一天开始原文未写明"
    )
    mode = choice("形式", ["桌面推演加部分环节拉动演练", "其他形式"], clause="6.6第一段")


class DrillSummary(Facts):
    """演练总结。"""

    problems = words("暴露出的问题", clause="6.6第一段")
    improvements = words("改进完善", clause="6.6第一段")


class SulphurControl(Facts):
    """二氧化硫针对性应急管控。"""

    so2 = quantity(
        "预测的二氧化硫小时浓度（微克/立方米）", "", clause="3.2.3第一段", decimals=3, max=100_000
    )
    measures = words("生产调控措施", clause="4.2.5第一段")
