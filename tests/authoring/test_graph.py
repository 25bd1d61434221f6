"""The drawing of a scenario: nothing overlaps, nothing is left out, every text stands where it belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from voicetrainer import places
from voicetrainer.authoring import load_scenario
from voicetrainer.authoring.graph import Picture, Rehearsed, dot, mermaid, picture, svg
from voicetrainer.authoring.graph.drawn import Drawn, draw
from voicetrainer.authoring.graph.layers import Rail
from voicetrainer.authoring.graph.measure import clipped, width, wrapped
from voicetrainer.authoring.graph.places import pooled
from voicetrainer.authoring.graph.sizes import RAIL
from voicetrainer.core.scenario import Branch, Caller, Meter, Scenario, State, When

SVG = "{http://www.w3.org/2000/svg}"
CAKE = Path(__file__).parents[2] / "docs" / "examples" / "cake.yaml"


def shipped() -> list[Path]:
    return [*sorted(places.scenarios().glob("*.yaml")), CAKE]


def made_up(count: int, seed: int) -> Scenario:
    """States that lead anywhere, back and to themselves as well."""
    chance = Random(seed)
    names = [f"state {n} {'long ' * chance.randrange(5)}" for n in range(count)]
    kinds = [When("silent"), When("otherwise"), When("says", any_of=("apology & <sorry>", "b" * 40))]
    states = {}
    for n, name in enumerate(names[:-2]):
        near = names[min(count - 1, n + 1 + chance.randrange(4))]
        targets = [near, *(chance.choice([None, chance.choice(names)]) for _ in range(chance.randrange(4)))]
        branches = tuple(
            Branch(f"{name}.{k}", chance.choice(kinds), go, change={"anger": 1.0})
            for k, go in enumerate(targets, 1)
        )
        states[name] = State(
            name, ("“Eleven” days! & <no> word " * chance.randrange(1, 9),), branches=branches
        )
    for name, ending in zip(names[-2:], ("won", "lost"), strict=True):
        states[name] = State(name, ("Bye.",), ending=ending)  # type: ignore[arg-type]  # zip loses the literal
    always = (Branch("always.1", When("settled", meters=(("anger", "at least", 10),)), names[-1]),)
    return Scenario(
        "made-up", "Made up", names[0], states, Caller("A"), meters={"anger": Meter(5)}, always=always
    )


SCENARIOS = [load_scenario(path).scenario for path in shipped()]
SCENARIOS += [made_up(3, 1), made_up(12, 2), made_up(40, 3), made_up(200, 4)]


@pytest.fixture(params=SCENARIOS, ids=lambda s: f"{s.name}-{len(s.states)}")
def seen(request: pytest.FixtureRequest) -> Picture:
    scenario: Scenario = request.param
    return picture(scenario, Rehearsed(3, {scenario.start: 3}, {"always.1": 2}))


def rectangles(drawn: Drawn) -> Iterator[tuple[float, float, float, float]]:
    for name, box in drawn.boxes.items():
        x, y = drawn.layout.x[name], drawn.layout.y[name]
        yield x, y, x + box.width, y + box.height


def test_no_two_cards_overlap_with_their_labels(seen: Picture) -> None:
    for a, b in combinations(rectangles(draw(seen)), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_long_way_passes_beside_the_cards_of_its_row(seen: Picture) -> None:
    drawn = draw(seen)
    rails = [(item, x) for item, x in drawn.layout.x.items() if isinstance(item, Rail)]
    tops = {rail: (top, top + tall) for rail, _, top, tall in drawn.rails}
    for rail, x in rails:
        for left, top, right, bottom in rectangles(drawn):
            if top < tops[rail][1] and bottom > tops[rail][0]:
                assert x + RAIL <= left or right <= x


def test_every_branch_has_its_line_and_its_label(seen: Picture) -> None:
    root = ElementTree.fromstring(svg(seen))
    lines = {i for path in root.iter(f"{SVG}path") for i in path.get("data-ways", "").split(" | ")}
    labels = [group.get("data-way") for group in root.iter(f"{SVG}g") if group.get("data-way")]
    ways = [way for way in seen.every_way() if not (way in seen.rules and way.source == way.target)]
    assert {way.id for way in ways} <= lines
    assert sorted(labels) == sorted(way.id for way in seen.every_way())


def test_every_state_that_is_led_to_has_an_arrow(seen: Picture) -> None:
    drawn = draw(seen)
    tips = [stroke.end for stroke in drawn.layout.strokes if stroke.arrow]
    for name in {way.target for way in seen.every_way() if not way.stays} & set(seen.cards):
        x, y = drawn.layout.x[name], drawn.layout.y[name]
        assert any(x < at < x + drawn.boxes[name].card and y - 5 < high <= y for at, high in tips), name


def test_all_text_stands_inside_its_card(seen: Picture) -> None:
    root = ElementTree.fromstring(svg(seen))
    sizes = {"name": (16, True), "line": (14, False), "mood": (12, False), "cov": (12, False)}
    for group in root.iter(f"{SVG}g"):
        if "data-state" not in group.attrib:
            continue
        frame = group.find(f"{SVG}rect")
        assert frame is not None
        left, top = float(frame.get("x", "0")), float(frame.get("y", "0"))
        right, bottom = left + float(frame.get("width", "0")), top + float(frame.get("height", "0"))
        for one in group.iter(f"{SVG}text"):
            size, bold = sizes.get(one.get("class", "").split()[0], (12, True))
            x, wide = float(one.get("x", "0")), width(one.text or "", size, bold)
            begin = x - wide if one.get("text-anchor") == "end" else x
            assert left < begin and begin + wide < right, one.text
            assert top < float(one.get("y", "0")) < bottom


def test_the_lines_of_a_card_never_run_into_its_foot(seen: Picture) -> None:
    for box in draw(seen).boxes.values():
        assert 46 + 18 * len(box.lines) <= box.height - 30


def test_a_reader_of_the_screen_is_told_everything(seen: Picture) -> None:
    root = ElementTree.fromstring(svg(seen))
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and told is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert all(way.meaning in (told.text or "") for way in seen.every_way())


def test_the_same_scenario_is_drawn_the_same_again() -> None:
    assert svg(picture(made_up(30, 5))) == svg(picture(made_up(30, 5)))


def test_what_no_rehearsal_takes_is_told_by_shape_and_count_too() -> None:
    loaded = load_scenario(CAKE)
    text = svg(picture(loaded.scenario, Rehearsed(5, {}, {})))
    assert "0×" in text and "stroke-dasharray:3 2" in text
    plain = svg(picture(loaded.scenario))
    assert "0×" not in plain and 'class="edge words off' not in plain


def test_it_is_light_and_dark_and_asks_for_nothing() -> None:
    text = svg(picture(SCENARIOS[0]))
    assert "prefers-color-scheme:dark" in text
    assert not re.search(
        r"(href|src|url\()\s*=?\s*[\"']?https?:", text.replace("http://www.w3.org/2000/svg", "")
    )


# -- for other programs ------------------------------------------------------------------------


NODE = re.compile(r'(\w+)(\[".*"\]|\(\[".*"\]\)|\{\{".*"\}\})(?::::(\w+))?')
EDGE = re.compile(r'(\w+) (-->|-\.->|==>)\|"([^"]*)"\| (\w+)')


def test_the_mermaid_text_can_be_read_back(seen: Picture) -> None:
    first, *lines = mermaid(seen).splitlines()
    assert first == "flowchart TD"
    nodes, edges, classes = set(), [], set()
    for line in map(str.strip, lines):
        if line.startswith("classDef"):
            classes.add(line.split()[1])
        elif edge := EDGE.fullmatch(line):
            edges.append((edge[1], edge[4]))
        elif node := NODE.fullmatch(line):
            nodes.add(node[1])
            assert node[3] in (None, "won", "lost", "never")
            assert not re.search(r'["<>`]', re.sub(r"<br>", "", node[2][2:-2].strip('"[]()')))
        else:
            numbers = re.fullmatch(r"linkStyle ([\d,]+) stroke:#\w+", line)
            assert numbers and all(int(n) < len(edges) for n in numbers[1].split(",")), line
    assert len(nodes) == len(seen.cards) + bool(seen.rules)
    assert len(edges) == sum(1 for _ in seen.every_way())
    assert {end for edge in edges for end in edge} <= nodes and classes == {"won", "lost", "never"}


STRING = r'"(?:[^"\\]|\\.)*"'
VALUE = rf"(?:{STRING}|\w+)"
STATEMENT = re.compile(rf"({STRING})(?: -> ({STRING}))? \[\w+={VALUE}(?:, \w+={VALUE})*\];")


def test_the_dot_text_can_be_read_back(seen: Picture) -> None:
    first, *lines, last = dot(seen).splitlines()
    assert re.fullmatch(rf"digraph {STRING} {{", first) and last == "}"
    found = [one for line in lines[3:] if (one := STATEMENT.fullmatch(line.strip()))]
    assert len(found) == len(lines) - 3
    assert sum(bool(one[2]) for one in found) == sum(1 for _ in seen.every_way())


# -- the parts ------------------------------------------------------------------------------------


def test_what_does_not_fit_ends_in_dots() -> None:
    assert clipped("a short one", 12, 500) == "a short one"
    short = clipped("a very long label " * 9, 12, 100)
    assert short.endswith("…") and width(short, 12) <= 100
    lines = wrapped("Eleven days I have waited for that parcel of mine", 14, 120, 2)
    assert len(lines) == 2 and lines[-1].endswith("…") and all(width(x, 14) <= 120 for x in lines)
    assert wrapped("", 14, 120, 2) == []


def test_a_word_wider_than_the_card_is_cut() -> None:
    (line,) = wrapped("W" * 90, 14, 120, 3)
    assert width(line, 14) <= 120


def test_neighbours_that_press_on_each_other_share_the_difference() -> None:
    assert pooled([(0, 1), (5, 1)]) == [0, 5]
    assert pooled([(5, 1), (1, 1)]) == [3, 3]
    assert pooled([(5, 3), (1, 1)]) == [4, 4]


def test_a_scenario_without_any_way_out_is_drawn_too() -> None:
    alone = Scenario("x", "X", "a", {"a": State("a")}, Caller("A"))
    assert ElementTree.fromstring(svg(picture(alone))) is not None


@pytest.mark.parametrize(
    "name", ['a"b<c>&', "x\x07y", "two\nlines", "W" * 200, "a|b`#", "\\", "שלום", "😀" * 40]
)
def test_whatever_a_state_is_called_the_pictures_can_be_read(name: str) -> None:
    branches = (
        Branch("1", When("says", any_of=(name,)), None, change={name: -1.5}),
        Branch("2", When("silent"), "end"),
    )
    states = {name: State(name, (name,), branches=branches), "end": State("end", ("Bye",), ending="won")}
    meters = {name: Meter(0, float("-inf"), float("inf"))}
    seen = picture(Scenario(name, name, name, states, Caller(name), meters=meters), Rehearsed(0, {}, {}))
    test_all_text_stands_inside_its_card(seen)
    test_the_mermaid_text_can_be_read_back(seen)
    test_the_dot_text_can_be_read_back(seen)
