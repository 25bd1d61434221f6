"""`call --again CALL --at 1:12`: back to a moment of an earlier call, to go on aloud from there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import catalogue
from ..authoring import Loaded, load_scenario_text
from ..core.errors import StoreError, UsageError
from ..core.events import Ms
from ..core.program import Program
from ..store.info import Begun
from .opening import Opened

if TYPE_CHECKING:
    from ..core.ports import Reader
    from ..run.again import Again
    from ..run.parts import Parts

_CLOCK = re.compile(r"(?:(\d+):)?(\d+)(?:\.(\d))?")


@dataclass(frozen=True, slots=True)
class Resumed:
    """An earlier call and the moment in it."""

    of: Opened
    at: Ms

    def rewound(self, reader: Reader) -> Again:
        """The call as it was just before the caller's line.  Raises UsageError if it cannot be rebuilt."""
        from ..run.again import rewound

        again = rewound(self.of.heard, Program(self.of.scenario), self.at, reader)
        if not again.exact:
            raise UsageError(catalogue.say("cli.again-other-version", name=self.of.folder.name))
        return again

    def catch_up(self, parts: Parts, again: Again) -> None:
        """What was heard before goes into the new recording, so that both lanes stay whole."""
        from ..run.again import catch_up
        from ..sound.recording import open_recording

        try:
            tracks = open_recording(self.of.folder.path)
        except StoreError:  # it was not kept; the times stay right without it
            catch_up(parts, again)
        else:
            catch_up(parts, again, tracks.trainee, tracks.caller)

    @property
    def begun(self) -> Begun:
        before = self.of.info.begun
        return Begun(before.level, before.state, before.meters, self.of.folder.name, self.at)

    @property
    def loaded(self) -> Loaded:
        """The scenario as it was kept with the call, begun as it began."""
        from dataclasses import replace

        kept = self.of.info.scenario
        loaded = load_scenario_text(self.of.folder.path / kept.file, kept.text.encode())
        return replace(loaded, scenario=self.of.scenario)


def clock(written: str) -> Ms:
    """'1:12', '72', '0:28.5' → ms.  Raises UsageError."""
    found = _CLOCK.fullmatch(written.strip())
    if found is None:
        raise UsageError(catalogue.say("cli.bad-clock", written=written))
    minutes, seconds, tenths = (int(part or 0) for part in found.groups())
    return (minutes * 60 + seconds) * 1000 + tenths * 100
