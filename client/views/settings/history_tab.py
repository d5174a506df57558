"""What was changed of the house: when, by whom, from what to what."""

from operator import attrgetter

from client.core.history import History
from client.core.i18n import datetime_text, tr
from client.desk import Desk
from client.views.history import HistoryCard
from client.views.settings.words import after_text, before_text, subject_text
from client.widgets.rows import Column
from shared.contracts import house
from shared.topics import Topic


def build_history(desk: Desk) -> HistoryCard:
    history = History(desk.calls, lambda _all, before: house.changes(before=before))
    card = HistoryCard(
        history,
        (
            Column(tr("When"), lambda row: datetime_text(row.at), width=180),
            Column(tr("Who"), attrgetter("who"), detail=attrgetter("workstation"), width=190),
            Column(tr("What"), subject_text, look="strong", width=260),
            Column(tr("Before"), before_text),
            Column(tr("After"), after_text),
        ),
    )
    history.setParent(card)
    desk.changes.on({Topic.HOUSE, Topic.STAFF, Topic.SCHEDULES}, history, history.refresh)
    history.refresh()
    return card
