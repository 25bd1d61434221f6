"""What is asked once, before the first live call; and before a voice may leave this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from .. import catalogue
from ..core.errors import DeviceError
from .rows import clean
from .settings import Settings
from .surface import readable

BAR = 24
LOW_DBFS, HIGH_DBFS = -60.0, 0.0
"""The ends of the level bar."""
SILENT_DBFS, QUIET_DBFS, LOUD_DBFS = -58.0, -46.0, -8.0
SPEECH_SHARE = 0.8
"""Of a few sentences, sorted by level, this far up lies speech and not the pauses in it."""
PROVIDERS = {
    "google": "Google", "google_cloud": "Google", "openai": "OpenAI", "groq": "Groq", "azure": "Microsoft",
    "bing": "Microsoft", "amazon": "Amazon", "lex": "Amazon", "ibm": "IBM", "wit": "Meta (wit.ai)",
    "houndify": "SoundHound", "assemblyai": "AssemblyAI", "cohere_api": "Cohere",
}  # fmt: skip
"""Who gets the sound, by the recogniser's name after 'sr:'."""


@dataclass(frozen=True, slots=True)
class Microphones:
    """What can be asked of the sound system; both raise DeviceError."""

    names: Callable[[], Sequence[tuple[str, bool]]]
    """(name, is it the system's own) of each microphone, once."""
    levels: Callable[[str], Iterator[float]]
    """dBFS every 100 ms, for some seconds, of the microphone of that name; empty: the system's own."""


def ask(
    settings: Settings, console: Console, read: Callable[[str], str] = input, mics: Microphones | None = None
) -> Settings:
    """Put the questions; the answers as settings, not yet saved.

    The end of input counts as Ctrl-C.
    """
    asker = _Asker(console, read)
    mics = mics or _sound_system()
    asker.tell(_say("ask-intro"))
    name = asker.text(_say("ask-name"), settings.name)
    headphones = asker.yes(_say("ask-headphones"), settings.headphones)
    microphone = _microphone(asker, mics)
    record = asker.yes(_say("ask-record"), settings.record)
    asker.tell(_say("done-cloud" if settings.cloud_ears else "done"))
    return replace(settings, name=name, headphones=headphones, microphone=microphone, record=record)


def consent_to_cloud(
    ear: str, settings: Settings, console: Console | None = None, read: Callable[[str], str] = input
) -> Settings:
    """Say what would be sent where, and ask; no is the default.  A yes is in the settings that come back."""
    asker = _Asker(console or Console(), read)
    provider = PROVIDERS.get(ear.removeprefix("sr:")) or _say("consent-unknown", ear=ear)
    asker.tell(_say("consent-what", ear=ear))
    asker.tell(_say("consent-where", ear=ear, provider=provider))
    asker.tell(_say("consent-else"))
    if not asker.yes(_say("consent-ask"), False):
        return settings
    return replace(settings, cloud_ears=tuple(dict.fromkeys((*settings.cloud_ears, ear))))


@dataclass(frozen=True, slots=True)
class _Asker:
    console: Console
    read: Callable[[str], str]

    def tell(self, text: str, style: str = "") -> None:
        self.console.print(Text(readable(text, self.console.encoding), style))

    def answer(self) -> str:
        try:
            return clean(self.read("› " if readable("›", self.console.encoding) == "›" else "> "))
        except EOFError as error:
            raise KeyboardInterrupt from error

    def text(self, question: str, before: str) -> str:
        self.tell(f"\n{question}" + (f"  [{before}]" if before else ""), "bold")
        return self.answer() or before

    def yes(self, question: str, before: bool | None) -> bool:
        """y or n; empty takes what stands in brackets, if anything does."""
        yes, no = _say("letter-yes"), _say("letter-no")
        shown = {None: f"{yes}/{no}", True: f"{yes.upper()}/{no}", False: f"{yes}/{no.upper()}"}[before]
        self.tell(f"\n{question}  [{shown}]", "bold")
        while True:
            said = self.answer().casefold()
            if not said and before is not None:
                return before
            if said[:1] in (yes, no):
                return said[:1] == yes
            self.tell(_say("ask-again", choices=_say("ask-yes-no")))


def _microphone(asker: _Asker, mics: Microphones) -> str:
    """Chosen and heard, again until it is well.  Raises DeviceError if there is none."""
    names = list(mics.names())
    while True:
        wanted = _which(asker, names)
        while True:
            again = _say("letter-again")
            _try_out(asker, mics, wanted)
            asker.tell(_say("ask-mic-retry" if len(names) > 1 else "ask-mic-retry-one"), "bold")
            said = asker.answer().casefold()[:1]
            if said != again:
                break
        if said != _say("letter-another") or len(names) < 2:
            return wanted


def _which(asker: _Asker, names: Sequence[tuple[str, bool]]) -> str:
    """Its name; empty for the system's own."""
    if len(names) < 2:
        asker.tell("\n" + _say("ask-mic-only", name=names[0][0] if names else ""), "bold")
        return ""
    own = next((n for n, (_, default) in enumerate(names, 1) if default), 1)
    asker.tell("\n" + _say("mics"), "bold")
    for number, (name, default) in enumerate(names, 1):
        asker.tell(_say("mic-default" if default else "mic-row", number=number, name=clean(name)))
    asker.tell(_say("ask-mic", default=own), "bold")
    while True:
        said = asker.answer() or str(own)
        if said.isdecimal() and 1 <= int(said) <= len(names):
            name, default = names[int(said) - 1]
            return "" if default else name
        asker.tell(_say("ask-again", choices=f"1…{len(names)}"))


def _try_out(asker: _Asker, mics: Microphones, wanted: str) -> None:
    asker.tell(_say("speak-now"))
    heard: list[float] = []
    try:
        for level in mics.levels(wanted):
            heard.append(level)
            _draw(asker.console, level)
    except DeviceError as error:
        asker.tell(str(error), "yellow")
        return
    finally:
        if heard and asker.console.is_terminal:
            asker.console.print()
    key, level = judged(heard)
    asker.tell(_say(key, level=f"{level:.0f}".replace("-", "−")))


def judged(levels: Sequence[float]) -> tuple[str, float]:
    """The verdict's key and the level of the speech in it, dBFS."""
    if not levels:
        return "judge-nothing", LOW_DBFS
    speech = sorted(levels)[min(len(levels) - 1, int(len(levels) * SPEECH_SHARE))]
    if speech < SILENT_DBFS:
        return "judge-nothing", speech
    if speech < QUIET_DBFS:
        return "judge-quiet", speech
    return ("judge-loud" if max(levels) > LOUD_DBFS else "judge-good"), speech


def _draw(console: Console, level: float) -> None:
    if not console.is_terminal:
        return
    filled = round(BAR * min(1.0, max(0.0, (level - LOW_DBFS) / (HIGH_DBFS - LOW_DBFS))))
    bar = readable("▮" * filled + "▯" * (BAR - filled), console.encoding)
    console.control(Control(ControlType.CARRIAGE_RETURN))
    console.print(Text(f"  {bar} {level:4.0f} dB "), end="", soft_wrap=True)


def _sound_system() -> Microphones:
    from ..sound.card import microphone_level
    from ..sound.devices import choose, list_devices

    def names() -> list[tuple[str, bool]]:
        own = choose(None, "input").name
        found = dict.fromkeys(device.name for device in list_devices() if device.inputs)
        return [(name, name == own) for name in found]

    return Microphones(names, lambda wanted: microphone_level(wanted or None))


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"screen.{key}", **values)
