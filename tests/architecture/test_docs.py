"""What is written beside the code, as far as a machine can read it."""

import re
from collections import Counter
from pathlib import Path

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_every_decision_is_listed_in_order_by_its_own_title():
    decisions = DOCS / "decisions"
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in sorted(decisions.glob("0*.md"))]
    index = (decisions / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d{4}) \| (.+) \|$", index, re.MULTILINE)

    assert [f"# {number} {title}" for number, title in listed] == titles


def test_every_picture_is_shown_somewhere_and_every_shown_one_is_there():
    pages = [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"images/(\w+\.png)", page.read_text(encoding="utf-8"))}

    assert shown == {path.name for path in (DOCS / "images").iterdir()}


def test_the_glossary_says_each_word_once():
    words = Counter(re.findall(r"^\| (.+?) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert [word for word, times in words.items() if times > 1] == []
