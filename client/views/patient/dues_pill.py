"""What a patient owes from before, beside the name."""

from client.core.i18n import short_date_text, tr
from client.core.numbers import plain
from client.core.zone import day_of
from client.viewmodels.patient.dues import Dues
from client.widgets.pills import Pill
from shared.models.billing import PatientDues


class DuesPill(Pill):
    """Not there while nothing is owed."""

    def __init__(self, view_model: Dues) -> None:
        super().__init__("", "warn", icon="banknote")
        self._view_model = view_model
        view_model.state_changed.connect(self._render)
        self._render(view_model.state)

    def _render(self, dues: PatientDues | None) -> None:
        self.setVisible(dues is not None)
        if dues is not None and dues.oldest is not None:
            amount = plain(dues.amount, dues.currency)
            self.set_state(
                tr("Owes {amount} since {day}", amount=amount, day=short_date_text(day_of(dues.oldest))),
                "warn",
                "banknote",
            )
