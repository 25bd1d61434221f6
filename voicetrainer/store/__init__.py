"""Calls kept on disk: a folder each, readable without this program."""

from .folder import CallFolder, Listed, delete_call, find_call, list_calls, write_whole
from .info import CallInfo, Engine, Practice, Result, Source
from .timeline import TimelineWriter

__all__ = [
    "CallFolder",
    "CallInfo",
    "Engine",
    "Listed",
    "Practice",
    "Result",
    "Source",
    "TimelineWriter",
    "delete_call",
    "find_call",
    "list_calls",
    "write_whole",
]
