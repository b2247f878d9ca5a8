"""案卷: one workbook with everything about a case, and nothing that only Sales may see."""

from pathlib import Path

import pytest

from feedback_xl.app.dossier import write_dossier
from feedback_xl.forms.customer_file import restricted_word
from feedback_xl.problems import Fault
from feedback_xl.records import Change, Decision
from tests.plant import CASE, Plant
from tests.publish.books import cells_in
from tests.tables import CONFIRMATION, CUSTOMER, cells_of, lines_of

ANALYSED = {
    "担当": "王强",
    "原因分析": "油脂不足",
    "处理措施及结果": "替换3件",
    "办理状态": "已完成",
}
ANSWERED = {"回复类型": "最终回复", "回复内容": "替换品已发出", "回复人": "张敏"}
CHANGE = "\n| 法定代表人 | 李建国 |"


@pytest.fixture
def answered(plant: Plant) -> Plant:
    """A case with a form revised, a confirmation, a mail, a result and an answer."""
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    plant.complain("| 客户名称 | 恒达电机 |")
    plant.run()
    mail = plant.root.parent / "客户邮件.eml"
    mail.write_bytes(b"what the customer wrote")
    plant.drop(mail, f"附件/{CASE}")
    plant.drop(plant.fill(CONFIRMATION, "confirmation"), "品质保证部")
    [receipt] = [path for path in plant.answers("营业部/回执") if CASE in path.name]
    plant.drop(plant.fill("| 信息等级 | AA |", receipt))
    plant.type("品质保证部", "任务", plant.task("analyse").number, ANALYSED)
    plant.run()
    plant.type("营业部", "回复", plant.task("reply").number, ANSWERED)
    plant.clock.wait(60)
    plant.run()
    return plant


def lines(path: Path, sheet: str) -> list[dict[str, object]]:
    page = cells_of(path).sheet(sheet)
    assert page is not None, sheet
    return [dict(line) for line in lines_of(page)]


def card(path: Path) -> dict[str, object]:
    """The cover as label → value: labels stand in columns A and D."""
    found = cells_of(path).sheet("案卷")
    assert found is not None
    page = found.cells
    return {str(page[row, col]): page.get((row, col + 1)) for row, col in page if col in (1, 4)}


def test_the_cover_says_who_what_and_how_level_and_state_went(answered: Plant) -> None:
    path = write_dossier(answered.ws, CASE)
    cover = card(path)

    assert (cover["反馈编号"], cover["状态"]) == (CASE, "已回复,待客户确认")
    assert (cover["客户名称"], cover["现等级"]) == ("苏州恒达电机有限公司", "AA级")
    assert "A → AA" in str(cover["等级履历"])
    assert "已回复,待客户确认" in str(cover["状态履历"])
    assert cover["经手人"] == "品质保证部 王强;营业部 张敏"
    assert "第1轮 AA级 起算 2026-11-23 09:00" in str(cover["各轮时限"])
    assert {"作成", "审查", "承认"} <= {
        value for sheet in cells_of(path).sheets for value in sheet.cells.values()
    }


@pytest.mark.clause("P4.2-e1")
def test_forms_tasks_replies_limits_edits_and_files_stand_in_it(answered: Plant) -> None:
    path = write_dossier(answered.ws, CASE)
    form_b, form_c = (cells_of(path).sheet(name) for name in ("反馈单", "不良确认"))

    assert form_b is not None and "ZD-3012" in form_b.cells.values()
    assert form_c is not None and "客户装配时敲击轴承" in form_c.cells.values()
    number = answered.task("analyse").number
    [task] = [line for line in lines(path, "任务") if line["任务编号"] == number]
    assert "原因分析:油脂不足" in str(task["填写内容"])
    assert [line["回复内容"] for line in lines(path, "回复")] == ["替换品已发出"]
    assert "AA级 24小时" in str(lines(path, "时限推导")[0]["推导"])
    assert ("等级", "A", "AA") in [
        (i["项目"], i["原值"], i["新值"]) for i in lines(path, "修改履历")
    ]
    assert [line["种类"] for line in lines(path, "附件")] == [
        "表单原件",
        "表单原件 第1次修订",
        "表单原件",
        "附件",
    ]
    assert all(len(str(line["SHA-256(原件按此存档)"])) == 64 for line in lines(path, "附件"))


def test_what_a_head_decided_about_the_case_stands_in_it(answered: Plant) -> None:
    now = answered.clock.now()
    row = {"kind": "void", "by": "SALES", "about": CASE, "case": CASE, "words": "作废", "asked": {}}
    row |= {"state": "refused", "asked_at": now, "decided_at": now, "decided_by": "陈部长"}
    with answered.ws.ledger.transaction() as book:
        book.record(Decision("edits", "", {}, (Change("approvals", f"{CASE}-P01", row),)))

    [line] = lines(write_dossier(answered.ws, CASE), "承认")
    assert (line["事项"], line["结果"], line["承认人"]) == ("作废", "不同意", "陈部长")


def test_restricted_fields_of_the_customers_file_read_as_changed(answered: Plant) -> None:
    changed = "| 登记类别 | 变更 | 客户编码 | KH-00001 | \n| 变更依据 | 客户来函 |" + CHANGE
    answered.drop(answered.fill(changed, "customer"))
    answered.run()
    path = write_dossier(answered.ws, CASE)

    texts = [str(cell.value) for cell in cells_in(path)]
    assert restricted_word() in texts
    assert not [text for text in texts if "李建国" in text or "陈建国" in text]


def test_it_is_the_same_to_the_byte_until_something_happens(
    answered: Plant, tmp_path: Path
) -> None:
    one, two = tmp_path / "一.xlsx", tmp_path / "二.xlsx"

    assert write_dossier(answered.ws, CASE, one).read_bytes() == (
        write_dossier(answered.ws, CASE.lower(), two).read_bytes()
    )


def test_a_number_nobody_gave_is_a_fault_that_says_what_numbers_look_like(plant: Plant) -> None:
    with pytest.raises(Fault, match="FK-20991231-001"):
        write_dossier(plant.ws, "FK-20991231-001")


def test_a_dossier_dropped_into_the_inbox_is_no_form(answered: Plant) -> None:
    answered.drop(write_dossier(answered.ws, CASE))
    answered.run()

    assert answered.told() == ["PUBLISHED_BOOK"]
