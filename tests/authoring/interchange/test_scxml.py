"""SCXML that any reader of state charts takes."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.authoring.interchange.stories import SCENARIOS, SMALL, root_of
from voicetrainer.authoring import load_scenario, load_scenario_text
from voicetrainer.authoring.interchange.scxml import NAMESPACE, OWN, scxml_text
from voicetrainer.authoring.interchange.writing import scenario_text

NCNAME = re.compile(r"[A-Za-z_][\w.-]*")
CHILDREN = {
    "scxml": {"datamodel", "state", "final"},
    "datamodel": {"data"},
    "state": {"onentry", "onexit", "transition"},
    "final": {"onentry", "onexit"},
    "onentry": {"log", "send", "assign"},
    "onexit": {"cancel"},
    "transition": {"log", "send", "assign", "cancel"},
    "data": set(), "log": set(), "send": set(), "assign": set(), "cancel": set(),
}  # fmt: skip
"""What may stand in what, of the part of the recommendation that we use."""
MUST = {
    "data": {"id"},
    "assign": {"location", "expr"},
    "cancel": {"sendid"},
    "send": {"event", "delay", "id"},
}


def tag(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


@pytest.mark.parametrize("path", [*sorted(SCENARIOS.glob("*.yaml")), SMALL], ids=lambda p: p.stem)
def test_elements_ids_and_targets_are_as_the_recommendation_has_them(path: Path) -> None:
    chart = ET.fromstring(scxml_text(load_scenario(path).scenario))
    ids = [one.get("id") or "" for one in chart.iter() if tag(one) in ("state", "final")]
    assert len(ids) == len(set(ids)) == len(root_of(path)["states"])
    assert chart.get("initial") in ids
    for one in chart.iter():
        assert {tag(child) for child in one} <= CHILDREN[tag(one)], tag(one)
        assert set(one.keys()) >= MUST.get(tag(one), set())
        assert all(NCNAME.fullmatch(one.get(name) or "a") for name in ("id", "target", "sendid"))
        if tag(one) == "transition":
            assert one.get("target") is None or one.get("target") in ids
            assert one.get("event") or one.get("cond"), "it would fire for ever"


def test_the_first_branch_that_fits_is_the_first_transition() -> None:
    chart = ET.fromstring(scxml_text(load_scenario(SMALL).scenario))
    opening = next(one for one in chart if one.get("id") == "opening")
    found = [one for one in opening if tag(one) == "transition"]
    assert [one.get(f"{{{OWN}}}branch") for one in found] == [f"opening.{n}" for n in (1, 2, 3, 4)]
    assert [one.get("event") for one in found] == ["turn", "turn", "silent", "turn"]
    assert found[2].get("target") == "hangs_up"


def test_what_holds_in_every_state_stands_first_in_each() -> None:
    chart = ET.fromstring(scxml_text(load_scenario(SCENARIOS / "parcel.yaml").scenario))
    states = [one for one in chart if tag(one) == "state"]
    always = len(load_scenario(SCENARIOS / "parcel.yaml").scenario.always)
    for state in states:
        branches = [x.get(f"{{{OWN}}}branch") or "" for x in state if tag(x) == "transition"]
        assert [name.startswith("always.") for name in branches[:always]].count(True) >= always - 1


def test_signs_of_xml_and_of_scripts_are_escaped() -> None:
    root = root_of(SMALL)
    root["states"]["opening"]["caller"] = 'Is it "5 < 6" & so?'
    root["title"] = "<&\">'"
    scenario = load_scenario_text(Path("x.yaml"), scenario_text(root).encode()).scenario
    chart = ET.fromstring(scxml_text(scenario))
    assert chart.get(f"{{{OWN}}}title") == "<&\">'"
    said = [one.get("expr") for one in chart.iter() if tag(one) == "log"]
    assert '"Is it \\"5 < 6\\" & so?"' in said
