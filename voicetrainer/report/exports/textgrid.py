"""A Praat TextGrid, in the long text form: caller, trainee, overlaps, states, and a point for each proof.

An interval tier must cover the whole call without holes or overlaps, so the rest is filled with
empty intervals.  Points of one tier must differ in time, so labels of the same moment are joined.
Source: the Praat manual, "TextGrid file formats".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...core.events import Ms
from ..transcript import transcript
from .export import Export, one_line

Interval = tuple[Ms, Ms, str]


def write(export: Export) -> str:
    report = export.report
    length = _length(export)
    spoken = transcript(report.floor, report.timeline, report.scenario)
    tiers = [
        _interval_tier(who, [(one.onset, one.end, one.said) for one in spoken if one.who == who], length)
        for who in ("caller", "trainee")
    ]
    overlaps = [(one.onset, one.end, one.kind) for one in report.floor.overlaps]
    tiers.append(_interval_tier("overlaps", overlaps, length))
    tiers.append(_interval_tier("states", [(onset, end, name) for name, onset, end in export.states], length))
    tiers.append(_point_tier("items", _points(export), length))
    return _file(tiers, length)


def _length(export: Export) -> Ms:
    """Of the call, and of everything in it: speech may end after the last event of a broken call."""
    floor = export.report.floor
    ends = [one.end for one in floor.utterances] + [line.end for line in floor.lines]
    return max([export.report.length, 1, *ends])


def _file(tiers: Sequence[list[str]], length: Ms) -> str:
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", *_bounds(length)]
    lines += ["tiers? <exists>", f"size = {len(tiers)}", "item []:"]
    for number, tier in enumerate(tiers, 1):
        lines += [f"    item [{number}]:", *tier]
    return "\n".join(lines) + "\n"


def _bounds(end: Ms, begin: Ms = 0, indent: str = "") -> list[str]:
    return [f"{indent}xmin = {_seconds(begin)}", f"{indent}xmax = {_seconds(end)}"]


def _interval_tier(name: str, intervals: Iterable[Interval], length: Ms) -> list[str]:
    every = list(_covering(intervals, length))
    lines = _head("IntervalTier", name, length)
    lines.append(f"        intervals: size = {len(every)}")
    for number, (onset, end, label) in enumerate(every, 1):
        lines.append(f"        intervals [{number}]:")
        lines += _bounds(end, onset, " " * 12)
        lines.append(f"            text = {_quoted(label)}")
    return lines


def _covering(intervals: Iterable[Interval], length: Ms) -> Iterator[Interval]:
    """From 0 to `length` without holes; what overlaps an earlier interval begins at its end."""
    free: Ms = 0
    for onset, end, label in sorted(intervals):
        start, stop = max(onset, free), min(end, length)
        if stop <= start:
            continue
        if start > free:
            yield free, start, ""
        yield start, stop, label
        free = stop
    if free < length:
        yield free, length, ""


def _points(export: Export) -> dict[Ms, str]:
    found: dict[Ms, list[str]] = {}
    for _, judged in export.judged:
        for proof in judged.evidence:
            found.setdefault(max(0, proof.onset), []).append(f"{judged.item.id}: {judged.verdict}")
    return {at: " · ".join(dict.fromkeys(labels)) for at, labels in sorted(found.items())}


def _point_tier(name: str, points: dict[Ms, str], length: Ms) -> list[str]:
    inside = {at: label for at, label in points.items() if at <= length}
    lines = _head("TextTier", name, length)
    lines.append(f"        points: size = {len(inside)}")
    for number, (at, label) in enumerate(inside.items(), 1):
        lines.append(f"        points [{number}]:")
        lines += [f"            number = {_seconds(at)}", f"            mark = {_quoted(label)}"]
    return lines


def _head(kind: str, name: str, length: Ms) -> list[str]:
    indent = " " * 8
    return [f'{indent}class = "{kind}"', f"{indent}name = {_quoted(name)}", *_bounds(length, 0, indent)]


def _quoted(text: str) -> str:
    doubled = one_line(text).replace('"', '""')
    return f'"{doubled}"'


def _seconds(at: Ms) -> str:
    return f"{at / 1000:.3f}".rstrip("0").rstrip(".")
