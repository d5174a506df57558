"""All tables there are, for migrations and their check."""

from typing import Final

from sqlalchemy import MetaData

import server.core.commands
import server.core.counters
import server.core.events
import server.core.house
import server.core.looks
import server.core.outbox
import server.core.phone_links
import server.features.access.proof_tables
import server.features.access.tables
import server.features.analysers.tables
import server.features.appointments.tables
import server.features.audit.tables
import server.features.billing.credit_tables
import server.features.billing.tables
import server.features.boards.tables
import server.features.cash.tables
import server.features.certificates.tables
import server.features.claims.tables
import server.features.confidential.tables
import server.features.consultations.tables
import server.features.documents.tables
import server.features.formulary.tables
import server.features.house.tables
import server.features.lab.paper_tables
import server.features.lab.reading_tables
import server.features.lab.tables
import server.features.ledger.tables
import server.features.merges.tables
import server.features.patients.tables
import server.features.payers.tables
import server.features.pharmacy.tables
import server.features.phone.tables
import server.features.prescriptions.tables
import server.features.prices.tables
import server.features.purchases.tables
import server.features.queue.tables
import server.features.referrals.tables
import server.features.reminders.tables
import server.features.reports.tables
import server.features.schedules.tables
import server.features.staff.tables
import server.features.stock.tables
import server.features.system.tables
import server.features.test_catalogue.tables
import server.features.vitals.tables
import server.features.workstations.tables
import server.importing.tables  # noqa: F401 importing a table is what makes it known
from server.core.database import Base

METADATA: Final[MetaData] = Base.metadata
