"""One sentence for people for each error there is: what happened, what is safe, what to do."""

from collections.abc import Callable
from typing import Any, Final

from client.core.analyser_words import ANALYSER_PROBLEMS
from client.core.cash_problems import CASH_PROBLEMS, exact_money
from client.core.claim_problems import CLAIM_PROBLEMS
from client.core.clinic_problems import CLINIC
from client.core.house_problems import HOUSE_PROBLEMS
from client.core.i18n import date_text, number_text, time_text, tr, trn
from client.core.lab_problems import LAB_PROBLEMS
from client.core.message_problems import MESSAGE_PROBLEMS
from client.core.people_problems import PEOPLE_PROBLEMS
from client.core.price_problems import PRICE_PROBLEMS
from client.core.problem import Problem
from client.core.problem import bad as _bad
from client.core.problem import info as _info
from client.core.problem import warn as _warn
from client.core.purchase_problems import PURCHASE_PROBLEMS
from client.core.report_problems import REPORT_PROBLEMS
from client.core.sign_in_problems import SIGN_IN_PROBLEMS
from client.core.stock_problems import STOCK_PROBLEMS
from client.core.test_catalogue_problems import CATALOGUE_PROBLEMS
from shared.contracts import (
    access,
    appointments,
    audit,
    billing,
    documents,
    merges,
    patients,
    prescriptions,
    queue,
    schedules,
    workstations,
)
from shared.errors import (
    ApiError,
    CertificateChanged,
    CommandTooOld,
    Confidential,
    Conflict,
    Forbidden,
    InvalidRequest,
    KeyMissing,
    KeyReused,
    NoSuchCall,
    NotFound,
    NotPaired,
    RateLimited,
    SignedOut,
    StaleVersion,
    TooLarge,
    Unavailable,
    Unexpected,
    Unreachable,
)
from shared.models.appointments import AppointmentStatus
from shared.models.billing import BillStatus
from shared.models.prescriptions import PrescriptionStatus
from shared.rules.dosing import plain_number


def problem_text(error: ApiError) -> Problem:
    """The sentence of the error's own class, else of the nearest one above it."""
    for kind in type(error).__mro__:
        if kind in _PROBLEMS:
            return _PROBLEMS[kind](error)
    return _unexpected(error)


def _unexpected(_error: ApiError) -> Problem:
    return _bad(
        tr("The server could not do this"),
        tr("Something went wrong in the system. Look whether it was done before you try again."),
    )


def _gone(title: str) -> Problem:
    return _warn(title, tr("Nothing was changed. Search again: the list may be out of date."))


def _appointment_moved(error: appointments.AppointmentStateConflict) -> Problem:
    found = {
        AppointmentStatus.SCHEDULED: tr("The patient has not checked in yet."),
        AppointmentStatus.WAITING: tr("The patient is waiting in the queue."),
        AppointmentStatus.CALLED: tr("The patient has been called."),
        AppointmentStatus.IN_CONSULTATION: tr("The patient is with the doctor."),
        AppointmentStatus.ON_HOLD: tr("The patient is on hold."),
        AppointmentStatus.COMPLETED: tr("The visit is completed."),
        AppointmentStatus.NO_SHOW: tr("The patient was marked as absent."),
        AppointmentStatus.CANCELLED: tr("The appointment was cancelled."),
    }
    return _warn(tr("Not possible any more, nothing was changed"), found[error.status_found])


def _bill_moved(error: billing.BillStateConflict) -> Problem:
    found = {
        BillStatus.DRAFT: tr("The bill is a draft: issue it first."),
        BillStatus.ISSUED: tr("The bill has been issued."),
        BillStatus.PARTLY_PAID: tr("The bill is paid in part."),
        BillStatus.PAID: tr("The bill is paid."),
        BillStatus.CANCELLED: tr("The bill was cancelled."),
        BillStatus.CREDITED: tr("The bill was credited."),
    }
    return _warn(tr("Not possible any more, nothing was changed"), found[error.status_found])


def _doctor_away(error: appointments.DoctorAway) -> Problem:
    day = date_text(error.date)
    if error.closed:
        closed = tr("Closed: {name}", name=error.closed)
        return _warn(closed, tr("On {day} nobody has weekly hours. Nothing was booked.", day=day))
    no_hours = tr("On {day} there are no such hours, or the doctor is on leave. Nothing was booked.", day=day)
    return _warn(tr("The doctor does not sit then"), no_hours)


def _prescription_found(status: PrescriptionStatus) -> str:
    return {
        PrescriptionStatus.ISSUED: tr("The prescription has been issued."),
        PrescriptionStatus.PARTLY_DISPENSED: tr("A part of the medicines has been handed out."),
        PrescriptionStatus.DISPENSED: tr("The medicines have been handed out."),
        PrescriptionStatus.CANCELLED: tr("The prescription was cancelled or replaced by a newer version."),
        PrescriptionStatus.EXPIRED: tr("The prescription has expired."),
    }[status]


def _warned(say: Callable[[Any], tuple[str, str]]) -> Callable[[Any], Problem]:
    return lambda error: _warn(*say(error))


_PROBLEMS: Final[dict[type, Callable[[Any], Problem]]] = {
    **{kind: _warned(say) for kind, say in {**CLINIC, **PRICE_PROBLEMS}.items()},
    **STOCK_PROBLEMS,
    **PURCHASE_PROBLEMS,
    **PEOPLE_PROBLEMS,
    **REPORT_PROBLEMS,
    # Connection and server
    Unreachable: lambda _: _warn(
        tr("The server does not answer"),
        tr("What you see may be out of date. What you save is kept here and sent when the server is back."),
    ),
    Unavailable: lambda _: _warn(
        tr("The server is busy or restarting"),
        tr("What you save is kept here and sent in a moment. You need not enter it again."),
    ),
    CertificateChanged: lambda _: _bad(
        tr("This is not the server this computer knows"),
        tr("Nothing was sent to it. Tell your administrator; if the server was replaced, pair this computer again."),
    ),
    RateLimited: lambda e: _warn(
        tr("Too many tries"), tr("Wait until {time}, then try again.", time=time_text(e.until))
    ),
    TooLarge: lambda e: _warn(
        tr("This is too large to save"),
        tr("At most {kilobytes} KB can be sent at once. Nothing was saved.", kilobytes=number_text(e.limit // 1024)),
    ),
    Unexpected: _unexpected,
    ApiError: _unexpected,
    NoSuchCall: lambda _: _bad(
        tr("Client and server do not fit together"),
        tr("Nothing was changed. This computer's program needs an update: tell your administrator."),
    ),
    KeyMissing: _unexpected,
    KeyReused: lambda _: _bad(
        tr("This was sent twice in different ways"),
        tr("The first one counts, the second was not done. Look at what was saved before you go on."),
    ),
    CommandTooOld: lambda _: _warn(
        tr("This waited too long to be sent"),
        tr("It is more than a day old, so it was not done. Look at how things stand now, then do it again if needed."),
    ),
    # Anything
    NotFound: lambda _: _gone(tr("This does not exist any more")),
    Conflict: lambda _: _warn(
        tr("Somebody was quicker"), tr("Nothing was changed. Look at the record again, then decide.")
    ),
    StaleVersion: lambda _: _warn(
        tr("Somebody has changed this meanwhile"),
        tr("Your change was not saved. Look at the new state, then make your change again."),
    ),
    Forbidden: lambda _: _warn(
        tr("You may not do this"), tr("Nothing was changed. Ask your administrator if it is part of your work.")
    ),
    Confidential: lambda _: _warn(
        tr("This record is confidential"),
        tr("It opens to those who treat the patient. Open the patient's page to say why you must see it."),
    ),
    InvalidRequest: lambda e: _warn(
        tr("Some of this cannot be saved"),
        trn("{n} field needs another look.", "{n} fields need another look.", max(1, len(e.fields))),
    ),
    # Signing in
    SignedOut: lambda _: _info(tr("Your session has ended"), tr("Sign in again. What you sent is kept.")),
    access.WrongCredentials: lambda _: _warn(
        tr("User name or password is wrong"),
        tr("The name or the password is wrong. Check both and try again. Is Caps Lock on?"),
    ),
    access.AccountLocked: lambda e: _warn(
        tr("Too many wrong passwords"),
        tr("The account is locked until {time}. An administrator can help earlier.", time=time_text(e.until)),
    ),
    access.AlreadySetUp: lambda _: _info(
        tr("This hospital is set up already"), tr("Sign in with an account an administrator gives you.")
    ),
    access.NoSignInHere: lambda _: _info(
        tr("Nobody signs in at a wall display"), tr("Sign in at another computer: patients must not be seen here.")
    ),
    NotPaired: lambda _: _bad(
        tr("This computer is not paired with the server"), tr("Ask an administrator to pair it again.")
    ),
    access.ApprovalNeeded: lambda _: _info(
        tr("A second person has to agree"), tr("Nothing was changed. Ask somebody who may decide this to sign here.")
    ),
    access.ApprovalNotValid: lambda _: _warn(
        tr("The second person's word does not count any more"),
        tr("It was for something else, was used, or is older than five minutes. Nothing was changed: ask again."),
    ),
    access.NotYourOwnApproval: lambda _: _warn(
        tr("That is you"), tr("Somebody else has to agree, with a name and a password of their own.")
    ),
    access.MayNotApprove: lambda _: _warn(
        tr("This person may not decide it"), tr("Nothing was changed. Ask somebody who may.")
    ),
    access.SessionNotFound: lambda _: _gone(tr("That session has ended already")),
    workstations.PairingRefused: lambda _: _warn(
        tr("Pairing was refused"),
        tr("The code is wrong or too old, or this is not your server. Ask for a new code. Nothing was changed."),
    ),
    workstations.WorkstationNotFound: lambda _: _gone(tr("This computer is not known")),
    # Patients
    patients.PatientNotFound: lambda _: _gone(tr("This patient does not exist")),
    patients.NoSuchNumber: lambda _: _gone(tr("No patient has this number")),
    patients.AllergyNotFound: lambda _: _gone(tr("This allergy is not on the card any more")),
    patients.PossibleDuplicate: lambda e: _warn(
        trn("{n} patient looks like this one", "{n} patients look like this one", len(e.existing)),
        tr("Nobody was registered yet. Choose the right card, or confirm that it is somebody else."),
    ),
    patients.BirthImpossible: lambda _: _warn(
        tr("This birth date is not possible"),
        tr("It lies in the future or more than 120 years back. Nothing was saved."),
    ),
    patients.DeathImpossible: lambda _: _warn(
        tr("This day of death is not possible"),
        tr("It lies in the future or before the birth. Nothing was saved."),
    ),
    patients.NotAPhoto: lambda _: _warn(
        tr("This is no photo that can be kept"), tr("The photo on the card is as it was. Take or choose another.")
    ),
    patients.PhotoNotFound: lambda _: _info(tr("No photo"), tr("There is no photo on this card.")),
    patients.PatientDied: lambda e: _warn(
        tr("The record says that this patient died on {day}", day=date_text(e.died_on)),
        tr("Nothing was booked, ordered or given. If that is a mistake, take the day of death off the card first."),
    ),
    patients.VisitOpen: lambda e: _warn(
        tr("The patient has an appointment"),
        tr(
            "It is with {doctor} on {day}. Complete or cancel it first. The record stays where it is.",
            doctor=e.doctor,
            day=date_text(e.date),
        ),
    ),
    # Merging
    merges.MergedWithItself: lambda _: _warn(
        tr("This is the same record"), tr("Choose the other one. Nothing was changed.")
    ),
    merges.AlreadyMerged: lambda e: _warn(
        tr("{number} is part of another record by now", number=e.patient_no),
        tr("Nothing was changed. Search for the number: it finds the record that took its place."),
    ),
    merges.BothBooked: lambda e: _warn(
        tr("Both are booked with {doctor} on {day}", doctor=e.doctor, day=date_text(e.date)),
        tr("Cancel one of the two visits first. Nothing was changed."),
    ),
    audit.ChangeNotFound: lambda _: _gone(tr("This change lies in an archived month, or was never made")),
    merges.MergeNotFound: lambda _: _gone(tr("This merge was undone already")),
    # Appointments and queue
    appointments.AppointmentNotFound: lambda _: _gone(tr("This appointment does not exist")),
    appointments.DoctorNotFound: lambda _: _gone(tr("This doctor is not known")),
    appointments.AppointmentStateConflict: _appointment_moved,
    appointments.AlreadyBooked: lambda _: _info(
        tr("Already booked"), tr("The patient has an open appointment with this doctor on this day. Use that one.")
    ),
    appointments.WrongDay: lambda e: _warn(
        tr("Another day's appointment"),
        tr("It is for {day}. Nothing was changed: book one for today instead.", day=date_text(e.date)),
    ),
    appointments.SlotFull: lambda e: _warn(
        tr("The slot at {time} is full", time=time_text(e.slot_at)),
        tr("Nothing was booked. Somebody may have been quicker: choose another slot, or book over the limit."),
    ),
    appointments.DayFull: lambda e: _warn(
        tr("No slot is free on {day}", day=date_text(e.date)),
        tr("Nothing was booked. Choose another day, or book over the limit."),
    ),
    appointments.DoctorAway: _doctor_away,
    appointments.PatientElsewhere: lambda e: _info(
        tr("The patient is booked elsewhere at that time"),
        tr(
            "With {doctor} at {time}. Both are possible, if that is wanted.", doctor=e.doctor, time=time_text(e.slot_at)
        ),
    ),
    appointments.NothingFree: lambda _: _warn(
        tr("Nothing is free in the next weeks"), tr("Nothing was booked. Ask for another doctor or department.")
    ),
    # Doctors' hours
    schedules.HoursNotFound: lambda _: _gone(tr("These hours do not stand any more")),
    schedules.HoursImpossible: lambda _: _warn(
        tr("These hours are not possible"),
        tr("The end must lie after the start, in the same business day, with room for one slot at least."),
    ),
    schedules.DoctorSitsAlready: lambda _: _warn(
        tr("The doctor sits at that time already"), tr("Nothing was changed. Choose other hours.")
    ),
    schedules.RoomTaken: lambda _: _warn(
        tr("The room is taken at that time"), tr("Nothing was changed. Choose another room or other hours.")
    ),
    appointments.SessionEnded: lambda _: _warn(
        tr("This doctor's day has ended"),
        tr("Nothing was changed. Choose another doctor, or let the session be resumed first."),
    ),
    appointments.PriorityNeedsReason: lambda _: _warn(
        tr("Say why this patient goes first"), tr("A place before others needs a reason. Nothing was saved.")
    ),
    queue.NobodyWaiting: lambda _: _info(tr("Nobody is waiting"), tr("The next patient appears here after check-in.")),
    queue.SessionPaused: lambda _: _info(
        tr("The doctor is away"), tr("Nobody was called. Resume the session, then call.")
    ),
    queue.SessionNotPaused: lambda _: _info(tr("The session goes on already"), tr("There is nothing to resume.")),
    queue.OtherClass: lambda _: _warn(
        tr("These two do not wait side by side"),
        tr("One of them was called, moved or got another priority meanwhile. The order was not changed."),
    ),
    queue.DoctorBusy: lambda e: _warn(
        tr("Token {token} is still being served", token=e.token),
        tr("Complete this visit or put the patient on hold before you call another. Nobody was called."),
    ),
    # Prescription, laboratory, papers
    prescriptions.MedicineNotFound: lambda _: _warn(
        tr("A medicine is not in the list"), tr("The prescription was not saved. Choose the medicine again.")
    ),
    prescriptions.UnsettledWarnings: lambda _: _bad(
        tr("A warning has no answer yet"),
        tr("The prescription was not sent. Change the medicine, or say why it is given all the same."),
    ),
    prescriptions.PrescriptionStateConflict: lambda e: _warn(
        tr("Not possible any more, nothing was changed"), _prescription_found(e.status_found)
    ),
    prescriptions.OrderSetNotFound: lambda _: _gone(tr("This order set does not exist any more")),
    prescriptions.PrescriptionNotFound: lambda _: _gone(tr("This prescription does not exist")),
    **SIGN_IN_PROBLEMS,
    **LAB_PROBLEMS,
    **ANALYSER_PROBLEMS,
    **CATALOGUE_PROBLEMS,
    **HOUSE_PROBLEMS,
    documents.DocumentNotFound: lambda _: _gone(tr("This document is not in the chart any more")),
    documents.NoDocumentFile: lambda _: _warn(
        tr("This is no PDF, JPEG or PNG"), tr("Nothing was attached. Choose a file of one of these kinds.")
    ),
    documents.PiecesMissing: lambda _: _warn(
        tr("The document did not come whole"), tr("Nothing was attached. Try it again.")
    ),
    documents.DocumentDamaged: lambda _: _warn(
        tr("The document was damaged on its way"), tr("Nothing was attached. Try it again.")
    ),
    documents.NothingToPrint: lambda _: _warn(
        tr("There is nothing to print"), tr("What this paper is about does not exist any more.")
    ),
    # Money
    billing.BillNotFound: lambda _: _gone(tr("This bill does not exist")),
    billing.NoBillYet: lambda _: _info(tr("No bill yet"), tr("Nothing was charged for this visit so far.")),
    billing.BillStateConflict: _bill_moved,
    billing.BillItemNotFound: lambda _: _gone(tr("This line is no more on the bill")),
    billing.DiscountNotFound: lambda _: _gone(tr("This discount is no more on the bill")),
    billing.DiscountTooLarge: lambda e: _warn(
        tr("No discount is larger than what it is taken off"),
        tr("Only {left} is left to be taken off. Nothing was changed.", left=exact_money(e.left)),
    ),
    billing.MoreThanBilled: lambda e: _warn(
        tr("More than was billed"),
        tr("Only {left} of this line is not credited yet. Nothing was changed.", left=plain_number(e.left)),
    ),
    billing.NothingToCredit: lambda _: _info(
        tr("All of it is credited"), tr("Nothing of this bill is left to credit.")
    ),
    billing.CreditRequestNotFound: lambda _: _info(
        tr("This was answered already"), tr("Nobody asks for a credit note of it any more.")
    ),
    billing.ShareTooLarge: lambda e: _warn(
        tr("More than the bill comes to"), tr("It comes to {total}. Nothing was changed.", total=exact_money(e.total))
    ),
    billing.NothingToBill: lambda _: _info(tr("The bill is empty"), tr("There is nothing to issue yet.")),
    **CASH_PROBLEMS,
    **CLAIM_PROBLEMS,
    **MESSAGE_PROBLEMS,
}
