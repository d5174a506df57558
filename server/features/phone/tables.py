"""The phone page has no table of its own: it reads the day's appointments by their links (core.phone_links)."""
