"""Reports that go out by e-mail, through a real mail server, and those that are tried again."""

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from procrastinate.exceptions import ConnectorException
from pydantic import ValidationError
from python_calamine import CalamineWorkbook

from server.features.reminders import way
from server.features.reminders.handing import Handed
from server.features.reminders.mail import MailCarrier
from server.features.reports.scheduling import PAUSES, Scheduler, keep_schedules
from shared.contracts import reports
from shared.contracts.reminders import ChannelNotSet
from shared.contracts.reports import ReportMailNotFound, ReportMailOnItsWay, ReportMayNameSomebody
from shared.errors import StaleVersion
from shared.ids import ReportMailId
from shared.models.reminders import MessageState
from shared.models.reports import Grouping, ReportChoice, ReportKind
from shared.models.saved_reports import Outcome, Rhythm, Schedule
from shared.models.spreadsheets import SpreadsheetForm
from shared.models.system import CheckState
from shared.permissions import Role
from tests.server.features.reports.office import ADDRESSES, BY_MAIL, REGISTER, Office
from tests.support.post_office import DROP
from tests.support.server import application_on, people_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def application(fresh, database, clock, keys, certificates, store_home, folder):
    return application_on(database, fresh, clock, keys, certificates, store_home, folder)


def test_a_report_goes_once_to_each_address_as_a_file_that_opens(office: Office, folder):
    office.keep()
    office.pass_days()
    assert (office.make_due(), office.make_due()) == (1, 0)

    office.send_due()
    office.send_due()

    assert sorted(letter["To"] for letter in office.mail.taken) == ["board@clinic.example", "head@clinic.example"]
    assert office.states() == [("board", MessageState.ACCEPTED, "250"), ("head", MessageState.ACCEPTED, "250")]
    assert not folder.exists()
    letter = office.mail.taken[0]
    assert letter["Subject"] == "Daily register, 2026-11-22"
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_subtype()) == (
        office.last().file,
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    rows = CalamineWorkbook.from_filelike(BytesIO(file.get_content())).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Test Hospital"
    assert office.owner.execute("SELECT count(*) FROM report_mails WHERE data IS NOT NULL").fetchone() == (0,)
    kept = office.owner.execute("SELECT outcome, count(*) FROM report_mail_attempts GROUP BY 1 ORDER BY 1").fetchall()
    assert kept == [("accepted", 2), ("begun", 2)]


def test_what_the_mail_server_puts_off_is_tried_again_and_then_listed(office: Office):
    office.keep()
    office.pass_days()
    office.make_due()
    office.mail.rcpt = "451 later"
    for _ in range(5):
        office.send_due()
        office.clock.advance(timedelta(minutes=5))
    assert office.mail.tries == 2 * 3
    assert {state for _, state, _ in office.states()} == {MessageState.FAILED}

    office.mail.rcpt = ""
    first, second = office.last().mails
    office.manager(reports.mail_again(mail_id=first.id, version=first.version))
    with pytest.raises(StaleVersion):
        office.manager(reports.mail_again(mail_id=first.id, version=first.version))
    with pytest.raises(ReportMailNotFound):
        people_of(office.client, office.house)("doctor").send(
            reports.mail_again(mail_id=second.id, version=second.version)
        )
    office.send_due()

    assert office.states() == [("board", MessageState.ACCEPTED, "250"), ("head", MessageState.FAILED, "451")]
    first = office.last().mails[0]
    with pytest.raises(ReportMailOnItsWay):
        office.manager(reports.mail_again(mail_id=first.id, version=first.version))


def test_a_mail_server_that_is_away_is_waited_for_three_days_and_told_of(office: Office):
    office.settle(1)
    office.keep()
    office.pass_days()
    office.make_due()
    began = office.clock.now()
    for _ in range(4):
        office.send_due()
        office.clock.advance(timedelta(minutes=30))
    assert office.trouble() == (CheckState.LOOK, {"failed": 0, "tried_again": 0, "letters": 2})
    waiting = office.last().mails
    assert {one.state for one in waiting} == {MessageState.PLANNED}
    assert all(one.waits_since - began < timedelta(seconds=1) for one in waiting)

    office.clock.set(began + timedelta(days=3, seconds=1))
    office.send_due()
    given_up = office.last().mails
    assert {one.state for one in given_up} == {MessageState.FAILED}
    assert [one.waits_since for one in given_up] == [one.waits_since for one in waiting]

    office.settle(office.mail.port)
    first = office.last().mails[0]
    office.manager(reports.mail_again(mail_id=first.id, version=first.version))
    office.send_due()
    assert office.last().mails[0].state is MessageState.ACCEPTED
    assert [letter["To"] for letter in office.mail.taken] == [first.address]


def test_nobody_knows_whether_it_went_out_and_it_is_not_repeated(office: Office, monkeypatch):
    """The answer to the last dot was lost; and a server that died with the dot."""
    office.keep()
    office.pass_days()
    office.make_due()
    office.mail.data = DROP
    one, other = (
        ReportMailId(row[0]) for row in office.owner.execute("SELECT id FROM report_mails ORDER BY address").fetchall()
    )
    office.mailer.send(one)
    office.mail.data = ""
    with monkeypatch.context() as patched:
        patched.setattr(way.Step, "ended", lambda *_, **__: (_ for _ in ()).throw(_KilledError))
        with pytest.raises(_KilledError):
            office.mailer.send(other)

    office.clock.advance(timedelta(hours=1))
    office.send_due()
    office.send_due()

    assert [state for _, state, _ in office.states()] == [MessageState.PERHAPS, MessageState.PERHAPS]
    assert office.trouble() == (CheckState.LOOK, {"failed": 0, "tried_again": 0, "letters": 2})
    assert [letter["To"] for letter in office.mail.taken] == ["head@clinic.example"]


class _KilledError(Exception):
    pass


def test_nothing_goes_out_of_a_report_that_was_forgotten_meanwhile(office: Office):
    kept = office.keep()
    office.pass_days()
    office.make_due()
    office.manager(reports.forget(saved_id=kept.id, version=kept.version))

    office.send_due()

    assert office.mail.taken == []
    assert office.owner.execute("SELECT DISTINCT state, data FROM report_mails").fetchall() == [("skipped", None)]


def test_nor_of_one_that_is_forgotten_while_the_mail_server_is_reached(office: Office, monkeypatch):
    kept = office.keep()
    office.pass_days()
    office.make_due()
    prepare = MailCarrier._prepare

    def forgotten(*given: Any) -> Handed | None:
        monkeypatch.setattr(MailCarrier, "_prepare", prepare)
        office.manager(reports.forget(saved_id=kept.id, version=kept.version))
        return prepare(*given)

    monkeypatch.setattr(MailCarrier, "_prepare", forgotten)
    office.send_due()

    assert office.mail.taken == []
    assert office.owner.execute("SELECT DISTINCT state FROM report_mails").fetchall() == [("skipped",)]


def test_nothing_goes_out_any_more_to_an_address_that_was_taken_off(office: Office):
    kept = office.keep()
    office.pass_days()
    office.make_due()
    office.keep(BY_MAIL.model_copy(update={"mail_to": ADDRESSES[:1]}), kept=kept)

    office.send_due()

    assert [letter["To"] for letter in office.mail.taken] == ADDRESSES[:1]
    assert [(name, state) for name, state, _ in office.states()] == [
        ("board", MessageState.SKIPPED),
        ("head", MessageState.ACCEPTED),
    ]
    assert office.owner.execute("SELECT count(data) FROM report_mails").fetchone() == (0,)


def test_what_is_tried_again_still_is_when_its_report_is_changed_and_not_in_another_rhythm(office: Office, folder):
    into_folder = BY_MAIL.model_copy(update={"folder": True, "mail_to": []})
    office.keep(into_folder)
    office.pass_days()
    folder.write_text("no folder")
    assert office.make_due() == 1
    office.keep(into_folder, kept=office.shown())
    office.clock.advance(PAUSES[0])
    assert office.make_due() == 1
    assert office.last().again_at is not None

    office.keep(into_folder.model_copy(update={"rhythm": Rhythm.WEEKLY}), kept=office.shown())
    office.clock.advance(PAUSES[1])

    assert office.make_due() == 0
    assert (office.last().outcome, office.last().again_at) == (Outcome.UNWRITABLE, None)
    assert office.trouble() == (CheckState.OK, {"failed": 0, "tried_again": 0, "letters": 0})


def test_one_that_can_not_be_written_down_holds_up_no_other(office: Office, folder, tmp_path, monkeypatch):
    """Where a spreadsheet is put together there is no room; a plain file needs none."""
    for form in (SpreadsheetForm.XLSX, SpreadsheetForm.CSV):
        office.manager(
            reports.save(name=form, choice=REGISTER, schedule=Schedule(rhythm=Rhythm.DAILY, form=form, folder=True))
        )
    office.pass_days()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))

    assert office.make_due() == 2

    made = {one.name: one.last.outcome for one in office.manager(reports.saved()).items}
    assert made == {"xlsx": Outcome.FAILED, "csv": Outcome.MADE}


def test_no_error_ends_the_clockwork():
    stop = asyncio.Event()

    class Broken:
        def make_next(self) -> bool:
            stop.set()
            raise ConnectorException

    asyncio.run(keep_schedules(cast("Scheduler", Broken()), stop))

    assert stop.is_set()


def test_reasons_are_free_words_and_are_never_mailed(office: Office):
    by_reason = ReportChoice(kind=ReportKind.DISCOUNTS, by=Grouping.REASON)
    with pytest.raises(ReportMayNameSomebody):
        office.keep(choice=by_reason)
    assert office.keep(BY_MAIL.model_copy(update={"folder": True, "mail_to": []}), by_reason).schedule is not None


@pytest.mark.parametrize("addresses", [[], ["no address"], ["a@b.example", "A@b.example"]])
def test_a_schedule_goes_to_addresses_that_are_some(addresses):
    with pytest.raises(ValidationError):
        Schedule(rhythm=Rhythm.DAILY, form=SpreadsheetForm.CSV, folder=False, mail_to=addresses)


def test_without_a_mail_server_nothing_is_kept(client, house):
    with pytest.raises(ChannelNotSet):
        people_of(client, house)(Role.MANAGER).send(reports.save(name="Mine", choice=REGISTER, schedule=BY_MAIL))


def test_a_folder_that_is_away_is_waited_for_while_the_letters_go_out(office: Office, folder):
    office.keep(BY_MAIL.model_copy(update={"folder": True}))
    office.pass_days()
    folder.write_text("no folder")
    assert office.make_due() == 1
    office.send_due()
    told = office.last()
    assert (told.outcome, told.again_at) == (Outcome.UNWRITABLE, told.made_at + PAUSES[0])
    assert len(office.mail.taken) == 2
    assert office.trouble() == (CheckState.LOOK, {"failed": 0, "tried_again": 1, "letters": 0})

    folder.unlink()
    assert office.make_due() == 0
    office.clock.advance(PAUSES[0])
    assert office.make_due() == 1
    office.send_due()

    told = office.last()
    assert (told.outcome, told.again_at, (folder / told.file).is_file()) == (Outcome.MADE, None, True)
    assert office.trouble() == (CheckState.OK, {"failed": 0, "tried_again": 0, "letters": 0})
    assert len(office.mail.taken) == 2


def test_what_comes_to_nothing_each_time_stands_there_as_failed(office: Office, folder):
    office.keep(BY_MAIL.model_copy(update={"folder": True, "mail_to": []}))
    office.pass_days()
    folder.write_text("no folder")
    for pause in PAUSES:
        assert office.make_due() == 1
        office.clock.advance(pause)
    assert (office.make_due(), office.make_due()) == (1, 0)

    assert (office.last().outcome, office.last().again_at) == (Outcome.UNWRITABLE, None)
    assert office.trouble() == (CheckState.LOOK, {"failed": 1, "tried_again": 0, "letters": 0})
    tried = office.owner.execute("SELECT number, outcome FROM scheduled_tries ORDER BY number").fetchall()
    assert tried == [(number, "unwritable") for number in range(1, len(PAUSES) + 2)]
