"""Every sentence that a person reads: there, used, filled in, and silent about what the trainee feels."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voicetrainer.authoring import advice
from voicetrainer.core.rules import RULES

PACKAGE = Path(__file__).parent.parent / "voicetrainer"
PARTS = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in (PACKAGE / "catalogue/en").glob("*.toml")
}
TEXTS: dict[str, str] = {
    f"{part}.{key}": text for part, texts in PARTS.items() for key, text in texts.items()
}


@dataclass
class Module:
    """One source file: its strings, the patterns of its f-strings, and its calls."""

    path: Path
    literals: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    calls: list[ast.Call] = field(default_factory=list)
    wrappers: dict[str, str] = field(default_factory=dict)
    """Function that only puts a part before a key → that part."""
    imports: dict[str, str] = field(default_factory=dict)
    """Name → the last word of the module it comes from."""


def module(path: Path) -> Module:
    tree = ast.parse(path.read_text("utf-8"))
    out = Module(path)
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    pieces = {id(p) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for p in n.values}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings | pieces:
                out.literals.add(text)
            case ast.JoinedStr():
                out.patterns.add(pattern(node))
            case ast.Call():
                out.calls.append(node)
            case ast.FunctionDef(name=name) if part := part_of(node):
                out.wrappers[name] = part
            case ast.ImportFrom(module=str(source), names=names):
                out.imports |= {alias.name: source.rpartition(".")[2] for alias in names}
    return out


def pattern(node: ast.JoinedStr) -> str:
    """A regular expression for what the f-string can become; '' if it is hardly more than one value."""
    shown = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values]
    fixed = "".join(p for p in shown if p != ".+").replace("\\", "")
    named = re.sub(rf"^(?:{'|'.join(PARTS)})\.", "", fixed)
    return "".join(shown) if re.search(r"[a-zA-Z]{2,}", named) else ""


def part_of(function: ast.FunctionDef) -> str:
    """'screen' for `def say(key, **values): return catalogue.say(f"screen.{key}", **values)`."""
    if len(function.body) != 1 or not isinstance(function.body[0], ast.Return):
        return ""
    found = re.search(r"say\(f['\"](\w+)\.\{key\}['\"], \*\*\w+\)", ast.unparse(function.body[0]))
    return found[1] if found else ""


MODULES = [module(path) for path in sorted(PACKAGE.rglob("*.py"))]
WRAPPERS = {(m.path.stem, name): part for m in MODULES for name, part in m.wrappers.items()}
TEMPLATES = {
    text
    for path in PACKAGE.rglob("*.*")
    if path.suffix in (".html", ".j2", ".jinja")
    for text in re.findall(r"""["']([\w.-]+)["']""", path.read_text("utf-8"))
}
"""What stands in quotes in the report's templates."""


def keys_of(node: ast.expr, prefix: str = "") -> Iterator[str]:
    """The literal keys that an argument can be: one, or either of `a if x else b`."""
    match node:
        case ast.Constant(value=str(text)):
            yield prefix + text
        case ast.IfExp(body=body, orelse=other):
            yield from keys_of(body, prefix)
            yield from keys_of(other, prefix)


def said(m: Module, call: ast.Call) -> Iterator[str]:
    """The full keys of a call that says something, as far as they can be seen."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if not call.args:
        return
    part = WRAPPERS.get((m.imports.get(name, m.path.stem), name), "")
    if part and isinstance(call.func, ast.Name):
        yield from keys_of(call.args[0], f"{part}.")
    elif name == "say":
        yield from (key for key in keys_of(call.args[0]) if "." in key)
    elif name == "problem" and len(call.args) >= 3:
        yield from keys_of(call.args[2], "lint.")
    elif name == "wrong":
        yield from keys_of(call.args[0], "lint.")
    elif name == "_judged" and len(call.args) >= 3:
        yield from keys_of(call.args[2], "rules.")


SAID = [(m, call, key) for m in MODULES for call in m.calls for key in said(m, call)]


def names_in(text: str) -> set[str]:
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_key_that_the_program_names_exists() -> None:
    assert len(SAID) > 250, "the search itself must find them"
    missing = {f"{m.path.name}:{call.lineno} {key}" for m, call, key in SAID if key not in TEXTS}
    assert not missing
    whole = re.compile(rf"(?:{'|'.join(PARTS)})\.[A-Za-z0-9_-]+")
    named = {text for m in MODULES for text in m.literals if whole.fullmatch(text)}
    named = {
        text for text in named if not text.endswith((".html", ".json", ".jsonl", ".css"))
    }  # names of files
    named -= set(RULES)
    assert named <= set(TEXTS), named - set(TEXTS)


def test_every_placeholder_is_filled_where_that_can_be_seen() -> None:
    for m, call, key in SAID:
        if any(given.arg is None for given in call.keywords):
            continue  # ** hides what is given
        given = {word.arg for word in call.keywords}
        remedy = "" if "say" in ast.unparse(call.func) else TEXTS.get(f"{key}_remedy", "")
        wanted = names_in(TEXTS[key]) | names_in(remedy)
        assert wanted <= given, f"{m.path.name}:{call.lineno} {key} lacks {wanted - given}"


SPARE = {
    "cli.report-written",
    "sound.call_paused",
}
"""Nothing says these yet; each is used or deleted with the next change of its part."""
FAMILIES = {"report": ("do-", "better-"), "acts": ("",)}
"""Keys that are put together from values: what to do next, and a wording, for each rule and advice; the
name of each dialogue act."""


@pytest.mark.parametrize("part", PARTS)
def test_every_sentence_is_used_somewhere(part: str) -> None:
    literals = TEMPLATES.union(*(m.literals for m in MODULES))
    families = {p for m in MODULES for p in m.patterns if p}
    unused = {f"{part}.{key}" for key in PARTS[part] if not used(part, key, literals, families)}
    assert not unused - SPARE


def used(part: str, key: str, literals: set[str], families: set[str]) -> bool:
    """Is it named whole, without its part, or by a family such as `fault-lost-{id}`?"""
    forms = {key, f"{part}.{key}"}
    if key.startswith(FAMILIES.get(part, ())) or any(key.startswith(x) for x in literals if x.endswith("-")):
        return True
    return bool(forms & literals) or any(re.fullmatch(p, form) for p in families for form in forms)


def test_every_remedy_stands_beside_its_message() -> None:
    lint = PARTS["lint"]
    assert not [key for key in lint if key.endswith("_remedy") and key.removesuffix("_remedy") not in lint]


def test_the_braces_of_every_sentence_can_be_read() -> None:
    for key, text in TEXTS.items():
        assert all(name.isidentifier() for name in names_in(text)), key


def test_the_families_are_whole() -> None:
    """Keys that are put together: each member of the family is there."""
    wanted = {f"report.{kind}-{id_}" for id_ in advice() for kind in ("advice", "well", "do")}
    ends = ("passed", "failed", "undecided", "unscored")
    outcomes = ("won", "lost", "out-of-time", "hung-up", "stopped", "broken")
    wanted |= {f"report.head-{outcome}-{end}" for outcome in outcomes for end in ends}
    wanted |= {f"cli.{kind}-{name}" for name in _commands() for kind in ("short", "long", "examples")}
    assert wanted <= set(TEXTS), wanted - set(TEXTS)


def _commands() -> list[str]:
    from voicetrainer.cli.app import COMMANDS

    return list(COMMANDS)
