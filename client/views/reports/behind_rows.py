"""What the rows of a list lead to, opened over the list: a bill, a stock card."""

from __future__ import annotations

from functools import partial
from typing import Any

from client.core.calls import Calls
from client.viewmodels.stock.card import Card
from client.views.dashboard.list_sheet import ListSheet
from client.views.reports.bill_sheet import BillSheet
from client.views.stock.card_sheet import CardSheet
from shared.ids import BillId, MedicineId


def lead_on(sheet: ListSheet[Any], calls: Calls) -> None:
    sheet.bill_opened.connect(partial(_open_bill, sheet, calls))
    sheet.medicine_opened.connect(partial(_open_card, sheet, calls))


def _open_bill(sheet: ListSheet[Any], calls: Calls, bill_id: BillId) -> None:
    BillSheet(bill_id, calls, sheet).open()


def _open_card(sheet: ListSheet[Any], calls: Calls, medicine_id: MedicineId) -> None:
    CardSheet(Card(calls, medicine_id, None), "", sheet).open()
