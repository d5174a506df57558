"""The frame of a signed-in person: its pages, and what it says of the connection, the outbox and the printers."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QWidget

from client.api.event_stream import EventStream, Link, StreamStatus
from client.api.outbox import Outbox, Pending
from client.core.changes import Sight
from client.core.drafts import Drafts
from client.core.i18n import time_text, tr, trn
from client.core.numbers import format_changed
from client.core.outbox_view import command_text
from client.core.problem_text import problem_text
from client.core.scanner import CardScanner
from client.core.view_model import Stateful
from client.core.words import role_word
from client.desk import Desk
from client.page_spec import PageSpec
from client.pages import pages_for
from client.printing.sentences import failure_text
from client.printing.service import NoPrinterChosen
from client.printing.spool import Job
from client.viewmodels.patient.broken_glass import BrokenGlassState, BrokenGlassWatch
from client.viewmodels.patient.card import CardLookup
from client.views.cashier.page import CashierPage
from client.views.lab.delivery_page import DeliveryPage
from client.views.patient.broken_glass_sheet import BrokenGlassSheet
from client.views.patient.page import PatientPage
from client.views.pharmacy.page import PharmacyPage
from client.views.reception.page import ReceptionPage
from client.widgets.basics import box, vbox
from client.widgets.frame import Frame
from client.widgets.stat import EmptyState
from shared.contracts import patients
from shared.errors import ApiError
from shared.ids import AppointmentId, BillId, PatientId
from shared.models.access import Me
from shared.models.charts import OpenedBy
from shared.models.patients import PatientSummary

_RENEW: Final = "Ctrl+Shift+U"


class Shell(QObject):
    """Owns nothing of a page; connects pages, frame and services, and goes with the frame."""

    renew_asked = Signal()

    def __init__(self, desk: Desk, drafts: Drafts, stream: EventStream, outbox: Outbox, me: Me, hospital: str) -> None:
        self._specs = specs = pages_for(desk)
        self.frame = Frame([spec.nav_item(desk, hospital) for spec in specs], desk.clock)
        super().__init__(self.frame)
        self._desk = desk
        self._stream = stream
        self._outbox = outbox
        self._patient_page: PatientPage | None = None
        self._pages: dict[str, QWidget] = {}
        self._sights: dict[str, Sight] = {}
        self.frame.navigated.connect(self._look_at)
        self.me = me
        self.frame.top.set_user(me.full_name, ", ".join(role_word(role) for role in me.roles))
        for spec in specs:
            self._add(spec, drafts)
        if specs:  # whoever has signed in can type at once
            self.frame.setFocusProxy(self._pages[specs[0].key])
        else:
            self._welcome(hospital)
        stream.status_changed.connect(self._show_link)
        outbox.changed.connect(self._show_pending)
        outbox.answered_late.connect(self._say_late)
        desk.printing.printed.connect(self._say_printed)
        desk.printing.refused.connect(self._say_refused)
        desk.printing.service.job_failed.connect(self._show_job_failed)
        desk.printing.service.changed.connect(self._show_spool)
        self._glass = BrokenGlassWatch(desk.calls, desk.changes, desk.session, self)
        self._glass.state_changed.connect(self._show_broken_glass)
        self._glass.refresh()
        if self._glass.is_told:
            QShortcut(QKeySequence("Ctrl+Shift+G"), self.frame).activated.connect(self._open_broken_glass)
        self._renewal = QShortcut(QKeySequence(_RENEW), self.frame)
        self._renewal.setEnabled(False)
        self._renewal.activated.connect(self._renew)
        format_changed().changed.connect(self._write_anew)
        self._follow_cards()
        self._show_link(stream.status)
        self._show_pending()
        self._show_spool()

    def _follow_cards(self) -> None:
        """A card opens its patient from every page; where something is done for patients, it goes on to that."""
        if not self._desk.session.can(patients.by_number):
            return
        cards = CardLookup(self._desk.calls, self)
        scanner = CardScanner(self._is_mine, self)
        scanner.scanned.connect(cards.find)
        cards.found.connect(self._open_scanned)
        cards.failed.connect(self._say_unknown_card)

    def _show_broken_glass(self, state: BrokenGlassState) -> None:
        text = ""
        if state.unseen:
            text = trn(
                "A confidential record was opened by somebody who does not treat the patient.",
                "{n} confidential records were opened by people who do not treat the patients.",
                state.unseen,
            )
        self.frame.banners.set_banner(
            "glass",
            text,
            "warn",
            icon="lock",
            action=tr("Look at it (Ctrl+Shift+G)"),
            on_action=self._open_broken_glass,
        )

    def _open_broken_glass(self) -> None:
        BrokenGlassSheet(self._glass, self.frame).open()

    def _is_mine(self, receiver: QObject) -> bool:
        """In sight, and not under a sheet whose work has to be ended first."""
        return self.frame.isVisible() and isinstance(receiver, QWidget) and self.frame.isAncestorOf(receiver)

    def _open_scanned(self, patient: PatientSummary) -> None:
        delivery, counter = self._pages.get("delivery"), self._pages.get("pharmacy")
        if self.frame.current == "reception":
            self.give_token(patient.id)
        elif self.frame.current == "delivery" and isinstance(delivery, DeliveryPage):
            delivery.open_patient(patient.id)
        elif self.frame.current == "pharmacy" and isinstance(counter, PharmacyPage):
            counter.open_patient(patient)
        elif self._patient_page is not None:
            self._patient_page.open_patient(patient.id, OpenedBy.CARD)
            self.frame.show_page("patient")

    def _say_unknown_card(self, problem: ApiError) -> None:
        words = problem_text(problem)
        self.frame.toasts.say(tr("{what}. {why}", what=words.title, why=words.text), "bad", seconds=8)

    def _add(self, spec: PageSpec, drafts: Drafts) -> None:
        sight = self._sights[spec.key] = Sight(self)
        page = spec.build(replace(self._desk, changes=self._desk.changes.of_page(sight)), drafts)
        if isinstance(page, PatientPage):
            self._patient_page = page
        for fact, go in (
            ("patient_opened", self.open_patient),
            ("timeline_opened", self.open_timeline),
            ("token_wanted", self.give_token),
            ("bill_opened", self.open_bill),
        ):
            signal = getattr(page, fact, None)
            if signal is not None:
                signal.connect(go)
        said = getattr(page, "said", None)
        if said is not None:
            said.connect(self._say)
        self._pages[spec.key] = page
        self.frame.add_page(spec.key, page)

    def _look_at(self) -> None:
        """A page out of sight asks nothing: ten pages on a hundred screens would ask a thousand times a move."""
        for key, sight in self._sights.items():
            sight.set_shown(shown=key == self.frame.current)

    def _welcome(self, hospital: str) -> None:
        """For a role that has no page of its own."""
        self.frame.top.set_title(tr("Welcome"), hospital)
        words = EmptyState(
            "hospital", tr("You are signed in."), tr("Nothing in this program belongs to your role at the moment.")
        )
        self.frame.add_page("welcome", box(vbox(None, words, None)))

    def call_house(self, hospital: str, workstation: str) -> None:
        """The hospital, or this computer, has another name."""
        self._desk = replace(self._desk, workstation=workstation)
        self.frame.retitle([spec.nav_item(self._desk, hospital) for spec in self._specs])

    def compare_rights(self, me: Me) -> None:
        """Says so where these are no longer the pages of what the person may do and is."""
        words = tr(
            "Your rights were changed. Finish what you have begun, then renew your pages; "
            "what you may not do any more is refused until then."
        )
        self.frame.banners.set_banner(
            "rights",
            "" if self.fits(me) else words,
            "info",
            icon="key-round",
            action=tr("Renew my pages ({key})", key=_RENEW),
            on_action=self._renew,
        )
        self._renewal.setEnabled(not self.fits(me))

    def fits(self, me: Me) -> bool:
        """Whether these are the pages of what the person may do and is."""
        return (me.permissions, me.roles, me.full_name) == (self.me.permissions, self.me.roles, self.me.full_name)

    def _write_anew(self) -> None:
        """Numbers are written another way from now on: every page says once more what it shows, and asks nobody."""
        for view in self.frame.findChildren(QAbstractItemView):
            view.viewport().update()
        for each in self.frame.findChildren(QObject):
            if isinstance(each, Stateful):
                each.state_changed.emit(each.state)

    def _renew(self) -> None:
        """Not while something of this person's is unanswered: the receipt of a payment is printed by its page."""
        user = str(self.me.user_id)
        if any(pending.user_id == user and pending.readable for pending in self._outbox.pending):
            self.frame.toasts.say(tr("An entry is not answered yet. Renew your pages after its answer."), "warn")
        else:
            self.renew_asked.emit()

    def take_over(self, before: "Shell") -> None:
        """The same place where it is still there, and a word why the pages are others."""
        if before.frame.current in self._pages:
            self.frame.show_page(before.frame.current)
        if before.fits(self.me):
            return
        self.frame.toasts.say(
            tr("Your rights were changed: these are your pages now. A registration or a note you had begun is kept."),
            "info",
            seconds=12,
        )

    def page(self, key: str) -> QWidget | None:
        """A page of this person's, if they may open it."""
        return self._pages.get(key)

    def _say(self, text: str) -> None:
        self.frame.toasts.say(text)

    def open_patient(self, patient_id: PatientId) -> None:
        if self._patient_page is not None:
            self._patient_page.open_patient(patient_id)
            self.frame.show_page("patient")

    def give_token(self, patient_id: PatientId) -> None:
        reception = self._pages.get("reception")
        if isinstance(reception, ReceptionPage):
            self.frame.show_page("reception")
            reception.give_token(patient_id)

    def open_bill(self, bill_id: BillId) -> None:
        cashier = self._pages.get("cashier")
        if isinstance(cashier, CashierPage):
            self.frame.show_page("cashier")
            cashier.open_bill(bill_id)

    def open_timeline(self, appointment_id: AppointmentId) -> None:
        if self._patient_page is not None:
            self._patient_page.open_appointment(appointment_id)
            self.frame.show_page("patient")

    def _show_link(self, status: StreamStatus) -> None:
        top, banners = self.frame.top, self.frame.banners
        match status.link:
            case Link.LIVE:
                top.set_live()
                banners.set_banner("link", "")
            case Link.STALE if status.last_heard_at is not None:
                top.set_stale(status.last_heard_at)
                banners.set_banner(
                    "link",
                    tr(
                        "The server does not answer. What you see is of {time}; what you enter is kept and sent later.",
                        time=time_text(status.last_heard_at),
                    ),
                    "warn",
                    icon="wifi-off",
                    action=tr("Try again now"),
                    on_action=self._retry,
                )
            case _:
                top.set_offline()
        wrong = self._desk.clock.is_wrong
        banners.set_banner(
            "clock",
            tr("This computer's clock is wrong. Times on the screen follow the server; tell whoever looks after it.")
            if wrong
            else "",
            "warn",
            icon="clock",
        )

    def _retry(self) -> None:
        self._stream.retry_now()
        self._outbox.retry_now()

    def _show_pending(self) -> None:
        waiting = [pending for pending in self._outbox.pending if pending.attempts > 0]
        text = ""
        if waiting:
            text = trn(
                "Not answered yet: {what}. It is kept and will be sent once, even after a restart.",
                "{n} entries are not answered yet, first: {what}. They are kept and will be sent once.",
                len(waiting),
                what=command_text(waiting[0].endpoint),
            )
        self.frame.banners.set_banner(
            "outbox", text, "warn", icon="hourglass", action=tr("Try again now"), on_action=self._retry
        )

    def _say_late(self, pending: Pending, outcome: object) -> None:
        what = command_text(pending.endpoint)
        if isinstance(outcome, ApiError):
            problem = problem_text(outcome)
            self.frame.toasts.say(
                tr("{what}, entered earlier, was refused: {why}", what=what, why=problem.text), "bad", seconds=20
            )
        else:
            self.frame.toasts.say(tr("{what}, entered earlier, is done now.", what=what), "ok")

    def _say_printed(self, title: str) -> None:
        self.frame.toasts.say(tr("{paper} is being printed.", paper=title), "ok", seconds=3)

    def _say_refused(self, problem: object) -> None:
        if isinstance(problem, NoPrinterChosen):
            text = tr("No printer is chosen here for this paper. It was not printed; choose one in the settings.")
        elif isinstance(problem, ApiError):
            text = tr("Not printed. {why}", why=problem_text(problem).text)
        else:
            text = tr("Not printed: the spool on this computer can't be written.")
        self.frame.toasts.say(text, "bad", seconds=12)

    def _show_job_failed(self, job: Job) -> None:
        reason = failure_text(job.last_error) if job.last_error else ""
        self.frame.toasts.say(
            tr("{paper} is kept and not printed yet. {why}", paper=job.title, why=reason), "bad", seconds=12
        )

    def _show_spool(self) -> None:
        # The first try is no news: it ends in a moment, on paper or as a failure.
        stuck = [job for job in self._desk.printing.service.jobs if job.last_error or job.attempts > 1]
        text = ""
        if stuck:
            text = trn(
                "{what} waits for its printer and is kept.",
                "{n} papers wait for a printer and are kept, first: {what}.",
                len(stuck),
                what=stuck[0].title,
            )
        self.frame.banners.set_banner(
            "spool",
            text,
            "warn",
            icon="printer",
            action=tr("Print now"),
            on_action=self._desk.printing.service.retry,
        )
