"""voicetrainer: practise difficult phone calls aloud, offline."""

__version__ = "0.1.0"
