"""People who are moved or leave: what they had in hand goes on without them (P4.3, plant S15)."""

from datetime import datetime
from pathlib import Path

import pytest

from feedback_xl.publish.books import suggestions
from feedback_xl.xlsx.cells import CellValue
from tests.plant import Plant
from tests.settings_book.manager import Manager
from tests.settings_book.test_taken import holds
from tests.tables import COMPLAINT, CUSTOMER, cells_of

SALES, QA, PMC = "营业部", "品质保证部", "生产管理课"
LETTERS = f"{SALES}/通知/客户通知函"
HENGDA = "| 客户名称 | 苏州恒达电机有限公司 | 简称 | 恒达电机 |"
JINGGONG = "| 客户名称 | 无锡精工有限公司 | 简称 | 精工 |\n | 客户状态 | 潜在 | 联系人 | 赵工 |"
OTHER = "| 信息类别 | 其他信息 | 信息等级 | B | 信息细类 | 价格合同 | 反馈内容 | 询问明年价格 |"
INTERIM = {
    "回复类型": "初步回复",
    "回复内容": "已收到,正在调查",
    "回复方式": "电话",
    "回复人": "张敏",
    "下次回复日期": "2026-11-27",
}
CUSTOMERS = ["KH-00001", "KH-00002", "KH-00003"]


@pytest.fixture
def manager(plant: Plant) -> Manager:
    """Somebody who has listed the people of the company in 设置.xlsx."""
    plant.run()
    manager = Manager(plant)
    for name, department in (("张敏", SALES), ("李娜", SALES), ("赵静", SALES), ("王强", QA)):
        manager.add("人员", {"姓名": name, "部门": department, "状态": "在职"})
    manager.approve(来历="人员名单")
    manager.save()
    plant.run()
    return manager


def leaves(manager: Manager, name: str, to: str, **cells: CellValue) -> None:
    column = manager.titles("人员")["姓名"]
    people = manager.sheet("人员").cells.items()
    [row] = [row for (row, at), text in people if at == column and text == name]
    manager.type("人员", row, {"状态": "离职", "接任人": to, **cells})
    manager.approve(来历=f"{name} 离职")
    manager.save()
    manager.plant.run()


def busy_rep(plant: Plant) -> None:
    """张敏 looks after three customers and has five tasks in her name."""
    plant.drop(plant.fill(CUSTOMER + HENGDA, "customer"))
    plant.step()
    plant.drop(plant.fill(CUSTOMER + JINGGONG, "customer"))
    plant.step()
    for customer in ("恒达电机", "精工", "常州微电机厂"):
        plant.complain(f"| 客户名称 | {customer} | 反馈内容 | {customer}的电机异响 |")
        plant.step()
    plant.complain(f"| 客户名称 | 精工 | \n {OTHER}")
    plant.run()
    for reply in replies(plant):
        plant.type(SALES, "回复", reply, INTERIM)
    [handle] = plant.lines(SALES, "任务")
    plant.type(SALES, "任务", str(handle["任务编号"]), {"担当": "张敏"})
    plant.run()


def replies(plant: Plant) -> list[str]:
    """Numbers of the open reply tasks."""
    found = plant.ws.snapshot().tasks
    return [task.number for task in found if task.step == "reply" and task.state == "open"]


def see_to_everything(plant: Plant) -> None:
    """The department files, the company writes, the successor calls on each customer."""
    day = f"{plant.clock.now():%Y-%m-%d}"
    filed = {"担当": "陈部长", "接收日期": day, "整理日期": day, "归档日期": day}
    plant.type(SALES, "交接", "HO-00001-T01", filed)
    plant.type(SALES, "交接", "HO-00001-T02", {"担当": "陈部长", "函告日期": day})
    for number in ("HO-00001-T03", "HO-00001-T04", "HO-00001-T05"):
        made = {"联系日期": day, "客户联系人": "王工", "联系结果": "已拜访"}
        plant.type(SALES, "交接", number, made)
    plant.run()


def texts(path: Path) -> str:
    return "\n".join(
        str(value) for sheet in cells_of(path).sheets for value in sheet.cells.values()
    )


def names_in_hand(plant: Plant) -> list[str]:
    """In whose name the open tasks of cases stand."""
    return sorted(
        name
        for task in plant.ws.snapshot().tasks
        if task.case and task.state == "open"
        for cell in ("person", "replied_by")
        if (name := task.typed.get(cell))
    )


@pytest.mark.clause("P4.3-1", "P4.3-2", "P4.3-3", "P4.3-4")
def test_a_leaver_with_three_customers_and_five_open_tasks(manager: Manager) -> None:
    plant = manager.plant
    busy_rep(plant)
    assert names_in_hand(plant) == ["张敏"] * 5

    leaves(manager, "张敏", "李娜", 生效日期="2026-11-30")

    [hand_over] = plant.rows("handovers")
    assert (hand_over["number"], hand_over["customers"]) == ("HO-00001", CUSTOMERS)
    assert (len(hand_over["tasks"]), len(hand_over["cases"])) == (5, 4)
    assert names_in_hand(plant) == ["李娜"] * 5
    assert {row["rep"] for row in plant.rows("customers")} == {"李娜"}
    assert {line["受理人"] for line in plant.lines(SALES, "进度")} == {"李娜(原 张敏)"}
    assert "张敏" not in suggestions(plant.ws.snapshot())["people"]

    rows = plant.lines(SALES, "交接")
    assert [row["处理要求"][:2] for row in rows].count("接任") == 3
    limits = {str(row["任务编号"]): row["完成时限"] for row in rows}
    assert limits["HO-00001-T01"] == datetime(2026, 11, 30, 17, 0), "his last day"
    assert limits["HO-00001-T02"] == datetime(2026, 11, 26, 17, 0), "three working days"
    assert {row["移交人"] for row in rows} == {"张敏(营业部)离职 2026-11-30"}
    assert plant.lines(QA, "交接") == []
    [recorded] = plant.lines("总台账", "人员交接")
    assert (recorded["状态"], recorded["移交任务数"]) == ("交接中", 5.0)
    assert recorded["移交的客户"] == "恒达电机、精工、常州微电机厂"

    assert [path.name for path in plant.answers(f"{SALES}/通知")] == ["移交清单_HO-00001_张敏.xlsx"]
    listed = texts(plant.answer(f"{SALES}/通知"))
    for told in (*CUSTOMERS, *hand_over["tasks"], *hand_over["cases"], "移交人", "监交人"):
        assert told in listed, told
    letters = [texts(path) for path in plant.answers(LETTERS)]
    assert len(letters) == 3
    [hengda] = [letter for letter in letters if "苏州恒达" in letter]
    assert "王工 先生/女士" in hengda
    assert "张敏自2026年11月30日起不再负责" in hengda
    assert "由李娜负责" in hengda
    [registered] = plant.lines(PMC, "登录")
    assert (registered["负责业务员"], "张敏→李娜" in str(registered["变更项目(原值→新值)"])) == (
        "李娜",
        True,
    )
    assert holds(plant)


def test_the_hand_over_is_seen_to_by_manager_company_and_successor(manager: Manager) -> None:
    plant = manager.plant
    busy_rep(plant)
    leaves(manager, "张敏", "李娜")
    plant.clock.move_to(datetime(2026, 11, 24, 9, 0))

    plant.type(SALES, "交接", "HO-00001-T01", {"担当": "陈部长", "接收日期": "2026-11-24"})
    plant.run()
    [first] = [r for r in plant.lines(SALES, "交接") if r["任务编号"] == "HO-00001-T01"]
    assert "还缺:整理日期、归档日期" in str(first["系统提示"])
    see_to_everything(plant)

    assert plant.lines(SALES, "交接") == []
    done = [r for r in plant.lines(SALES, "已完成") if str(r["任务编号"]).startswith("HO-")]
    assert len(done) == 5
    assert {r["担当"] for r in done} == {"陈部长", "李娜"}
    assert {str(r["时限状态"])[0] for r in done} == {"●"}
    [recorded] = plant.lines("总台账", "人员交接")
    assert (recorded["状态"], recorded["已联系客户"]) == ("已完成", "3/3")
    assert (recorded["归档"], recorded["函告客户"]) == ("2026-11-24", "2026-11-24")
    changed = [r for r in plant.lines("总台账", "变更履历") if r["新值"] == "李娜"]
    assert {str(r["编号"]) for r in changed} >= set(CUSTOMERS)
    assert holds(plant)


def test_anybody_who_leaves_passes_on_his_work_and_customers_are_told_of_none(
    manager: Manager,
) -> None:
    plant = manager.plant
    plant.complain()
    plant.run()
    plant.type(QA, "任务", "FK-20261123-001-T01", {"担当": "王强、周工", "原因分析": "夹具毛刺"})
    plant.run()

    leaves(manager, "王强", "赵静")

    [row] = plant.lines(QA, "任务")
    assert (row["担当"], row["原因分析"]) == ("赵静、周工", "夹具毛刺")
    [asked] = plant.lines(QA, "交接")
    assert (asked["移交人"], asked["客户"]) == ("王强(品质保证部)离职", None)
    assert len(plant.answers(f"{QA}/通知")) == 1
    assert plant.answers(LETTERS) == []


def test_who_had_nothing_in_hand_still_leaves_a_record(manager: Manager) -> None:
    plant = manager.plant

    manager.decide("人员", "王强", {"状态": "调离", "接任人": "赵静", "部门": "技术部"})

    [hand_over] = plant.rows("handovers")
    assert (hand_over["customers"], hand_over["tasks"], hand_over["cases"]) == ([], [], [])
    assert (hand_over["kind"], hand_over["department"]) == ("moved", "QA")
    assert len(plant.lines(QA, "交接")) == 1
    plant.run()
    plant.restart()
    plant.run()
    assert len(plant.rows("handovers")) == 1


def test_nothing_moves_before_the_settings_hold(manager: Manager) -> None:
    plant = manager.plant
    busy_rep(plant)
    manager.change("人员", "张敏", {"状态": "离职", "接任人": "李娜"})
    manager.approve(生效时间="2026-11-27 17:00")
    manager.save()
    plant.run()
    assert plant.rows("handovers") == []

    plant.clock.move_to(datetime(2026, 11, 27, 17, 0))
    plant.run()

    assert names_in_hand(plant) == ["李娜"] * 5


def test_another_successor_gets_what_the_first_was_given(manager: Manager) -> None:
    plant = manager.plant
    busy_rep(plant)
    leaves(manager, "张敏", "李娜")
    plant.type(SALES, "回复", replies(plant)[0], {"回复人": "孙洋"})
    plant.run()

    manager.decide("人员", "张敏", {"接任人": "赵静", "生效日期": "2026-11-25"})

    assert names_in_hand(plant) == ["孙洋", *["赵静"] * 4]
    assert {row["rep"] for row in plant.rows("customers")} == {"赵静"}
    assert {line["受理人"] for line in plant.lines(SALES, "进度")} == {"赵静(原 张敏)"}
    assert {str(r["任务编号"])[:8] for r in plant.lines(SALES, "交接")} == {"HO-00002"}
    states = [line["状态"] for line in plant.lines("总台账", "人员交接")]
    assert states == ["已改由他人", "交接中"]
    assert holds(plant)


def test_a_successor_who_leaves_too_passes_everything_on(manager: Manager) -> None:
    plant = manager.plant
    busy_rep(plant)
    leaves(manager, "张敏", "李娜")

    leaves(manager, "李娜", "赵静")

    assert manager.told() == [], "who left earlier stays as he is"
    passed = [(row["person"], row["successor"]) for row in plant.rows("handovers")]
    assert passed == [("张敏", "李娜"), ("李娜", "赵静")]
    assert names_in_hand(plant) == ["赵静"] * 5
    assert {row["rep"] for row in plant.rows("customers")} == {"赵静"}
    assert {line["受理人"] for line in plant.lines(SALES, "进度")} == {"赵静(原 张敏)"}
    contacts = [t for t in plant.ws.snapshot().tasks if t.step == "make_contact"]
    assert {t.typed["person"] for t in contacts if t.state == "open"} == {"赵静"}


def test_papers_of_a_hand_over_stay_until_it_is_seen_to(manager: Manager) -> None:
    plant = manager.plant
    busy_rep(plant)
    leaves(manager, "张敏", "李娜")
    plant.clock.move_to(datetime(2027, 1, 4, 9, 0))
    plant.run()
    assert len(plant.answers(LETTERS)) == 3

    see_to_everything(plant)
    plant.clock.move_to(datetime(2027, 1, 5, 9, 0))
    plant.run()

    assert plant.answers(LETTERS) == plant.answers(f"{SALES}/通知") == []


def test_whom_to_ring_up_stands_on_the_receipt_and_the_reminder(manager: Manager) -> None:
    plant = manager.plant
    manager.change("部门", QA, {"部长": "王强", "代理": "赵静", "值班(AA)": "李娜"})
    manager.approve()
    manager.save()
    plant.run()
    plant.complain("| 信息等级 | AA | AA电话通知(姓名、时间) | 王强 |")
    plant.run()

    told = f"AA请电话通知:{QA} 值班 李娜、部长 王强、代理 赵静"
    assert told in texts(plant.answer(f"{SALES}/回执"))
    assert told in (plant.root / "outbox" / QA / "提醒.txt").read_text("utf-8-sig")
    assert "电话通知:" not in (plant.root / "outbox/技术部/提醒.txt").read_text("utf-8-sig")


def test_nobody_is_rung_up_for_less(manager: Manager) -> None:
    plant = manager.plant
    manager.decide("部门", QA, {"部长": "王强"})
    plant.drop(plant.fill(COMPLAINT))
    plant.run()

    assert "请电话通知" not in texts(plant.answer(f"{SALES}/回执"))
