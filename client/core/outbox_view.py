"""What a waiting command is called on the screen."""

from client.core.i18n import tr


def command_text(endpoint: str) -> str:
    """What was asked for, in the words of whoever asked; the endpoint's own name for one long gone."""
    return _texts().get(endpoint, endpoint)


def _texts() -> dict[str, str]:
    return {
        "POST /appointments": tr("Book an appointment"),
        "POST /appointments/{appointment_id}/call": tr("Call a patient"),
        "POST /appointments/{appointment_id}/cancel": tr("Cancel an appointment"),
        "POST /appointments/{appointment_id}/check-in": tr("Check a patient in"),
        "POST /appointments/{appointment_id}/consultation/complete": tr("Complete a consultation"),
        "POST /appointments/{appointment_id}/consultation/diagnoses": tr("Record diagnoses"),
        "POST /appointments/{appointment_id}/consultation/note": tr("Save a consultation note"),
        "POST /appointments/{appointment_id}/enter": tr("Start a consultation"),
        "POST /appointments/{appointment_id}/no-show": tr("Mark a patient as absent"),
        "POST /appointments/{appointment_id}/place": tr("Move a patient in the queue"),
        "POST /appointments/{appointment_id}/prescription": tr("Save a prescription"),
        "POST /appointments/{appointment_id}/priority": tr("Change a patient's priority"),
        "POST /appointments/{appointment_id}/recall": tr("Call a patient again"),
        "POST /appointments/{appointment_id}/reschedule": tr("Move an appointment"),
        "POST /appointments/{appointment_id}/return": tr("Put a patient back in the queue"),
        "POST /appointments/{appointment_id}/send-for-tests": tr("Send a patient for tests"),
        "POST /appointments/{appointment_id}/skip": tr("Put a patient on hold"),
        "POST /appointments/{appointment_id}/test-orders": tr("Order laboratory tests"),
        "POST /appointments/{appointment_id}/transfer": tr("Transfer a patient to another doctor"),
        "POST /appointments/{appointment_id}/undo-call": tr("Take back a call"),
        "POST /bills/{bill_id}/issue": tr("Issue a bill"),
        "POST /bills/{bill_id}/payments": tr("Take a payment"),
        "POST /boards/notices": tr("Show notices on the displays"),
        "POST /boards/{workstation_id}/rooms": tr("Choose the rooms of a display"),
        "POST /cash-sessions": tr("Open the cash drawer"),
        "POST /cash-sessions/{cash_session_id}/close": tr("Close the cash drawer"),
        "POST /dated-sessions/{session_id}/withdraw": tr("Withdraw a doctor's hours of a date"),
        "POST /documents": tr("Begin a document"),
        "POST /documents/{document_id}/attach": tr("Attach a document"),
        "POST /documents/{document_id}/withdraw": tr("Withdraw a document"),
        "POST /first-free-appointments": tr("Book the first free slot"),
        "POST /leaves": tr("Enter a doctor's leave"),
        "POST /leaves/{leave_id}/withdraw": tr("Withdraw a doctor's leave"),
        "POST /patient-merges": tr("Merge two patients' records"),
        "POST /patient-merges/{merge_id}/undo": tr("Undo a merge of records"),
        "POST /patients": tr("Register a patient"),
        "POST /patients/unknown": tr("Register an unknown patient"),
        "POST /patients/{patient_id}": tr("Change a patient's card"),
        "POST /patients/{patient_id}/allergies": tr("Record an allergy"),
        "POST /patients/{patient_id}/allergies/{allergy_id}/withdraw": tr("Withdraw an allergy"),
        "POST /patients/{patient_id}/bring-back": tr("Bring a patient's record back"),
        "POST /patients/{patient_id}/photo": tr("Keep a patient's photo"),
        "POST /patients/{patient_id}/photo/remove": tr("Remove a patient's photo"),
        "POST /patients/{patient_id}/put-away": tr("Put a patient's record away"),
        "POST /prints": tr("Record a printed paper"),
        "POST /queues/{doctor_id}/call-next": tr("Call the next patient"),
        "POST /queues/{doctor_id}/end-day": tr("End a doctor's day"),
        "POST /queues/{doctor_id}/pause": tr("Pause a doctor's session"),
        "POST /queues/{doctor_id}/resume": tr("Resume a doctor's session"),
        "POST /schedules/{doctor_id}/dated": tr("Add a doctor's hours on a date"),
        "POST /schedules/{doctor_id}/weekly": tr("Add a doctor's weekly hours"),
        "POST /sessions/{session_id}/revoke": tr("End somebody's session"),
        "POST /weekly-sessions/{session_id}/change": tr("Change a doctor's weekly hours"),
        "POST /weekly-sessions/{session_id}/end": tr("End a doctor's weekly hours"),
        "POST /workstations/{workstation_id}/revoke": tr("Unpair a computer"),
    }
