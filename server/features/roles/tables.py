"""Roles have no table of their own: access reads them with every request."""
