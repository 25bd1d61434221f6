"""What words do: the built-in phrase lists, in files that a trainer can read."""

from .banks import BANKS, about, backchannels, banks, languages

__all__ = ["BANKS", "about", "backchannels", "banks", "languages"]
