"""Follow-ups are done one at a time: what was drawn for one is gone before the next is drawn."""

import weakref
from collections.abc import Mapping
from typing import Any

import pytest

from feedback_xl.publish.answers import Papers
from feedback_xl.publish.paper import Paper
from tests.plant import Plant


def test_only_one_follow_up_is_held_in_memory(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, drawn = Papers.make, list[weakref.ref[Paper]]()
    held = []

    def make(papers: Papers, kind: str, key: str, details: Mapping[str, Any]) -> list[Paper]:
        held.append(sum(ref() is not None for ref in drawn))
        made = draw(papers, kind, key, details)
        drawn.extend(weakref.ref(paper) for paper in made)
        return made

    monkeypatch.setattr(Papers, "make", make)
    plant.complain()
    plant.complain("| 客户名称 | 无锡远景 | 反馈内容 | 外壳裂纹 |")
    plant.run()

    assert len(held) > 2
    assert set(held) == {0}
    assert len(plant.answers("营业部/回执")) == 2
