"""What goes out comes back: whole, or with what was changed meanwhile."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.interchange.stories import FILE, SCENARIOS, SMALL, root_of
from voicetrainer.authoring.interchange import twee, twee_back
from voicetrainer.authoring.interchange.scenario import scenario_of
from voicetrainer.authoring.interchange.twee_out import twee_text
from voicetrainer.core.errors import StoreError

SHIPPED = [*sorted(SCENARIOS.glob("*.yaml")), SMALL]


def back(text: str) -> tuple[dict[str, Any], list[str]]:
    root, notes = twee_back.restored(FILE, twee.passages(FILE, text))
    return root, [note.key for note in notes]


def without_ours(text: str) -> list[twee.Passage]:
    return [one for one in twee.passages(FILE, text) if twee.OWN not in one.tags]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_our_own_twee_comes_back_whole(path: Path) -> None:
    assert back(twee_text(root_of(path))) == (root_of(path), [])


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_without_our_passage_states_lines_and_ways_come_back(path: Path) -> None:
    root = root_of(path)
    got = scenario_of(twee.story(FILE, without_ours(twee_text(root)))).root
    reached = {name for name in root["states"] if name in got["states"]}
    assert len(reached) >= len(root["states"]) - 4, "what only `always` leads to"
    for name in reached:
        assert ways(got, name) >= ways(root, name) - {""}
        lines = root["states"][name].get("caller")
        if isinstance(lines, str):
            assert got["states"][name]["caller"] == " ".join(lines.split())


def ways(root: dict[str, Any], name: str) -> set[str]:
    return {branch.get("go", "") for branch in root["states"][name].get("branches", [])}


def test_a_line_changed_in_twine_is_taken_over_and_the_rest_stays() -> None:
    root = root_of(SMALL)
    new, told = back(twee_text(root).replace("\nThank you.\n", "\nThank you so much.\n"))
    assert told == ["back-lines"]
    assert new["states"]["thanks"] == {**root["states"]["thanks"], "caller": "Thank you so much."}
    assert new["states"]["opening"] == root["states"]["opening"]


def test_a_link_that_leads_elsewhere_keeps_its_branch() -> None:
    root = root_of(SMALL)
    new, told = back(twee_text(root).replace("[[apology->thanks]]", "[[apology->hangs up]]"))
    assert told == ["back-link"]
    first = new["states"]["opening"]["branches"][0]
    assert first == {**root["states"]["opening"]["branches"][0], "go": "hangs up"}


def test_other_words_on_a_link_are_waited_for() -> None:
    new, told = back(twee_text(root_of(SMALL)).replace("[[apology->", "[[apology / so sorry->"))
    assert told == ["back-link"]
    assert new["states"]["opening"]["branches"][0]["when"] == {"says": ["apology", "so sorry"]}


def test_a_new_link_comes_before_silence_and_a_link_taken_out_is_gone() -> None:
    text = twee_text(root_of(SMALL))
    new, told = back(text.replace("[[apology->thanks]]", "[[apology->thanks]]\n[[calling back->hangs up]]"))
    assert told == ["back-link"]
    whens = [branch["when"] for branch in new["states"]["opening"]["branches"]]
    assert whens == [
        {"says": "apology"},
        {"says": "taxi words"},
        {"says": "calling back"},
        "silent",
        "otherwise",
    ]
    new, told = back(text.replace("[[apology->thanks]]\n", ""))
    assert told == ["back-link-gone"]
    assert len(new["states"]["opening"]["branches"]) == 3


def test_a_renamed_passage_is_the_same_state() -> None:
    text = re.sub(r"^:: thanks ", ":: all is well ", twee_text(root_of(SMALL)), flags=re.M)
    new, told = back(text.replace("[[apology->thanks]]", "[[apology->all is well]]"))
    assert told == ["back-renamed"]
    assert new["states"]["all is well"] == root_of(SMALL)["states"]["thanks"]
    assert new["states"]["opening"]["branches"][0]["go"] == "all is well"


def test_new_and_deleted_passages_are_told() -> None:
    text = twee_text(root_of(SMALL))
    cut = re.sub(r":: hangs up .*?(?=\n:: )", "", text, flags=re.S)
    new, told = back(cut + "\n:: later [lost]\nNot now.\n")
    assert sorted(told) == ["back-gone", "back-new"]
    assert new["states"]["later"] == {"caller": "Not now.", "ending": "lost"}


def test_a_title_and_start_changed_in_twine_are_taken_over() -> None:
    text = twee_text(root_of(SMALL)).replace("A late taxi", "A later taxi", 1)
    new, _ = back(text.replace('"start": "opening"', '"start": "thanks"', 1))
    assert (new["title"], new["start"]) == ("A later taxi", "thanks")


def test_links_inside_of_our_passage_are_none() -> None:
    root = root_of(SMALL)
    root["about"] = "A text with [[a link->b]] in it"
    text = twee_text(root)
    ours = text[text.index(f":: {twee.OWN} ") :]
    assert "[[" not in ours
    assert back(text) == (root, [])


def test_names_with_brackets_come_back() -> None:
    root = root_of(SMALL)
    root["states"]["a [b] {c}"] = {"caller": "Hm.", "ending": "lost"}
    assert back(twee_text(root)) == (root, [])


def test_our_passage_broken_is_refused() -> None:
    text = twee_text(root_of(SMALL))
    cut = text[: text.index('"phrases"')]
    with pytest.raises(StoreError, match="voicetrainer"):
        back(cut)


def test_the_head_is_what_twine_asks_for() -> None:
    found = {one.name: one for one in twee.passages(FILE, twee_text(root_of(SMALL)))}
    data = json.loads(found["StoryData"].text)
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", data["ifid"])
    assert data["start"] == "opening"
    assert found["opening"].meta == {"position": "100,100", "size": "100,100"}
