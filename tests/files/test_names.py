import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedback_xl.files.names import is_passing, is_passing_folder, safe_name

PASSING = """
    ~$登记表.xlsx  ~$form.xlsx  .~lock.登记表.xlsx#  lu12345abc.tmp  .~登记表.xlsx  .~afile.xlsx
    ~WPS1A2B.tmp  4CCA4100  0d3f77aa  A1B2.tmp  ~WRD0001.tmp  ~WRL2345.tmp  form.xlsx.part
    form.xlsx.crdownload  form.xlsx.filepart  .syncthing.form.xlsx.tmp  ~syncthing~form.xlsx.tmp
    ~onedrive.tmp  desktop.ini  ._form.xlsx  .DS_Store  Thumbs.db  .wf-0123abcd.tmp  .wf-0123.xlsx
    form.xlsx.baiduyun.p.downloading  form.xlsx.xltd  .nfs000001  .fuse_hidden0001
"""

FOLDERS = """
    .stfolder .stversions @eaDir #recycle #snapshot .Trashes .Trash-1000 @Recycle .taken
    .feedback_xl $RECYCLE.BIN
"""

PEOPLE = """
    登记表.xlsx  form(1).xlsx  form-Copy.xlsx  form.sync-conflict-20260514-091200-ABC.xlsx
    form(conflicted).xlsx  4CCA4100.xlsx  FORM.XLSX  lunch.xlsx  ~form.xlsx  20260514.xlsx  tmp.xlsx
    $form.xlsx  CON.xlsx  图片.png  $RECYCLE.xlsx
"""


@pytest.mark.parametrize("name", PASSING.split())
def test_a_passing_file_is_known_by_its_name_in_any_case(name: str) -> None:
    assert is_passing(name)
    assert is_passing(name.upper())
    assert is_passing(name.lower())


@pytest.mark.parametrize("name", FOLDERS.split())
def test_a_folder_of_a_system_is_known_by_its_name_in_any_case(name: str) -> None:
    assert is_passing_folder(name)
    assert is_passing_folder(name.upper())


@pytest.mark.parametrize("name", PEOPLE.split())
def test_a_persons_file_is_never_passing(name: str) -> None:
    assert not is_passing(name)


@pytest.mark.parametrize("name", ["20260514", "营业部", "附件", "FK-20260514-001", "abcdef01"])
def test_a_persons_folder_is_never_passing(name: str) -> None:
    assert not is_passing_folder(name)


def test_a_name_counts_the_same_composed_and_decomposed() -> None:
    assert is_passing(unicodedata.normalize("NFD", "~$보고서.xlsx"))
    assert safe_name(unicodedata.normalize("NFD", "보고서 é")) == "보고서 é"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("大连 ABC/贸易:公司", "大连 ABC_贸易_公司"),
        ("  two\n lines\t", "two lines"),
        ("ends with dots... ", "ends with dots"),
        ("..\\..\\etc", "_.._etc"),
        ("CON", "_CON"),
        ("lpt1.xlsx", "_lpt1_xlsx"),
        ("console", "console"),
        ("~$form", "_~$form"),
        ("thumbs.db", "_thumbs_db"),
        ("Sheet[1]", "Sheet_1_"),
        ("rtl\u202exslx", "rtlxslx"),
        ("", "_"),
        ("...", "_"),
        ("客" * 200, "客" * 80),
    ],
)
def test_peoples_words_become_a_file_name(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=200), st.integers(min_value=8, max_value=120))
@example("😀" * 100, 80)
@example("~$" + "😀" * 100, 80)
@example("a" * 79 + " b", 80)
def test_a_made_name_is_good_on_every_system(text: str, limit: int) -> None:
    name = safe_name(text, limit)
    assert 0 < len(name) <= limit
    assert len(name.encode()) <= 3 * limit
    assert not set(name) & set('<>:"/\\|?*[]\0\n')
    assert name == name.strip(" .")
    assert name == unicodedata.normalize("NFC", name)
    assert not is_passing(name)
    assert safe_name(name, limit) == name
