"""Photos in forms: kept as they are, shown where people look, and put back where they stood."""

import shutil
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from feedback_xl.app.check import check_files
from feedback_xl.app.dossier import write_dossier
from feedback_xl.app.proof import rebuild
from feedback_xl.files.archive import object_path
from feedback_xl.files.pictures import SMALL, copy_beside
from feedback_xl.xlsx.cells import Cells
from feedback_xl.xlsx.images import image_of
from feedback_xl.xlsx.paste import Pasted, paste_pictures
from feedback_xl.xlsx.read import read_workbook
from tests.photos import (
    CRACK,
    LABEL,
    NOISE,
    add_with_openpyxl,
    complain,
    photos_of,
    picture,
    sha,
    shown,
    with_photos,
)
from tests.plant import CASE, Plant, tables_of
from tests.tables import COMPLAINT, CONFIRMATION, CUSTOMER, cells_of


def words(path: Path) -> list[str]:
    found = read_workbook(path)
    assert isinstance(found, Cells)
    return [picture.name for picture in found.pictures]


def test_photos_are_kept_as_they_are_and_shown(plant: Plant) -> None:
    complain(plant, CRACK, NOISE)
    plant.run()

    rows = sorted(plant.rows("pictures"), key=lambda row: row["position"])
    assert [(r["number"], r["position"], r["sha"], r["kind"]) for r in rows] == [
        (CASE, 1, sha(CRACK), "jpeg"),
        (CASE, 2, sha(NOISE), "jpeg"),
    ]
    assert [(r["width"], r["height"], r["place"]) for r in rows] == [(400, 300, "floating")] * 2
    assert [p.read_bytes() for p in photos_of(plant)] == [CRACK, NOISE]
    assert [p.name for p in photos_of(plant)] == ["01.jpg", "02.jpg"]
    [line] = plant.lines("总台账", "顾客反馈清单")
    assert line["照片"] == "2 张"
    assert plant.told() == ["CUSTOMER_NEW"]


def test_the_master_links_the_photos_beside_it(plant: Plant) -> None:
    complain(plant, CRACK)
    plant.run()
    book = openpyxl.load_workbook(plant.book("总台账"))
    links = [cell.hyperlink for row in book["顾客反馈清单"] for cell in row if cell.hyperlink]

    targets = [link.target.replace("\\", "/") for link in links if "照片" in (link.target or "")]
    assert [(plant.root / "workbooks" / link).read_bytes() for link in targets] == [CRACK]


def test_papers_carry_the_photos_with_words(plant: Plant) -> None:
    complain(plant, CRACK, NOISE, changes="| 客户要求 | 退货 |")
    plant.run()

    receipt = plant.answer("营业部/回执")
    assert shown(receipt) == [sha(CRACK), sha(NOISE)]
    assert words(receipt) == [
        f"{CASE} 出差.退换品信息表 照片 1",
        f"{CASE} 出差.退换品信息表 照片 2",
    ]
    assert shown(plant.answer("品质保证部/反馈单")) == [sha(CRACK), sha(NOISE)]
    assert shown(plant.answer("品质保证部/待填")) == [sha(CRACK), sha(NOISE)]


def test_the_dossier_carries_the_photos(plant: Plant) -> None:
    complain(plant, CRACK, NOISE)
    plant.run()

    assert shown(write_dossier(plant.ws, CASE)) == [sha(CRACK), sha(NOISE)]


@pytest.mark.parametrize("paper", ["营业部/回执", "品质保证部/反馈单"])
def test_a_paper_dropped_again_doubles_nothing(plant: Plant, paper: str) -> None:
    complain(plant, CRACK, NOISE)
    plant.run()
    plant.drop(plant.answer(paper), name="again.xlsx")
    plant.run()

    assert plant.arrival()["outcome"] == "duplicate"
    assert len(plant.rows("pictures")) == 2


def test_a_photo_added_to_the_receipt_is_a_revision_that_adds_it(plant: Plant) -> None:
    complain(plant, CRACK)
    plant.run()
    receipt = plant.answer("营业部/回执")
    added = plant.root.parent / "added.xlsx"
    add_with_openpyxl(receipt, added, [CRACK, LABEL])
    plant.drop(added)
    plant.run()

    assert plant.arrival()["outcome"] == "revision"
    assert [p.read_bytes() for p in photos_of(plant)] == [CRACK, LABEL]
    assert shown(plant.answer("营业部/回执")) == [sha(CRACK), sha(LABEL)]


def test_the_same_form_with_a_photo_more_is_no_second_case(plant: Plant) -> None:
    plant.complain()
    plant.run()
    complain(plant, CRACK)
    plant.run()

    assert plant.arrival()["outcome"] == "revision"
    assert list(plant.ws.snapshot().cases) == [CASE]
    assert [p.read_bytes() for p in photos_of(plant)] == [CRACK]


def test_a_form_whose_photos_got_lost_takes_none_away(plant: Plant) -> None:
    complain(plant, CRACK)
    plant.run()
    bare = plant.root.parent / "bare.xlsx"
    add_with_openpyxl(plant.answer("营业部/回执"), bare, [])
    plant.drop(bare)
    plant.run()

    assert plant.arrival()["outcome"] == "duplicate"
    assert [row["sha"] for row in plant.rows("pictures")] == [sha(CRACK)]


def test_a_returned_form_keeps_its_photos_until_it_is_corrected(plant: Plant) -> None:
    complain(plant, CRACK, changes="| 信息等级 | |")
    complain(plant, NOISE, changes="| 客户名称 | |", how="wps")
    plant.run()
    returned = plant.answers("营业部/退回")
    assert sorted(shown(path)[0] for path in returned) == sorted([sha(CRACK), sha(NOISE)])
    assert not photos_of(plant), "nothing is shown of what is not entered"

    with_crack = next(path for path in returned if shown(path) == [sha(CRACK)])
    plant.drop(plant.fill("| 信息等级 | A |", with_crack))
    plant.run()
    assert [p.read_bytes() for p in photos_of(plant)] == [CRACK]


def test_pictures_in_cells_count_and_their_text_does_not(plant: Plant) -> None:
    complain(plant, CRACK, NOISE, how="wps")
    plant.run()

    assert [row["place"] for row in plant.rows("pictures")] == ["wps", "wps"]
    assert shown(plant.answer("营业部/回执")) == [sha(CRACK), sha(NOISE)]
    [submission] = plant.rows("submissions")
    assert "DISPIMG" not in str(submission["record"])


def test_what_excel_cannot_show_is_shown_as_a_copy_and_kept_as_it_is(plant: Plant) -> None:
    web = picture(5, "WEBP", (300, 200))
    complain(plant, web)
    plant.run()
    receipt = plant.answer("营业部/回执")
    [row] = plant.rows("pictures")
    assert [p.read_bytes() for p in photos_of(plant)] == [web]
    assert shown(receipt) == [row["shown"]] != [sha(web)]
    [checked] = check_files(plant.root, [receipt])
    assert checked.same_as == CASE

    plant.drop(receipt, name="again.xlsx")
    plant.run()
    assert plant.arrival()["outcome"] == "duplicate"
    assert [each["sha"] for each in plant.rows("pictures")] == [sha(web)]


def test_what_is_not_kept_is_told(plant: Plant) -> None:
    complain(plant, b"<svg/>")
    plant.run()

    assert plant.arrival()["outcome"] == "accepted_with_warnings"
    assert plant.told() == ["PICTURE_UNKNOWN", "CUSTOMER_NEW"]


def test_a_picture_lying_over_a_cell_is_no_text(plant: Plant) -> None:
    form = plant.fill(COMPLAINT + "| 反馈内容 | |")
    content = cells_of(form).sheet("_meta")
    assert content is not None
    at = next(
        str(content.cells[row, 2]).rpartition("!")
        for (row, column), value in content.cells.items()
        if column == 1 and value == "field:content"
    )
    paste_pictures(form, target := form.with_name("over.xlsx"), [Pasted(at[0], at[2], CRACK)])
    plant.drop(target)
    plant.run()

    assert "PICTURE_NOT_TEXT" in plant.told()


def test_a_form_without_a_photo_field_says_where_pictures_go(plant: Plant) -> None:
    plant.drop(with_photos(plant.fill(CUSTOMER, "customer"), CRACK, row=8))
    plant.run()

    assert "PICTURE_NO_PLACE" in plant.told()
    assert plant.rows("pictures") == []


def test_the_confirmation_list_shows_small_copies(plant: Plant) -> None:
    plant.complain()
    plant.run()
    form = with_photos(plant.fill(CONFIRMATION, "confirmation"), CRACK, NOISE, LABEL, picture(9))
    plant.drop(form, to="品质保证部")
    plant.run()

    [line] = plant.lines("总台账", "售后不良确认台账")
    assert line["照片"] == "4 张"
    with ZipFile(plant.book("总台账")) as book:
        media = [book.read(name) for name in book.namelist() if "/media/" in name]
    small = [found for data in media if (found := image_of(data))]
    assert [(each.kind, max(each.width, each.height)) for each in small] == [("jpeg", 160)] * 3
    [number] = {row["number"] for row in plant.rows("pictures")}
    assert words(plant.book("总台账"))[0] == f"{number} 售后不良信息确认表 照片 1"


def test_rebuilt_and_proved(plant: Plant) -> None:
    complain(plant, CRACK, NOISE)
    plant.run()
    before = tables_of(plant.ws.ledger.engine)
    plant.__exit__()
    rebuild(plant.root, plant.clock)
    plant.__enter__()
    plant.run()

    assert tables_of(plant.ws.ledger.engine) == before
    assert plant.broken() == []
    kept = object_path(plant.ws.folders.pictures, sha(CRACK))
    kept.write_bytes(b"x")
    object_path(plant.ws.folders.pictures, sha(NOISE)).unlink()
    assert plant.broken() == [
        f"pictures {sha(name)[:12]}: a picture of {CASE} {what}"
        for name, what in sorted(
            [(CRACK, "was changed"), (NOISE, "is missing")], key=lambda pair: sha(pair[0])
        )
    ]
    kept.write_bytes(CRACK)
    object_path(plant.ws.folders.pictures, sha(NOISE)).write_bytes(NOISE)


def test_the_same_picture_is_kept_once(plant: Plant) -> None:
    complain(plant, CRACK)
    complain(plant, CRACK, changes="| 客户名称 | 无锡远景 |\n| 反馈内容 | 外壳裂纹 |")
    plant.run()

    assert len(plant.rows("pictures")) == 2
    kept = [p for p in plant.ws.folders.pictures.glob("??/*") if "." not in p.name]
    assert [path.name for path in kept] == [sha(CRACK)]


def test_a_lost_small_copy_costs_nothing_but_the_small_copy(plant: Plant) -> None:
    plant.complain()
    plant.run()
    plant.drop(with_photos(plant.fill(CONFIRMATION, "confirmation"), CRACK), to="品质保证部")
    plant.step()
    copy_beside(plant.ws.folders.pictures, sha(CRACK), SMALL).unlink()
    shutil.rmtree(plant.root / "workbooks" / "照片")
    plant.clock.move_to(datetime(2026, 11, 23, 12, 0))
    plant.run()

    assert shown(plant.book("总台账")) == [sha(CRACK)]
