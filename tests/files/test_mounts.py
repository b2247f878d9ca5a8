from pathlib import Path

import pytest

from feedback_xl.files import mounts
from feedback_xl.files.mounts import free_space, is_network, is_shared_or_network

MOUNTS = rb"""
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /srv rw - btrfs /dev/sdb rw
41 27 0:41 / /srv/share rw shared:7 - cifs //nas/share rw
42 27 0:42 / /srv/share\040room rw shared:7 master:1 - nfs4 nas:/room rw
43 27 0:43 / /mnt/ssh rw - fuse.sshfs pc: rw
44 27 0:44 / /mnt/ntfs rw - fuseblk /dev/sdc1 rw
45 27 0:45 / /mnt/pool rw - fuse.mergerfs pool rw
46 27 0:46 / /mnt/twice rw - nfs nas:/old rw
47 27 0:47 / /mnt/twice rw - xfs /dev/sdd rw
""".strip()


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "mountinfo"
    table.write_bytes(MOUNTS)
    monkeypatch.setattr(mounts, "_TABLE", table)


@pytest.mark.usefixtures("mounted")
@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/", False),
        ("/home/x", False),
        ("/srv/share", True),
        ("/srv/share/inbox/营业部", True),
        ("/srv/shared", False),
        ("/srv/share room/x", True),
        ("/mnt/ssh/x", True),
        ("/mnt/ntfs/x", False),
        ("/mnt/pool/x", False),
        ("/mnt/twice/x", False),
    ],
)
def test_the_innermost_mount_tells_whether_a_disk_is_another_machines(
    path: str, network: bool
) -> None:
    assert is_network(Path(path)) is network
    assert is_shared_or_network(Path(path)) is network


@pytest.mark.usefixtures("mounted")
@pytest.mark.parametrize(
    "path",
    ["/home/x/OneDrive - ABC/f", "/home/x/我的坚果云/f", "/d/BaiduSyncdisk", "/home/x/Dropbox/f"],
)
def test_a_folder_of_a_sync_tool_counts_as_shared(path: str) -> None:
    assert is_shared_or_network(Path(path))
    assert not is_network(Path(path))


def test_a_link_to_a_network_folder_is_seen_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mountinfo"
    table.write_bytes(MOUNTS + f"\n48 27 0:48 / {tmp_path}/nas rw - nfs nas:/ rw".encode())
    monkeypatch.setattr(mounts, "_TABLE", table)
    (tmp_path / "nas").mkdir()
    (tmp_path / "link").symlink_to("nas")
    assert is_network(tmp_path / "link" / "state")


def test_without_a_table_of_mounts_a_disk_counts_as_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounts, "_TABLE", tmp_path / "none")
    assert not is_network(tmp_path)


def test_free_space_is_told_for_folders_still_to_be_made(tmp_path: Path) -> None:
    assert free_space(tmp_path / "not" / "yet") > 0
