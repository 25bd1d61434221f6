"""`voicetrainer call`: one whole practice call."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from .. import catalogue, places
from ..authoring import Loaded, load_rubric, load_scenario, load_script
from ..authoring.callback import with_promises
from ..authoring.rubric import STANDARD
from ..core.cues import Script
from ..core.endpointing import PACES, Pace
from ..core.errors import DeviceError, ScenarioError, UsageError
from ..core.scenario import Hints
from ..core.wording import level_of
from ..store.folder import find_call
from ..store.promises import open_promises
from . import names, settings
from .again import Resumed, clock
from .help import described
from .holding import calls_root
from .plan import Plan, Practice
from .soon import Soon
from .starting import begun_so, started

if TYPE_CHECKING:
    from .holding import Held

DEFAULT_SCENARIO = "parcel"
DEFAULT_TRAINEES = {"parcel": "steady", "double-charge": "fair"}
"""Who practises where nobody can speak."""
WAITS = (500, 3000)


@click.command(**described("call"))
@click.argument("scenario", default=DEFAULT_SCENARIO, shell_complete=names.complete_scenario)
@click.option(
    "--trainee",
    metavar="NAME|FILE",
    shell_complete=names.complete_trainee,
    help=catalogue.say("cli.opt-trainee"),
)
@click.option("--real-time", is_flag=True, help=catalogue.say("cli.opt-real-time"))
@click.option("--ear", metavar="NAME", help=catalogue.say("cli.opt-ear"))
@click.option("--voice", metavar="NAME", help=catalogue.say("cli.opt-voice"))
@click.option("--microphone", metavar="NAME", help=catalogue.say("cli.opt-microphone"))
@click.option("--loudspeaker", metavar="NAME", help=catalogue.say("cli.opt-loudspeaker"))
@click.option("--headphones/--no-headphones", default=None, help=catalogue.say("cli.opt-headphones"))
@click.option("--pace", type=click.Choice(list(PACES)), help=catalogue.say("cli.opt-pace"))
@click.option("--push-to-talk/--open-microphone", default=None, help=catalogue.say("cli.opt-push-to-talk"))
@click.option("--reply-wait", type=click.IntRange(*WAITS), metavar="MS", help=catalogue.say("cli.opt-wait"))
@click.option("--seed", type=int, help=catalogue.say("cli.opt-seed"))
@click.option("--rubric", type=click.Path(path_type=Path), help=catalogue.say("cli.opt-rubric"))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help=catalogue.say("cli.opt-out"))
@click.option("--no-recording", is_flag=True, help=catalogue.say("cli.opt-no-recording"))
@click.option("--unscored", is_flag=True, help=catalogue.say("cli.opt-unscored"))
@click.option("--hints", is_flag=True, help=catalogue.say("cli.opt-hints"))
@click.option("--level", type=click.IntRange(1, 3), help=catalogue.say("cli.opt-level"))
@click.option("--from", "start", metavar="STATE", help=catalogue.say("cli.opt-from"))
@click.option("--set", "meters", metavar="METER=N", multiple=True, help=catalogue.say("cli.opt-set"))
@click.option(
    "--again", metavar="CALL", shell_complete=names.complete_call, help=catalogue.say("cli.opt-again")
)
@click.option("--at", metavar="TIME", help=catalogue.say("cli.opt-at"))
@click.option("--note-within", type=click.IntRange(5, 3600), metavar="SECONDS",
              help=catalogue.say("cli.opt-note-within"))  # fmt: skip
@click.option("--repeat", is_flag=True, help=catalogue.say("cli.opt-repeat"))
@click.option("--remember", is_flag=True, help=catalogue.say("cli.opt-remember"))
@click.option("--set-up", "set_up_again", is_flag=True, help=catalogue.say("cli.opt-set-up"))
def call(**options: Unpack[Options]) -> Held | None:
    held = _hold(options)
    while options["repeat"] and _once_more():
        try:
            held = _hold(options)  # the file is read anew: what was saved meanwhile is in it
        except ScenarioError as error:
            click.echo(str(error), err=True)
    return held


def _once_more() -> bool:
    """Asked of a person only: nobody else could end it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return bool(click.confirm(catalogue.say("cli.once-more"), default=True))


def _hold(options: Options) -> Held | None:
    from .building import load_ear
    from .session import hold

    kept, resumed = settings.load(), _resumed(options)
    practice = _practice(options["trainee"], options["ear"] or kept.ear)
    ear = options["ear"] if practice == "recorded" else options["ear"] or kept.ear or None
    with Soon(lambda: load_ear(practice, ear)) as listening:
        name = "" if practice == "recorded" else kept.name
        loaded = resumed.loaded if resumed else _loaded(options, name)
        if practice == "live":
            kept = _asked(kept, options["set_up_again"])
        mine = _mine(options, kept)
        if ear:
            mine = replace(mine, cloud_ears=_consent(ear, kept).cloud_ears)
        if options["remember"]:
            settings.save(mine)
        plan = _plan(options, mine, practice, loaded, ear)
        plan = _going_on(plan, resumed) if resumed else plan
        first = practice != "recorded" and not mine.called
        plan = replace(plan, scored=not (options["unscored"] or first), hints=_hints(options, loaded, first))
        held = hold(plan, first, listening)
        if first:
            settings.save(replace(settings.load(), called=True))
        return held


class Options(TypedDict):
    """What was given on the command line."""

    scenario: str
    trainee: str | None
    real_time: bool
    ear: str | None
    voice: str | None
    microphone: str | None
    loudspeaker: str | None
    headphones: bool | None
    pace: str | None
    push_to_talk: bool | None
    reply_wait: int | None
    seed: int | None
    rubric: Path | None
    out: Path | None
    no_recording: bool
    unscored: bool
    hints: bool
    level: int | None
    start: str | None
    meters: tuple[str, ...]
    again: str | None
    at: str | None
    repeat: bool
    note_within: int | None
    remember: bool
    set_up_again: bool


def _loaded(options: Options, trainee: str) -> Loaded:
    loaded = load_scenario(names.scenario_path(options["scenario"]))
    if before := loaded.scenario.callback_of:
        found = open_promises(calls_root(options["out"]), trainee, before)
        loaded = with_promises(loaded, [one.promise for one in found])
    return started(loaded, options["level"], options["start"], options["meters"])


def _resumed(options: Options) -> Resumed | None:
    """Raises UsageError if only one of --again and --at was given, or nothing can be gone back to."""
    from .opening import open_call

    if (options["again"] is None) != (options["at"] is None):
        raise UsageError(catalogue.say("cli.again-and-at"))
    if options["again"] is None or options["at"] is None:
        return None
    if options["level"] or options["start"] or options["meters"]:
        raise UsageError(catalogue.say("cli.again-as-it-was"))
    return Resumed(open_call(find_call(calls_root(options["out"]), options["again"])), clock(options["at"]))


def _going_on(plan: Plan, resumed: Resumed) -> Plan:
    """The same seed and rubric as then."""
    info = resumed.of.info
    return replace(
        plan, resumed=resumed, seed=info.seed, begun=resumed.begun, rubric=resumed.of.rubric,
        rubric_source=info.rubric.text,
    )  # fmt: skip


def _hints(options: Options, loaded: Loaded, first: bool) -> Hints:
    """The first call and --hints show all there is; a level what it says; else nothing."""
    if options["hints"] or first:
        return "script"
    return "nothing" if options["level"] is None else level_of(loaded.scenario, options["level"]).hints


def _mine(options: Options, kept: settings.Settings) -> settings.Settings:
    """The person's settings, as this command line changes them."""
    given: dict[str, Any] = {
        "microphone": options["microphone"], "loudspeaker": options["loudspeaker"],
        "headphones": options["headphones"], "pace": options["pace"], "ear": options["ear"],
        "reply_wait": options["reply_wait"], "push_to_talk": options["push_to_talk"],
    }  # fmt: skip
    mine = replace(kept, **{name: value for name, value in given.items() if value is not None})
    # a pace that is asked for now is meant whole: an older wait of its own does not outlive it
    return replace(mine, reply_wait=options["reply_wait"]) if options["pace"] else mine


def _plan(
    options: Options, mine: settings.Settings, practice: Practice, loaded: Loaded, ear: str | None
) -> Plan:
    from .holding import new_seed

    rubric, recorded = options["rubric"] or STANDARD, practice == "recorded"
    return Plan(
        loaded=loaded,
        source=loaded.text,
        rubric=load_rubric(rubric),
        rubric_source=rubric.read_text("utf-8"),
        practice=practice,
        root=calls_root(options["out"]),
        script=_script(options["trainee"], loaded) if recorded else None,
        real_time=options["real_time"],
        ear=ear,
        voice=options["voice"],
        trainee="" if recorded else mine.name,
        seed=new_seed() if options["seed"] is None else options["seed"],
        pace=_pace(mine, practice, _level(options, loaded)),
        push_to_talk=mine.push_to_talk and practice == "live",
        record=not options["no_recording"] and (recorded or mine.record),
        headphones=mine.headphones,
        own_voice=mine.own_voice,
        note_within=options["note_within"],
        begun=begun_so(loaded.scenario, options["level"], options["start"], options["meters"]),
        microphone=mine.microphone,
        loudspeaker=mine.loudspeaker,
    )


def _level(options: Options, loaded: Loaded) -> int | None:
    """The wait that the level sets, ms; None if none was asked for or it sets none."""
    return level_of(loaded.scenario, options["level"]).reply_wait if options["level"] else None


def _pace(mine: settings.Settings, practice: Practice, of_level: int | None) -> Pace:
    """A recorded trainee has everybody's pace, so that the same call goes the same way again.

    What the person has set wins over the level.
    """
    own = PACES.get(mine.pace, PACES["normal"]) if practice != "recorded" else PACES["normal"]
    usual = of_level if of_level and own is PACES["normal"] else own.reply_wait
    pace = replace(own, reply_wait=mine.reply_wait or usual)
    return replace(pace, early=False) if practice == "recorded" else pace


def _practice(trainee: str | None, ear: str | None) -> Practice:
    """Live where a person and a microphone are; typed if asked for; else with a recorded trainee."""
    if trainee:
        return "recorded"
    person = sys.stdin.isatty() and sys.stdout.isatty()
    if ear == "typed":
        if not person:
            raise UsageError(catalogue.say("cli.typed-needs-terminal"))
        return "typed"
    if not person:
        click.echo(catalogue.say("cli.recorded-no-terminal"))
        return "recorded"
    from ..sound.devices import probe

    found = probe()
    if found.trouble:
        click.echo(found.trouble)
        click.echo(catalogue.say("cli.recorded-no-device"))
        return "recorded"
    return "live"


def _consent(ear: str, mine: settings.Settings) -> settings.Settings:
    """Ask before anything is sent off this machine; refuse where nobody can be asked."""
    from ..speech.choose import describe_engines

    if not any(row.kind == "ear" and row.name == ear and row.cloud for row in describe_engines()):
        return mine
    if ear in mine.cloud_ears:
        return mine
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(catalogue.say("cli.cloud-needs-consent", ear=ear))
    from .asking import consent_to_cloud

    agreed = consent_to_cloud(ear, mine)
    if ear not in agreed.cloud_ears:
        raise UsageError(catalogue.say("cli.cloud-refused", ear=ear))
    settings.save(agreed)
    return agreed


def _asked(mine: settings.Settings, again: bool) -> settings.Settings:
    if mine.headphones is not None and not again:
        return mine
    from rich.console import Console

    from .asking import ask

    answered = ask(mine, Console())
    settings.save(answered)
    return answered


def _script(trainee: str | None, loaded: Loaded) -> Script:
    """The cue file or rehearsal of that name; without one, the scenario's shipped trainee."""
    scenario = loaded.scenario.name
    shipped = places.scenarios() in loaded.path.resolve().parents
    wanted = trainee or (DEFAULT_TRAINEES.get(scenario) if shipped else None)
    if wanted and (path := names.trainee_path(wanted)):
        return load_script(path)
    rehearsals = {r.name: r for r in loaded.rehearsals}
    if wanted is None and rehearsals:
        wanted = next(iter(rehearsals))
    if wanted in rehearsals:
        return Script(wanted, rehearsals[wanted].cues)
    known = [*rehearsals, *names.recorded_trainees()]
    if not known or wanted is None:
        raise DeviceError(catalogue.say("cli.nobody-practises"))
    raise UsageError(catalogue.say("cli.no-trainee", name=wanted, near=names.nearest(wanted, known)))
