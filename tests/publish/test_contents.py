"""What stands in the books: nothing of people's becomes a formula, nothing restricted leaks."""

import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from feedback_xl.publish.books import plan_books
from feedback_xl.records import digest
from tests.plant import CASE, Plant
from tests.publish.books import cells_in, paths
from tests.tables import CONFIRMATION, CUSTOMER

QA = "品质保证部"


# --- text from people

EVIL = ['=HYPERLINK("http://x","点")', "+8613800138000", "-1+1'cmd'!A0", "@SUM(A1:A9)"]


@pytest.fixture
def sly(plant: Plant) -> Plant:
    """A plant where somebody types what a program might take for a formula or a link."""
    plant.complain(f"""
        | 客户名称 | {EVIL[0]} | 联系人/电话 | {EVIL[1]} |
        | 反馈内容 | {EVIL[2]} |
        | 受理人 | {EVIL[3]} |
        | 产品型号或品名 | 不良现象 |
        | {EVIL[3]} | http://evil.example/x |
    """)
    plant.complain(f"| 反馈内容 | |\n | 客户名称 | {EVIL[0]} |", name="=1+1.xlsx")
    plant.run()
    typed = {
        "原因分析": "x" + EVIL[0],
        "处理措施及结果": "internal:Sheet1!A1",
        "备注": "mailto:a@b.cn",
    }
    plant.type(QA, "任务", f"{CASE}-T01", typed)
    plant.run()
    return plant


def test_text_from_people_never_becomes_a_formula(sly: Plant) -> None:
    formulas = {
        str(cell.value)
        for path in paths(sly, "*.xlsx")
        for cell in cells_in(path)
        if cell.data_type == "f"
    }

    assert formulas
    assert not [formula for formula in formulas for text in EVIL if text[1:] in formula]


def test_text_from_people_never_becomes_a_link(sly: Plant) -> None:
    targets = {
        (cell.hyperlink.target or "") + (cell.hyperlink.location or "")
        for path in paths(sly, "*.xlsx")
        for cell in cells_in(path)
        if cell.hyperlink
    }

    assert targets
    assert not any("evil" in target or "mailto" in target or "http" in target for target in targets)


def test_it_stands_there_as_it_was_typed(sly: Plant) -> None:
    [line] = sly.lines("总台账", "顾客反馈清单")

    assert line["客户名称"] == EVIL[0]
    assert line["受理人"] == EVIL[3]
    assert str(line["产品/批号/数量"]).startswith(EVIL[3])


MATTER = "\n | 类别 | 等级 | 内容 |\n | 其他信息 | B | 询问交期 |"


def test_every_link_leads_to_something(plant: Plant) -> None:
    plant.complain("| 业务类型 | 退货 |\n | 产品型号或品名 | 涉及数 |\n | ZD-1 | 5 |")
    plant.complain("| 协办部门 | 生产制造部 | 反馈内容 | 第二件 |" + MATTER)
    plant.complain("| 反馈内容 | | 信息等级 | C |")
    plant.run()
    plant.type(QA, "任务", f"{CASE}-T01", {"结论": "供方责任", "供方名称": "无锡精铸"})
    plant.run()
    found = 0
    for path in paths(plant, "*.xlsx"):
        book = openpyxl.load_workbook(path)
        for cell in (cell for page in book for row in page.iter_rows() for cell in row):
            if cell.hyperlink is None:
                continue
            found += 1
            if cell.hyperlink.target:
                target = path.parent / unquote(cell.hyperlink.target).replace("\\", "/")
                assert target.is_file(), f"{path.name} {cell.coordinate}: {target}"
            elif cell.hyperlink.location:
                sheet, _, place = cell.hyperlink.location.rpartition("!")
                assert sheet.strip("'") in book.sheetnames, cell.hyperlink.location
                assert re.fullmatch(r"\$?[A-Z]+\$?\d+", place)
    assert found > 8


# --- restricted fields

SECRETS = {
    "法定代表人": "陈某某甲",
    "统一社会信用代码/纳税人识别号": "91110000600037341L",
    "开户行": "工商银行某某支行",
    "账号": "1102020109001234567",
    "发票抬头": "某某抬头",
    "收票邮箱/手机": "fp@geheim.example",
    "联系人": "王某某乙",
    "职务": "某某采购经理",
    "邮箱": "wang@geheim.example",
    "电话或手机": "13800138001",
}
ANEW = {
    **SECRETS,
    "账号": "6222021234567890128",
    "法定代表人": "李某某丙",
    "电话或手机": "13900139001",
}


def pairs(cells: dict[str, str]) -> str:
    return "\n".join(f"| {label} | {text} |" for label, text in cells.items())


def texts(path: Path) -> str:
    if path.suffix == ".txt":
        return path.read_text("utf-8-sig")
    cells = list(cells_in(path))
    notes = [cell.comment.text for cell in cells if cell.comment]
    return "\n".join([*(str(cell.value) for cell in cells), *notes])


@pytest.mark.clause("P4.1-3b")
def test_restricted_fields_stand_in_the_customer_book_and_nowhere_else(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER + pairs(SECRETS), "customer"))
    plant.step()
    plant.complain("| 客户名称 | 恒达电机 |")
    plant.run()
    done = {"登录结果": "已登录", "系统客户编码": "C1", "登录人": "周工"}
    row = plant.task("register", "KH-00001").number
    plant.type("生产管理课", "登录", row, {**done, "登录日期": datetime(2026, 11, 23)})
    plant.run()
    change = "| 登记类别 | 变更 | 客户编码 | KH-00001 |\n | 变更依据 | 来函 |\n" + pairs(ANEW)
    plant.drop(plant.fill(change, "customer"))
    plant.run()
    secret = {*SECRETS.values(), *ANEW.values()}
    phones = {SECRETS["电话或手机"], ANEW["电话或手机"]}
    seen: dict[str, set[str]] = {}
    for path in paths(plant):
        if "营业部" not in path.parts:  # Sales' own form A and its head's questions
            content = texts(path)
            if found := {text for text in secret if text in content}:
                seen[str(path.relative_to(plant.root))] = found

    kept = {SECRETS["账号"], ANEW["法定代表人"], ANEW["电话或手机"]}
    assert kept <= seen.pop("workbooks/顾客档案.xlsx"), "the account waits for a second person"
    assert seen.pop("outbox/生产管理课/任务表.xlsx") <= phones, "its standing grant, no bank"
    assert seen == {}
    assert all("营业部" in str(path) for path in paths(plant) if path.parent.name == "回执")


def test_a_restricted_change_reads_as_changed_without_its_value(plant: Plant) -> None:
    plant.drop(plant.fill(CUSTOMER, "customer"))
    plant.step()
    change = "| 登记类别 | 变更 | 客户编码 | KH-00001 |\n | 变更依据 | 来函 |\n"
    plant.drop(plant.fill(change + "| 简称 | 恒达 | 邮箱 | li@geheim.example |", "customer"))
    plant.run()
    told = {
        line["项目"]: (line["原值"], line["新值"]) for line in plant.lines("总台账", "变更履历")
    }

    assert told["邮箱"] == ("已变更(保密)", "已变更(保密)")
    assert told["简称"] == ("恒达电机", "恒达")


def test_the_contact_named_on_a_complaint_goes_with_its_case(plant: Plant) -> None:
    plant.complain("| 联系人/电话 | 王工 13800138000 |")
    plant.run()
    handed = plant.answer(f"{QA}/反馈单")

    assert "王工 13800138000" in texts(handed)


# --- the same ledger gives the same bytes

DRAW = """
import sys
from datetime import datetime
from pathlib import Path
from feedback_xl.app.workspace import Workspace
from feedback_xl.clock import SimulatedClock
from feedback_xl.publish.books import plan_books
from feedback_xl.records import digest
with Workspace.open(Path(sys.argv[1]), SimulatedClock(datetime.fromisoformat(sys.argv[2]))) as ws:
    for book in plan_books(ws.snapshot()):
        print(book.path, book.digest, digest(book.draw("PB-00001").hex()))
"""


@pytest.mark.dashboard
def test_the_same_ledger_and_instant_give_the_same_bytes_in_any_process(published: Plant) -> None:
    published.drop(published.fill(CONFIRMATION, "confirmation"), to=QA)
    published.run()
    here = [
        f"{book.path} {book.digest} {digest(book.draw('PB-00001').hex())}"
        for book in plan_books(published.ws.snapshot())
    ]
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    elsewhere["PYTHONPATH"] = str(Path(__file__).parents[2])
    there = subprocess.run(
        [sys.executable, "-c", DRAW, published.root, published.clock.now().isoformat()],
        env=elsewhere,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert there.stdout.splitlines() == here


def test_the_remaining_hours_are_live_and_right_as_of_the_publication(published: Plant) -> None:
    [line] = published.lines(QA, "任务")
    book = openpyxl.load_workbook(published.book(QA))
    formulas = {c.value for c in cells_in(published.book(QA)) if c.data_type == "f"}

    assert line["剩余(h)"] == 23.0
    assert "=ROUND((DATE(2026,11,24)+TIME(9,0,0)-NOW())*24,1)" in formulas
    assert book["任务"].protection.sheet
