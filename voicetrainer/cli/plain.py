"""A call as scrolling captions: for recorded trainees, pipes, and terminals without a screen."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from .. import catalogue
from ..core import events as e
from ..core.lines import caption
from ..core.scenario import Scenario
from ..report.terminal import readable

INDENT = 16


class PlainScreen:
    """A watcher of the loop: prints each line when it is said, each turn when it is known."""

    def __init__(self, scenario: Scenario, console: Console) -> None:
        self._caller = (scenario.caller.name.split() or [catalogue.say("cli.caller")])[0]
        self._console = console
        self._onsets: dict[int, e.Ms] = {}
        self._said: dict[int, tuple[str, str]] = {}

    def event(self, event: e.Event) -> None:
        match event:
            case e.Saying():
                self._said[event.line] = (event.by.split() or [self._caller])[0], caption(event.text)
            case e.LineStarted():
                self._show(event.onset, *self._said.get(event.line, (self._caller, "")), "magenta")
            case e.Whispered():
                self._show(event.at, "", catalogue.say("screen.whisper", words=event.text), "dim")
            case e.LineEnded() if event.cut:
                self._show(event.end, "", catalogue.say("cli.breaks-off", caller=self._caller), "dim")
            case e.SpeechStarted():
                self._onsets[event.utterance] = event.onset
            case e.Recognised():
                words = event.text.strip() or catalogue.say("cli.unclear")
                self._show(
                    self._onsets.get(event.utterance, event.at), catalogue.say("cli.you"), words, "cyan"
                )
            case e.Did():
                self._show(event.at, "", catalogue.say(f"cli.did-{event.act.replace(' ', '-')}"), "dim")

    def tell(self, notice: str) -> None:
        """Something the person should know: an engine not taken, a device, a folder."""
        self._console.print(Text(readable(notice, self._console.encoding), style="yellow"))

    def _show(self, at: e.Ms, who: str, words: str, style: str) -> None:
        clock = f"{at // 60_000}:{at // 1000 % 60:02d}"
        room = max(20, min(self._console.width, 96) - INDENT)
        name = Text(f" {clock:>4}  {who[:8]:<8} ", style=style if who else "dim")
        lines = Text(readable(words, self._console.encoding), style="" if who else "dim italic").wrap(
            self._console, room
        )
        for number, line in enumerate(lines):
            self._console.print(name if not number else Text(" " * INDENT), line, sep="", end="\n")
