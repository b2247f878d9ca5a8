"""Two days on which people hand on, ask, decide and change: a part of `varied_history`."""

from collections.abc import Iterator
from datetime import date, datetime

from tests.e2e.doings import complain, handle, judge, number_of, reply, revise, rule, work
from tests.e2e.people import ENG, MFG, PMC, PUR, QA, SALES
from tests.plant import Plant

OTHER = "| 信息类别 | 其他信息 | 信息细类 | 交期 |"


def hands(plant: Plant) -> Iterator[str]:
    plant.clock.move_to(datetime(2026, 11, 19, 9))
    for name in ("转交", "退回"):
        complain(plant, name, OTHER)
    complain(plant, "降级", "| 信息等级 | AA |")
    complain(plant, "升级", "| 信息等级 | B |")
    for name in ("不降", "延期", "不延", "作废", "不作废", "并案", "改类别"):
        complain(plant, name)
    plant.run()
    yield "eleven more"

    plant.clock.move_to(datetime(2026, 11, 19, 10))
    work(plant, "转交", "handle", 办理状态="转交", 转交至=ENG, **{"转交/延期理由": "图纸问题"})
    work(plant, "退回", "handle", 办理状态="转交", 转交至=MFG, **{"转交/延期理由": "现场问题"})
    work(plant, "升级", "analyse", 升级为="AA")
    work(plant, "延期", "analyse", 请协办=f"{PUR}、{MFG}")
    late = {"办理状态": "申请延期", "延期至": datetime(2026, 11, 25, 17), "转交/延期理由": "送检"}
    work(plant, "延期", "analyse", **late)
    work(plant, "不延", "analyse", **late)
    judge(plant, "降级", 等级改为="B", 理由="客户已换货", 判定确认="是", 判定人="张敏")
    judge(plant, "不降", 等级改为="B", 理由="客户不急")
    judge(plant, "作废", 处置="作废", 理由="重复录入")
    judge(plant, "不作废", 处置="作废", 理由="误报")
    judge(plant, "并案", 处置="并入其他反馈", 并入编号=number_of(plant, "延期"), 理由="同一批")
    judge(plant, "改类别", 类别改为="其他信息", 协办改为=ENG)
    judge(plant, "十月", 处置="重新处理", 理由="客户来电:又发生")
    plant.run()
    yield "handed on, raised, asked of the heads; a closed one begun anew"

    plant.clock.move_to(datetime(2026, 11, 19, 14))
    work(plant, "转交", "handle", 办理状态="转交", 转交至=MFG, **{"转交/延期理由": "工艺问题"})
    work(plant, "退回", "handle", 办理状态="退回", **{"转交/延期理由": "与现场无关"})
    handle(plant, "十月")
    plant.run()
    for name, kind, decision in (
        ("降级", "降级", "同意"),
        ("不降", "降级", "不同意"),
        ("作废", "作废", "同意"),
        ("不作废", "作废", "不同意"),
        ("并案", "并案", "同意"),
        ("外观", "收到时间改晚", "同意"),
    ):
        rule(plant, SALES, name, kind, decision)
    rule(plant, SALES, "转交", "裁定主责", "同意", 裁定部门=PMC)
    rule(plant, QA, "延期", "延期", "同意")
    rule(plant, QA, "不延", "延期", "不同意")
    plant.run()
    yield "the heads have decided; one form came back to where it was"

    plant.clock.move_to(datetime(2026, 11, 19, 16))
    for name in ("转交", "退回", "降级", "延期", "改类别"):
        handle(plant, name)
    reply(plant, "十月", "最终回复", 客户意见="接受")
    reply(plant, "转交", "最终回复", 客户意见="接受")
    reply(plant, "延期", "最终回复")
    revise(plant, "降级", "| 反馈内容 | 降级后补充说明 |")
    plan = {"8D编号": "8D-26-03", "计划完成日": date(2026, 11, 24), "对策计划": "夹具改型"}
    work(plant, "外观", "plan_capa", **plan)
    plant.run()
    yield "results after all that; a plan lets the final reply count"


def changes(plant: Plant) -> Iterator[str]:
    plant.clock.move_to(datetime(2026, 11, 20, 9))
    change = """
        | 业务类型 | 变更 | 信息类别 | 其他信息 |
        | 合同/订单号 | PO-7 | 要求生效日 | 2026-12-20 |
        | 变更前 | 1000件 | 变更后 | 1500件 | 变更种类 | {} |
    """
    for name, kind in (
        ("图纸", "技术要求变更"),
        ("做不到", "技术要求变更"),
        ("增量", "合同数量增加"),
        ("提前", "交期提前"),
        ("撤回", "合同数量增加"),
        ("减量", "合同数量减少"),
    ):
        complain(plant, name, change.format(kind))
    plant.run()
    asked = {"确认人": "赵工", "技术结论": "可行"}
    work(plant, "图纸", "determine", **asked)
    work(plant, "做不到", "determine", **asked | {"技术结论": "不可行", "技术条件/理由": "强度"})
    for name in ("增量", "提前"):
        can = {"评审意见": "可满足", "评审人": "周工", "评审日期": date(2026, 11, 20)}
        work(plant, name, "review_change", **can)
    judge(plant, "撤回", 处置="客户撤回", 理由="客户来电取消")
    plant.run()
    yield "six changes: determined, reviewed by all, one taken back by the customer"

    plant.clock.move_to(datetime(2026, 11, 20, 14))
    work(plant, "图纸", "agree_technically", 技术协议编号="JX-1", 签订日期=date(2026, 11, 20))
    concluded = {"评审单号": "PS-1", "评审结论": "可满足", "客户协商结果": "同意"}
    early = {"协议日期": date(2026, 11, 19), "协议/订单号": "XY-1"}
    work(plant, "增量", "conclude", **concluded, **early)
    work(plant, "提前", "conclude", 评审单号="PS-2", 评审结论="不能满足")
    work(plant, "做不到", "explain", 解释日期=date(2026, 11, 20), 解释内容="材料强度不足")
    reply(plant, "增量", "最终回复", 客户意见="接受")  # agreed before the review: does not count
    plant.run()
    yield "an agreement dated before the review holds the reply up"

    plant.clock.move_to(datetime(2026, 11, 20, 16))
    work(plant, "增量", "conclude", 协议日期=date(2026, 11, 20))
    changed = {"回签人": "钱工", "回签日期": date(2026, 11, 20), "已作变更内容": "排程已改"}
    for name in ("图纸", "减量"):
        work(plant, name, "acknowledge", **changed)
        done = {"担当": "何静", "处理措施及结果": "已登录", "办理状态": "已完成"}
        work(plant, name, "register_change", **done)
        reply(plant, name, "最终回复", 客户意见="接受")
    reply(plant, "做不到", "最终回复", 客户意见="接受")
    capa = {"原因(产生)": "磨损", "原因(流出)": "漏检", "对策": "改型", "横向展开": "三处"}
    capa |= {"实际完成日": date(2026, 11, 20), "FMEA/控制计划已更新": "是", "验证人": "李工"}
    capa |= {"效果确认": "无效", "验证批次/依据": "三批", "验证日": date(2026, 11, 20)}
    work(plant, "外观", "capa", **capa)
    plant.run()
    yield "changes acknowledged and registered; a corrective action had no effect"
