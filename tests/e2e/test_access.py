"""Who may see a customer's file: asked for, granted, given out locked, taken away (P4.1-3b)."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import msoffcrypto
import pytest

from tests.e2e.people import ANALYSED, ENG, FINAL, HEAD, PMC, QA, SALES, Line, People
from tests.plant import Plant
from tests.tables import CUSTOMER, cells_of, type_into

NUMBER, ROW = "KH-00001", "QA/KH-00001"
ACCOUNT, PASSWORD = "1102020109001234567", "Heft-7-Blau"
BANK = f"| 开户行 | 工商银行园区支行 | 账号 | {ACCOUNT} |"
WISH = {
    "调阅申请人": "王强",
    "调阅目的": "8D报告需客户开票信息",
    "希望有效期至": datetime(2026, 12, 4),
}
ASKED = "调阅许可"
EXTRACT = "顾客档案(授权).xlsx"


@pytest.fixture(autouse=True)
def password(plant: Plant) -> None:
    """QA's password stands in the secrets file; no other department has one."""
    secrets = plant.ws.folders.secrets
    secrets.write_text(f'[extract_passwords]\nQA = "{PASSWORD}"\n', "utf-8")
    plant.restart()


@pytest.fixture
def known(people: People) -> People:
    """Two customers, one of which a department will ask about."""
    people.plant.drop(people.plant.fill(CUSTOMER + BANK, "customer"))
    people.plant.step()
    other = "| 客户名称 | 无锡精工有限公司 | 简称 | 精工 | 法定代表人 | 赵某 |"
    people.plant.drop(people.plant.fill(CUSTOMER + other, "customer"))
    people.run()
    return people


def ask(people: People, department: str = QA, row: str = ROW, **more: object) -> None:
    people.plant.type(department, "客户一览", row, {**WISH, **more})
    people.run()


def seen(people: People, department: str = QA, number: str = NUMBER) -> Line:
    lines = people.plant.lines(department, "客户一览")
    return next(line for line in lines if line["编码"] == number)


def extract(people: People, department: str = QA) -> Path:
    return people.plant.root / "outbox" / department / EXTRACT


def opened(path: Path, password: str, target: Path) -> list[str]:
    """All texts of a locked workbook."""
    file = msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes()))
    file.load_key(password=password)
    with target.open("wb") as plain:
        file.decrypt(plain)
    return [str(value) for page in cells_of(target).sheets for value in page.cells.values()]


def records(people: People) -> list[tuple[object, ...]]:
    lines = people.plant.lines("顾客档案", "调阅记录")
    return [(line["编号"], line["事项"], line["部门"], line["客户"]) for line in lines]


@pytest.mark.clause("P4.1-3b")
def test_access_is_asked_for_granted_given_out_locked_and_ends(
    known: People, tmp_path: Path
) -> None:
    ask(known)
    assert "待部长承认" in str(seen(known)["系统提示"])
    [row] = known.asked(SALES)
    assert (row["申请"], row["申请理由"]) == ("品质保证部 王强", "8D报告需客户开票信息")
    assert "品质保证部调阅 KH-00001" in str(row["承认内容"])
    assert not extract(known).exists()
    known.decide(SALES, ASKED, "同意")
    known.run()

    texts = opened(extract(known), PASSWORD, tmp_path / "plain.xlsx")
    assert {ACCOUNT, "陈建国"} <= set(texts)
    assert "无锡精工有限公司" not in texts, "only what was granted"
    assert ACCOUNT.encode() not in extract(known).read_bytes()
    assert "GR-00001 已许可,至 2026-12-04" in str(seen(known)["系统提示"])
    name = "KH-00001 苏州恒达电机有限公司"
    assert records(known) == [
        ("GR-00001", "许可", QA, name),
        ("TY-00001", "发放", QA, name),
    ]
    [entry] = [e for e in known.plant.entries() if e.kind == "publication" and "grants" in facts(e)]
    assert facts(entry)["customers"] == [NUMBER]
    assert ACCOUNT not in str(facts(entry))
    known.plant.restart()
    known.run()
    assert len(known.plant.rows("releases")) == 1, "what lies there is not given out again"

    known.at("12-05 00:00")
    known.run()
    assert not extract(known).exists()
    assert "GR-00001 的许可已结束" in str(seen(known)["系统提示"])
    [line] = [row for row in known.plant.lines("顾客档案", "调阅记录") if row["编号"] == "GR-00001"]
    assert (line["许可人"], str(line["结束"])) == (HEAD, "2026-12-05")


def facts(entry: object) -> dict[str, object]:
    found: dict[str, object] = entry.payload["facts"]  # type: ignore[attr-defined]
    return found


def test_a_change_of_a_file_is_given_out_anew(known: People, tmp_path: Path) -> None:
    ask(known)
    known.decide(SALES, ASKED, "同意")
    known.run()
    change = f"| 登记类别 | 变更 | 客户编码 | {NUMBER} |\n | 变更依据 | 来函 | 职务 | 采购总监 |"
    known.plant.drop(known.plant.fill(change, "customer"))
    known.run()

    assert "采购总监" in opened(extract(known), PASSWORD, tmp_path / "plain.xlsx")
    assert [row[0] for row in records(known)] == ["GR-00001", "TY-00001", "TY-00002"]


def test_the_head_may_set_another_day_but_no_more_than_a_year(known: People) -> None:
    ask(known)
    known.decide(SALES, ASKED, "同意", 有效期至=datetime(2028, 1, 1))
    known.run()
    [row] = known.asked(SALES)
    assert "365天之内" in str(row["系统提示"])
    known.decide(SALES, ASKED, "同意", 有效期至=datetime(2026, 11, 30))
    known.run()

    [grant] = known.plant.rows("grants")
    assert grant["until"] == datetime(2026, 12, 1)


def test_a_refusal_is_told_where_it_was_asked(known: People) -> None:
    ask(known)
    known.decide(SALES, ASKED, "不同意", 意见="开票信息由财务提供")
    known.run()

    assert "部长不同意 开票信息由财务提供" in str(seen(known)["系统提示"])
    assert (known.plant.rows("grants"), extract(known).exists()) == ([], False)


def test_half_a_request_asks_nothing_and_one_taken_back_is_withdrawn(known: People) -> None:
    ask(known, 调阅目的=None)
    assert "还缺:调阅目的" in str(seen(known)["系统提示"])
    assert known.asked(SALES) == []
    ask(known, 希望有效期至=datetime(2028, 1, 1))
    assert "希望有效期至须在" in str(seen(known)["系统提示"])
    ask(known)
    assert len(known.asked(SALES)) == 1
    ask(known, 调阅申请人=None)

    assert known.asked(SALES) == []


def test_without_a_password_nothing_is_given_out_and_it_is_said(known: People) -> None:
    ask(known, ENG, "ENG/KH-00001")
    known.decide(SALES, ASKED, "同意")
    known.run()

    assert not extract(known, ENG).exists()
    reminder = (known.plant.root / "outbox" / ENG / "提醒.txt").read_text("utf-8-sig")
    assert "未设打开密码" in reminder
    assert "未设打开密码" in (known.plant.root / "outbox" / "状态.txt").read_text("utf-8-sig")
    assert "未设打开密码" in known.plant.ws.folders.waiting.read_text("utf-8"), "for `status`"


def test_two_departments_ask_for_themselves(known: People) -> None:
    ask(known)
    ask(known, ENG, "ENG/KH-00002")
    grant_all(known)
    known.run()
    granted = {(row["department"], row["customer"]) for row in known.plant.rows("grants")}

    assert granted == {("QA", "KH-00001"), ("ENG", "KH-00002")}
    assert seen(known, ENG)["调阅申请人"] is None
    assert seen(known, ENG, "KH-00002")["调阅申请人"] == "王强"
    assert "调阅申请人" not in seen(known, SALES), "Sales has the files themselves"


# --- nothing restricted stands anywhere else

SECRETS = {
    "法定代表人": "陈机密甲",
    "统一社会信用代码/纳税人识别号": "91110000600037341L",
    "开户行": "工商银行机密支行",
    "账号": ACCOUNT,
    "发票抬头": "机密抬头",
    "收票邮箱/手机": "fp@geheim.example",
    "联系人": "王机密乙",
    "职务": "机密采购经理",
    "邮箱": "wang@geheim.example",
    "电话或手机": "13800138001",
}
ANEW = {"账号": "6222021234567890128", "法定代表人": "李机密丙", "电话或手机": "13900139001"}
PHONES = {SECRETS["电话或手机"], ANEW["电话或手机"]}


def form(cells: dict[str, str]) -> str:
    return "\n".join(f"| {label} | {text} |" for label, text in cells.items())


def contents(path: Path) -> str:
    """Everything in a file: each part of a workbook, hidden sheets and properties too."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def outside_sales(root: Path) -> list[Path]:
    """Every file people of other departments can open."""
    published = [path for place in ("outbox", "workbooks") for path in (root / place).rglob("*")]
    own = (root / "outbox" / SALES, root / "workbooks" / "顾客档案.xlsx")
    return [p for p in published if p.is_file() and not any(p.is_relative_to(o) for o in own)]


@pytest.mark.clause("P4.1-3b")
def test_no_restricted_field_stands_outside_sales_folders(plant: Plant, people: People) -> None:
    plant.drop(plant.fill(CUSTOMER + form(SECRETS), "customer"), to=QA)  # another's inbox, even
    plant.step()
    wrong = "| 邮编 | 12 | 账号 | 12 |\n" + form({**SECRETS, "账号": "不明"})
    plant.drop(plant.fill(CUSTOMER + wrong, "customer"))  # comes back
    plant.complain("| 客户名称 | 恒达电机 | 信息等级 | AA |")
    people.run()
    people.work("register", {"登录结果": "资料不全退回", "退回理由": "缺型号"}, case=NUMBER)
    people.run()
    change = {"登记类别": "变更", "客户编码": NUMBER, "变更依据": "来函", "作成": "张敏"}
    plant.drop(plant.fill(form({**change, **ANEW}), "customer"))
    people.run()
    people.decide(SALES, "档案变更确认", "同意")
    people.run()
    ask(people)
    ask(people, ENG, "ENG/KH-00001")
    grant_all(people)
    people.run()
    people.work("analyse", ANALYSED)
    people.work("reply", FINAL)
    people.run()
    secret = {*SECRETS.values(), *ANEW.values()}
    found = {
        str(path.relative_to(plant.root)): {text for text in secret if text in contents(path)}
        for path in outside_sales(plant.root)
    }

    assert extract(people).exists()
    assert found.pop(f"outbox/{PMC}/任务表.xlsx") <= PHONES, "its standing grant: no bank"
    assert {path: texts for path, texts in found.items() if texts} == {}
    assert len(found) >= 2 * 7 + 3, "each department's sheet and reminder, and the company's books"


def grant_all(people: People) -> None:
    """The head says yes to everything that waits for him."""
    book = people.approvals(SALES)
    for row in people.asked(SALES):
        type_into(book, "承认", str(row["_key"]), {"决定": "同意", "承认人": HEAD}, by=HEAD)
    people.plant.stamp(book)
