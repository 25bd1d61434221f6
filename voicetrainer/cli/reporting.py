"""From a finished call to its report: peaks of the sound, the page, the scorecard's inputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..core.errors import StoreError
from ..core.events import Event
from ..core.floor import floor_of
from ..core.scenario import Scenario
from ..core.score import Scorecard
from ..report.inputs import PEAK_MS, Peaks, Report
from ..store.folder import CallFolder
from ..store.info import CallInfo


def report_of(
    folder: CallFolder | None, timeline: Sequence[Event], scenario: Scenario, card: Scorecard, info: CallInfo
) -> Report:
    """Gather what a report is made from; a recording that cannot be read is told and left out."""
    sound, peaks = _sound(folder)
    return Report(floor_of(timeline, scenario), card, timeline, scenario, info, sound, peaks)


def write_report(
    folder: CallFolder | None, timeline: Sequence[Event], scenario: Scenario, card: Scorecard, info: CallInfo
) -> tuple[Report, Path | None]:
    """The report, and where its page was written (None if it could not be)."""
    from ..report.html import html_report

    report = report_of(folder, timeline, scenario, card, info)
    if folder is None:
        return report, None
    try:
        return report, folder.write_report(html_report(report))
    except StoreError as error:
        click.echo(str(error), err=True)
        return report, None


def _sound(folder: CallFolder | None) -> tuple[bytes | None, Peaks | None]:
    if folder is None or folder.recording_path is None:
        return None, None
    from ..sound.recording import open_recording

    try:
        tracks = open_recording(folder.path)
        content = folder.recording_path.read_bytes()
    except (StoreError, OSError) as error:
        click.echo(str(error), err=True)
        return None, None
    return content, (_peaks(tracks.trainee), _peaks(tracks.caller))


def _peaks(samples: object) -> tuple[float, ...]:
    import numpy as np

    from ..core.ports import RATE

    width = PEAK_MS * RATE // 1000
    values = np.abs(np.asarray(samples, np.float32))
    whole = np.pad(values, (0, -len(values) % width)).reshape(-1, width)
    return tuple(float(x) for x in whole.max(axis=1)) if len(values) else ()
