"""Nobody reads an id: what stands in cells are the words of people."""

import re

from tests.books.parts import MAIN, Parts

ID = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]{4,}\b")
ADDRESS = re.compile(r"\S+@\S+|\.[a-z]{3,4}\b")
OF_PEOPLE = {"inbox", "outbox", "workbooks", "templates"}  # folders whose names never change


def shown(book: Parts) -> set[str]:
    """Every text of the visible sheets, with drop-downs, hints, comments and headers."""
    texts = {sheet.text(cell) for sheet in book.visible for cell in sheet.shown.values()}
    for sheet in book.visible:
        for rule in sheet.xml.iter(f"{MAIN}dataValidation"):
            texts |= {rule.get(name, "") for name in ("prompt", "promptTitle", "error")}
        for part in ("oddHeader", "oddFooter"):
            texts |= {item.text or "" for item in sheet.xml.iter(f"{MAIN}{part}")}
    lists = [sheet for sheet in book.sheets if sheet.name == "_lists"]
    texts |= {sheet.text(cell) for sheet in lists for cell in sheet.cells.values()}
    for name in book.data:
        if "comments" in name:
            texts |= {item.text or "" for item in book.read(name).iter(f"{MAIN}t")}
    return texts


def test_no_id_of_the_program_stands_in_a_book(books: list[Parts]) -> None:
    found = {}
    for book in books:
        for text in shown(book):
            words = set(ID.findall(ADDRESS.sub("", text))) - OF_PEOPLE
            for word in words:
                found.setdefault(word, f"{book.path.name}: {text[:80]}")
    assert found == {}
