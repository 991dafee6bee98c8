"""朔政办发〔2023〕37号: who acts (2 指挥体系), for the procedures and the plans."""

from luoshi.procedures import Role

AGENCY = ("agency",)

OFFICE = Role("office", "市重污染天气应急指挥部办公室", AGENCY, "2.1第三段", sole=True)
HEADQUARTERS = Role("headquarters", "市重污染天气应急指挥部", AGENCY, "2.1第一段", sole=True)
GOVERNMENT = Role("government", "市政府（签发）", AGENCY, "3.3.2第二段", sole=True)
FORECAST = Role("forecast", "预报预警组（监测预报组）", AGENCY, "2.2第一段", sole=True)
INSPECTION = Role("inspection", "督导检查组", AGENCY, "2.2第一段", sole=True)
EXPERTS = Role("experts", "专家组", AGENCY, "2.2第一段", sole=True)
PRESS = Role("press", "新闻宣传组", AGENCY, "2.2第一段", sole=True)
LOGISTICS = Role("logistics", "应急保障组", AGENCY, "2.2第一段", sole=True)
ECOLOGY = Role("ecology", "市生态环境局", AGENCY, "3.1.1第一段", sole=True)
WEATHER = Role("weather", "市气象局", AGENCY, "3.1.1第一段", sole=True)
HEALTH = Role("health", "市卫健委", AGENCY, "4.2.1（1）③", sole=True)
EDUCATION = Role("education", "市教育局", AGENCY, "4.2.1（1）③", sole=True)
POLICE = Role("police", "市公安局交警支队", AGENCY, "4.2.1（3）②第三段", sole=True)
MEMBER = Role(
    "member",
    "市指挥部成员单位（市直部门和单位）",
    ("agency", "company", "institution"),
    "2.1第二段",
)
AREA = Role("area", "县（市、区）人民政府、朔州经济开发区管委会", AGENCY, "3.3.2第四段")
COUNTY = Role("county", "县（市、区）党委、政府", AGENCY, "4第二段")
ENTERPRISE = Role("enterprise", "工业企业", ("company",), "4.2.1（3）①第一段")
SCHOOL = Role("school", "中小学校、幼儿园", ("institution",), "4.2.1（1）②")
HOSPITAL = Role("hospital", "医疗卫生机构", ("institution",), "4.2.2（1）③")
PROVINCE = Role("province", "山西省重污染天气应急指挥部办公室", AGENCY, "4.3第一段", sole=True)
