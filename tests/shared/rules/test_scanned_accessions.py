"""A tube's number as a scanner types it."""

import pytest

from shared.rules.accessions import accession_in, may_become_accession


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("261126001231", "261126001231"),
        (" 26112600123a ", "26112600123A"),
        ("26112600123", "26112600123"),
        ("2611260012", None),
        ("26112600123O", None),
        ("2611260012311", None),
        ("P20260437", None),
        ("", None),
    ],
)
def test_a_scanned_number_is_told_from_anything_else(typed, number):
    assert accession_in(typed) == number


@pytest.mark.parametrize("typed", ["2", "26112600123", "26112600123b"])
def test_a_beginning_may_still_become_one(typed):
    assert may_become_accession(typed)


@pytest.mark.parametrize("typed", ["P", "2.", "261126001231 ", "26112600123I"])
def test_what_can_become_none_is_not_held_back(typed):
    assert not may_become_accession(typed)
