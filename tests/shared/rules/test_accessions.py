from datetime import UTC, date, datetime, timedelta

import pytest

from shared.models.lab import Urgency
from shared.rules.accessions import MOST_TUBES, set_number, split, tube_sign
from shared.rules.lab_due import due_at

DAY = date(2026, 11, 26)


def test_a_number_is_the_day_the_set_and_the_tube():
    assert set_number(DAY, 123) + tube_sign(0) == "261126001231"
    assert split("261126001231") == ("26112600123", "1")
    assert split("26112600123") == ("26112600123", "")


def test_no_sign_of_a_tube_is_taken_for_another_or_garbled_by_a_scanner():
    signs = [tube_sign(place) for place in range(MOST_TUBES)]

    assert len(set(signs)) == MOST_TUBES
    assert all(sign.isalnum() and sign == sign.upper() and len(sign) == 1 for sign in signs)
    assert not {"0", "I", "O"} & set(signs)


def test_every_number_of_a_day_fits_the_label_and_one_that_would_not_is_none():
    assert len(set_number(DAY, 99_999)) == 11
    with pytest.raises(ValueError, match="label"):
        set_number(DAY, 100_000)


@pytest.mark.parametrize(("urgency", "minutes"), [(Urgency.ROUTINE, 240), (Urgency.URGENT, 120), (Urgency.STAT, 60)])
def test_what_is_urgent_is_due_earlier(urgency, minutes):
    ordered = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)

    assert due_at(ordered, 240, urgency) == ordered + timedelta(minutes=minutes)
