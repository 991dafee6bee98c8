"""What the kinds of entries of the journal are called."""

from __future__ import annotations

from luoshi.office.duties.models import ACTS

LABELS = {
    "alert.judged": "监测分级", "alert.unjudged": "分级出错", "alert.nobody": "无人拟稿", "alert.issue": "发布预警", "alert.adjust": "调整预警",
    "alert.lift": "解除预警", "alert.review": "评估预警", "alert.measure": "登记措施", "alert.answers": "接收应答",
    "clock.jump": "时钟跳变", "readings.take": "接收监测值", "readings.settle": "处理存疑监测值",
    "contact.add": "添加联系人", "contact.change": "更改联系人", "contact.confirm": "核对联系人",
    "contact.remove": "移除联系人", "relay.add": "设定转达", "relay.remove": "取消转达", "shift.add": "排班",
    "shift.remove": "取消排班", "channel.add": "设立渠道", "channel.change": "更改渠道", "channel.remove": "移除渠道",
    "channel.test": "测试渠道", "channel.down": "渠道不通", "channel.up": "渠道恢复", "setting.put": "本单位设定",
    "drill.start": "开始演练", "drill.stop": "停止演练",
    "decision": "判断", "case.start": "建立办件", "case.act": "办理", "case.attach": "提交材料",
    "case.detach": "撤回材料", "case.send_back": "退回材料", "case.extend": "延长期限",
    "case.discard": "删除草稿", "deadline.late": "期限到期", "calendar.correct": "更正工作日历",
    "reading.choose": "选择读法", "ledger.bank_file": "导入银行对账单", "ledger.match": "手工勾对",
    "ledger.unmatch": "撤销勾对", "account.sign_in": "登录", "account.sign_out": "退出",
    "account.locked": "登录锁定", "account.opened": "启用账户", "account.closed": "停用账户",
    "account.password_changed": "修改口令", "account.password_reset": "重置口令",
    "account.second_on": "启用动态口令", "account.second_off": "停用动态口令",
    "account.recovery_codes_made": "生成备用口令", "account.recovery_code_used": "使用备用口令",
    "account.administrator_made": "设立系统管理员", "member.added": "添加人员",
    "member.removed": "移出人员", "member.changed": "更改人员", "post.made": "设立岗位",
    "post.dropped": "撤销岗位", "token.made": "发放令牌", "token.revoked": "作废令牌",
    "unit.made": "设立单位", "unit.changed": "更改单位", "alias.added": "增加别名",
    "alias.dropped": "删去别名", "role.given": "授予角色", "role.taken": "收回角色",
    "sample.load": "装入样例", "sample.remove": "移除样例",
    "duties.confirmed": "核对：确认", "duties.corrected": "核对：更正", "duties.rejected": "核对：排除",
    "duties.undone": "核对：撤回", "duties.added": "核对：补充", "duties.reminded": "督办提醒",
    "duties.feed": "订阅日历", "duties.actual": "填报完成值", "duties.actual_withdrawn": "撤回完成值",
    **{f"duties.{kind}": f"督办：{words}" for kind, words in ACTS.items()},
}  # fmt: skip


def label(kind: str) -> str:
    """A kind in words; its short name where it has none."""
    return LABELS.get(kind, kind)
