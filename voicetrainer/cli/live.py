"""The live call on the screen: one thread holds the call, this one draws and reads the keys.

The call's thread only puts news into a queue (`event`, `tell`); everything else here belongs to
the thread that draws.  It reads `loop.moment`, a frozen value made anew each block, and speaks to
the call through its inbox alone.
"""

from __future__ import annotations

import logging
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from .. import catalogue
from ..core import events as e
from ..core.errors import VoiceTrainerError
from ..core.scenario import Hints, Scenario, You
from .desk import Desk, Notices
from .frame import LOWEST, NARROWEST, frame, ringing, say
from .holding import ring, run
from .keys import ENTER, ESCAPE, Keys, KeySource
from .levels import Levels
from .plain import PlainScreen
from .scene import Scene, first_name
from .surface import Surface, drawable, readable
from .view import Floor, Ringing, View

if TYPE_CHECKING:
    from ..run.parts import Moment
    from .holding import Studio

log = logging.getLogger(__name__)

TICK = 1 / 16
"""Seconds between two looks at keys and levels."""
FRAME = 1 / 6
"""Seconds between two drawings, unless a key was pressed: what moves is read, not watched."""
PATIENCE = 5.0
"""Seconds the call's thread may take to its end."""
BELL = 1.5
"""Seconds the drawn bell sounds, and is silent."""


class _DeclinedError(Exception):
    """The trainee does not want to answer: ends the ringing, in the call's thread."""


class LiveScreen:
    """Build it, give it to `set_up` as a watcher and its `tell` as the teller, then `hold` the call."""

    def __init__(
        self, scenario: Scenario, hints: Hints, console: Console,
        keys: Callable[[], AbstractContextManager[KeySource]] = Keys,
        let_ring: Callable[[Studio, Callable[[], bool]], bool] = ring,
    ) -> None:  # fmt: skip
        self._scenario, self._console = scenario, console
        self._scene, self._levels, self._notices = Scene(scenario, hints), Levels(), Notices()
        self._name, self._card = first_name(scenario.caller.name), card(scenario.you)
        self._desk = Desk()
        self._keys, self._let_ring = keys, let_ring
        self._plain = None if drawable(console) else PlainScreen(scenario, console)
        self._news: queue.SimpleQueue[e.Event | str] = queue.SimpleQueue()
        self._answered, self._declined, self._talking = (threading.Event() for _ in range(3))
        self._failure: Exception | None = None
        self._error: Exception | None = None
        self._recorded = True
        self._drawn: View | Ringing | None = None
        self._pause = ""
        self._next_frame = 0.0

    # -- from any thread -----------------------------------------------------------------------

    def event(self, event: e.Event) -> None:
        self._news.put(event)

    def tell(self, notice: str) -> None:
        """Something the person should know: an engine not taken, a device, a folder."""
        self._news.put(notice)

    # -- the drawing thread ----------------------------------------------------------------------

    def hold(self, studio: Studio) -> bool:
        """Ring, hold the whole call, put the terminal back.  False if the trainee never answered.

        What went wrong before the trainee answered is raised here; afterwards the call is broken
        off, keeping what there is, and the reason is printed.
        """
        self._desk.typed_call = studio.plan.practice == "typed"
        self._desk.push_to_talk = studio.plan.push_to_talk
        call = threading.Thread(target=self._call, args=(studio,), name="call", daemon=True)
        with _terminable(), self._keys() as keys:
            if self._plain:
                if not self._console.is_dumb_terminal:
                    self._plain.tell(say("too-small-plain", width=NARROWEST, height=LOWEST))
                if warning(self._scenario):
                    self._plain.tell(warning(self._scenario))
                self._plain.tell(say("plain-ringing", caller=self._scenario.caller.name))
                self._follow(studio, call, keys, None)
            else:
                with Surface(self._console) as surface:
                    self._follow(studio, call, keys, surface)
        return self._over(studio)

    def _follow(
        self, studio: Studio, call: threading.Thread, keys: KeySource, surface: Surface | None
    ) -> None:
        call.start()
        leaving = False
        try:
            while call.is_alive():
                try:
                    self._tick(studio, keys, surface)
                except (KeyboardInterrupt, EOFError):
                    if leaving:
                        return
                    leaving = True
                    self._leave(studio)
        finally:
            if call.is_alive():
                self._leave(studio)
            call.join(PATIENCE)

    def _tick(self, studio: Studio, keys: KeySource, surface: Surface | None) -> None:
        key = keys.poll(TICK)
        now = time.monotonic()
        self._take_news(studio)
        if key:
            self._pressed(key, now, studio)
        self._levels.take(studio.loop.moment)
        self._desk.look(now)
        if not key and now < self._next_frame:
            return
        self._next_frame = now + FRAME
        shown = self._view(studio, now) if self._talking.is_set() else self._ringing(studio, now)
        if surface is None:
            self._say_plainly(shown)
        elif shown != self._drawn or surface.resized:
            width, height = surface.size
            surface.show(
                frame(shown, width, height) if isinstance(shown, View) else ringing(shown, width, height)
            )
        self._drawn = shown

    def _take_news(self, studio: Studio) -> None:
        while not self._news.empty():
            match self._news.get():
                case str(notice):
                    self._notices.add(notice)
                case event:
                    self._scene.event(event)
                    if self._plain:
                        self._plain.event(event)
                    self._noticed(event)
        self._tell_pause(studio)
        while studio.loop.notices:
            self._notices.add(studio.loop.notices.pop(0))
        if studio.loop.error is not self._error:
            self._error = studio.loop.error
            self._notices.add(str(self._error))

    def _tell_pause(self, studio: Studio) -> None:
        """A banner for as long as the sound devices are away."""
        away = getattr(studio.phone, "away", "")
        if away and not self._pause:
            at = studio.loop.moment.now // 1000
            self._pause = catalogue.say("sound.call_paused", at=f"{at // 60}:{at % 60:02d}")
        elif not away and self._pause:
            self._notices.drop(self._pause)
            self._pause = ""
        self._notices.add(self._pause)

    def _noticed(self, event: e.Event) -> None:
        match event:
            case e.Unclear(in_a_row=2):
                self._notices.add(say("offer-typing"))
            case e.Turn():
                self._notices.drop(say("offer-typing"))
            case e.Trouble(what="recording stopped"):
                self._recorded = False

    def _pressed(self, key: str, now: float, studio: Studio) -> None:
        if self._talking.is_set():
            for command in self._desk.press(key, now, self._scene.on_hold):
                studio.loop.inbox.put(command)
        elif key == ENTER:
            self._answered.set()
        elif key in ("q", "Q", ESCAPE):
            self._leave(studio)

    def _leave(self, studio: Studio) -> None:
        """Not answered: stop ringing.  Answered: stop the call, which is kept.  Either is harmless."""
        from ..run.parts import Key

        self._declined.set()
        studio.loop.inbox.put(Key("stop"))

    # -- the call's thread -----------------------------------------------------------------------

    def _call(self, studio: Studio) -> None:
        try:
            if self._let_ring(studio, self._picked_up) and not self._declined.is_set():
                self._talking.set()
                run(studio)
        except _DeclinedError:
            return
        except Exception as error:  # outermost of this thread: the call ends with a reason
            self._failure = error
            log.debug("the call's thread failed", exc_info=True)
            if self._talking.is_set():
                self._break_off(studio, type(error).__name__)

    def _picked_up(self) -> bool:
        if self._declined.is_set():
            raise _DeclinedError
        return self._answered.is_set()

    def _break_off(self, studio: Studio, why: str) -> None:
        try:
            studio.loop.call.break_off(studio.loop.now, why)
            studio.loop.stop()  # does nothing to a call that is over, but tells the watchers what is new
        except Exception:  # what broke the call may break this too; what was written before is safe
            log.debug("the call could not be broken off", exc_info=True)

    # -- afterwards ------------------------------------------------------------------------------

    def _over(self, studio: Studio) -> bool:
        if self._failure and not self._talking.is_set():
            raise self._failure
        self._take_news(studio)
        said = self._notices.rest()
        if self._error:  # it may have ended the call before anybody could read it
            said.append(str(self._error))
        if self._failure:
            said.append(_sentence(self._failure))
        for notice in dict.fromkeys(said):
            self._console.print(Text(readable(notice, self._console.encoding), "yellow"))
        return self._talking.is_set()

    # -- what is shown ---------------------------------------------------------------------------

    def _view(self, studio: Studio, now: float) -> View:
        moment, scene, desk = studio.loop.moment, self._scene, self._desk
        typing = desk.typing is not None
        live = studio.plan.practice != "typed"
        return View(
            title=self._scenario.title,
            caller=self._scenario.caller.name,
            name=self._name,
            clock=moment.now // 1000 * 1000,
            floor=_floor(moment, scene),
            caller_levels=tuple(self._levels.caller),
            trainee_levels=tuple(self._levels.trainee),
            reply_wait=round(moment.reply_wait * 24) / 24,
            captions=scene.captions(moment.now, "" if typing else moment.partial),
            show_captions=desk.captions,
            source=_source(studio),
            level=self._levels.meter if live else None,
            level_word=self._levels.word,
            status=_status(studio, self._recorded, desk),
            card=self._card,
            hint=scene.hint,
            wording=scene.wording,
            way=scene.way,
            banner=self._notices.look(now),
            question=say(desk.question) if desk.question else "",
            typing=desk.typing,
            help=desk.help,
        )

    def _ringing(self, studio: Studio, now: float) -> Ringing:
        scenario, alone = self._scenario, studio.plan.script is not None
        return Ringing(
            title=scenario.title,
            caller=scenario.caller.name,
            level=say("level", level=scenario.level),
            about=scenario.about,
            goal=scenario.goal,
            card=self._card,
            call_to_action=say("answers-alone" if alone else "breath"),
            warning=warning(scenario),
            sounding=now % (2 * BELL) < BELL,
            notice=self._notices.look(now),
            can_answer=not alone,
        )

    def _say_plainly(self, shown: View | Ringing) -> None:
        """On a terminal without a screen: what is new, once."""
        assert self._plain
        before = self._drawn
        if isinstance(shown, Ringing):
            news = [shown.notice] if not isinstance(before, Ringing) or before.notice != shown.notice else []
        else:
            old = before if isinstance(before, View) else None
            typing = say("plain-typing") if shown.typing is not None else ""
            was_typing = old is not None and old.typing is not None
            news = [
                "" if old and old.banner == shown.banner else shown.banner,
                "" if old and old.question == shown.question else shown.question,
                "" if was_typing else typing,
            ]
        for text in filter(None, news):
            self._plain.tell(text)


def card(you: You) -> str:
    """Who the trainee plays, and what they may offer."""
    who = say("card-who", name=you.name, firm=you.firm) if you.name and you.firm else you.name or you.firm
    offers = say("card-offer", offers="; ".join(you.may_offer)) if you.may_offer else ""
    turns_to = say("card-resources", names="; ".join(you.resources)) if you.resources else ""
    return " ".join(filter(None, (who, offers, turns_to)))


def warning(scenario: Scenario) -> str:
    """What may be hard to hear in this call, and how to stop it at any time."""
    if not scenario.contains:
        return ""
    return say("contains", what=", ".join(say(f"contains-{one}") for one in scenario.contains))


def _floor(moment: Moment, scene: Scene) -> Floor:
    if scene.on_hold:
        return "hold"
    if moment.caller_speaks:
        return "both" if moment.trainee_speaks else "caller"
    if moment.trainee_speaks:
        return "trainee"
    return "yours" if scene.listening and not scene.words_due and not moment.reply_wait else "waiting"


def _source(studio: Studio) -> str:
    return say(
        {"live": "microphone", "recorded": "recorded-trainee", "typed": "typed-call"}[studio.plan.practice]
    )


def _status(studio: Studio, recorded: bool, desk: Desk) -> tuple[str, ...]:
    """What matters most last: a narrow screen leaves out the first."""
    plan = studio.plan
    listening = say("headphones" if plan.headphones else "loudspeakers")
    return tuple(filter(None, (
        say("reply-wait", seconds=f"{plan.pace.reply_wait / 1000:.1f}"),
        listening if plan.practice == "live" else "",
        say("recording" if studio.recording and recorded else "not-recorded"),
        "" if plan.scored else say("not-scored"),
        say("microphone-open" if desk.talking else "microphone-shut") if desk.push_to_talk else "",
    )))  # fmt: skip


def _sentence(error: Exception) -> str:
    if isinstance(error, VoiceTrainerError):
        return say("broke-off", why=str(error))
    return say("thread-failed", kind=type(error).__name__)


@contextmanager
def _terminable() -> Iterator[None]:
    """Being told to end (SIGTERM) is as Ctrl-C: the terminal is put back and the call is kept."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
