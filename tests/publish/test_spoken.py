"""Papers say what stands in the data: no sentence of theirs is written in code."""

import re
from pathlib import Path

import pytest

import feedback_xl

ROOT = Path(feedback_xl.__file__).parent
PAPERS = (
    "publish/answers.py",
    "publish/change_notice.py",
    "publish/covers.py",
    "publish/decision_notice.py",
    "publish/eight_d.py",
    "publish/hand_over_letter.py",
    "publish/hand_over_papers.py",
    "publish/letterhead.py",
    "publish/notices.py",
    "publish/paper.py",
    "publish/receipt.py",
    "publish/receipt_page.py",
    "publish/reply_letter.py",
    "publish/words.py",
    "sheets/card.py",
    "sheets/page.py",
    "app/follow_up.py",
    "procedure/papers.py",
)
SAID = re.compile(r"(?<!\")\"[^\"\n]*[一-鿿，。：；（）][^\"\n]*\"(?!\")")


@pytest.mark.parametrize("name", PAPERS)
def test_no_chinese_sentence_stands_in_code(name: str) -> None:
    code = (ROOT / name).read_text("utf-8")
    without_comments = re.sub(r'""".*?"""|#[^\n]*', "", code, flags=re.DOTALL)

    assert SAID.findall(without_comments) == []
