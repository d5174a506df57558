"""The main job of the whole system, as a stranger sees it: `make demo` on a machine without a screen."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from tests.support.stores import store_folder

WAY = [
    "APPOINTMENT_REGISTERED",
    "APPOINTMENT_ASSIGNED",
    "QUEUE_JOINED",
    "QUEUE_CALLED",
    "ENTERED_ROOM",
    "DIAGNOSIS_RECORDED",
    "PRESCRIPTION_GIVEN",
    "TESTS_ORDERED",
    "EXITED_ROOM",
    "CONSULTATION_COMPLETED",
    "CONSULTATION_BILLED",
    "TESTS_BILLED",
    "PAYMENT_PARTIAL",
    "PAYMENT_RECEIVED",
]
STATIONS = ("reception", "reception_token", "wall", "consulting", "cashier_part_paid", "timeline")
LIMIT_SECONDS = 420


class Walked:
    """What one walk said, and what it left behind."""

    def __init__(self, out: Path, said: str) -> None:
        self.out = out
        self.result = json.loads(said.splitlines()[-1])
        self.events = self.result["walked"]["events"]
        self.papers = [_text(path) for path in sorted((out / "prints").glob("*.pdf"))]

    def papers_with(self, *words: str) -> list[str]:
        return [text for text in self.papers if all(word in text for word in words)]


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()


@pytest.fixture(scope="module")
def walked():
    with store_folder(in_memory=False) as home:
        environment = {**os.environ, "HMS_DEMO_DIR": str(home / "data"), "HMS_DEMO_OUT": str(home / "out")}
        done = subprocess.run(
            [sys.executable, "-m", "installers.demo", "--walk", "--light"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        yield Walked(home / "out", done.stdout)


def test_every_step_of_the_way_happened_once(walked):
    counted = Counter(walked.events)

    assert {step: counted[step] for step in WAY} == dict.fromkeys(WAY, 1)


def test_the_steps_happened_in_the_order_of_the_house(walked):
    places = [walked.events.index(step) for step in WAY]

    # the note, the prescription, the tests: a doctor writes them in any order
    room = slice(WAY.index("DIAGNOSIS_RECORDED"), WAY.index("EXITED_ROOM"))
    bill = slice(WAY.index("CONSULTATION_BILLED"), WAY.index("PAYMENT_PARTIAL"))
    places[room], places[bill] = sorted(places[room]), sorted(places[bill])
    assert places == sorted(places)


def test_the_hospital_counts_what_was_done(walked):
    result = walked.result

    assert result["patients"] > 1
    assert result["appointments"] > 1
    assert result["bills"] >= 1
    assert result["payments"] >= 2
    assert set(WAY) <= set(result["events"])
    assert result["seconds_to_first_usable_window"] > 0


def test_every_paper_of_the_way_was_printed_once(walked):
    assert len(walked.papers) == 7
    assert len(walked.papers_with("RX-")) == 1
    assert not walked.papers_with("DUPLICATE")


def test_the_prescription_says_its_medicines_in_words(walked):
    (text,) = walked.papers_with("RX-")

    assert "Walida Khatun" in text
    assert "Amoxicillin" in text
    assert "Paracetamol" in text
    assert "three times a day" in text
    assert "four times a day" in text
    assert "7 days" in text
    assert "J18.9" in text


def test_the_token_slip_has_the_number_and_no_name(walked):
    slips = [text for text in walked.papers if "Walida" not in text]

    assert len(slips) == 1
    assert "Room" in slips[0]


def test_the_bill_holds_the_charges_that_the_doctors_acts_made(walked):
    bills = [text for text in walked.papers_with("Walida Khatun", "Consultation") if "RX-" not in text]

    assert any("Tests" in text and "Complete blood count" in text for text in bills)


def test_each_payment_printed_a_roll_and_a_sheet(walked):
    part = walked.papers_with("1,000.00", "Receipt")

    assert len(part) >= 2


@pytest.mark.parametrize("station", STATIONS)
def test_each_station_left_its_picture(walked, station):
    pictures = sorted(path.name for path in walked.out.glob(f"{station}_light_*.png"))

    assert pictures == [f"{station}_light_1366x768.png", f"{station}_light_1920x1080.png"]
    assert all((walked.out / name).stat().st_size > 20_000 for name in pictures)
