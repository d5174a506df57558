"""The remote calls about who pays beside the patient, and about patients' categories."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.errors import Conflict, NotFound, StaleVersion
from shared.models.common import Nothing
from shared.models.payers import (
    AddCategory,
    AddPayer,
    ChangeCategory,
    ChangePayer,
    PatientCategory,
    Payer,
    PayerChoices,
)
from shared.permissions import Permission
from shared.topics import Topic


class PayerNotFound(NotFound):
    """There is no such insurer or company."""


class CategoryNotFound(NotFound):
    """There is no such category of patients."""


@dataclass(eq=False)
class PayerCodeTaken(Conflict):
    """Another payer or category has this code already."""

    taken: str


_ALLOW = Permission.PRICES_MANAGE
_CHANGES = {Topic.PAYERS}

choices = query("/payers", Nothing, PayerChoices, allow=Permission.PAYERS_VIEW)

add = command("/payers", AddPayer, Payer, allow=_ALLOW, changes=_CHANGES, raises=(PayerCodeTaken,))

change = command(
    "/payers/{payer_id}",
    ChangePayer,
    Payer,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(PayerNotFound, StaleVersion),
)

add_category = command(
    "/patient-categories", AddCategory, PatientCategory, allow=_ALLOW, changes=_CHANGES, raises=(PayerCodeTaken,)
)

change_category = command(
    "/patient-categories/{category_id}",
    ChangeCategory,
    PatientCategory,
    allow=_ALLOW,
    changes=_CHANGES,
    raises=(CategoryNotFound, StaleVersion),
)
