import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo

import client
from client.resources import path
from client.widgets.fonts import font
from client.widgets.icons import Icon, pixmap
from client.widgets.theme import contrast, theme, tokens
from client.widgets.tokens import DARK, LIGHT, Tokens

TEXTS = [
    ("text", "surface"),
    ("text", "bg"),
    ("text", "row_sel"),
    ("text", "row_hover"),
    ("text", "warn_soft"),
    ("text", "bad_soft"),
    ("muted", "surface"),
    ("muted", "bg"),
    ("muted", "sunken"),
    ("muted", "row_sel"),
    ("muted", "grey_soft"),
    ("faint", "surface"),
    ("faint", "grey_soft"),
    ("nav_text", "nav"),
    ("nav_strong", "nav"),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("on_bad", "bad_solid"),
    ("primary_ink", "primary_soft"),
    ("primary_ink", "surface"),
    ("primary_ink", "row_sel"),
    ("ok", "ok_soft"),
    ("ok", "surface"),
    ("warn", "warn_soft"),
    ("warn", "surface"),
    ("bad", "bad_soft"),
    ("bad", "surface"),
    ("bad", "row_sel"),
    ("info", "info_soft"),
    ("info", "surface"),
    ("nav_text", "nav"),
    ("nav_text", "nav_hover"),
    ("nav_on", "primary"),
]
CONTROLS = [("border_strong", "surface"), ("focus", "surface"), ("primary", "surface"), ("nav_logo", "nav")]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_every_text_can_be_read_on_its_ground(look: Tokens, ink, ground):
    assert contrast(getattr(look, ink), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_every_control_stands_out_from_its_ground(look: Tokens, line, ground):
    assert contrast(getattr(look, line), getattr(look, ground)) >= 2.9


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_every_token_is_a_colour(look: Tokens):
    wrong = [f.name for f in fields(look) if f.name != "name" and not QColor(getattr(look, f.name)).isValid()]

    assert wrong == []


def test_a_switch_changes_palette_and_tells_who_keeps_pictures(qtbot, qapp):
    with qtbot.waitSignal(theme().changed):
        theme().toggle()

    assert tokens() is DARK
    assert qapp.palette().window().color() == QColor(DARK.bg)


def test_a_widget_on_the_screen_is_repainted_by_a_switch(shown):
    icon = shown(Icon("pill", "bad", 48), 48, 48)
    before = icon.grab().toImage()

    theme().toggle()

    assert icon.grab().toImage() != before


def test_the_saved_name_brings_the_theme_back():
    theme().use("dark")

    assert tokens() is DARK


def test_the_style_sheet_is_understood(capfd):
    theme().apply(LIGHT)

    assert "Could not parse" not in capfd.readouterr().err


def test_the_bundled_fonts_are_used():
    assert "Inter" in QFontDatabase.families()
    assert QFontInfo(font(14)).family() == "Inter"


def test_every_bundled_picture_and_font_has_its_licence_beside_it():
    assert "SIL OPEN FONT LICENSE" in path("fonts/LICENSE-OFL.txt").read_text().upper()
    assert "ISC License" in path("icons/LICENSE-ISC.txt").read_text()


@pytest.mark.parametrize("name", sorted(file.stem for file in path("icons").glob("*.svg")))
def test_every_icon_leaves_ink(name):
    image = pixmap(name, LIGHT.text, 20).toImage()

    assert any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20))


def test_colours_are_written_in_one_file_only():
    root = Path(client.__file__).parent
    colour = re.compile(r"""["']#[0-9A-Fa-f]{3,8}["']""")

    writers = {
        file.name for file in root.rglob("*.py") if "printing" not in file.parts and colour.search(file.read_text())
    }

    assert writers <= {"tokens.py"}
