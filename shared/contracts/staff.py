"""The remote calls about the people and the rooms of the house."""

from shared.contract import query
from shared.models.common import Nothing, Page
from shared.models.staff import DoctorSummary, Hospital, RoomSummary
from shared.permissions import Access, Permission

hospital = query("/hospital", Nothing, Hospital, allow=Access.PAIRED)

doctors = query("/doctors", Nothing, Page[DoctorSummary], allow=Permission.STAFF_VIEW)

rooms = query("/rooms", Nothing, Page[RoomSummary], allow=Permission.STAFF_VIEW)
