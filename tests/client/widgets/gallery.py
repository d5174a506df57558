"""Every widget in light, dark and right-to-left, as pictures: python -m tests.client.widgets.gallery FOLDER."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from client.core.clock import Clock
from client.widgets.basics import Card, Item, Label, Rule, Sunken, box, hbox, heading, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.choices import Chips, Segmented, Tabs
from client.widgets.dialog import Confirm
from client.widgets.field import Field
from client.widgets.frame import Frame
from client.widgets.inputs import Combo, DateInput, LineInput, MoneyInput, TextArea, texts
from client.widgets.list_picker import ListPicker, PickFacts
from client.widgets.patient_strip import Mark, PatientStrip, StripFacts
from client.widgets.pills import Badge, Count, Note, Pill
from client.widgets.rail import NavItem
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState, Stat
from client.widgets.table import RowsTable
from client.widgets.theme import theme
from client.widgets.tokens import DARK, LIGHT, Tone
from client.widgets.trend import Trend, TrendLine


@dataclass(frozen=True)
class Entry:
    token: str
    name: str
    facts: str
    doctor: str
    wait: int
    status: str

    @property
    def phone(self) -> str:
        return f"01711-{self.wait:06d}"


TONES: dict[str, Tone] = {"Waiting": "warn", "Called": "info", "With doctor": "ok", "Priority": "bad", "Done": "grey"}
ENTRIES = (
    Entry("M-012", "Rahima Begum", "F 54 · MRN 260400", "Dr. Farhana Rahman", 0, "With doctor"),
    Entry("E-013", "মোঃ আব্দুল করিম", "M 61 · MRN 260437", "Dr. Omar Al-Hassan", 49, "Called"),
    Entry("P-014", "Sultana Akter", "F 32 · MRN 260474", "Dr. Anjali Mehta", 46, "Waiting"),
    Entry("P-015", "Jahangir Alam", "M 45 · MRN 260511", "Dr. Anjali Mehta", 28, "Waiting"),
    Entry("O-016", "अनीता शर्मा", "F 38 · MRN 260548", "Dr. Shafiqul Islam", 22, "Priority"),
    Entry("C-019", "خالد بن وليد", "M 49 · MRN 260659", "Dr. Imtiaz Chowdhury", 12, "Waiting"),
    Entry("P-024", "Sharmin Nahar", "F 29 · MRN 260844", "Dr. Anjali Mehta", 0, "Done"),
)
NAV = (
    NavItem("reception", "user-plus", "Reception", "Alt+1", subtitle="Shantinagar General Hospital · Counter 2"),
    NavItem("queue", "list-ordered", "Queue", "Alt+2"),
    NavItem("appointments", "calendar-days", "Appoint.", "Alt+3"),
    NavItem("lab", "flask-conical", "Laboratory", "Alt+4"),
    NavItem("pharmacy", "pill", "Pharmacy", "Alt+5"),
    NavItem("billing", "receipt-text", "Billing", "Alt+6"),
    NavItem("settings", "settings", "Settings"),
)


def queue() -> RowsTable[Entry]:
    table: RowsTable[Entry] = RowsTable(
        (
            Column("Token", attrgetter("token"), look="token", width=74),
            Column("Patient", attrgetter("name"), detail=attrgetter("facts")),
            Column("Doctor", attrgetter("doctor")),
            Column("Phone", attrgetter("phone"), width=120, wide_only=True),
            Column("Waiting", lambda e: f"{e.wait} min" if e.wait else "–", tone=late, width=74),
            Column("Due", lambda e: f"{e.wait * 25:,}.00", look="money", width=90),
            Column("Status", attrgetter("status"), tone=lambda e: TONES[e.status], look="pill", width=122),
        ),
        key=attrgetter("token"),
        name="Today's queue",
    )
    table.set_rows(ENTRIES)
    table.select("E-013")
    return table


def late(entry: Entry) -> Tone | None:
    return "bad" if entry.wait >= 40 else None


def picker() -> ListPicker[Entry]:
    made: ListPicker[Entry] = ListPicker(
        lambda e: PickFacts(e.name, e.facts[:4], f"{e.facts[7:]} · {e.phone}", e.status, TONES[e.status]),
        key=attrgetter("token"),
        name="Matching patients",
    )
    made.set_rows(ENTRIES[:3], "rahim")
    return made


def form() -> Card:
    phone = Field("Mobile", LineInput("01711-4023"), required=True)
    phone.set_error("11 digits needed")
    money = MoneyInput(size="money")
    money.set_amount(Decimal("1100.00"))
    day = DateInput()
    day.set_day(date(1972, 3, 4))
    blocked = KeyButton("Complete", "Ctrl+Enter", icon="check", kind="primary", size="lg")
    blocked.set_blocked("1 alert to settle")
    busy = KeyButton("Saving", icon="save", size="lg")
    busy.set_busy(True)
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    editors = (
        Field("Full name", LineInput("Rahima Begum"), required=True),
        Field("Sex", Segmented((("f", "Female"), ("m", "Male"), ("o", "Other")))),
        phone,
        Field("Blood group", Combo(texts(("B+", "O+", "A+")))),
        Field("Born", day),
        Field("Tendered", money, key="Alt+T"),
    )
    for place, editor in enumerate(editors):
        grid.addWidget(editor, place // 2, place % 2)
    return Card(
        heading("Register and issue token", key="F9"),
        grid,
        Field("Complaint", TextArea("Cough, yellow sputum, fever 4 days.")),
        Rule(),
        hbox(blocked.reason_label(), None, busy, blocked),
        hbox(
            None,
            KeyButton("Clear", size="lg"),
            KeyButton("Register & print token", "F9", icon="ticket", kind="primary", size="lg"),
        ),
    )


def marks() -> Card:
    tones: tuple[tuple[str, Tone], ...] = (
        ("Waiting", "warn"),
        ("Called", "info"),
        ("Paid", "ok"),
        ("Priority", "bad"),
        ("Done", "grey"),
        ("New", "primary"),
    )
    pills: tuple[Item, ...] = tuple(Pill(text, tone) for text, tone in tones)
    pressure = Trend("Blood pressure")
    pressure.set_lines(
        (TrendLine((142, 148, 150, 158), abnormal=True), TrendLine((88, 92, 90, 96), abnormal=True)),
        (60, 140),
        ("Jan", "Now"),
    )
    return Card(
        hbox(pressure, box(hbox(*pills, None))),
        hbox(
            Pill("Old due 800.00", "bad", icon="circle-alert"),
            Count(13),
            Badge("link", "primary"),
            Badge("clock", "bad"),
            None,
        ),
        Note("Saved 10:41", "ok"),
        Note("Approval pending: asked Dr. Nasir at 10:40, not counted yet", "warn", KeyButton("Withdraw", size="sm")),
        Note("Is a penicillin – patient had anaphylaxis", "bad"),
        hbox(
            KeyButton("Delete", kind="danger"),
            KeyButton("Print", "Ctrl+P", icon="printer"),
            KeyButton("All 14", kind="link", size="sm"),
            KeyButton("Small", size="sm"),
            IconButton("bell", "Notifications"),
            None,
        ),
        Tabs((("a", "Timeline"), ("b", "Results"), ("c", "Bills")), "Part"),
        Sunken(hbox(Label("Patient 20 %", "muted"), None, Label("1,054.03", "strong"))),
    )


def page() -> QWidget:
    strip = PatientStrip(
        StripFacts(
            "Rahima Begum",
            "রহিমা বেগম",
            "F 54 · MRN 260400 · Medicine, Dr. Farhana Rahman",
            "M-012",
            (Mark("Old due 800.00", "bad", "circle-alert"),),
            "Penicillin – anaphylaxis",
            "Reacted Mar 2019 · also sulfa – rash",
        )
    )
    search = SearchBox("Find a patient: name, phone, MRN or card barcode", "F2")
    search.setText("rahim")
    find = Card(heading("Find patient", key="F2"), search, picker(), margins=(14, 10, 14, 8))
    stats = hbox(
        Stat("users", "Waiting", "23", "warn"),
        Stat("stethoscope", "With doctor", "6", "info"),
        Stat("badge-check", "Seen today", "61", "ok"),
        spacing=12,
    )
    chips = Chips((("all", "All"), ("w", "Waiting"), ("d", "Done")), "Filter")
    head = hbox(
        Label("Today's queue", "h2"),
        8,
        chips,
        None,
        KeyButton("Print list", icon="printer", kind="ghost"),
        margins=(14, 0, 12, 0),
    )
    table = queue()
    listed = Card(head, table, margins=(1, 12, 1, 6))
    left = vbox(find, form(), spacing=12)
    right = vbox(stats, listed, marks(), spacing=12)
    body = hbox(left, right, spacing=14)
    body.setStretch(0, 42)
    body.setStretch(1, 58)
    return box(vbox(Card(strip), body, spacing=12, margins=(16, 12, 16, 12)))


def window() -> Frame:
    frame = Frame(NAV, Clock())
    frame.add_page("reception", page())
    empty = EmptyState(
        "users", "Nobody is waiting", "New tokens appear here by themselves.", KeyButton("Issue a token", "F9")
    )
    frame.add_page("queue", empty)
    frame.top.set_user("Salma Khatun", "Receptionist")
    return frame


def main(folder: Path) -> None:
    application = QApplication(sys.argv)
    frame = window()
    for name, tokens, direction, width, height in (
        ("light", LIGHT, Qt.LayoutDirection.LeftToRight, 1366, 900),
        ("dark", DARK, Qt.LayoutDirection.LeftToRight, 1366, 900),
        ("rtl", LIGHT, Qt.LayoutDirection.RightToLeft, 1366, 900),
        ("wide", DARK, Qt.LayoutDirection.LeftToRight, 1920, 1080),
    ):
        theme().apply(tokens)
        application.setLayoutDirection(direction)
        frame.resize(width, height)
        frame.show()
        QTest.qWait(100)
        frame.grab().save(str(folder / f"gallery_{name}.png"))
    application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    theme().apply(LIGHT)
    frame.resize(1366, 768)
    frame.show_page("queue")
    frame.top.set_offline()
    frame.banners.set_banner(
        "offline", "The server does not answer. What you type is kept and sent when it is back.", "bad"
    )
    frame.banners.set_banner(
        "clock", "This computer's clock is 7 minutes wrong.", "warn", action="How to set it", on_action=print
    )
    frame.toasts.say("Token M-031 printed", "ok", action="Undo", on_action=print)
    frame.toasts.say("The printer is out of paper. The receipt waits and is printed once there is paper.", "warn")
    QTest.qWait(300)
    frame.grab().save(str(folder / "gallery_states.png"))
    confirm = Confirm(
        "Void this receipt?", "The receipt stays in the list, marked as void.", "Void receipt", frame, reason="Why"
    )
    confirm.open()
    QTest.qWait(100)
    confirm.grab().save(str(folder / "gallery_confirm.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
