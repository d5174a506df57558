"""What was changed and who looked, for those who watch over the house."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from server.core import spreadsheet
from server.core.clock import day_begins
from server.core.context import Context
from server.core.crypto import CannotDecrypt
from server.core.database import Base, Database, Encrypted
from server.core.spreadsheet import MOST_ROWS, Row, Table
from server.features.audit.content import OF_SOMEBODY, may_see, part_of
from server.features.audit.findings import Report
from server.features.audit.repository import AuditRepository
from server.features.audit.row_repository import RowRepository, way_to_patient
from server.features.audit.seal_repository import SealRepository
from server.features.audit.tables import Change
from shared.contracts.audit import ChangeNotFound
from shared.contracts.patients import PatientNotFound
from shared.errors import Confidential
from shared.ids import PatientId
from shared.models.audit import (
    AuditChoices,
    AuditPart,
    AuditStanding,
    ChangeDetails,
    ChangeSummary,
    ExportChanges,
    ExportedPiece,
    ExportLooks,
    FieldChange,
    GetChange,
    ListPatientLooks,
    LookEntry,
    PatientLooks,
    PersonChoice,
    SearchChanges,
    SearchLooks,
    WorkstationChoice,
)
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Day, Page
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Permission
from shared.rules.patient_numbers import number_in

_CHANGE_COLUMNS: Final = (
    *("at", "who", "workstation", "action", "table", "record", "patient_no", "patient", "fields", "reason", "call"),
    *("before", "after"),
)
_LOOK_COLUMNS: Final = ("at", "who", "department", "workstation", "patient_no", "patient", "part", "opened_by")
_NOT_ALL: Final = "The newest {rows} of what was found. There are more: a CSV file takes up to a million."
_PIECE: Final = {SpreadsheetForm.CSV: MOST_ROWS, SpreadsheetForm.XLSX: 5_000}
"""Rows that are written while somebody waits: a workbook takes some seconds for so many."""
_REMEMBERED: Final = timedelta(days=30)
_WIDE: Final = frozenset({"who", "patient", "fields", "reason", "call", "before", "after"})


class AuditService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._audit = AuditRepository(ctx.session)
        self._rows = RowRepository(ctx.session)
        self._held = ctx.actor.permissions

    # What was changed

    def changes(self, request: SearchChanges) -> Page[ChangeSummary]:
        rows = self._changes(request, request.limit + 1, before=request.before)
        shown = rows[: request.limit]
        veiled = self._veiled(shown)
        return Page(items=[self._summary(row, veiled) for row in shown], more=len(rows) > request.limit)

    def change(self, request: GetChange) -> ChangeDetails:
        """From what to what. A patient's data that are seen so are looked at. Raises ChangeNotFound."""
        row = self._audit.change(request.change_id)
        if row is None:
            raise ChangeNotFound(request.change_id)
        change: Change = row.Change
        visible = may_see(change.table_name, self._held) and self._opens(change)
        written = self._rows.standing(change.table_name, [change.record]) if _is_digest(change) else {}
        return ChangeDetails(
            **self._summary(row, self._veiled([row])).model_dump(),
            command_key=change.command_key,
            values=_values(change, written, visible=visible),
        )

    def _opens(self, change: Change) -> bool:
        """Leaves a look; whether the record is open to this person. One whose it can't be told any more is not."""
        whose = self._rows.whose([change])
        if change.id not in whose:
            return False
        patient_id = whose[change.id]
        if patient_id is not None:
            try:
                part = part_of(change.table_name)
                if part is ChartPart.CARD:
                    self._ctx.check_open(patient_id)  # such a row has the notes too
                self._ctx.looked_at(patient_id, part, OpenedBy.CHOICE, change.id)
            except Confidential:
                return False
        return True

    def export_changes(self, request: ExportChanges) -> ExportedPiece:
        """What stood in a patient's record is not in it: that is looked at one by one."""
        most = _PIECE[request.form]
        found = self._changes(request, most + 1, before=request.before)
        rows = self._change_rows(found[:most])
        return self._piece(AuditPart.CHANGES, request, [row.Change.id for row in found], _CHANGE_COLUMNS, rows)

    # Who looked

    def looks(self, request: SearchLooks) -> Page[LookEntry]:
        rows = self._looks(request, request.limit + 1, before=request.before)
        return Page(items=[self._look(row) for row in rows[: request.limit]], more=len(rows) > request.limit)

    def export_looks(self, request: ExportLooks) -> ExportedPiece:
        most = _PIECE[request.form]
        found = self._looks(request, most + 1, before=request.before)
        looks = map(self._look, found[:most])
        rows: Iterator[Row] = ({**look.model_dump(exclude={"id", "at"}), "at": self._local(look.at)} for look in looks)
        return self._piece(AuditPart.LOOKS, request, [row.Look.id for row in found], _LOOK_COLUMNS, rows)

    def looks_at_patient(self, request: ListPatientLooks) -> PatientLooks:
        """Raises PatientNotFound."""
        patient = self._audit.patient(request.patient_id)
        if patient is None:
            raise PatientNotFound(request.patient_id)
        rows = self._audit.looks(
            begin=None,
            end=None,
            patient_ids=self._audit.merged_into(request.patient_id),
            before=request.before,
            limit=request.limit + 1,
        )
        return PatientLooks(
            patient_no=patient.patient_no,
            patient=patient.name if Permission.PATIENTS_VIEW in self._held else "",
            looks=Page(items=[self._look(row) for row in rows[: request.limit]], more=len(rows) > request.limit),
        )

    # How it stands

    def choices(self) -> AuditChoices:
        return AuditChoices(
            people=[PersonChoice(employee_id=id_, name=name) for id_, name in self._audit.people()],
            workstations=[WorkstationChoice(workstation_id=id_, name=name) for id_, name in self._audit.workstations()],
            tables=self._audit.audited_tables(),
        )

    def standing(self) -> AuditStanding:
        seals = SealRepository(self._ctx.session)
        last, anchor, check = self._audit.last_seal(), seals.last_anchor(), seals.last_check()
        return AuditStanding(
            seals=last[0] if last else 0,
            sealed_at=last[1] if last else None,
            anchored_day=anchor.day if anchor else None,
            verified_at=check.at if check else None,
            unsealed_since=seals.unsealed_since(),
            findings=seals.most_findings(self._ctx.now - _REMEMBERED) if check else None,
        )

    # How rows are found, and what is told of them

    def _changes(self, asked: SearchChanges | ExportChanges, limit: int, before: Any = None) -> Any:
        begin, end = self._period(asked.first, asked.last)
        return self._audit.changes(
            begin=begin,
            end=end,
            employee_id=asked.employee_id,
            workstation_id=asked.workstation_id,
            patient_ids=self._numbered(asked.patient_no),
            table=asked.table,
            record=asked.record,
            call=asked.call,
            before=before,
            limit=limit,
        )

    def _looks(self, asked: SearchLooks | ExportLooks, limit: int, before: Any = None) -> Any:
        begin, end = self._period(asked.first, asked.last)
        return self._audit.looks(
            begin=begin,
            end=end,
            employee_id=asked.employee_id,
            workstation_id=asked.workstation_id,
            patient_ids=self._numbered(asked.patient_no),
            before=before,
            limit=limit,
        )

    def _numbered(self, number: str) -> list[PatientId] | None:
        """None where no patient is asked for; nobody for what is no number."""
        return self._audit.patients_numbered(number_in(number) or "") if number else None

    def _period(self, first: Day | None, last: Day | None) -> tuple[datetime | None, datetime | None]:
        zone, starts = ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts
        return (
            day_begins(first, zone, starts) if first else None,
            day_begins(last + timedelta(days=1), zone, starts) if last else None,
        )

    def _veiled(self, rows: Sequence[Any]) -> set[UUID]:
        """Changes whose reason is of a record that is closed to this person.

        One reason stands beside all rows of a command: it is of every patient who was touched by it.
        """
        told: list[Change] = [row.Change for row in rows if row.Change.reason]
        whose, beside = self._rows.whose(told), self._rows.beside(told)
        patients = {change.id: beside.get(change.transaction_id, set()) for change in told}
        for change_id, patient_id in whose.items():
            if patient_id is not None:
                patients[change_id] = patients[change_id] | {patient_id}
        closed = self._ctx.closed_records(set().union(*patients.values())) if told else set()
        return {change.id for change in told if change.id not in whose or patients[change.id] & closed}

    def _summary(self, row: Any, veiled: Collection[UUID]) -> ChangeSummary:
        change: Change = row.Change
        return ChangeSummary(
            id=change.id,
            at=change.at,
            action=change.action,
            table=change.table_name,
            record=change.record,
            who=row.who,
            workstation=row.workstation,
            call=change.call,
            patient_no=row.patient_no,
            patient=row.patient if Permission.PATIENTS_VIEW in self._held else "",
            fields=_names(change.before, change.after) if change.before and change.after else [],
            reason=(change.reason or "") if may_see(change.table_name, self._held) and change.id not in veiled else "",
        )

    def _look(self, row: Any) -> LookEntry:
        return LookEntry(
            id=row.Look.id,
            at=row.Look.looked_at,
            part=row.Look.part,
            opened_by=row.Look.opened_by,
            who=row.who,
            department=row.department,
            workstation=row.workstation,
            patient_no=row.patient_no,
            patient=row.patient if Permission.PATIENTS_VIEW in self._held else "",
        )

    # Files

    def _change_rows(self, rows: Sequence[Any]) -> Iterator[Row]:
        veiled = self._veiled(rows)
        open_ = [row.Change for row in rows if self._is_open(row.Change)]
        written = self._written(filter(_is_digest, open_))
        values = {change.id: _values(change, written[change.table_name], visible=True) for change in open_}
        for row in rows:
            told = self._summary(row, veiled)
            fields = values.get(told.id, [])
            yield {
                **told.model_dump(include=set(_CHANGE_COLUMNS)),
                "at": self._local(told.at),
                "fields": ", ".join(told.fields),
                "before": "; ".join(f"{one.name}: {one.before}" for one in fields if one.before is not None),
                "after": "; ".join(f"{one.name}: {one.after}" for one in fields if one.after is not None),
            }

    def _is_open(self, change: Change) -> bool:
        """Whether it may be told without a look: a row of the house, or of its stock and its cash."""
        table = change.table_name
        of_somebody = change.patient_id is not None or way_to_patient(table) or table in OF_SOMEBODY
        return not of_somebody and may_see(table, self._held)

    def _written(self, changes: Iterable[Change]) -> Mapping[str, dict[str, dict[str, Any]]]:
        """By table and record, what stands in the rows themselves: a statement for each table."""
        records = defaultdict[str, set[str]](set)
        for change in changes:
            records[change.table_name].add(change.record)
        return defaultdict(dict, {table: self._rows.standing(table, ids) for table, ids in records.items()})

    def _local(self, moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(self._ctx.house.timezone)).isoformat(sep=" ", timespec="seconds")

    def _piece(
        self,
        part: AuditPart,
        request: ExportChanges | ExportLooks,
        ids: Sequence[UUID],
        columns: Sequence[str],
        rows: Iterable[Row],
    ) -> ExportedPiece:
        """Who took what out of the house is itself told in the log; `ids` has one more where more was found."""
        count = min(len(ids), _PIECE[request.form])
        further = ids[count - 1] if len(ids) > count else None
        if request.form is SpreadsheetForm.XLSX:
            head = [_NOT_ALL.format(rows=count)] if further else []
            data = spreadsheet.write({part: Table(columns, rows, _WIDE, head)})
        else:
            data = spreadsheet.write_csv(Table(columns, rows, _WIDE), goes_on=request.before is not None)
        asked = request.model_dump(mode="json", exclude_defaults=True, exclude={"form"})
        self._ctx.exported(part, request.form, count, asked)
        return ExportedPiece(name=f"{part}-{self._ctx.today}.{request.form}", data=data, rows=count, further=further)


def note_check(database: Database, at: datetime, report: Report) -> None:
    """That the logs were verified, for whoever asks how they stand."""
    with database.transaction() as session:
        SealRepository(session).add_check(at, report.seals, report.rows, len(report.findings))


def _is_digest(change: Change) -> bool:
    """Whether the row itself keeps what was written, and the log only that it is the same."""
    return change.form is not None and change.after is not None and change.after.keys() == {"sha256"}


def _names(*told: Mapping[str, Any] | None) -> list[str]:
    return sorted({name for fields in told for name in fields or ()})


def _values(change: Change, written: Mapping[str, dict[str, Any]], *, visible: bool) -> list[FieldChange]:
    """From what to what; `written` has what only grows, by its record: nothing of what is not there any more."""
    before = change.before or {}
    after = written.get(change.record, {}) if _is_digest(change) else change.after or {}
    table = change.table_name
    return [_field(table, name, before.get(name), after.get(name), visible=visible) for name in _names(before, after)]


def _field(table: str, name: str, before: object, after: object, *, visible: bool) -> FieldChange:
    try:
        told = [_text(table, name, value) if visible else None for value in (before, after)]
    except CannotDecrypt:
        visible, told = False, [None, None]
    return FieldChange(name=name, before=told[0], after=told[1], hidden=not visible)


def _text(table: str, name: str, value: object) -> str | None:
    """As a person reads it. Raises CannotDecrypt."""
    if value is None:
        return None
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    known = Base.metadata.tables.get(table)
    kind = known.columns[name].type if known is not None and name in known.columns else None
    return kind.opened(bytes.fromhex(value.removeprefix("\\x"))) if isinstance(kind, Encrypted) else value
