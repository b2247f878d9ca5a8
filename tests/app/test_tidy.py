"""Old answers leave the outbox, unless somebody still waits for them or typed into them."""

import openpyxl

from tests.plant import CASE, Plant

DAY = 24 * 3600


def grow_old(plant: Plant, days: int) -> None:
    for path in (plant.root / "outbox").rglob("*.xlsx"):
        plant.stamp(path)
    plant.clock.wait(days * DAY)
    plant.run()


def closed(plant: Plant) -> None:
    """A case that was answered and closed."""
    plant.complain("| 信息类别 | 其他信息 | 信息细类 | 交期 |")
    plant.run()
    done = {"担当": "周工", "处理措施及结果": "提前三天", "办理状态": "已完成"}
    plant.type("生产管理课", "任务", plant.task("handle").number, done)
    plant.run()
    reply = {"回复类型": "最终回复", "回复内容": "提前三天", "客户意见": "接受"}
    plant.type("营业部", "回复", plant.task("reply").number, reply)
    plant.run()
    assert plant.case().state == "closed"


def test_answers_about_closed_cases_leave_after_thirty_days(plant: Plant) -> None:
    closed(plant)
    grow_old(plant, 29)
    assert [path.stem for path in plant.answers("营业部/回执")] == [f"{CASE}_回执"]
    assert [path.stem for path in plant.answers("营业部/回复函")] == [f"回复函_{CASE}"]
    plant.clock.wait(2 * DAY)
    plant.run()

    assert plant.answers("营业部/回执") == []
    assert plant.answers("生产管理课/反馈单") == []
    assert plant.answers("营业部/回复函") == []
    assert plant.broken() == []


def test_letters_people_saved_stay(plant: Plant) -> None:
    closed(plant)
    letter = plant.answer("营业部/回复函")
    brought = letter.with_name("发给客户的定稿.xlsx")
    book = openpyxl.load_workbook(letter)
    book.worksheets[0]["B30"] = "另附检验报告"
    for path in (letter, brought):
        book.save(path)
    kept = letter.read_bytes()
    grow_old(plant, 60)

    assert plant.answers("营业部/回复函") == sorted([letter, brought])
    assert letter.read_bytes() == kept
    assert list(plant.ws.folders.spool.iterdir()) == []


def test_what_is_still_waited_for_stays(plant: Plant) -> None:
    plant.complain("| 信息类别 | 其他信息 | 信息细类 | 交期 |")
    plant.complain("| 反馈内容 | |")
    plant.run()
    grow_old(plant, 60)

    assert len(plant.answers("营业部/退回")) == 1
    assert len(plant.answers("生产管理课/反馈单")) == 1


def test_task_sheets_and_blanks_never_leave(plant: Plant) -> None:
    closed(plant)
    grow_old(plant, 60)

    assert plant.book("品质保证部").exists()
    assert len(plant.answers("营业部/空白表")) == 3
