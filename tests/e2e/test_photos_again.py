"""Photos that come in a second time: in forms handed over, prefilled, or shown small."""

import pytest

from feedback_xl.files.pictures import SMALL, copy_beside
from feedback_xl.publish import photos as shown_photos
from tests.photos import (
    CRACK,
    NOISE,
    add_with_openpyxl,
    complain,
    photos_of,
    sha,
    shown,
    with_photos,
)
from tests.plant import Plant
from tests.tables import CONFIRMATION


def test_of_a_form_handed_over_only_its_photos_are_taken(plant: Plant) -> None:
    plant.complain("| 客户要求 | 退货 |")
    plant.run()
    before = plant.case()
    typed = plant.fill("| 反馈内容 | 与我部门无关 |", plant.answer("品质保证部/反馈单"))
    plant.drop(typed, to="品质保证部")
    plant.run()
    assert plant.arrival()["outcome"] == "duplicate"

    plant.drop(with_photos(typed, CRACK), to="品质保证部")
    plant.run()
    records = [row["record"] for row in plant.rows("submissions")]
    assert plant.arrival()["outcome"] == "revision"
    assert [p.read_bytes() for p in photos_of(plant)] == [CRACK]
    assert records[1] == {**records[0], "pictures": [sha(CRACK)]}
    assert (plant.case().subject, plant.case().facts) == (before.subject, before.facts)
    assert "REVISION_CLASH" not in plant.told()


def test_the_first_form_with_a_photo_more_takes_no_later_word_back(plant: Plant) -> None:
    plant.complain()
    plant.run()
    plant.drop(plant.fill("| 反馈内容 | 又有三件异响 |", plant.answer("营业部/回执")))
    plant.run()
    complain(plant, CRACK)
    plant.run()

    newest = max(plant.rows("submissions"), key=lambda row: row["revision"])
    assert newest["record"]["fields"]["content"] == "又有三件异响"
    assert newest["record"]["pictures"] == [sha(CRACK)]


def test_the_customers_photos_are_no_findings_of_quality_assurance(plant: Plant) -> None:
    complain(plant, CRACK, changes="| 客户要求 | 退货 |")
    plant.run()
    prefilled = plant.fill(CONFIRMATION, plant.answer("品质保证部/待填"))
    assert shown(prefilled) == [sha(CRACK)]
    both = plant.root.parent / "both.xlsx"
    add_with_openpyxl(prefilled, both, [CRACK, NOISE])
    plant.drop(both, to="品质保证部")
    plant.run()

    found = {row["number"][:2]: row["sha"] for row in plant.rows("pictures")}
    assert found == {"FK": sha(CRACK), "SH": sha(NOISE)}


def test_photos_without_room_are_shown_small_and_come_back_as_themselves(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_photos, "_MOST_BYTES", len(CRACK) + 10)
    complain(plant, CRACK, NOISE)
    plant.run()
    receipt = plant.answer("营业部/回执")
    small = copy_beside(plant.ws.folders.pictures, sha(NOISE), SMALL).read_bytes()
    assert shown(receipt) == [sha(CRACK), sha(small)]

    plant.drop(receipt, name="again.xlsx")
    plant.run()
    assert plant.arrival()["outcome"] == "duplicate"
    assert len(plant.rows("pictures")) == 2
