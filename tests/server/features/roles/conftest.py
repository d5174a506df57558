from tests.server.features.access.conftest import ended
from tests.server.features.people.conftest import at_work, card, hired, office, role_ids

__all__ = ["at_work", "card", "ended", "hired", "office", "role_ids"]
