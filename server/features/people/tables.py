"""People have no table of their own: an employee is one of staff, an account one of access."""
