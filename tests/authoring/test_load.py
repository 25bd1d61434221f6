"""Scenario files become scenarios, as their author meant them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from voicetrainer import places
from voicetrainer.authoring import lint, load_scenario, load_scenario_text, scenario_schema
from voicetrainer.core.cues import Cue, Expectation
from voicetrainer.core.errors import ScenarioError
from voicetrainer.core.scenario import Caller, Checkpoint, Fact, Fault, Meter, When, You

HERE = Path(__file__).parent
PARCEL = HERE / "parcel.yaml"
SMALL = (HERE / "small.yaml").read_text("utf-8")


def text_of(*changes: tuple[str, str]) -> bytes:
    """The small scenario with some of its text changed."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def load_changed(*changes: tuple[str, str]):  # type: ignore[no-untyped-def]
    return load_scenario_text(Path("small.yaml"), text_of(*changes))


def codes(*changes: tuple[str, str]) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        load_changed(*changes)
    return [f"{problem.code}:{problem.line}" for problem in error.value.problems]


def test_the_head_of_the_format_example_is_read() -> None:
    scenario = load_scenario(PARCEL).scenario
    assert (scenario.name, scenario.title, scenario.language) == (
        "parcel",
        "The parcel that never came",
        "en-GB",
    )
    assert scenario.firm_at_fault is True
    assert scenario.you == You("Sam", "Northway Parcels", ("redelivery tomorrow", "refund of the postage"))
    assert scenario.caller == Caller("Maureen Price", ("female", "older"), "angry")
    assert scenario.meters == {"anger": Meter(6, 0, 10)}
    assert scenario.checkpoints["said sorry"] == Checkpoint("D09")
    assert (scenario.start, scenario.barge_in_after, scenario.time_limit) == ("answered", 700, 360_000)


def test_a_fact_is_a_text_a_list_or_hidden_until_something() -> None:
    facts = load_scenario(PARCEL).scenario.facts
    assert facts["order"] == Fact(("NP 4471",))
    assert facts["waiting"] == Fact(("eleven days", "11 days"))
    assert facts["occasion"] == Fact(("a birthday present",), "she is left to finish")


def test_branches_are_numbered_in_file_order() -> None:
    scenario = load_scenario(PARCEL).scenario
    assert [branch.id for branch in scenario.always] == ["always.1", "always.2", "always.3"]
    opening = scenario.states["opening"].branches
    assert [branch.id for branch in opening] == ["opening.1", "opening.2", "opening.3", "opening.4"]


def test_each_kind_of_when_is_told_apart() -> None:
    scenario = load_scenario(PARCEL).scenario
    assert [b.when.kind for b in scenario.always] == ["interrupts", "says", "settled"]
    assert [b.when.kind for b in scenario.states["opening"].branches] == [
        "says",
        "says",
        "silent",
        "otherwise",
    ]
    assert scenario.always[2].when == When("settled", meters=(("anger", "at least", 10.0),))
    assert scenario.states["opening"].branches[0].when.replies_in == (-300, 3000)


def test_words_and_meters_may_be_asked_for_together() -> None:
    loaded = load_changed(("{says: taxi words}", "{says: taxi words, meter: {anger: at most 4}}"))
    when = loaded.scenario.states["opening"].branches[1].when
    assert when == When("says", ("taxi words",), meters=(("anger", "at most", 4.0),))


def test_a_key_press_and_unclear_words_are_whens() -> None:
    loaded = load_changed(
        ("- when: silent", "- when: unclear\n        caller: Pardon?\n      - when: silent"),
        ("- when: otherwise", "- when: {does: transfer}\n        go: hangs up\n      - when: otherwise"),
    )
    kinds = [b.when.kind for b in loaded.scenario.states["opening"].branches]
    assert kinds == ["says", "says", "unclear", "silent", "does", "otherwise"]
    assert loaded.scenario.states["opening"].branches[4].when.act == "transfer"


def test_changes_may_have_a_plus_a_minus_or_a_typographic_minus() -> None:
    loaded = load_changed(("{anger: -2}", "{anger: −2}"), ("{anger: +1}", "{anger: 0.5}"))
    branches = loaded.scenario.states["opening"].branches
    assert (branches[0].change, branches[3].change) == ({"anger": -2.0}, {"anger": 0.5})


def test_a_credit_is_one_name_or_a_list() -> None:
    assert load_changed().scenario.states["opening"].branches[0].credit == ("said sorry",)
    loaded = load_changed(("credit: said sorry", "credit: [said sorry]"))
    assert loaded.scenario.states["opening"].branches[0].credit == ("said sorry",)


def test_a_fault_keeps_its_advice_and_its_reason() -> None:
    assert load_scenario(PARCEL).scenario.always[1].fault == Fault("L05", "blamed the caller")


def test_a_caller_says_one_line_or_several() -> None:
    loaded = load_changed(("caller: Goodbye.", "caller: [So., Goodbye.]"))
    assert loaded.scenario.states["hangs up"].caller == ("So.", "Goodbye.")
    assert loaded.scenario.states["thanks"].caller == ("Thank you.",)


def test_a_pause_stays_in_the_line_as_it_was_written() -> None:
    (line,) = load_scenario(PARCEL).scenario.states["opening"].caller
    assert "(pause 0.8 s)" in line


def test_times_need_units_and_become_milliseconds() -> None:
    loaded = load_changed(
        ("answer within: 6 s", "answer within: 0.5 min"), ("goal:", "time limit: 2 min\ngoal:")
    )
    assert loaded.scenario.states["opening"].answer_within == 30_000
    assert loaded.scenario.time_limit == 120_000
    assert codes(("answer within: 6 s", "answer within: 6")) == ["VT002:21"]


def test_words_stay_words_that_other_yaml_readers_turn_into_values() -> None:
    loaded = load_changed(("[taxi, cab]", "[yes, no, on, 1:30, 007, null, ~, 0x1F, 1e3]"))
    assert loaded.scenario.phrases["taxi words"] == (
        *("yes", "no", "on", "1:30", "007", "null", "~", "0x1F", "1e3"),
    )


def test_a_scenario_holds_its_own_lists_and_the_built_in_ones_it_uses() -> None:
    phrases = load_scenario(PARCEL).scenario.phrases
    assert set(phrases) == {"apology", "blame", "commitment", "refusal", "greeting", "parcel words"}
    assert "i will" in phrases["commitment"]
    assert "mm-hm" in load_scenario(PARCEL).scenario.backchannels


def test_an_own_list_replaces_the_built_in_one_of_that_name_with_a_warning() -> None:
    loaded = load_changed(("taxi words: [taxi, cab]", "taxi words: [taxi, cab]\n  apology: [oh dear]"))
    assert loaded.scenario.phrases["apology"] == ("oh dear",)
    assert [problem.code for problem in loaded.warnings] == ["VT025"]


def test_a_rehearsal_is_cues_and_expectations_with_their_places() -> None:
    rehearsals = {one.name: one for one in load_scenario(PARCEL).rehearsals}
    rude = rehearsals["talks over her, then blames her"]
    assert rude.cues[1] == Cue("Yes but listen to me please madam", over=1000)
    assert rude.expects == (
        Expectation("ends", "lost", 132, 7),
        Expectation("interruptions", 1, 133, 7),
    )
    kind = rehearsals["polite and patient"]
    assert [cue.after for cue in kind.cues] == [1000, 800, 600]
    assert kind.expects[1].value == ("greeted", "said sorry", "gave a next step")
    assert rehearsals["says nothing at all"].cues == ()


def test_every_cue_and_every_claim_of_a_rehearsal_is_read() -> None:
    steps = """- {silence: 2 s}
    - {does: hold}
    - {trainee: I am so sorry, over: 1 s}
    - not earned: said sorry
    - reaches: thanks
    - scores: at least 90
"""
    rehearsal = load_changed(("- {trainee: I am so sorry}\n", steps)).rehearsals[0]
    assert rehearsal.cues == (Cue(silence=2000), Cue(act="hold"), Cue("I am so sorry", over=1000))
    assert [(claim.kind, claim.value) for claim in rehearsal.expects] == [
        ("not earned", ("said sorry",)),
        ("reaches", "thanks"),
        ("scores", ("at least", 90.0)),
        ("ends", "won"),
    ]


def test_the_hash_is_that_of_the_files_bytes() -> None:
    assert load_scenario(PARCEL).sha256 == hashlib.sha256(PARCEL.read_bytes()).hexdigest()


def test_the_example_of_the_format_has_warnings_and_no_errors() -> None:
    assert [(p.code, p.line, p.warning) for p in lint(PARCEL)] == [("VT021", 26, True), ("VT014", 90, True)]


@pytest.mark.parametrize("path", sorted(places.scenarios().glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_scenarios_have_neither_errors_nor_warnings(path: Path) -> None:
    assert lint(path) == []


def test_mistakes_of_spelling_do_not_hide_mistakes_of_the_graph() -> None:
    found = codes(
        ("answer within: 6 s", "answer within: 6"),
        ("go: thanks", "go: thankz"),
        ("mood: calm", "moood: calm"),
        ("{advice: D09}", "{advice: D99}"),
    )
    assert found == ["VT030:10", "VT002:21", "VT012:26", "VT003:36"]


def test_a_slip_in_go_does_not_make_states_unreachable() -> None:
    assert codes(("go: thanks", "go: thankz")) == ["VT012:26"]


def test_a_problem_prints_its_place_its_code_and_its_remedy() -> None:
    with pytest.raises(ScenarioError) as error:
        load_changed(("go: thanks", "go: thankz"))
    assert str(error.value) == (
        "small.yaml:26:13: VT012 'opening' goes to 'thankz', but there is no such state\n"
        "    did you mean 'thanks'?"
    )


def test_no_message_is_in_the_words_of_pydantic() -> None:
    wrong_kinds = [
        ("meters:\n  anger: {start: 5}", "meters: [anger]"),
        ("caller: {name: Ada Frost, voice: [female], mood: cold}", "caller: Ada"),
        ("voicetrainer: 1", "voicetrainer: 2\nlevel: 9"),
        ("states:\n", "always: yes\nstates:\n"),
        ("credit: said sorry", "credit:"),
        ("answer within: 6 s", "answer within: [6 s]"),
        ("- when: silent", "- when: [silent]"),
        ("caller: I am waiting.", "caller: I am waiting.\n      - 5"),
        ("- ends: won", "- ends: {won: yes}"),
        ("title: A late taxi", "title:\n  a: b"),
    ]
    with pytest.raises(ScenarioError) as error:
        load_changed(*wrong_kinds)
    message = str(error.value)
    for foreign in (
        "Input should",
        "input",
        "valid",
        "type=",
        "pydantic",
        "dictionary",
        "Value error",
        "None",
    ):
        assert foreign not in message, message
    assert len(error.value.problems) >= len(wrong_kinds)


def test_an_unknown_word_offers_the_nearest_or_all_that_fit() -> None:
    with pytest.raises(ScenarioError) as error:
        load_changed(("trainee should:", "trainee shuld:"), ("mood: calm", "colour: blue"))
    near, far = error.value.problems
    assert near.remedy == "did you mean 'trainee should'?"
    assert far.remedy.startswith(
        "known here: mood, caller, whisper, tells, trainee should, answer within, on barge-in, branches"
    )


def test_the_schema_speaks_the_trainers_words_and_explains_each() -> None:
    schema = scenario_schema()
    assert {"fault of the firm", "barge-in after", "time limit", "unclear line"} <= schema[
        "properties"
    ].keys()
    branch = schema["$defs"]["BranchFile"]["properties"]
    assert {
        "when", "change", "caller", "tells", "credit", "fault", "why", "go", "priority",
    } == branch.keys()  # fmt: skip
    when = schema["$defs"]["WhenFile"]["anyOf"]
    assert when[0]["enum"] == ["silent", "interrupts", "unclear", "otherwise"]
    assert when[1]["properties"].keys() == {
        "says", "says all", "without", "replies in", "meter", "does", "speaks longer than", "asks",
        "restates", "shows", "answers louder", "answers higher", "speaks",
    }  # fmt: skip
    assert all("description" in one or "$ref" in one for one in schema["properties"].values())
    assert "default" not in schema["properties"]["title"]
    assert "mood" in schema["$defs"]["StateFile"]["properties"]


def test_an_empty_value_is_reported_at_its_word_and_not_below() -> None:
    assert codes(("    mood: calm\n", "    mood:\n")) == ["VT005:36"]
    assert codes(("- when: silent\n", "- when:\n")) == ["VT005:29"]


def test_a_one_word_when_in_braces_is_told_to_stand_alone() -> None:
    with pytest.raises(ScenarioError, match="write when: silent"):
        load_changed(("- when: silent", "- when: {silent: yes}"))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("answer within: 6 s", "answer within: 0 s", 21),
        ("goal:", "time limit: 6 ms\ngoal:", 4),
        ("goal:", "barge-in after: 0 ms\ngoal:", 4),
        ("- {trainee: I am so sorry}", "- {silence: 0 s}", 47),
    ],
)
def test_a_time_that_would_stop_the_clock_is_refused(old: str, new: str, line: int) -> None:
    assert codes((old, new)) == [f"VT005:{line}"]


def test_barge_in_and_long_speeches_are_understood(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "parcel.yaml").read_text("utf-8")
    text = text.replace("  opening:\n", "  opening:\n    on barge-in: repeat\n", 1).replace(
        "    branches:\n      - when: {says: apology, replies in: -300 ms to 3 s}",
        "    branches:\n      - when: {speaks longer than: 15 s}\n        caller: Yes, yes. But when?\n"
        "      - when: {says: apology, replies in: -300 ms to 3 s}",
        1,
    )
    file = tmp_path / "parcel.yaml"
    file.write_text(text, "utf-8")
    opening = load_scenario(file).scenario.states["opening"]
    assert opening.on_barge_in == "repeat"
    assert (opening.branches[0].when.kind, opening.branches[0].when.longer_than) == ("rambles", 15_000)


def test_a_wrong_word_in_a_rehearsal_lists_those_that_fit() -> None:
    with pytest.raises(ScenarioError) as error:
        load_changed(("    - ends: won", "    - outcome: won"))
    assert any("known here: trainee, after, over" in problem.remedy for problem in error.value.problems)
