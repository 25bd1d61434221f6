"""Twine stories become scenarios, and what does not is told with its line."""

from __future__ import annotations

import pytest

from tests.authoring.interchange.stories import FILE, HERE, errors, from_twee, loaded, notes, states, ways
from voicetrainer.authoring.interchange import imported, twee
from voicetrainer.core.errors import StoreError, UsageError

KETTLE = (HERE / "kettle.twee").read_text("utf-8")


def test_passages_become_states_that_check_clean() -> None:
    got = from_twee(KETTLE)
    assert not errors(got)
    assert {"Ring ring", "Calmer", "Explosion", "Looks", "hangs up"} <= set(states(got))
    assert got.root["title"] == "The late kettle"
    assert got.root["start"] == "Ring ring"
    assert got.root["caller"] == {"name": "Ann"}
    assert states(got)["Ring ring"]["caller"] == ["My kettle is late.", "I have been waiting. Do hurry!"]


def test_every_spelling_of_a_link_is_read() -> None:
    got = from_twee(":: Start\nHi.\n[[one->A]] [[B<-two]] [[three|C]] [[D]] [[x->y->A]]\n" + ends("ABCD"))
    found = [(when["says"], go) for when, go in ways(got, "Start")]
    assert [go for _, go in found] == ["A", "B", "C", "D", "A"]
    assert [said if isinstance(said, str) else said[0] for said, _ in found] == [
        "one",
        "two",
        "three",
        "D",
        "x->y",
    ]


def ends(names: str) -> str:
    return "".join(f"\n:: {name}\nBye.\n" for name in names)


def test_what_cannot_be_carried_is_listed_with_its_line() -> None:
    told = notes(from_twee(KETTLE))
    assert {
        ("twee-special", 7), ("variable-start", 11), ("emphasis", 12), ("macro", 13), ("nowhere", 18),
        ("html", 22), ("comment", 26), ("not-reached", 32),
    } == told  # fmt: skip


def test_numbers_become_meters_and_their_conditions_limits() -> None:
    got = from_twee(KETTLE)
    assert got.root["meters"]["trust"] == {"start": "3", "min": "0", "max": "10"}
    looks = next(when for when, go in ways(got, "Ring ring") if go == "Looks")
    assert looks["meter"] == {"trust": "at least 5"}
    to_calmer = next(b for b in states(got)["Ring ring"]["branches"] if b.get("go") == "Calmer")
    assert to_calmer["change"] == {"trust": "+2"}
    assert states(got)["Calmer"]["caller"][1] == {"when trust at least 5": "You are nice.", "one of": ["Hm."]}


def test_sugarcube_says_the_same_in_its_own_words() -> None:
    got = from_twee(
        ":: Start\n<<set $rude to false>>Hello. <<if $rude>>You again.<<else>>Nice to hear you.<</if>>\n"
        "[[Who is it?->Who][$rude to true]]\n<<if $rude>>[[Sorry->End]]<</if>>\n\n"
        ":: Who\nNever mind.\n[[Fine|Start]]\n\n:: End\nBye.\n"
    )
    assert not errors(got)
    assert got.root["meters"]["rude"] == {"start": "0", "max": "1"}
    asked = states(got)["Start"]["branches"]
    assert asked[0]["change"] == {"rude": "+1"}
    assert asked[1]["when"]["meter"] == {"rude": "at least 1"}


def test_a_condition_that_no_meter_tells_leaves_the_option_and_says_so() -> None:
    got = from_twee(
        ':: Start\nHi.\n(if: $name is "Ann")[Dear Ann.\n[[Yes->End]]]\n[[No->End]]\n\n:: End\nBye.\n'
    )
    assert len(ways(got, "Start")) == 2
    assert {("condition", 3), ("left-out", 3), ("option-always", 4)} <= notes(got)


def test_a_tag_says_how_a_call_ends() -> None:
    got = from_twee(KETTLE)
    assert states(got)["Calmer"]["ending"] == "won"
    assert states(got)["Explosion"]["ending"] == "lost"
    told = {(note.key, note.what) for note in got.filled}
    assert not any(what in ("Calmer", "Explosion") for _, what in told)


def test_silence_and_other_words_are_filled_in_and_told() -> None:
    got = from_twee(KETTLE)
    kinds = [b["when"] for b in states(got)["Ring ring"]["branches"] if isinstance(b["when"], str)]
    assert kinds == ["silent", "otherwise"]
    assert {"filled-patience", "filled-words"} <= {note.key for note in got.filled}


def test_text_before_the_story_names_a_speaker_only_if_that_speaks_twice() -> None:
    got = from_twee(":: Start\nNote: this is late.\nBut well.\n[[Go on->End]]\n\n:: End\nBye.\n")
    assert states(got)["Start"]["caller"] == ["Note: this is late.", "But well."]
    assert loaded(got).caller.name == "The caller"


def test_brackets_in_names_are_unescaped() -> None:
    got = from_twee(':: A \\[b\\] \\{c\\} [tag] {"position":"1,2"}\nHi.\n')
    assert "A [b] {c}" in states(got)


def test_a_published_page_is_read_as_its_story() -> None:
    page = (
        '<html><tw-storydata name="Late" startnode="2">'
        '<tw-passagedata pid="1" name="End" tags="won">Bye &amp; thanks.'
        '</tw-passagedata>\n<tw-passagedata pid="2" name="Hello" tags="">Hi. [[Yes-&gt;End]]</tw-passagedata>'
        "</tw-storydata></html>"
    )
    story = twee.story(FILE, twee.page(FILE, page))
    assert (story.title, story.start) == ("Late", "Hello")
    assert story.nodes["End"].tags == ("won",)
    assert story.nodes["End"].body[0].line == 1


def test_a_story_that_jumps_in_a_circle_ends_there_and_says_so() -> None:
    got = from_twee(':: Start\nHi.\n<<goto "B">>\n\n:: B\n<<goto "Start">>\n')
    assert any(note.key == "circle" for note in got.left)
    assert not errors(got)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello.\n:: Start\nHi.", 1),
        (":: Start\nHi.\n:: Start\nAgain.", 3),
        (":: [tag]\nHi.", 1),
        (':: Start {"position": }\nHi.', 1),
        (":: Start [one [two]]\nHi.", 1),
        (":: StoryTitle\nNothing else", 1),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(StoreError, match=f"^story.txt:{line}: "):
        from_twee(text)


def test_a_start_that_is_not_there_offers_the_nearest() -> None:
    with pytest.raises(UsageError, match="Calmer"):
        imported(HERE / "kettle.twee", start="Calmr")
    assert imported(HERE / "kettle.twee", start="Looks").root["start"] == "Looks"


def test_a_way_that_leads_nowhere_is_no_good_end() -> None:
    got = from_twee(":: Start\nHi.\n[[Yes->Gone]]\n[[No->End]]\n\n:: End\nBye.\n")
    assert states(got)["a dead end"] == {"ending": "lost"}
    assert states(got)["End"]["ending"] == "won"
    assert ("nowhere", 3) in notes(got)


def test_a_link_to_the_web_is_no_option() -> None:
    got = from_twee(":: Start\nMade with [[Twine|https://example.org/]].\n[[Yes->End]]\n\n:: End\nBye.\n")
    assert states(got)["Start"]["caller"] == "Made with Twine."
    assert [go for _, go in ways(got, "Start")] == ["End"]
    assert ("web", 2) in notes(got)
