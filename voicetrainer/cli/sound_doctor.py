"""`voicetrainer doctor --sound`: tries microphone and loudspeaker, and says in plain words what to change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from .. import catalogue
from ..core.ports import RATE

if TYPE_CHECKING:
    from ..sound.card import CardPhone
    from ..sound.reconnect import Wanted
    from ..sound.soundcheck import EchoFinding, Finding, MicrophoneFinding, SoundCheck, Steadiness, Step

Tell = Callable[[str], None]

SILENT_DBFS, QUIET_DBFS, LIVELY_DBFS = -119.0, -50.0, -38.0
"""Of a room, from below."""


def check_sound(quick: bool = False, microphone: Wanted = None, loudspeaker: Wanted = None) -> SoundCheck:
    """Open the devices, examine them, tell the person, keep what was measured.  Raises DeviceError."""
    from ..sound.card import CardPhone
    from ..sound.soundcheck import QUICK_S, STEADY_S

    phone = CardPhone(microphone, loudspeaker)
    phone.open()
    try:
        return checked(phone, QUICK_S if quick else STEADY_S, click.echo)
    finally:
        phone.close()


def checked(phone: CardPhone, seconds: float, tell: Tell) -> SoundCheck:
    """The whole check over an open phone, told line by line."""
    from ..sound.soundcheck import examine

    teller = Teller(phone, seconds, tell)
    teller.devices()
    check = examine(phone, seconds, teller.begin, teller.found)
    tell("")
    for line in verdict(check):
        tell(line)
    tell("")
    tell(_keep(phone, check))
    return check


class Teller:
    """What each step asks of the person, and what came of it."""

    def __init__(self, phone: CardPhone, seconds: float, tell: Tell) -> None:
        self._phone, self._seconds, self._tell = phone, seconds, tell
        self._voice: MicrophoneFinding | None = None

    def devices(self) -> None:
        self._say("title")
        for key, device in (("microphone", self._phone.input), ("loudspeaker", self._phone.output)):
            if device:
                self._say(key, name=device.name, api=device.api, rate=device.rate)
        self._say("rates", rate=RATE)
        self._say("how-long", seconds=round(self._seconds + 20))
        self._tell("")

    def begin(self, step: Step) -> None:
        self._say(step, seconds=round(self._seconds))
        if step == "speak":
            self._say("sentence")

    def found(self, step: Step, finding: Finding) -> None:
        from ..sound.soundcheck import EchoFinding, MicrophoneFinding, Steadiness

        match step, finding:
            case "still", float(level):
                self._say("room", level=level, word=_say(f"room-{_room(level)}"))
            case "speak", MicrophoneFinding():
                self._microphone(finding)
            case "chirps", int() | None:
                self._round_trip(finding)
            case "echo", EchoFinding():
                self._echo(finding)
            case "echo", None:
                self._say("echo-none")
            case "steady", Steadiness():
                self._steady(finding)

    def _microphone(self, found: MicrophoneFinding) -> None:
        self._voice = found
        word = _say(f"voice-{found.verdict.replace(' ', '-')}", clipped=found.clipped)
        self._say("voice", level=found.voice, peak=found.peak, word=word)
        if found.verdict not in ("nothing", "no voice"):
            self._say("gain-moves" if found.gain_moves else "gain-steady", db=found.gain_db)

    def _round_trip(self, found: int | None) -> None:
        told = self._phone.latency
        driver = told.input + told.output if told else 0
        key = "round-trip-unknown" if found is None else "round-trip-driver" if told else "round-trip"
        self._say(key, ms=found, driver=driver)

    def _echo(self, found: EchoFinding) -> None:
        from ..sound.soundcheck import PLAYED_DBFS

        level = found.level_db
        self._say("echo-louder" if level > 0 else "echo-found", below=-level, above=level, ms=found.delay)
        if self._voice is None or self._voice.verdict in ("nothing", "no voice"):
            return
        below = self._voice.voice - (PLAYED_DBFS + found.level_db)
        self._say("echo-against-voice" if below >= 0 else "echo-above-voice", below=below, above=-below)

    def _steady(self, found: Steadiness) -> None:
        self._say(
            "steady-some" if found.dropouts else "steady-none",
            dropouts=found.dropouts, seconds=found.seconds, holes=found.holes, lost=found.lost_ms,
            underflows=found.underflows,
        )  # fmt: skip
        self._say("wait", ms=found.longest_wait)
        if found.seconds >= 30:
            self._say("drift", ppm=found.drift_ppm)

    def _say(self, key: str, **values: object) -> None:
        self._tell(_say(key, **values))


def verdict(check: SoundCheck) -> list[str]:
    """One sentence, and below it what to change."""
    from ..sound.soundcheck import STOPS, TOO_LATE, advice

    keys = advice(check)
    if not keys:
        return [_say("verdict-good")]
    first = "verdict-stops" if keys[0] in STOPS else "verdict-fair"
    return [_say(first), *(_say(f"advice-{key}", limit=TOO_LATE) for key in keys)]


def _keep(phone: CardPhone, check: SoundCheck) -> str:
    from ..sound import measured

    echo = check.echo
    names = phone.input.name if phone.input else "", phone.output.name if phone.output else ""
    before = measured.known(*names)
    found = measured.Measured(
        *names,
        before.round_trip if before and check.round_trip is None else check.round_trip,
        echo.delay if echo else None,
        round(echo.level_db, 1) if echo else None,
        datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    return _say("kept" if measured.save(found) else "not-kept", file=measured.file())


def _room(level: float) -> str:
    if level <= SILENT_DBFS:
        return "silent"
    return "quiet" if level < QUIET_DBFS else "lively" if level < LIVELY_DBFS else "loud"


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"soundcheck.{key}", **values)
