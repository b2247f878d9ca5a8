"""What may not reach a parser, and what is said about it."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from feedback_xl.xlsx.gate import Limits, Package, Refusal, admit, is_whole_zip, is_workbook_name

HERE = Path(__file__).parent
RawWorkbook = Callable[..., Path]
ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refused(path: Path, limits: Limits | None = None) -> str:
    found = admit(path, limits or Limits())
    assert isinstance(found, Refusal)
    return found.code


def passed(path: Path) -> Package:
    found = admit(path)
    assert isinstance(found, Package)
    return found


def encrypted(path: Path) -> Path:
    with path.open("rb") as plain, path.with_suffix(".locked.xlsx").open("wb") as locked:
        OOXMLFile(plain).encrypt("secret", locked)
    return path.with_suffix(".locked.xlsx")


def test_an_ordinary_workbook_passes_with_its_parts(raw_workbook: RawWorkbook) -> None:
    package = passed(raw_workbook(ONE_CELL, {"xl/media/image1.png": b"\x89PNG", "a/": ""}))

    assert ONE_CELL.encode() in package.parts["xl/worksheets/sheet1.xml"]
    assert not package.legacy


def test_an_xls_passes_whatever_it_is_called(tmp_path: Path) -> None:
    renamed = tmp_path / "form.xlsx"
    renamed.write_bytes((HERE / "legacy.xls").read_bytes())

    assert passed(renamed).legacy


def test_a_workbook_with_a_password_is_told_from_a_damaged_one(raw_workbook: RawWorkbook) -> None:
    assert refused(encrypted(raw_workbook(ONE_CELL))) == "WORKBOOK_PASSWORD"


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"%PDF-1.7 ...", "WORKBOOK_NOT_EXCEL", ".pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "WORKBOOK_NOT_EXCEL", ".jpg"),
        (b"\x89PNG\r\n\x1a\n", "WORKBOOK_NOT_EXCEL", ".png"),
        (b"Rar!\x1a\x07\x00", "WORKBOOK_NOT_EXCEL", ".rar"),
        (b"\xef\xbb\xbf<html><body><table>", "WORKBOOK_SAVE_AS", "HTML"),
        (b"<table border=1><tr><td>1", "WORKBOOK_SAVE_AS", "HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', "WORKBOOK_SAVE_AS", "XML"),
        ("客户名称,反馈内容\n".encode(), "WORKBOOK_SAVE_AS", "TXT/CSV"),
        ("客户名称,反馈内容\n".encode("gb18030"), "WORKBOOK_SAVE_AS", "TXT/CSV"),
        ("客户名称\t反馈内容\n".encode("utf-16"), "WORKBOOK_SAVE_AS", "TXT/CSV"),
        (b"b\x14#e\x00\x01\x02\x03garbage", "WORKBOOK_UNKNOWN", None),
        (b"\0" * 5000, "WORKBOOK_DAMAGED", None),
        (b"", "WORKBOOK_EMPTY", None),
    ],
)
def test_other_files_are_named_by_what_is_in_them(
    tmp_path: Path, content: bytes, code: str, kind: str | None
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)

    assert admit(path) == (Refusal.of(code, kind=kind) if kind else Refusal.of(code))


@pytest.mark.parametrize(
    ("part", "code", "kind"),
    [
        ("word/document.xml", "WORKBOOK_NOT_EXCEL", ".docx"),
        ("ppt/presentation.xml", "WORKBOOK_NOT_EXCEL", ".pptx"),
        ("photos/1.jpg", "WORKBOOK_NOT_EXCEL", ".zip"),
        ("xl/workbook.bin", "WORKBOOK_SAVE_AS", ".xlsb"),
        ("content.xml", "WORKBOOK_SAVE_AS", "OpenDocument"),
    ],
)
def test_other_zips_are_named_by_their_parts(
    tmp_path: Path, part: str, code: str, kind: str
) -> None:
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w") as archive:
        archive.writestr(part, "<x/>")

    assert admit(tmp_path / "form.xlsx") == Refusal.of(code, kind=kind)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=100), "WORKBOOK_TOO_BIG"),
        (Limits(entries=3), "WORKBOOK_TOO_MANY_PARTS"),
        (Limits(inflated_bytes=100), "WORKBOOK_INFLATES"),
        (Limits(ratio=1, ratio_applies_from=10), "WORKBOOK_INFLATES"),
    ],
)
def test_each_limit_holds(raw_workbook: RawWorkbook, limits: Limits, code: str) -> None:
    assert refused(raw_workbook(ONE_CELL), limits) == code


def test_a_bomb_is_refused_from_its_directory(tmp_path: Path) -> None:
    """1 GiB of blanks in 1 MB, never inflated."""
    path = tmp_path / "bomb.xlsx"
    blanks = b" " * (1 << 26)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(16):
                part.write(blanks)

    assert refused(path) == "WORKBOOK_INFLATES"


def test_a_bomb_whose_directory_lies_is_caught_while_inflating(tmp_path: Path) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>" + b" " * 5_000_000)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 11)
    path.write_bytes(data)

    assert refused(path, Limits(ratio=10_000)) == "WORKBOOK_DAMAGED"
    assert refused(path, Limits(ratio=10_000, inflated_bytes=1_000_000)) == "WORKBOOK_INFLATES"


@pytest.mark.parametrize("damage", [b"<!DOCTYPE x>", b'<!ENTITY a "b">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused_in_any_encoding(
    raw_workbook: RawWorkbook, damage: bytes, encoding: str
) -> None:
    content = f"<?xml version='1.0'?>{damage.decode()}<x/>".encode(encoding)

    assert refused(raw_workbook(ONE_CELL, {"xl/odd.bin": content})) == "WORKBOOK_UNSAFE"


def test_an_encrypted_zip_is_one_with_a_password(raw_workbook: RawWorkbook) -> None:
    path = raw_workbook(ONE_CELL)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert refused(path) == "WORKBOOK_PASSWORD"


def test_a_part_that_is_there_twice_is_damage(raw_workbook: RawWorkbook) -> None:
    """Two readers would each believe another one."""
    path = raw_workbook(ONE_CELL, {"XL\\Worksheets\\sheet1.xml": "<worksheet/>"})

    assert refused(path) == "WORKBOOK_DAMAGED"


def test_an_unknown_compression_is_damage(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")

    assert refused(tmp_path / "form.xlsx") == "WORKBOOK_DAMAGED"


def saved_by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in range(40):
        book.active.append([f"第{row}行", row, row / 7])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WORKBOOK = saved_by_openpyxl()


@given(cut=st.integers(0, len(WORKBOOK) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cut_workbook_never_passes(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.xlsx"
    path.write_bytes(WORKBOOK[:cut])

    assert isinstance(admit(path), Refusal)
    assert not is_whole_zip(path)


def packed_ranges() -> Iterator[tuple[int, int]]:
    """Where the compressed bytes of each part begin and end."""
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename.encode())
            yield start, start + entry.compress_size


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_in_a_part_never_passes(tmp_path: Path, data: st.DataObject) -> None:
    start, end = data.draw(st.sampled_from(list(packed_ranges())))
    mutant = bytearray(WORKBOOK)
    mutant[data.draw(st.integers(start, end - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "mutant.xlsx"
    path.write_bytes(mutant)
    found = admit(path)

    # A deflate stream may have a spare bit that no content depends on.
    assert isinstance(found, Refusal) or found.parts == passed_parts(tmp_path)


def passed_parts(folder: Path) -> object:
    (folder / "good.xlsx").write_bytes(WORKBOOK)
    return passed(folder / "good.xlsx").parts


def test_a_whole_zip_is_told_from_one_still_being_copied(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(WORKBOOK)
    assert is_whole_zip(path)

    path.write_bytes(WORKBOOK[:2000] + bytes(len(WORKBOOK) - 2000))
    assert not is_whole_zip(path)

    path.write_bytes(bytes(2000) + WORKBOOK[2000:])
    assert is_whole_zip(path)  # the gate finds such a hole, not this quick look

    path.write_bytes(WORKBOOK[-22:])
    assert not is_whole_zip(path)


def test_names_of_workbooks() -> None:
    assert is_workbook_name("退换品信息.XLSX")
    assert is_workbook_name("old.xls")
    assert is_workbook_name("wps.et")
    assert not is_workbook_name("photo.jpg")
    assert not is_workbook_name("xlsx")
