from decimal import Decimal

import pytest

from server.catalogue.files import rows, several
from shared.rules.strengths import is_vial, milligrams

UNREADABLE = {"1 %", "0.3 %, eye or ear"}


@pytest.mark.parametrize(
    ("form", "strength", "amount"),
    [
        ("tablet", "500 mg", "500"),
        ("tablet", "SR 75 mg", "75"),
        ("tablet", "62.5 micrograms", "0.0625"),
        ("tablet", "60 mg iron + 0.4 mg", "60"),
        ("syrup", "120 mg/5 mL", "24"),
        ("infusion", "500 mg/100 mL", "5"),
        ("drops", "100 mg/mL", "5"),
        ("injection", "25 mg/mL, 3 mL", "25"),
        ("injection", "1 g", "1000"),
        ("inhaler", "100 micrograms/puff", "0.1"),
        ("inhaler", "200/6 micrograms", "0.2"),
        ("insulin", "100 units/mL, 3 mL cartridge", "1"),
        ("gel", "1 %", None),
        ("syrup", "120 mg", None),
        ("tablet", "one", None),
    ],
)
def test_says_what_is_in_one_unit_of_a_dose(form, strength, amount):
    assert milligrams(form, strength) == (None if amount is None else Decimal(amount))


def test_reads_every_strength_of_the_list_that_goes_through_the_body():
    unread = {
        strength
        for line in rows("medicines")
        for strength in several(line["strengths"])
        if line["form"] not in {"cream", "gel"} and milligrams(line["form"], strength) is None
    }

    assert unread <= UNREADABLE


@pytest.mark.parametrize(
    ("form", "strength", "vial"),
    [("injection", "1 g", True), ("injection", "25 mg/mL, 3 mL", False), ("tablet", "500 mg", False)],
)
def test_a_powder_is_dosed_by_the_vial(form, strength, vial):
    assert is_vial(form, strength) is vial
