"""The company's letter to a customer: who speaks for us from now on (P4.3-3)."""

from datetime import date

from feedback_xl.ledger.queries import Row
from feedback_xl.procedure.company import Company
from feedback_xl.records import HandOver
from feedback_xl.xlsx.draw import Book, Pen
from feedback_xl.xlsx.measure import lines_in

TITLE = "关于业务负责人变更的通知函"
THANKS = "感谢贵公司长期以来对我公司的信任与支持。"
CHANGE = (
    "因人员调整,我公司业务员{person}自{since}起不再负责贵公司的业务,"
    "由{successor}负责。今后有关订单、质量及其他事宜,请与{successor}联系{reach}。"
)
WISH = "{successor}将于近日与贵公司取得联系。由此带来的不便,敬请谅解;特此函告。"
SEAL, DAY = "(盖章)", "        年     月     日"
_WIDTH, _LAST = 88, "F"


def draw_letter(hand_over: HandOver, customer: Row, company: Company) -> bytes:
    """One A4 page with room for seal, signature and date."""
    workbook = Book(TITLE, created=hand_over.begun_at, company=company.name)
    pen = workbook.sheet("通知函")
    pen.columns((16, 16, 16, 14, 14, 14))
    pen.merge(f"A1:{_LAST}1", company.name, "title")
    pen.merge(f"A2:{_LAST}2", TITLE, "strong", align="center")
    pen.merge(f"A3:{_LAST}3", f"编号:{hand_over.number}/{customer['key']}", "subtitle")
    pen.sheet.set_row(0, 36)
    _paragraphs(pen, _words(hand_over, customer, company))
    _close(pen, company)
    pen.protect()
    pen.sheet.hide_gridlines(2)
    pen.page(landscape=False, header=company.name)
    identity = {"book": "notice", "handover": hand_over.number, "customer": customer["key"]}
    return workbook.close(identity, identity)


def _words(hand_over: HandOver, customer: Row, company: Company) -> list[str]:
    person = company.people.get(hand_over.successor)
    day = date.fromisoformat(hand_over.since) if hand_over.since else hand_over.begun_at.date()
    told = {
        "person": hand_over.person,
        "successor": hand_over.successor,
        "since": f"{day.year}年{day.month}月{day.day}日",
        "reach": f"(邮箱 {person.email})" if person and person.email else "",
    }
    contact = str(customer["fields"].get("contact") or "")
    to = [f"致:{customer['name']}", *([f"{contact} 先生/女士"] if contact else [])]
    return [*to, THANKS, CHANGE.format(**told), WISH.format(**told)]


def _paragraphs(pen: Pen, texts: list[str]) -> None:
    for row, text in enumerate(texts, 5):
        pen.merge(f"A{row}:{_LAST}{row}", text, "plain", text_wrap=True, font_size=12)
        pen.sheet.set_row(row - 1, lines_in(text, _WIDTH * 10 / 12) * 20 + 10)


def _close(pen: Pen, company: Company) -> None:
    """Whose letter it is; sealed and signed by the head."""
    head = company.departments[company.front].head
    below = (company.name, SEAL, f"{company.department_name(company.front)}部长:{head}", DAY)
    for row, text in enumerate(below, 12):
        pen.merge(f"D{row}:{_LAST}{row}", text, "plain", align="center", font_size=12)
        pen.sheet.set_row(row - 1, 60 if text == SEAL else 26)
