"""Which copy of a photo is shown in the master."""

from pathlib import Path

import pytest

from feedback_xl.files.archive import object_path
from feedback_xl.files.pictures import SMALL, keep_copy
from feedback_xl.publish.photos import thumbnails

NUMBER, SHA = "SH-20261123-001", "ab" * 32


def kept(root: Path, kind: str) -> list[dict[str, str]]:
    whole = object_path(root, SHA)
    whole.parent.mkdir(parents=True)
    whole.write_bytes(b"whole")
    return [{"sha": SHA, "kind": kind, "number": NUMBER}]


@pytest.mark.parametrize("kind", ["emf", "wmf"])
def test_a_metafile_without_a_small_copy_is_only_linked(kind: str, tmp_path: Path) -> None:
    rows = kept(tmp_path, kind)
    assert thumbnails(rows, "confirmation", tmp_path) == ()

    keep_copy(tmp_path, SHA, SMALL, b"small")
    [small] = thumbnails(rows, "confirmation", tmp_path)
    assert small.path.read_bytes() == b"small"
