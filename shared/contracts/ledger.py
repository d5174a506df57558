"""The remote calls about the ledger: reports, each read from its postings alone."""

from shared.contract import query
from shared.models.ledger import DayBook, GetDayBook
from shared.permissions import Permission

day_book = query("/ledger/day-book", GetDayBook, DayBook, allow=Permission.LEDGER_REPORTS)
