"""The version of the package; written by ``make version`` and by nothing else."""

__version__ = "2026.11.1"
