"""What words do: phrase lists and signs in files that a trainer can read, and the reader of dialogue acts."""

from .acts import ACTS, FOUND, SIDES, title
from .banks import BANKS, about, backchannels, banks, languages
from .facts import restated
from .reader import asks, graded, read, reader_for

__all__ = [
    "ACTS",
    "BANKS",
    "FOUND",
    "SIDES",
    "about",
    "asks",
    "backchannels",
    "banks",
    "graded",
    "languages",
    "read",
    "reader_for",
    "restated",
    "title",
]
