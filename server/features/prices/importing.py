"""A price list into a file and back: every row is tried, and all of them make a new draft, or none does."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter, ValidationError

from server.core import spreadsheet
from server.core.spreadsheet import FileRow, Row, Table, UnreadableFileError
from server.features.prices.catalogue_repository import Priced
from server.features.prices.editing import PriceEditing
from shared.contracts.prices import DraftOpen, NoPriceFile, PriceListNotFound
from shared.models.prices import (
    AddService,
    ExportPrices,
    ImportedPrice,
    ImportPrices,
    PriceImport,
    PriceKind,
    PriceLine,
    RowProblem,
)
from shared.models.spreadsheets import SpreadsheetFile, Verdict
from shared.money import Price

_SHEET: Final = "Prices"
_COLUMNS: Final = ("kind", "code", "name", "price", "tax")
_WORDS: Final = (
    "One price list. Change it here, and bring it back with Import: first you see what would change.",
    "",
    "A row is known by its kind with its code; where it has no code, by its name.",
    "A row that is missing here stays as it is. An empty price takes the thing off this list.",
    "kind: " + ", ".join(PriceKind) + ". A service with a new code is added.",
    "tax: the code of a tax, or empty. Names are changed where they are kept, not here.",
    "What is imported is a draft: it counts for nobody until it is published.",
)
_AMOUNT: Final[TypeAdapter[Decimal]] = TypeAdapter(Price)


class _RefusedError(Exception):
    def __init__(self, problem: RowProblem, detail: str = "") -> None:
        super().__init__(problem)
        self.problem, self.detail = problem, detail


@dataclass(frozen=True)
class _Wanted:
    """What a row wants: `service` is one that is not there yet."""

    line: PriceLine | None
    service: AddService | None
    amount: Decimal | None
    tax: str

    @property
    def was(self) -> tuple[Decimal | None, str]:
        return (self.line.amount, self.line.tax_class) if self.line else (None, "")

    @property
    def says_a_price(self) -> bool:
        return (self.amount, self.tax) != self.was

    @property
    def verdict(self) -> Verdict:
        if self.service is not None:
            return Verdict.NEW
        if not self.says_a_price:
            return Verdict.UNCHANGED
        return Verdict.NEW if self.was[0] is None else Verdict.CHANGED


class PriceFiles(PriceEditing):
    def export(self, request: ExportPrices) -> SpreadsheetFile:
        """Also of what has no price yet, so that one can be typed."""
        price_list = next((one for one in self.lists().items if one.id == request.price_list_id), None)
        if price_list is None:
            raise PriceListNotFound
        version = price_list.draft or self._prices.newest(price_list.id)
        table = Table(_COLUMNS, map(_cells, self._prices.all_lines(version.id if version else None)), {"name"})
        data = spreadsheet.write_as(request.form, {_SHEET: table}, _WORDS)
        return SpreadsheetFile(name=f"prices-{price_list.code}-{self._ctx.today}.{request.form}", data=data)

    def try_import(self, request: ImportPrices) -> PriceImport:
        """Exactly what an import would do. Raises DraftOpen, NoPriceFile."""
        report, _ = self._read(request)
        return report

    def import_file(self, request: ImportPrices) -> PriceImport:
        """A draft of what was published last, with these prices in it."""
        report, wanted = self._read(request)
        if report.count(Verdict.REFUSED) or not report.changes:
            return report
        draft = self.begin(request.price_list_id)
        things = [(self._thing(want), want) for want in wanted if want.verdict is not Verdict.UNCHANGED]
        things = [(thing, want) for thing, want in things if want.says_a_price]
        said = {(thing.kind, thing.priced_id): (want.amount, want.tax) for thing, want in things}
        self._prices.put_all(draft.id, said)
        for thing, want in things:
            self._history.keep_price(draft, thing, want.was, (want.amount, want.tax))
        self._prices.touch(draft)
        return report.model_copy(update={"version": self._of_version(draft)})

    def _read(self, request: ImportPrices) -> tuple[PriceImport, list[_Wanted]]:
        self._prices.list_locked(request.price_list_id)
        if self._prices.draft(request.price_list_id) is not None:
            raise DraftOpen
        last = self._prices.newest(request.price_list_id)
        lines = self._prices.all_lines(last.id if last else None)
        known = _Known(lines, {row.code for row in self._prices.tax_classes()})
        report: list[ImportedPrice] = []
        wanted: list[_Wanted] = []
        for row in _rows(request.data):
            try:
                want = known.want(row)
            except _RefusedError as refused:
                report.append(_refused(row, refused))
            else:
                wanted.append(want)
                report.append(_told(row, want))
        return PriceImport(rows=report), wanted

    def _thing(self, want: _Wanted) -> Priced:
        if want.line is not None:
            return Priced(want.line.kind, want.line.priced_id, want.line.code, want.line.name)
        assert want.service is not None  # what is not there yet is a service
        made = self.enter_service(want.service)
        return Priced(PriceKind.SERVICE, made.id, made.code, made.name)


class _Known:
    """What has a price or could have one, by what a row calls it."""

    def __init__(self, lines: Sequence[PriceLine], taxes: set[str]) -> None:
        self._taxes = taxes
        self._coded: dict[tuple[PriceKind, str], list[PriceLine]] = defaultdict(list)
        self._named: dict[tuple[PriceKind, str], list[PriceLine]] = defaultdict(list)
        for line in lines:
            self._coded[line.kind, line.code.upper()].append(line)
            self._named[line.kind, line.name.casefold()].append(line)
        self._seen: set[tuple[PriceKind, str]] = set()

    def want(self, row: FileRow) -> _Wanted:
        """Raises _RefusedError."""
        kind = _kind(row)
        line = self._line(kind, row)
        service = _service(kind, row) if line is None else None
        thing = (kind, str(line.priced_id) if line else row.cells["code"].upper())
        if thing in self._seen:
            raise _RefusedError(RowProblem.TWICE)
        self._seen.add(thing)
        amount = _amount(row)
        tax = row.cells.get("tax", "").upper() if amount is not None else ""
        if tax and tax not in self._taxes:
            raise _RefusedError(RowProblem.TAX_UNKNOWN, tax)
        return _Wanted(line, service, amount, tax)

    def _line(self, kind: PriceKind, row: FileRow) -> PriceLine | None:
        """None for a service that is new."""
        code, name = row.cells.get("code", ""), row.cells.get("name", "").casefold()
        found = self._coded[kind, code.upper()] if code else self._named[kind, name]
        if len(found) > 1:
            found = [line for line in found if line.name.casefold() == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise _RefusedError(RowProblem.NOT_ONE)
        if kind is PriceKind.SERVICE and code:
            return None
        raise _RefusedError(RowProblem.NOT_FOUND, code or row.cells.get("name", ""))


def _kind(row: FileRow) -> PriceKind:
    said = row.cells.get("kind", "").casefold()
    try:
        return PriceKind(said)
    except ValueError as error:
        raise _RefusedError(RowProblem.KIND_UNKNOWN, said) from error


def _service(kind: PriceKind, row: FileRow) -> AddService:
    assert kind is PriceKind.SERVICE  # nothing else is added by a file
    code, name = row.cells.get("code", ""), row.cells.get("name", "")
    if not name:
        raise _RefusedError(RowProblem.NAME_MISSING)
    try:
        return AddService(code=code, name=name)
    except ValidationError as error:
        raise _RefusedError(RowProblem.CODE_UNFIT, code) from error


def _amount(row: FileRow) -> Decimal | None:
    said = row.cells.get("price", "")
    try:
        return _AMOUNT.validate_python(said) if said else None
    except ValidationError as error:
        raise _RefusedError(RowProblem.NO_AMOUNT, said) from error


def _rows(data: bytes) -> list[FileRow]:
    """Raises NoPriceFile."""
    try:
        return spreadsheet.read_table(data, _SHEET, _COLUMNS)
    except UnreadableFileError as error:
        raise NoPriceFile(error.missing) from error


def _cells(line: PriceLine) -> Row:
    amount = None if line.amount is None else line.amount.normalize()
    return {
        "kind": line.kind.value,
        "code": line.code,
        "name": line.name,
        "price": None if amount is None else Decimal(f"{amount:f}"),
        "tax": line.tax_class,
    }


def _told(row: FileRow, want: _Wanted) -> ImportedPrice:
    thing = want.line or want.service
    assert thing is not None
    return ImportedPrice(
        row=row.number,
        kind=want.line.kind if want.line else PriceKind.SERVICE,
        subject=thing.name,
        verdict=want.verdict,
        before=want.was[0],
        after=want.amount,
        tax_before=want.was[1],
        tax_after=want.tax,
        is_new_thing=want.line is None,
    )


def _refused(row: FileRow, refused: _RefusedError) -> ImportedPrice:
    said = row.cells.get("kind", "").casefold()
    return ImportedPrice(
        row=row.number,
        kind=PriceKind(said) if said in set(PriceKind) else None,
        subject=(row.cells.get("name") or row.cells.get("code") or "")[:120],
        verdict=Verdict.REFUSED,
        problem=refused.problem,
        detail=refused.detail[:200],
    )
