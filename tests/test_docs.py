"""The documentation is true: its commands, links, files, numbers and examples are tried here."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import click
import pytest

from voicetrainer import language
from voicetrainer.authoring import lint, lint_text, load_rubric_text, load_scenario, load_script
from voicetrainer.cli import names
from voicetrainer.cli.app import COMMANDS, EXIT_CODES, program
from voicetrainer.core.endpointing import PACES
from voicetrainer.core.match import Matcher
from voicetrainer.core.rules import RULES

ROOT = Path(__file__).parent.parent
CAKE = ROOT / "docs" / "examples" / "cake.yaml"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
OURS = [page for page in PAGES if page.parent.name != "lint"]
QUICK = ("check", "scenarios", "schema", "calls", "doctor", "report", "rescore", "voices")
"""Commands that are run; the others are only held against the real options."""


@dataclass(frozen=True)
class Fence:
    """A fenced block: its page, what stands behind the ```, its lines."""

    page: Path
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}: {self.text.splitlines()[0][:60]}"


def fences(pages: list[Path]) -> list[Fence]:
    found = []
    for page in pages:
        for info, text in re.findall(r"^```([^\n]*)\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
            found.append(Fence(page, info.strip(), text))
    return found


BLOCKS = fences(PAGES)
SHELL = [
    pytest.param(line, id=f"{block.page.name}: {line}")
    for block in BLOCKS
    if block.info in ("sh", "console", "bash", "shell")
    for line in block.text.splitlines()
    if line.strip()
]
YAML = [block for block in fences(OURS) if block.info.startswith("yaml")]


# -- commands ------------------------------------------------------------------------------


def command_named(name: str) -> click.Command:
    assert isinstance(program, click.Group)
    command = program.get_command(click.Context(program), name)
    assert command, f"there is no command {name}"
    return command


def parsed(words: list[str]) -> Mapping[str, object]:
    """What click makes of the words after 'voicetrainer'; fails on an unknown option."""
    with command_named(words[0]).make_context(words[0], words[1:]) as context:
        return dict(context.params)


@pytest.mark.parametrize("line", SHELL)
def test_every_command_in_a_shell_block_exists_with_its_options(line: str) -> None:
    words = shlex.split(line, comments=True)
    match words:
        case ["voicetrainer", *rest]:
            given = parsed(rest[: rest.index(">")] if ">" in rest else rest)
            if rest[0] == "call":
                there(str(given["scenario"]), given["trainee"])
        case ["make", target]:
            assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.M)
        case ["sudo", "apt-get", *_]:
            assert f'"{line}"' in (ROOT / "voicetrainer/sound/devices.py").read_text("utf-8")
        case ["python", script]:
            assert (ROOT / script).is_file()
        case ["pip", "install", "."]:
            assert (ROOT / "pyproject.toml").is_file()
        case ["eval", completion]:
            assert completion == "$(_VOICETRAINER_COMPLETE=bash_source voicetrainer)"
        case _:
            pytest.fail(f"no test knows what this is: {line}")


def there(scenario: str, trainee: object) -> None:
    """The scenario and the trainee are there, but for files that a reader is to write ('my-…')."""
    if scenario.startswith("my-"):
        return
    path = ROOT / scenario if scenario.endswith(".yaml") else names.scenario_path(scenario)
    rehearsals = {rehearsal.name for rehearsal in load_scenario(path).rehearsals}
    known = rehearsals | set(names.recorded_trainees())
    assert trainee is None or trainee in known or str(trainee).startswith("my-"), trainee


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a home of its own, one held call, and the files the pages speak of."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("docs", "scenarios"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("my-own.yaml", "my-rubric.yaml"):
        (folder / name).write_bytes(CAKE.read_bytes())
    rubric = next(block for block in YAML if block.info == "yaml rubric")
    (folder / "my-rubric.yaml").write_text(rubric.text, "utf-8")
    run(folder, ["call", "parcel", "--trainee", "mm-hm", "--no-recording"])
    return folder


def run(folder: Path, words: list[str]) -> str:
    home = folder / "home"
    own = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"), home)
    own["PYTHONPATH"] = ROOT
    done = subprocess.run(
        [sys.executable, "-m", "voicetrainer", *words],
        cwd=folder, env={**os.environ, **{name: str(path) for name, path in own.items()}},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def quick() -> list[str]:
    """The quick commands of the pages, each once, but for a call's full name, which is only an example,
    and what needs a microphone or half a minute."""
    lines = dict.fromkeys(str(param.values[0]) for param in SHELL)
    ours = [line for line in lines if line.startswith("voicetrainer ") and line.split()[1] in QUICK]
    return [
        line
        for line in ours
        if not re.search(r"\d{4}-\d\d-", line) and not {"--sound", "--sheet"} & set(line.split())
    ]


@pytest.mark.parametrize("line", quick())
def test_quick_commands_of_the_pages_run(line: str, desk: Path) -> None:
    words = shlex.split(line)[1:]
    said = run(desk, words[: words.index(">")] if ">" in words else words)
    if words[0] == "schema":
        assert json.loads(said)["properties"]["states"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_that_parse(name: str) -> None:
    command = command_named(name)
    assert command.help and command.short_help
    assert all(p.help for p in command.params if isinstance(p, click.Option)), name
    examples = [
        x.strip() for x in (command.epilog or "").splitlines() if x.strip().startswith("voicetrainer ")
    ]
    assert examples, name
    for example in examples:
        words = shlex.split(example)
        assert words[1] == name
        parsed(words[1 : words.index(">")] if ">" in words else words[1:])


@pytest.mark.parametrize("page", OURS, ids=lambda p: p.name)
def test_commands_and_options_named_in_the_text_exist(page: Path) -> None:
    spans = re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    )
    options = {
        o for name in COMMANDS for p in command_named(name).params for o in (*p.opts, *p.secondary_opts)
    }
    tools = page.stem.startswith(("benchmark", "soak"))  # these have options of their own
    for span in (s for s in spans if s.startswith("voicetrainer ") or not (tools or s.startswith("python "))):
        if found := re.match(r"voicetrainer ([a-z]+)\b", span):
            assert found[1] in COMMANDS, span
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", span):
            assert option in options or option == "--help", span


def test_the_exit_codes_of_the_page_are_those_of_the_program() -> None:
    text = (ROOT / "docs/troubleshooting.md").read_text("utf-8")
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)}
    assert told == {0, 70, 130, *(code for _, code in EXIT_CODES)}


# -- links, pages, files -------------------------------------------------------------------


def links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", h.replace("`", "").lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_points_to_a_file_and_a_heading_in_it(page: Path) -> None:
    for link in links(page):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        near = [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if "://" not in link]
        waiting += [p for p in near if p.suffix == ".md" and p.exists() and p not in reached]
    assert set(PAGES) <= reached


CODE = "\n".join(path.read_text("utf-8") for path in (ROOT / "voicetrainer").rglob("*.py"))
TOLD = [ROOT / "docs" / name for name in ("architecture.md", "echo.md", "decisions.md", "timing.md")]


@pytest.mark.parametrize("page", TOLD, ids=lambda p: p.name)
def test_files_and_names_of_the_program_that_a_page_tells_of_exist(page: Path) -> None:
    spans = re.findall(r"`([^`\n]+)`", page.read_text("utf-8"))
    files = {
        str(path.relative_to(ROOT))
        for part in ("voicetrainer", "tests", "docs")
        for path in (ROOT / part).rglob("*.py")
    }
    for span in spans:
        if re.fullmatch(r"[\w/]+\.py", span):
            assert any(f"/{file}".endswith(f"/{span}") for file in files), span
        elif re.fullmatch(r"(?:[A-Z][a-z]+){2,}", span):
            assert re.search(rf"\b{span}\b", CODE), span
        elif found := re.match(r"python -m ([\w.]+)", span):
            assert (ROOT / found[1].replace(".", "/")).with_suffix(".py").is_file(), span


def test_pictures_are_small_enough_to_load_quickly() -> None:
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < 300_000, picture


def test_every_lint_code_has_a_page_that_the_list_names() -> None:
    sources = [*(ROOT / "voicetrainer").rglob("*.py"), ROOT / "voicetrainer/catalogue/en/lint.toml"]
    codes = {code for path in sources for code in re.findall(r"\bVT\d{3}(?=\b|_)", path.read_text("utf-8"))}
    listed = (ROOT / "docs/lint/README.md").read_text("utf-8")
    for code in codes:
        assert (ROOT / "docs" / "lint" / f"{code}.md").is_file(), code
        assert f"({code}.md)" in listed, code


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["scenario-reference.md", "commands.md", "advice.md"])
def test_pages_made_from_the_program_are_up_to_date(page: str) -> None:
    made = reference().PAGES[page]()
    assert (ROOT / "docs" / page).read_text("utf-8") == made, "run: python docs/make_reference.py"


# -- examples ------------------------------------------------------------------------------


@pytest.mark.parametrize("block", YAML, ids=str)
def test_every_yaml_block_loads_or_is_part_of_a_file_that_checks_clean(block: Fence, tmp_path: Path) -> None:
    match block.info.split():
        case ["yaml", "rubric"]:
            load_rubric_text(tmp_path / "rubric.yaml", block.text.encode())
        case ["yaml", "cues"]:
            for clip in re.findall(r"clip: ([\w.-]+)", block.text):
                (tmp_path / clip).touch()
            (tmp_path / "cues.yaml").write_text(block.text, "utf-8")
            assert load_script(tmp_path / "cues.yaml").cues
        case ["yaml", "part", "of", name]:
            assert block.text in (ROOT / name).read_text("utf-8"), block
            assert lint(ROOT / name) == []
        case _:
            pytest.fail(f"{block}: say behind ```yaml what this is")


def test_the_readme_shows_twelve_lines_of_a_scenario() -> None:
    (block,) = [block for block in YAML if block.page.name == "README.md"]
    assert len(block.text.splitlines()) == 12


def test_the_tutorials_mistake_is_reported_as_it_says() -> None:
    head, _, tail = CAKE.read_text("utf-8").rpartition("go: her morning\n")
    (problem,) = lint_text(Path("cake.yaml"), f"{head}go: her mornin\n{tail}".encode())
    assert f"{problem}\n" in (ROOT / "docs/write-a-scenario.md").read_text("utf-8")


def rows(page: str) -> Iterator[list[str]]:
    for line in (ROOT / "docs" / page).read_text("utf-8").splitlines():
        if line.startswith("| "):
            yield [cell.strip().strip("`") for cell in line.strip("|").split("|")]


TRIED = [row for row in rows("matching.md") if row[2] in ("yes", "no")]


@pytest.mark.parametrize(("phrase", "heard", "found"), TRIED, ids=str)
def test_the_matchers_table_is_true(phrase: str, heard: str, found: str) -> None:
    assert (Matcher(language.banks("en")).find(phrase, heard) is not None) == (found == "yes")


VALUES = [(row[1], row[2]) for row in rows("timing.md") if "." in row[1]]


@pytest.mark.parametrize(("place", "told"), VALUES, ids=str)
def test_the_values_of_the_timing_page_are_those_of_the_program(place: str, told: str) -> None:
    part, module, *path = place.split(".")
    value: object = importlib.import_module(f"voicetrainer.{part}.{module}")
    for name in path:
        if isinstance(value, type) and dataclasses.is_dataclass(value):
            value = next(f.default for f in dataclasses.fields(value) if f.name == name)
        else:
            value = getattr(value, name)
    assert f"{value} ms" == told


def test_the_timing_page_has_its_table() -> None:
    assert len(VALUES) >= 15 and len(TRIED) >= 10


def test_the_paces_of_the_timing_page_are_those_of_the_program() -> None:
    told = {row[0]: row[1:] for row in rows("timing.md") if len(row) == 4 and row[1].endswith(" ms")}
    assert told == {
        name: [f"{pace.reply_wait} ms", f"{pace.endpoint} ms", "yes" if pace.early else "no"]
        for name, pace in PACES.items()
    }


def test_every_rule_is_explained() -> None:
    text = (ROOT / "docs/scoring.md").read_text("utf-8")
    assert set(re.findall(r"^\*\*`([^`]+)`\*\*", text, re.M)) == set(RULES)


def test_every_package_stands_in_the_architecture() -> None:
    packages = {p.name for p in (ROOT / "voicetrainer").iterdir() if (p / "__init__.py").is_file()} | {
        "places"
    }
    assert {row[0] for row in rows("architecture.md")} >= packages


def test_the_changelog_knows_this_version() -> None:
    from voicetrainer import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0" and "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
