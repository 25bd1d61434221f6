"""Writes the pages that are made from the program itself: keys, commands, advice.

    python docs/make_reference.py

A test fails when a page is older than what it is made from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from voicetrainer import catalogue, language, places
from voicetrainer.authoring import advice, load_scenario, standard_rubric
from voicetrainer.authoring.conditions import WhenFile
from voicetrainer.authoring.model import (
    BranchFile,
    CallerFile,
    CheckpointFile,
    FactFile,
    FaultFile,
    LevelFile,
    MeterFile,
    PersonFile,
    ScenarioFile,
    StateFile,
    StepFile,
    YouFile,
)
from voicetrainer.authoring.rubric_model import AddedFile, ChangesFile, ItemFile, RubricFile, SectionFile
from voicetrainer.authoring.script import CueFile, EchoFile, NoiseFile, ScriptFile
from voicetrainer.cli.app import COMMANDS, program
from voicetrainer.core.scenario import Branch, Scenario

HERE = Path(__file__).parent
NOTE = "<!-- Made by docs/make_reference.py; change the program, not this page. -->"

Parts = tuple[tuple[type[BaseModel], str, str], ...]
"""(model, heading, an introduction where the model has none fit for a page)"""

SCENARIO: Parts = (
    (ScenarioFile, "The whole file", ""),
    (YouFile, "you", ""),
    (CallerFile, "caller", ""),
    (PersonFile, "people", ""),
    (LevelFile, "levels", ""),
    (FactFile, "facts", "A fact is a text, a list of the ways to say it, or `{the fact: hidden until …}`."),
    (MeterFile, "meters", "A number that moves the caller. Branches change it and ask for it."),
    (CheckpointFile, "checkpoints", ""),
    (StateFile, "states", ""),
    (BranchFile, "branches, and always", ""),
    (WhenFile, "when", "One word alone, or conditions in braces that must all hold. The words: `silent`"
     " (nobody answered within the time), `interrupts` (the caller was talked over and stopped), `unclear`"
     " (the words were not understood), `otherwise` (anything was said). Conditions:"),
    (FaultFile, "fault", "A mistake, as the report will name it."),
    (ChangesFile, "rubric", ""),
    (AddedFile, "added sections", ""),
    (StepFile, "rehearsals", ""),
)  # fmt: skip
CUES: Parts = (
    (ScriptFile, "The whole cue file", ""),
    (CueFile, "cues", ""),
    (NoiseFile, "noise", "A room around the trainee."),
    (EchoFile, "echo", "The caller's voice in this trainee's microphone."),
)
RUBRIC: Parts = (
    (RubricFile, "The whole rubric file", "What earns points. See [rubric.md](rubric.md)."),
    (SectionFile, "sections", "A part of the scorecard. Its score is a share of its own items' weight."),
    (ItemFile, "items", "One thing that is looked at."),
)
LINKS = {
    model.__name__: re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-")
    for model, heading, _ in (*SCENARIO, *CUES, *RUBRIC)
}


# -- scenario-reference.md -----------------------------------------------------------------


REFERENCE_HEAD = f"""{NOTE}

# Reference: every word of the files

Scenarios are explained step by step in [write-a-scenario.md](write-a-scenario.md), cue files in
[recorded-trainees.md](recorded-trainees.md), rubrics in [rubric.md](rubric.md). An unknown word is
an error. A time, a level or a share is written with its unit.
"""


LINES = """### lines

Where the caller says something there may stand

* a sentence: `caller: Thank you.` (a colon in it needs quotes around it all; `(pause 0.8 s)` is silence);
* wordings, of which the seed of the call chooses one, and others for when a meter stands so:
  `caller: {one of: [Well. Thank you., All right then.], when anger at least 5: I am still waiting.}`;
* the line of somebody else who is listed under `people`: `caller: [{Priya Shah: Hello.}]`.

### shared files

`use: {identity: common/identity.yaml}` takes in the `states`, `phrases` and `checkpoints` of another
file, which begins with `voicetrainer: 1` and `shared:` (what it is). Everything of it is called
`identity.…` here. A branch there that goes to a name which the file does not have is a way out:
`identity.done: {go: softening}` under your `states` says where it leads.
"""


def scenario_reference() -> str:
    """Every word of every kind of file, from the models' own descriptions."""
    out = [REFERENCE_HEAD]
    for title, parts in (("Scenario files", SCENARIO), ("Cue files", CUES), ("Rubric files", RUBRIC)):
        out += [f"## {title}", ""]
        for model, heading, intro in parts:
            out += _model(model, heading, intro)
        if parts is SCENARIO:
            out += [LINES]
    out += ["## Built-in phrase lists", "", *_lists()]
    return "\n".join(out).rstrip() + "\n"


def _model(model: type[BaseModel], heading: str, intro: str) -> Iterator[str]:
    schema = model.model_json_schema(by_alias=True)
    says = intro or " ".join((model.__doc__ or "").split())
    yield from (f"### {heading}", "", says, "")
    if model is FactFile:
        return
    words = schema.get("properties") or _conditions(schema)
    needed = set(schema.get("required", ()))
    yield "| word | holds | without it | meaning |"
    yield "|---|---|---|---|"
    for word, shape in words.items():
        field = next(f for name, f in model.model_fields.items() if (f.alias or name) == word)
        unwritten = "must be there" if word in needed else _default(shape, field.get_default())
        yield f"| `{word}` | {_holds(shape)} | {unwritten} | {_cell(shape.get('description', ''))} |"
    yield ""


def _conditions(schema: Mapping[str, Any]) -> dict[str, Any]:
    """`when` is a reference to one word or conditions."""
    definition = schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    found: dict[str, Any] = definition["anyOf"][1]["properties"]
    return found


def _holds(shape: Mapping[str, Any]) -> str:
    """What may be written there, in words."""
    match shape:
        case {"$ref": str(reference)}:
            return _link(reference)
        case {"anyOf": [{"type": ["string", "number", "boolean"]}, {"type": "array"}]}:
            return "text, or a list of texts"
        case {"anyOf": [_, {"description": str(text)}, *more]} if text.startswith("one of:"):
            return "a [line](#lines)" + (", or a list of them" if more else "")
        case {"anyOf": [shape, {"type": "null"}]}:
            return _holds(shape)
        case {"const": value}:
            return f"`{value}`"
        case {"enum": ["yes", "no", *_]}:
            return "`yes` or `no`"
        case {"anyOf": [{"enum": names}, {"type": "array"}]}:
            return "one or more of " + ", ".join(f"`{name}`" for name in names)
        case {"enum": names}:
            return ", ".join(f"`{name}`" for name in names if name)
        case {"type": "array", "items": {"$ref": str(reference)}}:
            return f"a list of {_link(reference)}"
        case {"type": "object", "additionalProperties": inner}:
            return f"a name and {_holds(inner)}, for each"
        case {"type": "array", "items": inner}:
            return f"a list of {_holds(inner)}"
        case {"pattern": str(pattern)}:
            return _PATTERNS[pattern]
    return _TYPES[str(shape["type"])]


_PATTERNS = {
    r"^\d+(\.\d+)?\s*(ms|s|min)$": "a time, `4 s`",
    r"(ms|s|min)$": "a span, `-300 ms to 3 s`",
    r"^at (least|most) -?\d+(\.\d+)?$": "a limit, `at least 8`",
    r"^at (least|most) -?\d+(\.\d+)?\s*dB": "a bound, `at least 6 dB`",
    r"^at (least|most) -?\d+(\.\d+)?\s*(semitones|st)": "a bound, `at least 3 semitones`",
    r"^at (least|most) -?\d+(\.\d+)?\s*words/min$": "a bound, `at most 165 words/min`",
    r"^\d+ facts?$": "`2 facts`",
    "dB$": "a level, `-6 dB`",
    "dBFS$": "a level, `-35 dBFS`",
}
_TYPES = {
    "['string', 'number', 'boolean']": "text", "string": "a sentence", "number": "a number",
    "integer": "a whole number", "['number', 'string']": "a number, or one with its unit",
}  # fmt: skip


def _link(reference: str) -> str:
    name = reference.rpartition("/")[2]
    return f"[{LINKS[name].split('-and-')[0]}](#{LINKS[name]})"


def _default(shape: Mapping[str, Any], value: object) -> str:
    """What holds if the word is not written."""
    match value:
        case int() | float() if shape.get("pattern") == "dB$":
            return f"`{value} dB`"
        case int() | float() if shape.get("pattern", "").startswith(r"^\d") and not isinstance(value, bool):
            return f"`{_time(int(value))}`"
        case bool():
            return "`yes`" if value else "`no`"
        case str() | int() | float() if value != "" and value is not None:
            return f"`{value}`"
    return "–"


def _time(ms: int) -> str:
    if ms and ms % 60_000 == 0:
        return f"{ms // 60_000} min"
    return f"{ms / 1000:g} s" if ms >= 1000 else f"{ms} ms"


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|").replace("’", "'")


def _lists() -> Iterator[str]:
    yield "A scenario may name these in `says`, `says all` and `without`, and add to them under `phrases`."
    yield from ("", "| list | what it is for | phrases |", "|---|---|---|")
    for name, phrases in language.banks("en").items():
        yield f"| `{name}` | {_cell(language.about('en').get(name, ''))} | {len(phrases)} |"


# -- commands.md ---------------------------------------------------------------------------


COMMANDS_HEAD = f"""{NOTE}

# Commands

The same is printed by `voicetrainer COMMAND --help`. Exit codes are in
[troubleshooting.md](troubleshooting.md#exit-codes). This completes commands and options in bash; for zsh
and fish write their name in place of bash:

```sh
eval "$(_VOICETRAINER_COMPLETE=bash_source voicetrainer)"
```
"""


def commands() -> str:
    """The help of each command.  Not in click's own layout, which changes with its version."""
    assert isinstance(program, click.Group)
    context = click.Context(program)
    out = [COMMANDS_HEAD]
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command, name
        out += _command(name, command)
    return "\n".join(out).rstrip() + "\n"


def _command(name: str, command: click.Command) -> Iterator[str]:
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    yield from (f"## {name}", "", *(command.help or "").splitlines(), "")
    shown = " ".join(_argument(a) for a in arguments)
    yield f"`voicetrainer {name}{' ' + shown if shown else ''}{' [OPTIONS]' if options else ''}`"
    yield ""
    if options:
        yield from ("| option | meaning |", "|---|---|")
        yield from (f"| {_option(o)} | {_cell(o.help or '')} |" for o in options)
        yield ""
    examples = catalogue.say(f"cli.examples-{name}").strip().splitlines()
    yield from ("```sh", *(line.strip() for line in examples), "```", "")


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    name += "..." if argument.nargs == -1 and not name.endswith("...") else ""
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _option(option: click.Option) -> str:
    names = ", ".join((*option.opts, *option.secondary_opts))
    if option.is_flag:
        return f"`{names}`"
    if isinstance(option.type, click.Choice):
        return f"`{names} {'/'.join(map(str, option.type.choices))}`"
    metavar = option.metavar or option.type.name.upper()
    return _cell(f"`{names} {metavar}`")


# -- advice.md -----------------------------------------------------------------------------

SOURCES = ("LiveLink", "Essentials of handling difficult phone calls", "Virtual Assistant Israel",
           "Meryl Rodgers", "Voiptime Cloud")  # fmt: skip


ADVICE_HEAD = f"""{NOTE}

# The advice that voicetrainer teaches

*Measured*: a rule of the standard rubric judges it. *Played*: a scenario lets you practise it, and
nothing judges it. *Told*: the screen before the call, or the report after it, says it. The last two
columns name the items of the standard rubric that look at it, and the shipped scenarios that credit
it or mark a fault under it.
"""
COLUMNS = "| id | advice | how | rubric items | scenarios |\n|---|---|---|---|---|"


def advice_table() -> str:
    """The 60 pieces of advice: how this version holds each, which items judge it, where it is played."""
    items, scenarios = _items(), _scenarios()
    out = [ADVICE_HEAD]
    for number, source in enumerate(SOURCES):
        out += [f"## {source}", "", COLUMNS]
        for id_, one in advice().items():
            if one.source == number:
                says = f"**{_cell(one.title)}.** {_cell(one.says)}"
                marks = " ".join(f"`{name}`" for name in items.get(id_, ())) or "–"
                played = ", ".join(scenarios.get(id_, ())) or "–"
                out.append(f"| {id_} | {says} | {one.holds} | {marks} | {played} |")
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _items() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for section in standard_rubric().sections:
        for item in section.items:
            for id_ in item.advice:
                found.setdefault(id_, []).append(item.id)
    return found


def _scenarios() -> dict[str, list[str]]:
    """Where a shipped scenario credits an advice or marks a fault under it."""
    found: dict[str, list[str]] = {}
    for path in sorted(places.scenarios().glob("*.yaml")):
        scenario = load_scenario(path).scenario
        used = {point.advice for point in scenario.checkpoints.values()}
        used |= {branch.fault.advice for branch in _branches(scenario) if branch.fault}
        for id_ in used:
            found.setdefault(id_, []).append(scenario.name)
    return found


def _branches(scenario: Scenario) -> Iterator[Branch]:
    yield from scenario.always
    for state in scenario.states.values():
        yield from state.branches


PAGES: Mapping[str, Callable[[], str]] = {
    "scenario-reference.md": scenario_reference, "commands.md": commands, "advice.md": advice_table,
}  # fmt: skip

if __name__ == "__main__":
    for page, make in PAGES.items():
        (HERE / page).write_text(make(), "utf-8")
