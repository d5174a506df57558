"""What went wrong with reports of days before: it stands there until somebody has seen to it."""

from datetime import timedelta
from pathlib import Path

import pytest

from server.features.reports.scheduling import PAUSES
from shared.contracts import reports
from shared.models.reminders import MessageState
from shared.models.saved_reports import Outcome
from shared.models.system import CheckState
from tests.server.features.reports.office import ADDRESSES, BY_MAIL, Office
from tests.support.server import application_on


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def application(fresh, database, clock, keys, certificates, store_home, folder):
    return application_on(database, fresh, clock, keys, certificates, store_home, folder)


def refuse_a_day(office: Office) -> None:
    """Of which no letter goes out; of the day after they do."""
    office.pass_days()
    office.make_due()
    office.mail.rcpt = "550 unknown"
    office.send_due()
    office.mail.rcpt = ""
    office.pass_days()
    office.make_due()
    office.send_due()


def test_letters_of_days_before_stand_there_until_they_are_sent_again(office: Office):
    office.keep()
    refuse_a_day(office)

    assert {state for _, state, _ in office.states()} == {MessageState.ACCEPTED}
    assert office.trouble() == (CheckState.LOOK, {"failed": 0, "tried_again": 0, "letters": 2})
    (before,) = office.shown().earlier
    assert (before.period.since.isoformat(), before.outcome) == ("2026-11-22", Outcome.MADE)
    assert [(mail.address, mail.code) for mail in before.mails] == [(one, "550") for one in sorted(ADDRESSES)]

    for mail in office.shown().mails_to_repeat:
        office.manager(reports.mail_again(mail_id=mail.id, version=mail.version))
    office.send_due()

    assert office.shown().earlier == []
    assert len(office.mail.taken) == 4


def test_no_letter_is_offered_again_to_an_address_that_was_taken_off_nor_of_a_report_that_was_forgotten(office: Office):
    kept = office.keep()
    refuse_a_day(office)
    kept = office.keep(BY_MAIL.model_copy(update={"mail_to": ADDRESSES[:1]}), kept=kept)

    assert [mail.address for mail in kept.earlier[0].mails] == ADDRESSES[:1]
    assert office.trouble() == (CheckState.LOOK, {"failed": 0, "tried_again": 0, "letters": 1})

    office.manager(reports.forget(saved_id=kept.id, version=kept.version))
    assert office.owner.execute("SELECT count(data) FROM report_mails").fetchone() == (0,)
    assert office.keep().earlier == []


def test_a_day_that_was_not_made_stands_there_for_a_while_and_one_that_is_tried_again_until_then(
    office: Office, folder
):
    office.keep(BY_MAIL.model_copy(update={"folder": True, "mail_to": []}))
    office.pass_days()
    folder.write_text("no folder")
    for pause in (*PAUSES, timedelta(days=1)):
        office.make_due()
        office.clock.advance(pause)
    assert office.make_due() == 1
    folder.unlink()
    office.pass_days()
    assert office.make_due() == 2
    told = office.shown()
    assert told.last is not None
    assert told.last.outcome is Outcome.MADE
    assert [(one.outcome, one.again_at) for one in told.earlier] == [(Outcome.UNWRITABLE, None)]

    office.pass_days(14)
    assert office.shown().earlier == []


def test_one_that_is_tried_again_is_told_of_beside_a_later_one_that_was_made(office: Office, folder):
    office.keep(BY_MAIL.model_copy(update={"folder": True, "mail_to": []}))
    office.pass_days()
    folder.write_text("no folder")
    for pause in (PAUSES[0], timedelta(hours=15, minutes=40), timedelta(minutes=30)):
        assert office.make_due() == 1
        office.clock.advance(pause)
    folder.unlink()

    assert office.make_due() == 1  # of yesterday; the day before waits for its hour

    told = office.shown()
    assert told.last is not None
    assert told.last.outcome is Outcome.MADE
    (before,) = told.earlier
    assert (before.outcome, before.again_at) == (Outcome.UNWRITABLE, before.made_at + PAUSES[2])
