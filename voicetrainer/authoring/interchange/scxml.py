"""A scenario → SCXML, the W3C's state charts, for programs that read them.

Each state of the scenario is a state there, endings are final.  What the trainee does comes in as
events, with what is known of it in `_event.data`:

  turn         says: names of phrase lists and words that were said · fto (ms) · acts · facts ·
               louder (dB) · higher (semitones) · pace (words/min)
  silent       after `delay` without a word; sent by the state itself
  interrupted, unclear, rambled, key.NAME (a key: key.hold, key.transfer, …)

Meters are data; a branch on meters alone is a transition without event.  The caller's lines are
`log` elements with the label `caller`.  Names that XML ids cannot hold stand in `vt:name`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from ...core.scenario import Branch, Choice, Scenario, State, When, Words
from ...core.wording import wordings
from .story import unique

NAMESPACE = "http://www.w3.org/2005/07/scxml"
OWN = "urn:voicetrainer:scenario:1"
_illegal = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def scxml_text(scenario: Scenario) -> str:
    ET.register_namespace("", NAMESPACE)
    ET.register_namespace("vt", OWN)
    chart = _Chart(scenario).all()
    ET.indent(chart)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(chart, encoding="unicode") + "\n"


def _element(parent: ET.Element | None, name: str, **attributes: str) -> ET.Element:
    made = ET.Element(f"{{{NAMESPACE}}}{name}")
    for key, value in attributes.items():
        made.set(key.rstrip("_"), _illegal.sub("", value))
    if parent is not None:
        parent.append(made)
    return made


def _quoted(text: str) -> str:
    """A text as an ECMAScript literal."""
    return json.dumps(text, ensure_ascii=False)


class _Chart:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._ids = _ids(scenario.states)
        self._meters = _ids(scenario.meters, "m_")
        self._once = {
            branch.id: f"once_{number}"
            for number, branch in enumerate(self._every_branch())
            if branch.when.kind == "settled" and branch.go is None
        }

    def _every_branch(self) -> Iterator[Branch]:
        yield from self._scenario.always
        for state in self._scenario.states.values():
            yield from state.branches

    def all(self) -> ET.Element:
        scenario = self._scenario
        chart = _element(
            None, "scxml", version="1.0", datamodel="ecmascript", initial=self._ids[scenario.start]
        )
        chart.set("name", re.sub(r"[^\w.-]+", "-", scenario.name) or "scenario")
        chart.set(f"{{{OWN}}}title", _illegal.sub("", scenario.title))
        data = _element(chart, "datamodel")
        for name, meter in scenario.meters.items():
            one = _element(data, "data", id=self._meters[name], expr=f"{meter.start:g}")
            one.set(f"{{{OWN}}}name", name)
        for flag in self._once.values():
            _element(data, "data", id=flag, expr="false")
        for state in scenario.states.values():
            self._state(chart, state)
        return chart

    def _state(self, chart: ET.Element, state: State) -> None:
        kind = "final" if state.ending else "state"
        made = _element(chart, kind, id=self._ids[state.name])
        made.set(f"{{{OWN}}}name", _illegal.sub("", state.name))
        made.set(f"{{{OWN}}}mood", state.mood)
        if state.ending:
            made.set(f"{{{OWN}}}ending", state.ending)
        self._entry(made, state)
        if not state.ending:
            sent = f"silent_{self._ids[state.name]}"
            _element(_element(made, "onexit"), "cancel", sendid=sent)
            always = sorted(self._scenario.always, key=lambda branch: -branch.priority)
            for branch in (*always, *state.branches):
                self._transition(made, state, branch, sent)

    def _entry(self, made: ET.Element, state: State) -> None:
        entry = _element(made, "onentry")
        for words in state.caller:
            self._say(entry, words)
        if not state.ending:
            for branch in (*self._scenario.always, *state.branches):
                if branch.id in self._once:
                    _element(entry, "assign", location=self._once[branch.id], expr="false")
            self._wait(entry, state)
        if not len(entry):
            made.remove(entry)

    def _wait(self, parent: ET.Element, state: State) -> None:
        sent = f"silent_{self._ids[state.name]}"
        _element(parent, "send", id=sent, event="silent", delay=f"{state.answer_within}ms")

    def _say(self, parent: ET.Element, words: Words) -> None:
        by = words.by if isinstance(words, Choice) else ""
        texts = [one.text for one in wordings(words)]
        log = _element(parent, "log", label=by or "caller", expr=_quoted(texts[0]))
        if len(texts) > 1:
            log.set(f"{{{OWN}}}variants", json.dumps(texts, ensure_ascii=False))

    def _transition(self, made: ET.Element, state: State, branch: Branch, sent: str) -> None:
        when = branch.when
        if when.kind == "settled" and branch.go == state.name:
            return  # as the call does: such a branch would fire for ever
        given: dict[str, str] = {}
        if event := _event(when):
            given["event"] = event
        if condition := " && ".join(self._conditions(branch)):
            given["cond"] = condition
        if branch.go:
            given["target"] = self._ids[branch.go]
        way = _element(made, "transition", **given)
        way.set(f"{{{OWN}}}branch", branch.id)
        self._does(way, branch)
        if branch.id in self._once:
            _element(way, "assign", location=self._once[branch.id], expr="true")
        elif not branch.go:
            _element(way, "cancel", sendid=sent)
            self._wait(way, state)

    def _does(self, way: ET.Element, branch: Branch) -> None:
        for name, by in branch.change.items():
            meter, data = self._scenario.meters[name], self._meters[name]
            value = f"Math.min({meter.max:g}, Math.max({meter.min:g}, {data} + {by:g}))".replace("+ -", "- ")
            _element(way, "assign", location=data, expr=value)
        for name in branch.credit:
            _element(way, "log", label="credit", expr=_quoted(name))
        if branch.fault:
            _element(way, "log", label="fault", expr=_quoted(branch.fault.why or branch.fault.advice))
        if branch.caller:
            self._say(way, branch.caller)

    def _conditions(self, branch: Branch) -> Iterator[str]:
        when = branch.when
        for name, how, value in when.meters:
            yield f"{self._meters[name]} {_sign(how)} {value:g}"
        if branch.id in self._once:
            yield f"!{self._once[branch.id]}"
        yield from _heard(when)


def _heard(when: When) -> Iterator[str]:
    """What is asked of a turn."""
    if when.any_of:
        yield f"{json.dumps(list(when.any_of), ensure_ascii=False)}.some(w => _event.data.says.includes(w))"
    for name in when.all_of:
        yield f"_event.data.says.includes({_quoted(name)})"
    for name in when.none_of:
        yield f"!_event.data.says.includes({_quoted(name)})"
    if when.replies_in:
        yield f"_event.data.fto >= {when.replies_in[0]} && _event.data.fto <= {when.replies_in[1]}"
    if when.acts:
        yield f"{json.dumps(list(when.acts))}.some(a => _event.data.acts.includes(a))"
    if when.facts:
        yield f"_event.data.facts >= {when.facts}"
    for field, bounds in (("louder", when.louder), ("higher", when.higher), ("pace", when.pace)):
        if bounds:
            yield f"_event.data.{field} {_sign(bounds[0])} {bounds[1]:g}"


def _sign(how: str) -> str:
    return ">=" if how == "at least" else "<="


def _event(when: When) -> str:
    match when.kind:
        case "settled":
            return ""
        case "silent" | "unclear":
            return when.kind
        case "interrupts":
            return "interrupted"
        case "rambles":
            return "rambled"
        case "does":
            return f"key.{(when.act or '').replace(' ', '-')}"
    return "turn"


def _ids(names: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Names that XML and ECMAScript take, each another."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
        plain = prefix + (plain if plain and (prefix or plain[0].isalpha()) else f"s_{plain}")
        found[name] = unique(plain, found.values()).replace(" ", "_")
    return found
