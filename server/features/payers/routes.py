"""The remote calls about payers, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.payers.service import PayerService
from shared.contracts import payers
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

routes = Routes()


@routes.handles(payers.choices)
def choices(_: Nothing, ctx: Context) -> PayerChoices:
    return PayerService(ctx).choices()


@routes.handles(payers.add)
def add(request: AddPayer, ctx: Context) -> Payer:
    return PayerService(ctx).add(request)


@routes.handles(payers.change)
def change(request: ChangePayer, ctx: Context) -> Payer:
    return PayerService(ctx).change(request)


@routes.handles(payers.add_category)
def add_category(request: AddCategory, ctx: Context) -> PatientCategory:
    return PayerService(ctx).add_category(request)


@routes.handles(payers.change_category)
def change_category(request: ChangeCategory, ctx: Context) -> PatientCategory:
    return PayerService(ctx).change_category(request)
