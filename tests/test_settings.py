"""Machine settings: from the workspace's file and the environment, or a sentence what is wrong."""

from pathlib import Path

import pytest

from feedback_xl.problems import SettingsFault
from feedback_xl.settings import Settings, find_folders, read_settings


def written(root: Path, text: str) -> Path:
    (root / "feedback_xl.toml").write_text(text, "utf-8")
    return root


def test_without_a_word_everything_is_as_shipped(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings()


def test_the_file_and_over_it_the_environment_decide(tmp_path: Path) -> None:
    written(tmp_path, 'settle = 3\nsite = "SZ1"\nevidence_mib = 50')
    found = read_settings(tmp_path, {"FEEDBACK_XL_SETTLE": "0.5", "HOME": "/root"})

    assert (found.settle, found.site, found.evidence_mib) == (0.5, "SZ1", 50)
    assert found.prefix == "SZ1-"


def test_what_only_tests_use_is_no_setting(tmp_path: Path) -> None:
    environment = {"FEEDBACK_XL_KILL_AT": "3", "FEEDBACK_XL_KILL_AFTER": "x"}

    assert read_settings(tmp_path, environment) == Settings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("setle = 2", "unknown setting: setle"),
        ("settle = 'soon'", "is no float"),
        ("evidence_mib = 'viel'", "is no int"),
        ("settle = -1", "out of range"),
        ("settle = inf", "out of range"),
        ("settle = nan", "out of range"),
        ("settle = ", "cannot be read"),
        ('zone = "Mars/Olympus"', "unknown time zone"),
        ('zone = "Europe/Berlin"', "summer and winter"),
        ('site = "sz"', "site 'sz'"),
        ('site = "S"', "site 'S'"),
        ('site = "SUZHOU1"', "site 'SUZHOU1'"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsFault, match=told) as fault:
        read_settings(written(tmp_path, text), {})

    assert fault.value.exit_code == 3
    assert fault.value.remedy


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "feedback_xl.toml").write_bytes("# 设置".encode("gb18030"))
    with pytest.raises(SettingsFault, match="cannot be read"):
        read_settings(tmp_path, {})


def test_a_marker_says_where_the_state_lies(tmp_path: Path) -> None:
    assert find_folders(tmp_path).state == tmp_path.resolve() / ".feedback_xl"
    (tmp_path / ".feedback_xl.id").write_text(f"{tmp_path / '别处'}\n", "utf-8")

    assert find_folders(tmp_path).state == tmp_path / "别处"
