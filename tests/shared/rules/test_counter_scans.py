import pytest

from shared.rules.counter_scans import code_of, may_become_scan, prescription_no_in, scan_in


@pytest.mark.parametrize("typed", ["RX-2026-000412", "rx2026000412", " RX2026-000412 "])
def test_a_prescription_is_known_whichever_way_it_was_typed(typed):
    assert prescription_no_in(typed) == "RX-2026-000412"
    assert prescription_no_in(code_of("RX-2026-000412")) == "RX-2026-000412"


@pytest.mark.parametrize("typed", ["", "M-012", "P-2026-0001", "Rx Amoxicillin", "RX2026", "RX-2026-12"])
def test_other_words_are_no_prescription(typed):
    assert prescription_no_in(typed) is None


def test_the_code_on_a_pack_is_a_scan_too_and_a_phone_number_is_not_taken_for_a_prescription():
    assert scan_in("8901234567894") == "8901234567894"
    assert scan_in("0123") is None


@pytest.mark.parametrize("code", ["RX2026000412", "RX-2026-000412", "8901234567894"])
def test_each_key_of_a_scan_is_held_back(code):
    assert all(may_become_scan(code[:end]) for end in range(1, len(code) + 1))


@pytest.mark.parametrize("typed", ["M", "Ra", "RXA", "123456789012345"])
def test_what_a_hand_types_is_let_go(typed):
    assert not may_become_scan(typed)
