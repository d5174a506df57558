"""The catalogue: data files and their loader."""

from server.catalogue.loader import CatalogueCounts, load_catalogue

__all__ = ["CatalogueCounts", "load_catalogue"]
