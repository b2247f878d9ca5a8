"""What a plant's people do over weeks: one varied history."""

from collections.abc import Iterator
from datetime import date, datetime

from tests.e2e.decided_history import changes, hands
from tests.e2e.doings import (
    NO_CAPA,
    complain,
    confirm,
    correct,
    enclose,
    handle,
    reply,
    revise,
    work,
)
from tests.plant import Plant
from tests.tables import CUSTOMER

START = datetime(2026, 10, 29, 10)  # the clock a plant needs for `varied_history`


def varied_history(plant: Plant) -> Iterator[str]:
    """Four weeks with everything that can happen to a feedback.

    Yields after each cycle of the program what happened last, so that a test can look there.
    """
    for days in (_october, _monday, _tuesday, _wednesday, hands, changes, _later):
        yield from days(plant)


def _october(plant: Plant) -> Iterator[str]:
    complain(plant, "十月", "| 信息类别 | 其他信息 | 信息细类 | 服务 |")
    plant.run()
    handle(plant, "十月")
    reply(plant, "十月", "最终回复", 客户意见="接受")
    plant.run()
    yield "answered within the hour; its limit falls in October"


def _monday(plant: Plant) -> Iterator[str]:
    plant.clock.move_to(datetime(2026, 11, 16, 10))
    complain(plant, "异响", "| 信息等级 | AA |")
    complain(plant, "外观", "| 信息等级 | B | 严重程度 | 严重 |")
    complain(plant, "尺寸", "| 信息等级 | B | 紧急程度 | 特别紧急 |\n| 协办部门 | 生产制造部 |")
    complain(plant, "交期", "| 信息类别 | 其他信息 | 信息细类 | 交期 |\n| 收到时间 | |")
    matters = """
        | 信息类别 | 其他信息 | 信息等级 | B | 信息细类 | 开票 |
        | 类别 | 等级 | 内容 |
        | 产品质量信息 | AA | 包装内混有另一型号 |
        | 其他信息 | A | 询问下月交期 |
    """
    complain(plant, "三件事", matters)
    complain(plant, "表扬", "| 业务类型 | 表扬建议 |")
    complain(plant, "误填表扬", "| 业务类型 | 表扬建议 |")
    complain(plant, "其实是表扬", "| 信息类别 | 其他信息 | 信息细类 | 服务 |\n| 反馈方式 | |")
    complain(plant, "时间在后", "| 信息等级 | AA | 收到时间 | 18:00 |")
    complain(plant, "迟交", "| 信息等级 | AA | 收到日期 | 2026-11-12 |")
    complain(plant, "退货", "| 业务类型 | 退货 |\n| 产品型号或品名 | 涉及数 |\n| ZD-3012 | 20 |")
    complain(plant, "供方", "| 客户名称 | 无锡新联 |")
    complain(plant, "等级不明", "| 信息等级 | C | 反馈内容 | |")
    (plant.root / "inbox/营业部/坏文件.xlsx").write_bytes(b"no workbook")
    plant.run()
    yield "a Monday's post: one form goes back, one file cannot be read"

    plant.clock.move_to(datetime(2026, 11, 16, 11, 30))
    same = "| 信息等级 | AA | 收到时间 | 10:00 | 反馈内容 | 异响 |"
    complain(plant, "异响(副本)", same)
    correct(plant, "等级不明", "| 信息等级 | B | 反馈内容 | 电机噪音偏大 |")
    revise(plant, "交期", "| 收到时间 | 07:30 |")
    revise(plant, "误填表扬", "| 业务类型 | 一般反馈 |")
    revise(plant, "其实是表扬", "| 业务类型 | 表扬建议 |")
    revise(plant, "外观", "| 收到时间 | 11:00 | 信息等级 | B |")
    revise(plant, "退货", "| 反馈内容 | 异响,退回20件,请确认 |")
    enclose(plant, "异响", "客户邮件.eml")
    plant.drop(plant.fill(CUSTOMER + "| 首次接触日期 | 2026-10-29 |", "customer"))
    plant.run()
    yield "a duplicate, a corrected form, five revisions, evidence, a customer's file"

    plant.clock.move_to(datetime(2026, 11, 16, 14))
    complain(plant, "简称", "| 客户名称 | 恒达电机 |")
    handle(plant, "异响", **NO_CAPA)
    reply(plant, "异响", "最终回复", 客户意见="接受", 回复时间=datetime(2026, 11, 16, 13, 20))
    reply(plant, "尺寸", "初步回复")  # without a next date it does not count
    reply(plant, "供方", "最终回复")  # nor a final one before the results
    reply(plant, "外观", "最终回复", 回复时间=datetime(2026, 11, 15, 9))  # before the contact
    reply(plant, "交期", "初步回复", 下次回复日期=date(2026, 11, 20))
    handle(plant, "交期")
    handle(plant, "误填表扬")
    plant.run()
    yield "first replies; three of them do not count yet"


def _tuesday(plant: Plant) -> Iterator[str]:
    plant.clock.move_to(datetime(2026, 11, 17, 9))
    handle(plant, "外观", 启动纠正措施="是")
    reply(plant, "外观", "最终回复", 客户意见="接受", 回复时间=datetime(2026, 11, 17, 8, 30))
    handle(plant, "供方", 结论="供方责任", 供方名称="无锡精铸", **NO_CAPA)
    reply(plant, "尺寸", "初步回复", 下次回复日期=date(2026, 11, 19))
    work(plant, "误填表扬", "analyse", 办理状态="处理中")
    plant.run()
    yield "results, one of them taken back; purchasing is brought in"

    plant.clock.move_to(datetime(2026, 11, 17, 11))
    confirm(plant, "退货")
    handle(plant, "退货")
    handle(plant, "迟交", **NO_CAPA)
    reply(plant, "迟交", "最终回复", 客户意见="不接受")
    handle(plant, "尺寸", **NO_CAPA)
    reply(plant, "尺寸", "最终回复", 客户意见="不接受", 回复时间=datetime(2026, 11, 17, 10))
    plant.run()
    yield "form C; a late reply and one in time are refused, and the work begins again"

    plant.clock.move_to(datetime(2026, 11, 17, 16))
    called = {"担当": "周凯", "供方联系时间": datetime(2026, 11, 17, 15)}
    work(plant, "供方", "negotiate", **called, **{"交涉内容/结果": "换批", "办理状态": "已完成"})
    reply(plant, "供方", "最终回复", 客户意见="接受")
    reply(plant, "退货", "最终回复", 客户意见="接受", 回复时间=datetime(2026, 11, 17, 23))
    handle(plant, "迟交", **NO_CAPA)
    reply(plant, "迟交", "最终回复", 回复内容="重新检讨后的答复", 客户意见="接受")
    plant.run()
    yield "the supplier has answered; a reply dated in the future does not count"


def _wednesday(plant: Plant) -> Iterator[str]:
    plant.clock.move_to(datetime(2026, 11, 18, 9))
    reply(plant, "退货", "最终回复", 客户意见="接受", 回复时间=datetime(2026, 11, 17, 15))
    handle(plant, "三件事")
    reply(plant, "三件事", "最终回复")  # the customer never says a word
    reply(plant, "交期", "最终回复", 回复内容="可提前至12月5日", 客户意见="待确认")
    handle(plant, "误填表扬", 完成时间=datetime(2026, 11, 18, 8), **NO_CAPA)
    plant.run()
    yield "what was dated wrongly is put right; silence begins"

    plant.clock.move_to(datetime(2026, 11, 18, 15))
    revise(plant, "异响", "| 收到日期 | 2026-11-14 |")  # after it was answered in time
    revise(plant, "等级不明", "| 信息等级 | A |")
    plant.run()
    yield "a start moved before its reply, and a level raised"


def _later(plant: Plant) -> Iterator[str]:
    plant.clock.move_to(datetime(2026, 11, 23, 9))
    plant.run()
    yield "a quiet weekend: limits have passed"

    plant.clock.move_to(datetime(2026, 11, 25, 16))
    plant.run()
    yield "seven days of silence: taken as accepted"

    plant.clock.move_to(datetime(2026, 11, 26, 9))
    complain(plant, "新的")
    complain(plant, "快到期", "| 信息等级 | AA | 收到日期 | 2026-11-25 | 收到时间 | 12:00 |")
    complain(plant, "刚过期", "| 收到日期 | 2026-11-24 | 收到时间 | 08:30 |")
    plant.run()
    yield "three more: one in time, one nearly due, one just overdue"
