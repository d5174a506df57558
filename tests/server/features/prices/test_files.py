"""A price list out to a file and back: first what would change, then a draft, and nothing by halves."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from shared.contracts import prices
from shared.contracts.prices import DraftOpen, NoPriceFile
from shared.errors import Forbidden
from shared.models.prices import PriceKind, PriceSubject, RowProblem
from shared.models.spreadsheets import SpreadsheetForm, Verdict
from shared.permissions import Role
from tests.support.prices import price_list
from tests.support.server import NOON

VAT = {"code": "VAT", "name": "Value added tax", "rate": Decimal("0.15"), "inclusive": True, "valid_from": NOON.date()}
HEAD = "kind,code,name,price,tax"


@pytest.fixture
def general(manager):
    return price_list(manager)


@pytest.fixture
def exported(manager, general):
    def one(form=SpreadsheetForm.CSV):
        return manager.send(prices.export(price_list_id=general.id, form=form)).data

    return one


def csv(*rows):
    return "\n".join((HEAD, *rows)).encode()


def tried(manager, of, data):
    return manager.send(prices.try_import(price_list_id=of.id, data=data))


def imported(manager, of, data):
    return manager.send(prices.import_file(price_list_id=of.id, data=data))


@pytest.mark.parametrize("form", SpreadsheetForm)
def test_what_was_exported_changes_nothing(manager, general, exported, form):
    report = imported(manager, general, exported(form))

    assert {row.verdict for row in report.rows} == {Verdict.UNCHANGED}
    assert len(report.rows) > 5
    assert (report.version, price_list(manager).draft) == (None, None)


def test_a_price_changed_in_a_spreadsheet_is_a_draft_with_its_history(manager, general, exported):
    book = load_workbook(io.BytesIO(exported(SpreadsheetForm.XLSX)))
    sheet = book["Prices"]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == "CBC")
    row[3].value = 475.5
    file = io.BytesIO()
    book.save(file)

    report = tried(manager, general, file.getvalue())
    assert price_list(manager).draft is None
    done = imported(manager, general, file.getvalue())

    (changed,) = (one for one in report.rows if one.verdict is not Verdict.UNCHANGED)
    assert (changed.verdict, changed.before, changed.after) == (Verdict.CHANGED, 450, Decimal("475.5"))
    draft = price_list(manager).draft
    assert draft is not None
    assert draft == done.version
    (line,) = manager.send(prices.lines(price_version_id=draft.id, term="cbc")).items
    assert (line.amount, line.before) == (Decimal("475.5"), 450)
    change, begun = manager.send(prices.changes(price_list_id=general.id)).items
    assert begun.what is PriceSubject.VERSION
    assert (change.before, change.after, change.who) == (450, Decimal("475.5"), "Manager")
    with pytest.raises(DraftOpen):  # what is being changed by hand is not overwritten
        tried(manager, general, file.getvalue())


def test_a_special_list_says_only_what_is_in_its_file(manager, listed, staff, set_tax):
    set_tax(**VAT)
    of_staff = price_list(manager, listed("STAFF", staff))
    data = csv("test,CBC,,100,vat", "service,ecg-12,ECG 12 lead,250.25,", "test,CRP,,,")

    done = imported(manager, of_staff, data)

    assert [(row.verdict, row.is_new_thing) for row in done.rows] == [
        (Verdict.NEW, False),
        (Verdict.NEW, True),
        (Verdict.UNCHANGED, False),
    ]
    lines = manager.send(prices.lines(price_version_id=done.version.id)).items
    said = {line.code: (line.kind, line.amount, line.tax_class) for line in lines if line.amount is not None}
    assert said == {
        "CBC": (PriceKind.TEST, 100, "VAT"),
        "ECG-12": (PriceKind.SERVICE, Decimal("250.25"), ""),
    }


def test_an_empty_price_takes_the_thing_off(manager, general):
    done = imported(manager, general, csv("test,CBC,,,"))

    assert [(row.verdict, row.before, row.after) for row in done.rows] == [(Verdict.CHANGED, 450, None)]
    (line,) = manager.send(prices.lines(price_version_id=done.version.id, term="cbc")).items
    assert line.amount is None


def test_each_row_that_is_refused_says_why_and_nothing_is_imported(manager, general):
    data = csv(
        "test,CBC,,475,",
        "test,CBC,,480,",
        "tset,CRP,,1,",
        "test,NONE,,1,",
        "test,CRP,,12 taka,",
        "service,A,Name,-1,",
        "service,B,Name,1,GST",
        "service,NEW,,1,",
        "service,no code,Name,1,",
    )

    report = imported(manager, general, data)

    assert [(row.row, row.problem) for row in report.rows if row.verdict is Verdict.REFUSED] == [
        (3, RowProblem.TWICE),
        (4, RowProblem.KIND_UNKNOWN),
        (5, RowProblem.NOT_FOUND),
        (6, RowProblem.NO_AMOUNT),
        (7, RowProblem.NO_AMOUNT),
        (8, RowProblem.TAX_UNKNOWN),
        (9, RowProblem.NAME_MISSING),
        (10, RowProblem.CODE_UNFIT),
    ]
    assert price_list(manager).draft is None


@pytest.mark.parametrize("data", [b"PK not a book", b"\xff\xfe", b"kind,code\ntest,CBC", b'a"b,\n"c'])
def test_what_is_no_price_list_is_said_so(manager, general, data):
    with pytest.raises(NoPriceFile):
        tried(manager, general, data)


def test_who_keeps_no_prices_exports_none(api, general):
    with pytest.raises(Forbidden):
        api(Role.CASHIER).send(prices.export(price_list_id=general.id, form=SpreadsheetForm.CSV))
