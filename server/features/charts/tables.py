"""A chart has no table of its own: it is what the other features know of a patient. Who looked: server.core.looks."""
