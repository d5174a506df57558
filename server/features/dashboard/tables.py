"""No tables of its own: the day is counted from everybody else's."""
