"""HTTP, pages and the command line of Inkling. Imports `model`, never the other way round."""

__version__ = "0.2.0"
