"""The queue has no table of its own: it is the day's appointments and their QueueDay (appointments.tables)."""
