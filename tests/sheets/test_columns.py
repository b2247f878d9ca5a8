"""The columns of the task sheets are plant.md's, and the ones people type into are unlocked."""

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from feedback_xl.sheets.declaration import SheetPlan, book_plan, department_sheets
from tests.plant import CASE, Plant
from tests.tables import CUSTOMER, HEADER

LOCKED_TASKS = """
    时限状态 等级 完成时限 剩余(h) 建议完成(80%) 任务编号 反馈编号 客户 产品/批号/数量 反馈内容
    处理要求 主/协 传递时间"""
PAPER = " 不良确认表 主/协"
TYPED_TASKS = """
    担当 原因分析 处理措施及结果 办理状态 相关单号 转交至 转交/延期理由 延期至 请协办
    备注 完成时间"""
TYPED_QA = """
    结论 供方名称 流出原因 临时措施(围堵) 启动纠正措施 不启动理由
    其他客户受影响 受影响范围 升级为"""
TYPED_PUR = """
    供方联系时间 交涉内容/结果 SCAR编号 供方8D要求日 供方8D收到日 索赔金额 退供/换料
    异议(退回品质保证部)依据"""
LOCKED_REPLY = """
    时限状态 等级 回复时限 剩余(h) 反馈编号 客户 主题 部门结果 各部门结果汇总 回复函
    上次回复/承诺日"""
TYPED_REPLY = """
    回复类型 回复内容 回复方式 回复人 回复时间 下次回复日期 客户意见 凭证(邮件主题/文件名)"""
LOCKED_REGISTER = """
    时限状态 完成时限 剩余(h) 任务编号 登记类别 客户编码 客户全称 简称 地址/收货地址 电话 负责业务员
    产品(本厂型号/客户料号/规格) 变更项目(原值→新值)"""
TYPED_REGISTER = "登录结果 系统客户编码 系统产品编码 登录人 登录日期 退回理由"
MASTER_CASES = """
    反馈编号 等级 类别 客户名称 主题 反馈内容 收到时间 主责部门 完成时限 回复时限 首次回复时间
    处理结果 最终回复 状态 时限状态 超期(h)"""
MASTER_SHEETS = """
    顾客反馈清单 任务台账 售后不良确认台账 客户要求变更台账 纠正措施台账 承认记录
    人员交接 收件登记 变更履历 销毁记录 记录表单一览 条款对照 程序解释一览
"""


def sheet(department: str, name: str) -> SheetPlan:
    return next(plan for plan in department_sheets(department) if plan.name == name)


@pytest.mark.parametrize(
    ("department", "name", "locked", "typed"),
    [
        ("ENG", "任务", LOCKED_TASKS, TYPED_TASKS),
        (
            "QA",
            "任务",
            LOCKED_TASKS.replace(" 主/协", PAPER),
            TYPED_TASKS + " " + TYPED_QA,
        ),
        ("PUR", "任务", LOCKED_TASKS, TYPED_TASKS + " " + TYPED_PUR),
        ("SALES", "回复", LOCKED_REPLY, TYPED_REPLY),
        ("PMC", "登录", LOCKED_REGISTER, TYPED_REGISTER),
    ],
)
def test_a_task_sheet_has_the_plant_s_columns(
    department: str, name: str, locked: str, typed: str
) -> None:
    plan = sheet(department, name)

    assert [c.title for c in plan.columns if not c.edit] == [*locked.split(), "系统提示"]
    assert sorted(c.title for c in plan.columns if c.edit) == sorted(typed.split())
    assert plan.columns[-1].title == "系统提示"


def test_a_supplier_s_columns_stand_on_the_sheets_of_those_who_need_them_only() -> None:
    for department in ("ENG", "MFG", "PMC", "SALES"):
        titles = {column.title for column in sheet(department, "任务").columns}
        assert not titles & {*TYPED_QA.split(), *TYPED_PUR.split()}


@pytest.mark.parametrize("department", ["SALES", "QA", "ENG", "QMS"])
@pytest.mark.clause("P4.1-5")
def test_every_department_sees_the_customers_and_what_it_has_done(department: str) -> None:
    names = [plan.name for plan in department_sheets(department)]

    assert names[0] == "任务"
    assert {"客户一览", "已完成"} <= set(names)
    assert ({"回复", "进度", "退回待更正"} <= set(names)) is (department == "SALES")


@pytest.mark.clause("P4.2-e2")
def test_the_list_of_feedback_begins_with_the_columns_of_the_procedure() -> None:
    cases = book_plan("master")[0]
    names = [plan.name for plan in book_plan("master")]

    assert cases.name == "顾客反馈清单"
    assert [column.title for column in cases.columns][:16] == MASTER_CASES.split()
    assert names == MASTER_SHEETS.split()


# --- as published


@pytest.fixture
def served(plant: Plant) -> Plant:
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.complain("| 业务类型 | 退货 | 退货类别 | 错发/多发 | 是否补货 | 否 |")
    plant.run()
    return plant


def page_of(plant: Plant, department: str, name: str) -> Worksheet:
    return openpyxl.load_workbook(plant.book(department))[name]


@pytest.mark.parametrize(
    ("department", "name"), [("品质保证部", "任务"), ("营业部", "回复"), ("生产管理课", "登录")]
)
def test_only_what_a_row_s_step_asks_for_is_unlocked(
    served: Plant, department: str, name: str
) -> None:
    page = page_of(served, department, name)
    steps = served.ws.company.steps
    by_number = {t.number: t for t in served.ws.snapshot().tasks}
    titles = {cell.column: cell.value for cell in page[HEADER]}
    ids = {c.title: c.id for plan in book_plan("tasks") for c in plan.typed}
    for row in page.iter_rows(min_row=HEADER + 1):
        fills = set(steps[by_number[row[0].value].step].fills)
        unlocked = {ids[str(titles[c.column])] for c in row if not c.protection.locked}
        assert unlocked == fills & {ids[t] for t in titles.values() if t in ids}

    assert page.protection.sheet
    assert not page.protection.formatRows and not page.protection.formatColumns
    assert not page.protection.autoFilter
    assert page.column_dimensions["A"].hidden


def test_choices_are_offered_in_the_plant_s_words(served: Plant) -> None:
    page = page_of(served, "品质保证部", "任务")
    offered = {}
    for rule in page.data_validations.dataValidation:
        if rule.type == "list":
            name, span = page.parent.defined_names[rule.formula1.removeprefix("=")].attr_text.split(
                "!"
            )
            first = min(span.min_col for span in rule.sqref.ranges)
            title = page.cell(HEADER, first).value
            offered[title] = "/".join(str(c.value) for r in page.parent[name][span] for c in r)

    assert offered["办理状态"] == "处理中/已完成/转交/申请延期/待补资料/退回"
    assert offered["启动纠正措施"] == "是/否/待定"
    assert offered["结论"].startswith("本公司责任/供方责任/客户使用责任/运输责任/多方责任")


def test_late_before_urgent_before_what_is_due_first(plant: Plant) -> None:
    said = ("B", 20, 8), ("B", 20, 12), ("B", 23, 8), ("A", 23, 9), ("AA", 23, 9), ("A", 23, 7)
    for level, day, hour in said:
        plant.complain(
            f"| 收到日期 | 2026-11-{day} | 收到时间 | {hour:02}:00 |\n"
            f"| 信息等级 | {level} | 反馈内容 | {level} {day} {hour} |"
        )
    plant.run()
    order = [line["反馈内容"] for line in plant.lines("品质保证部", "任务")]

    assert order == ["B 20 8", "AA 23 9", "A 23 7", "A 23 9", "B 20 12", "B 23 8"]


def test_nothing_stands_below_the_data(served: Plant) -> None:
    for department in ("营业部", "品质保证部", "生产管理课"):
        for page in openpyxl.load_workbook(served.book(department)).worksheets:
            if page.sheet_state == "visible":
                keys = [page.cell(r, 1).value for r in range(HEADER + 1, page.max_row + 1)]
                assert all(keys), page.title


@pytest.mark.clause("P4.2-c10")
def test_a_task_done_moves_to_the_sheet_of_what_is_done(served: Plant) -> None:
    result = {"担当": "王强", "原因分析": "毛刺", "处理措施及结果": "更换", "办理状态": "已完成"}
    answer = {"启动纠正措施": "否", "不启动理由": "偶发"}
    row = served.task("analyse").number
    served.type("品质保证部", "任务", row, result)
    served.run()
    [still] = [x for x in served.lines("品质保证部", "任务") if x["_key"] == row]
    assert "已办结;结案前还缺:启动纠正措施" in str(still["系统提示"])
    served.type("品质保证部", "任务", row, answer)
    served.run()

    assert row not in [line["_key"] for line in served.lines("品质保证部", "任务")]
    [done] = served.lines("品质保证部", "已完成")
    assert (done["任务编号"], done["反馈编号"], done["处理措施及结果"]) == (row, CASE, "更换")


def styles(plant: Plant, title: str) -> str:
    """The border colour of a cell of the first row of 品质保证部's sheet."""
    page = page_of(plant, "品质保证部", "任务")
    at = next(cell.column for cell in page[HEADER] if cell.value == title)
    return str(page.cell(HEADER + 1, at).border.left.color.rgb)[-6:]


def test_cells_still_needed_are_framed_until_they_are_filled(plant: Plant) -> None:
    plant.complain()
    plant.run()
    needed, plain = styles(plant, "担当"), styles(plant, "结论")
    plant.type("品质保证部", "任务", f"{CASE}-T01", {"担当": "王强"})
    plant.run()

    assert needed != plain
    assert styles(plant, "担当") == plain
    assert styles(plant, "原因分析") == needed


def test_rarer_columns_are_folded_away_with_a_sign_before_them(served: Plant) -> None:
    page = page_of(served, "品质保证部", "任务")
    folded = {c.title for c in sheet("QA", "任务").columns if c.fold}
    hidden = {
        str(cell.value)
        for cell in page[HEADER]
        if page.column_dimensions[cell.column_letter].hidden and cell.value != "_key"
    }

    assert hidden and hidden <= folded
    assert not page.sheet_properties.outlinePr.summaryRight
