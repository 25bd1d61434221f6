"""Scenarios from and to other programs: Twee, Yarn, SCXML, line sheets, packs."""

from .imports import KINDS, imported
from .scenario import Imported

__all__ = ["KINDS", "Imported", "imported"]
