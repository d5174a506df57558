"""The calendar has no table of its own: it is doctors' hours and the appointments in them."""
