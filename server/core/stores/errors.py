class StoreError(Exception):
    """Why the stores cannot serve, as one sentence for the person who started the server."""


class DataDirInUseError(StoreError):
    """Another server holds the data directory."""
