"""What one script showed of one system: plain numbers, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass

from voicetrainer.core.events import Ms
from voicetrainer.core.ports import BLOCK_MS, RATE

from . import lane
from .edges_score import Edges, score
from .play import Played

AFTER: Ms = 2000
"""A stop so long after a sound began is still its doing."""


@dataclass(frozen=True, slots=True)
class Under:
    """A sound over the caller's line."""

    what: str
    text: str
    duck: Ms | None
    """From its onset until the line had sunk by 12 dB."""
    stop: Ms | None
    """From its onset until the line broke off; None: it went on."""


@dataclass(frozen=True, slots=True)
class Observed:
    name: str
    kind: str
    pause: Ms
    natural: bool
    decided: bool
    loudspeakers: bool
    reply: Ms | None
    """From the true end of the turn to the caller's first sample; negative: a false cut-in."""
    reply_wall: float | None
    """The same with the delay of the machine."""
    wait: Ms | None
    """The reply wait that was meant, where the system told one."""
    since_pause: Ms | None
    """From the end of the turn's first part, where the reply came before its last."""
    under: tuple[Under, ...]
    whole: bool
    """Every sentence of the caller's line was heard to its end."""
    edges: Edges
    words: str
    seconds: float
    late: float
    """Of the latest block, ms."""
    open_s: float


def observe(played: Played) -> Observed:
    script = played.script
    reply = None if script.opening else lane.first_sound(played.caller)
    after = None if reply is None else reply - script.end
    wall = None if after is None or reply is None else round(after + _late(played, reply), 1)
    return Observed(
        script.name,
        script.kind,
        script.pause,
        script.natural,
        bool(script.decided_by),
        script.loudspeakers,
        reply=after,
        reply_wall=wall,
        wait=next((n.time for n in played.noticed[::-1] if n.kind == "wait"), None),
        since_pause=_since_pause(played, reply),
        under=_under(played),
        whole=bool(script.opening and lane.whole(played.caller, script.opening)),
        edges=_edges(played),
        words=" | ".join(n.text for n in played.noticed if n.kind == "words"),
        seconds=len(played.caller) / RATE,
        late=max(played.late),
        open_s=played.open_s,
    )


def _since_pause(played: Played, reply: Ms | None) -> Ms | None:
    first = played.script.sounds[0].end
    return None if reply is None or reply >= played.script.end else reply - first


def _late(played: Played, at: Ms) -> float:
    return played.late[min(at // BLOCK_MS, len(played.late) - 1)]


def _under(played: Played) -> tuple[Under, ...]:
    line, line_at = played.script.opening, played.line_at
    if line is None or line_at is None:
        return ()
    found = []
    for sound in played.script.sounds:
        onset = line_at + sound.at
        if not _sounding(played, onset):
            continue
        stop = lane.stopped_at(played.caller, line, onset, onset + AFTER)
        duck = lane.ducked_at(played.caller, line, line_at, onset)
        near = duck is not None and duck - onset <= AFTER
        found.append(Under(sound.what, sound.text, duck - onset if duck is not None and near else None,
                           None if stop is None else stop - onset))  # fmt: skip
    return tuple(found)


def _sounding(played: Played, at: Ms) -> bool:
    """Is the caller in the middle of something?"""
    first = lane.first_sound(played.caller)
    return (
        first is not None
        and at > first
        and not any(on <= at <= off for on, off in lane.silences(played.caller))
    )


def _edges(played: Played) -> Edges:
    """Of speech with an exact label, on headphones: turns and interruptions."""
    script = played.script
    if script.kind == "murmur" or script.loudspeakers:
        return Edges()
    return score(played.noticed, [(played.sound_at(s.at), played.sound_at(s.end)) for s in script.sounds])
