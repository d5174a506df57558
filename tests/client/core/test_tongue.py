"""The wall's sentences: each in every language, with the same places to fill in."""

import ast
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from client.core.tongue import clock_text, tongue
from client.resources import path
from shared.languages import Language

ROOT = Path(__file__).parent.parent.parent.parent
TRANSLATED = [language for language in Language if language is not Language.ENGLISH]


def sentences_of_the_wall():
    """What the display's views say: whatever is handed to a tongue."""
    for file in [*(ROOT / "client/views/display").glob("*.py"), ROOT / "client/core/notices.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("say", "tongue.tr", "_say")):
                for text in ast.walk(node.args[0]):
                    if isinstance(text, ast.Constant):
                        yield text.value


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_wall_is_translated_with_the_same_places(language):
    translations = json.loads((path("translations") / f"{language}.json").read_text(encoding="utf-8"))

    assert set(sentences_of_the_wall()) <= translations.keys()
    for english, translated in translations.items():
        assert set(re.findall(r"{\w+}", translated)) == set(re.findall(r"{\w+}", english)), english
        assert translated.strip(), english


def test_english_speaks_for_itself():
    assert tongue(Language.ENGLISH).tr("Room {room}", room="101") == "Room 101"


def test_a_name_from_left_to_right_stays_whole_in_a_sentence_from_right_to_left():
    said = tongue(Language.ARABIC).tr("Room {room}", room="101 B")

    assert said == "\u200fغرفة \u2068101 B\u2069"


@pytest.mark.parametrize("language", Language)
def test_the_date_has_the_words_of_the_language_and_the_digits_of_the_slip(language):
    written = tongue(language).date_text(date(2026, 11, 23))

    assert "23" in written
    assert "2026" in written
    assert written != tongue(Language.ENGLISH).date_text(date(2026, 11, 23)) or language is Language.ENGLISH


def test_the_clock_has_24_hours_and_the_digits_of_the_slip():
    assert re.fullmatch(r"\d\d:\d\d", clock_text(datetime(2026, 11, 23, 12, tzinfo=UTC)), re.ASCII)
