"""The weekly hours of all doctors: find a doctor's, change them, see who changed what, import and export."""

from typing import Any, Final

from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import number_text, tr, trn
from client.core.session import Session
from client.desk import Desk
from client.viewmodels.calendar.whose import Whose
from client.viewmodels.files.list_desk import ListCalls, ListDesk
from client.viewmodels.files.transfer import FileCalls
from client.views.calendar.hours_sheet import HoursSheet
from client.views.calendar.leave_sheet import LeaveSheet
from client.views.calendar.words import weekday_text
from client.views.files.import_sheet import ImportWords
from client.views.files.list_files import FileWords
from client.views.files.list_page import ListPage, ListWords
from client.views.schedules.whose_sheet import WhoseSheet
from client.views.schedules.words import (
    change_detail,
    change_text,
    doctor_text,
    import_text,
    room_text,
    times_text,
    valid_text,
)
from client.widgets.rows import Column
from shared.contracts import schedules
from shared.ids import EmployeeId
from shared.models.calendar import LeaveTaken
from shared.models.rosters import RosterEntry
from shared.models.staff import DoctorSummary
from shared.topics import Topic

ASKS: Final = ListCalls(
    entries=lambda term: schedules.roster(term=term),
    changes=lambda entry, before: schedules.changes(doctor_id=entry.doctor_id if entry else None, before=before),
    files=FileCalls(
        export=lambda form: schedules.export(form=form),
        attempt=lambda data: schedules.try_import(data=data),
        import_=lambda data: schedules.import_file(data=data),
    ),
    topic=Topic.SCHEDULES,
)


def roster_words() -> ListWords:
    return ListWords(
        title=tr("Weekly hours"),
        hint=tr("Doctor or room"),
        icon="calendar-days",
        empty=(tr("No hours are entered."), tr("Ctrl+N enters a doctor's, Ctrl+I imports them.")),
        columns=(
            Column(tr("Doctor"), doctor_text, look="strong"),
            Column(tr("Day"), lambda row: weekday_text(row.facts.weekday), width=110),
            Column(tr("Hours"), lambda row: times_text(row.facts), width=120),
            Column(tr("Room"), lambda row: room_text(row.facts), width=90),
            Column(tr("Slot (min)"), lambda row: number_text(row.facts.slot_minutes), look="money", width=80),
            Column(tr("Valid"), lambda row: valid_text(row.facts), width=190),
        ),
        entry=doctor_text,
        change=change_text,
        change_detail=change_detail,
        new=tr("Hours or leave"),
        enter=tr("Enter opens the doctor's week"),
        files=FileWords(
            export=tr("Export weekly hours"),
            name=lambda: "hours.xlsx",
            exported=lambda path: tr("The weekly hours are in {file}.", file=path),
            imported=lambda rows: trn("{n} session was imported.", "{n} sessions were imported.", rows),
            sheet=ImportWords(
                tr("Import weekly hours"),
                tr(
                    "Nothing is changed yet: this is what would become of each row, from today on. What is not in the "
                    "file stays, and so do bookings: the calendar shows those outside of the new hours."
                ),
                import_text,
            ),
        ),
    )


class RosterPage(ListPage):
    """Enter opens the doctor's week, where it is changed; Ctrl+N that of any doctor, or a leave."""

    def __init__(self, desk: ListDesk, calls: Calls, session: Session, clock: Clock) -> None:
        super().__init__(desk, roster_words())
        self._whose, self._clock = Whose(calls, session, self), clock

    def open_editor(self, entry: Any) -> None:
        if isinstance(entry, RosterEntry):
            self._open_week(entry.doctor_id, entry.doctor)
            return
        current = self.table.current()
        sheet = WhoseSheet(self._whose, self.window(), current.doctor_id if current is not None else None)
        sheet.week_asked.connect(self._plan_week)
        sheet.leave_asked.connect(self._plan_leave)
        sheet.open()

    def _plan_week(self, doctor: DoctorSummary) -> None:
        self._open_week(doctor.id, doctor.name)

    def _open_week(self, doctor_id: EmployeeId, doctor: str) -> None:
        HoursSheet(self._whose.hours(doctor_id), doctor, self._clock.today(), self.window()).open()

    def _plan_leave(self, doctor: DoctorSummary) -> None:
        doctors, today = self._whose.state.doctors, self._clock.today()
        sheet = LeaveSheet(self._whose.leave(), doctor, doctors, today, self.window())
        sheet.taken.connect(self._say_leave)
        sheet.open()

    def _say_leave(self, _taken: LeaveTaken) -> None:
        self.said.emit(tr("The leave is entered."))


def build_rosters(desk: Desk) -> RosterPage:
    return RosterPage(ListDesk(desk.calls, desk.changes, ASKS), desk.calls, desk.session, desk.clock)
