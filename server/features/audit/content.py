"""Who may see what stood in a changed row: whoever may read such a record elsewhere; others see that it changed."""

from collections.abc import Mapping
from typing import Final

from shared.models.charts import ChartPart
from shared.permissions import Permission

_SECRET: Final = Permission.CONSULTATIONS_VIEW
"""Of what nobody has thought about yet: the fewest may see it."""

# Those of the house itself: whoever may see the audit.
_OPEN: Final = """
    accounts analyser_codes analysers analytes approvals audit_archives audit_exports backups board_notices
    closing_days departments
    display_rooms doctor_leaves doctor_schedules employees house_changes house_logos icd10 instruction_changes
    instructions labs
    medicine_changes medicine_packs medicines message_templates messaging old_passwords order_sets package_items
    packages pairings patient_categories payers permissions price_changes price_lists price_versions prices
    recovery_codes reference_ranges report_mail_attempts report_mails role_permissions roles rooms saved_reports
    schedule_changes schedule_exceptions scheduled_files scheduled_tries
    second_factors services sessions settings sign_in_rules stores suppliers tax_classes test_catalogue_changes
    test_types unknown_names user_roles users workstations
"""

_READ_BY: Final[Mapping[Permission, str]] = {
    Permission.PATIENTS_VIEW: """
        imported_records message_attempts message_preferences messages patient_archivings patient_merge_rows
        patient_merges patient_photos patients
    """,
    Permission.APPOINTMENTS_VIEW: "appointments counter_calls queue_days queue_session_events",
    Permission.CONSULTATIONS_VIEW: """
        allergies broken_glass broken_glass_seen certificate_cancellations certificates confidences
        consultation_amendments consultations diagnoses doctor_phrases document_pieces documents
        patient_problems printed_papers referrals vitals
    """,
    Permission.LAB_VIEW: """
        analyser_messages analyser_runs analyser_settlements analyser_values critical_calls report_deliveries
        report_paper_versions report_papers result_versions sample_tests samples test_orders test_results unread_results
    """,
    Permission.PRESCRIPTIONS_VIEW: """
        dispense_lines dispense_returns dispense_warnings dispenses prescription_items prescription_warnings
        prescriptions
    """,
    Permission.BILLING_VIEW: """
        bill_cancellations bill_discounts bill_items bill_splits bills cash_hand_overs cash_moves cash_sessions
        claim_facts claim_items claim_payments claims credit_note_lines credit_notes credit_requests deposits
        ledger_entries ledger_postings package_uses payment_attempts payments refund_lines refunds
    """,
    Permission.STOCK_VIEW: """
        goods_received goods_received_lines purchase_order_lines purchase_orders purchase_prices reorder_levels
        stock_batch_corrections stock_batches stock_count_lines stock_counts stock_moves stock_recalls stock_tallies
        stock_transfer_lines stock_transfers supplier_return_lines supplier_returns
    """,
}

CONTENT: Final[Mapping[str, Permission | None]] = {
    **dict.fromkeys(_OPEN.split()),
    **{table: permission for permission, tables in _READ_BY.items() for table in tables.split()},
}
"""By table: the permission that opens it; None for all who see the audit."""

OF_SOMEBODY: Final = frozenset({"analyser_messages", "analyser_runs", "analyser_settlements", "analyser_values"})
"""They tell of a patient whom no key names: only of what is on the tube."""

_PARTS: Final[Mapping[Permission, ChartPart]] = {
    Permission.PATIENTS_VIEW: ChartPart.CARD,
    Permission.APPOINTMENTS_VIEW: ChartPart.TIMELINE,
    Permission.LAB_VIEW: ChartPart.TESTS,
    Permission.PRESCRIPTIONS_VIEW: ChartPart.PRESCRIPTIONS,
    Permission.BILLING_VIEW: ChartPart.BILLS,
}
_DOCUMENTS: Final = frozenset({"documents", "document_pieces"})


def may_see(table: str, held: Mapping[Permission, object]) -> bool:
    """Whether a person with these permissions sees what stood there, and not only that it changed."""
    needed = CONTENT.get(table, _SECRET)
    return needed is None or needed in held


def part_of(table: str) -> ChartPart:
    """Which part of the patient's record is looked at by whoever sees what stood there."""
    if table in _DOCUMENTS:
        return ChartPart.DOCUMENTS
    return _PARTS.get(CONTENT.get(table) or _SECRET, ChartPart.VISITS)
