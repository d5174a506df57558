"""Tokens made into a palette and one style sheet; widgets are told apart by dynamic properties.

Properties: role (labels, frames), kind and sz (buttons; a property named size never matches), tone, invalid.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from client.widgets.tokens import Tokens


def palette_of(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: t.bg,
        role.Base: t.surface,
        role.AlternateBase: t.row_alt,
        role.Text: t.text,
        role.WindowText: t.text,
        role.ButtonText: t.text,
        role.Button: t.surface,
        role.Highlight: t.primary,
        role.HighlightedText: t.on_primary,
        role.PlaceholderText: t.faint,
        role.ToolTipBase: t.raised,
        role.ToolTipText: t.text,
        role.Link: t.primary_ink,
        role.Mid: t.border,
        role.Light: t.surface,
        role.Dark: t.border_strong,
        role.Accent: t.primary,
    }
    palette = QPalette()
    for each, colour in colours.items():
        palette.setColor(each, QColor(colour))
    for each in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(t.faint))
    return palette


def style_sheet(t: Tokens) -> str:
    return "\n".join((_labels(t), _frames(t), _inputs(t), _buttons(t), _lists(t), _shell(t)))


def _labels(t: Tokens) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[role="h1"] {{ font-size: 19px; font-weight: 700; color: {t.text}; }}
QLabel[role="h2"] {{ font-size: 15px; font-weight: 600; color: {t.text}; }}
QLabel[role="name"] {{ font-size: 17px; font-weight: 700; color: {t.text}; }}
QLabel[role="name2"] {{ font-size: 15px; font-weight: 500; color: {t.muted}; }}
QLabel[role="body"] {{ font-size: 14px; color: {t.text}; }}
QLabel[role="strong"] {{ font-size: 14px; font-weight: 600; color: {t.text}; }}
QLabel[role="label"] {{ font-size: 12px; font-weight: 500; color: {t.muted}; }}
QLabel[role="muted"] {{ font-size: 13px; color: {t.muted}; }}
QLabel[role="small"] {{ font-size: 12px; color: {t.muted}; }}
QLabel[role="group"] {{ font-size: 12px; font-weight: 600; color: {t.muted}; }}
QLabel[role="error"] {{ font-size: 12px; font-weight: 500; color: {t.bad}; }}
QLabel[role="figure"] {{ font-size: 24px; font-weight: 700; color: {t.text}; }}
QLabel[role="big"] {{
    font-size: 40px; font-weight: 700; color: {t.text}; font-family: "Inter Display", "Inter"; }}
QLabel[role="mid"] {{
    font-size: 28px; font-weight: 700; color: {t.text}; font-family: "Inter Display", "Inter"; }}
QLabel[role="token"] {{ font-size: 15px; font-weight: 700; color: {t.primary_ink}; }}
QLabel[role="bigtoken"] {{ font-size: 34px; font-weight: 700; color: {t.primary_ink};
    font-family: "Inter Display", "Inter"; }}
QLabel[role="key"] {{ font-size: 11px; font-weight: 600; color: {t.muted}; background: {t.sunken};
    border: 1px solid {t.border}; border-radius: 4px; padding: 1px 5px; }}
QLabel[tone="ok"] {{ color: {t.ok}; }}
QLabel[tone="warn"] {{ color: {t.warn}; }}
QLabel[tone="bad"] {{ color: {t.bad}; }}
QLabel[tone="info"] {{ color: {t.info}; }}
QLabel[tone="primary"] {{ color: {t.primary_ink}; }}
QLabel[tone="grey"] {{ color: {t.muted}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong}; padding: 6px 8px; }}
"""


def _frames(t: Tokens) -> str:
    boxes = "\n".join(
        f'QFrame[role="note"][tone="{tone}"] {{ background: {soft}; border: none; border-radius: 8px; }}'
        for tone, soft in (
            ("grey", t.grey_soft),
            ("primary", t.primary_soft),
            ("ok", t.ok_soft),
            ("warn", t.warn_soft),
            ("bad", t.bad_soft),
            ("info", t.info_soft),
        )
    )
    return f"""
QFrame[role="card"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 12px; }}
QFrame[role="sunken"] {{ background: {t.sunken}; border: 1px solid {t.border}; border-radius: 10px; }}
QFrame[role="choice"] {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 10px; }}
QFrame[role="choice"][on="true"] {{ border: 2px solid {t.primary}; }}
QFrame[role="rule"] {{ background: {t.border}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[role="vrule"] {{ background: {t.border}; border: none; max-width: 1px; min-width: 1px; }}
QFrame[role="allergy"] {{ background: {t.bad_solid}; border: none; border-radius: 8px; }}
QFrame[role="allergy"] QLabel {{ color: {t.on_bad}; }}
QFrame[role="toast"] {{ background: {t.raised}; border: 1px solid {t.border_strong}; border-radius: 10px; }}
{boxes}
QDialog {{ background: {t.surface}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
"""


def _inputs(t: Tokens) -> str:
    edits = "QLineEdit, QComboBox, QAbstractSpinBox"
    focused = "QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus"
    return f"""
{edits} {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong}; border-radius: 8px;
    padding: 0 10px; min-height: 34px; font-size: 14px;
    selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover {{ border-color: {t.faint}; }}
{focused} {{ border: 2px solid {t.focus}; padding: 0 9px; min-height: 32px; }}
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled {{
    background: {t.grey_soft}; color: {t.muted};
    border-color: {t.border}; }}
QLineEdit[readOnly="true"] {{ background: {t.sunken}; }}
QLineEdit[invalid="true"], QComboBox[invalid="true"], QAbstractSpinBox[invalid="true"] {{
    border: 2px solid {t.bad}; padding: 0 9px; min-height: 32px; background: {t.bad_soft}; }}
QLineEdit[sz="big"] {{ min-height: 42px; font-size: 16px; border-radius: 10px; }}
QLineEdit[sz="big"]:focus {{ min-height: 40px; }}
QLineEdit[sz="money"] {{ min-height: 46px; font-size: 24px; font-weight: 600; border-radius: 10px; }}
QLineEdit[sz="money"]:focus {{ min-height: 44px; }}
QLineEdit[sz="sm"] {{ min-height: 28px; font-size: 13px; border-radius: 7px; }}
QLineEdit[sz="sm"]:focus {{ min-height: 26px; }}
QLineEdit[tone="bad"] {{ border-color: {t.bad}; color: {t.bad}; background: {t.bad_soft}; }}
QLineEdit[tone="warn"] {{ border-color: {t.warn}; color: {t.warn}; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: none; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox QAbstractItemView {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong};
    border-radius: 8px; padding: 4px; outline: 0;
    selection-background-color: {t.row_sel}; selection-color: {t.text}; }}
QPlainTextEdit {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong};
    border-radius: 8px; padding: 3px 6px; font-size: 14px;
    selection-background-color: {t.primary}; selection-color: {t.on_primary}; }}
QPlainTextEdit:hover {{ border-color: {t.faint}; }}
QPlainTextEdit:focus {{ border: 2px solid {t.focus}; padding: 2px 5px; }}
QPlainTextEdit[invalid="true"] {{ border: 2px solid {t.bad}; padding: 2px 5px; background: {t.bad_soft}; }}
QCheckBox, QRadioButton {{
    spacing: 8px; font-size: 14px; color: {t.text}; padding: 4px; border: 2px solid transparent;
    border-radius: 6px; }}
QCheckBox::indicator:unchecked {{ border: 1px solid {t.faint}; border-radius: 3px; width: 12px; height: 12px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.focus}; }}
"""


def _buttons(t: Tokens) -> str:
    return f"""
QPushButton {{
    background: {t.surface}; color: {t.text}; border: 1px solid {t.border_strong}; border-radius: 8px;
    padding: 0 14px; min-height: 34px; font-size: 14px; font-weight: 600; }}
QPushButton:hover {{ background: {t.row_hover}; }}
QPushButton:pressed {{ background: {t.grey_soft}; }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: 0 13px; min-height: 32px; }}
QPushButton[kind="primary"] {{ background: {t.primary}; color: {t.on_primary}; border-color: {t.primary}; }}
QPushButton[kind="primary"]:hover {{ background: {t.primary_hover}; border-color: {t.primary_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {t.primary_press}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="danger"] {{ background: {t.bad_solid}; color: {t.on_bad}; border-color: {t.bad_solid}; }}
QPushButton[kind="danger"]:hover {{ background: {t.bad_hover}; border-color: {t.bad_hover}; }}
QPushButton[kind="danger"]:focus {{ border: 2px solid {t.text}; }}
QPushButton[kind="ghost"] {{
    background: transparent; border-color: transparent; color: {t.muted}; padding: 0 8px; }}
QPushButton[kind="ghost"]:hover {{ background: {t.row_hover}; color: {t.text}; }}
QPushButton[kind="ghost"]:focus {{ border: 2px solid {t.focus}; padding: 0 7px; }}
QPushButton[kind="link"] {{ background: transparent; border-color: transparent; color: {t.primary_ink};
    padding: 0 6px; font-size: 13px; border-radius: 6px; }}
QPushButton[kind="link"]:hover {{ background: {t.primary_soft}; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.focus}; padding: 0 5px; }}
QPushButton[sz="xl"] {{ border-radius: 10px; min-height: 50px; font-size: 16px; }}
QPushButton[sz="lg"] {{ border-radius: 10px; min-height: 42px; }}
QPushButton[sz="sm"] {{ border-radius: 7px; min-height: 26px; font-size: 13px; padding: 0 10px; }}
QPushButton[sz="xl"]:focus {{ min-height: 48px; }}
QPushButton[sz="lg"]:focus {{ min-height: 40px; }}
QPushButton[sz="sm"]:focus {{ min-height: 24px; padding: 0 9px; }}
QPushButton:disabled, QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled {{
    background: {t.grey_soft}; color: {t.faint}; border-color: {t.border}; }}
QPushButton[kind="ghost"]:disabled, QPushButton[kind="link"]:disabled {{ background: transparent;
    border-color: transparent; color: {t.faint}; }}
QPushButton[seg] {{ border-radius: 0; border: 1px solid {t.border_strong}; color: {t.muted}; padding: 0 6px;
    min-width: 40px; font-weight: 500; }}
QPushButton[seg="mid"], QPushButton[seg="last"] {{ border-left-width: 0; }}
QPushButton[seg="first"], QPushButton[seg="only"] {{
    border-top-left-radius: 8px; border-bottom-left-radius: 8px; }}
QPushButton[seg="last"], QPushButton[seg="only"] {{
    border-top-right-radius: 8px; border-bottom-right-radius: 8px; }}
QPushButton[seg]:checked {{
    background: {t.primary_soft}; color: {t.primary_ink}; border: 1px solid {t.primary};
    font-weight: 600; }}
QPushButton[seg]:focus {{ border: 2px solid {t.focus}; padding: 0 5px; min-height: 32px; }}
QPushButton[chip="true"] {{ min-height: 26px; border-radius: 14px; padding: 0 12px; font-size: 13px;
    color: {t.muted}; border: 1px solid {t.border}; font-weight: 500; }}
QPushButton[chip="true"]:checked {{ background: {t.primary_soft}; color: {t.primary_ink};
    border-color: {t.primary}; }}
QPushButton[chip="true"]:focus {{ border: 2px solid {t.focus}; min-height: 24px; padding: 0 11px; }}
QPushButton[tab="true"] {{ background: transparent; border: none; border-bottom: 3px solid transparent;
    border-radius: 0; min-height: 38px; padding: 0 14px; color: {t.muted}; font-weight: 500; }}
QPushButton[tab="true"]:hover {{ color: {t.text}; background: {t.row_hover}; }}
QPushButton[tab="true"]:checked {{
    color: {t.primary_ink}; border-bottom: 3px solid {t.primary}; font-weight: 600; }}
QPushButton[tab="true"]:focus {{
    border: none; border-bottom: 3px solid {t.focus}; background: {t.row_hover}; }}
QMenu {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border_strong}; padding: 4px; }}
QMenu::item {{ padding: 8px 24px 8px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {t.row_sel}; }}
QMenu::item:disabled {{ color: {t.faint}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 6px; }}
QMenu::icon {{ padding-left: 10px; }}
"""


def _lists(t: Tokens) -> str:
    return f"""
QTableView, QListView, QTreeView {{ background: {t.surface}; color: {t.text}; border: none; outline: 0;
    gridline-color: {t.border}; alternate-background-color: {t.row_alt};
    selection-background-color: {t.row_sel}; selection-color: {t.text}; }}
QHeaderView {{ background: {t.sunken}; }}
QHeaderView::section {{
    background: {t.sunken}; color: {t.muted}; border: none; border-top: 1px solid {t.border};
    border-bottom: 1px solid {t.border}; padding: 0 10px; height: 34px; font-size: 12px; font-weight: 600; }}
QHeaderView::section:vertical {{ border-top: none; }}
QTableCornerButton::section {{
    background: {t.sunken}; border: none; border-top: 1px solid {t.border}; border-bottom: 1px solid {t.border}; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.border_strong}; border-radius: 4px; min-height: 36px; }}
QScrollBar::handle:vertical:hover {{ background: {t.faint}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {t.border_strong}; border-radius: 4px; min-width: 36px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def _shell(t: Tokens) -> str:
    return f"""
#Side {{ background: {t.nav}; }}
#Side QLabel {{ color: {t.nav_text}; }}
#Side QLabel[role="h1"], #Side QLabel[role="big"], #Side QLabel[role="strong"] {{ color: {t.nav_strong}; }}
#Nav {{ background: {t.nav}; }}
#Nav QToolButton {{
    color: {t.nav_text}; background: transparent; border: 2px solid transparent; border-radius: 10px;
    padding: 5px 2px 4px 2px; font-size: 11px; font-weight: 500; }}
#Nav QToolButton:hover {{ background: {t.nav_hover}; color: {t.nav_text}; }}
#Nav QToolButton:checked {{ background: {t.primary}; color: {t.nav_on}; font-weight: 600; }}
#Nav QToolButton:focus {{ border-color: {t.focus}; }}
#Nav QToolButton:checked:focus {{ border-color: {t.nav_on}; }}
#Top {{ background: {t.surface}; border-bottom: 1px solid {t.border}; }}
#Page {{ background: {t.bg}; }}
QFrame[role="banner"] {{ border: none; border-bottom: 1px solid {t.border}; border-radius: 0; }}
QFrame[role="banner"][tone="info"] {{ background: {t.info_soft}; }}
QFrame[role="banner"][tone="warn"] {{ background: {t.warn_soft}; }}
QFrame[role="banner"][tone="bad"] {{ background: {t.bad_soft}; }}
QFrame[role="banner"][tone="ok"] {{ background: {t.ok_soft}; }}
"""
