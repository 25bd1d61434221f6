"""Help texts out of the catalogue, with examples."""

from __future__ import annotations

from typing import TypedDict

from .. import catalogue


class Described(TypedDict):
    name: str
    help: str
    short_help: str
    epilog: str
    context_settings: dict[str, list[str]]


def described(name: str) -> Described:
    """What `click.command` is told about the command of this name."""
    examples = catalogue.say(f"cli.examples-{name}").strip("\n")
    return Described(
        name=name,
        help=catalogue.say(f"cli.long-{name}"),
        short_help=catalogue.say(f"cli.short-{name}"),
        epilog=f"\b\n{catalogue.say('cli.examples')}\n{examples}",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
