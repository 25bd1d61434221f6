"""The commands by name, loaded only when used, and what becomes of their errors.

Exit codes: 0 done · 1 a check found mistakes · 2 wrong usage · 3 a device · 4 an engine ·
5 a file or folder · 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from .. import __version__, catalogue
from ..core.errors import (
    ClipError,
    DeviceError,
    EngineError,
    ScenarioError,
    StoreError,
    UsageError,
    VoiceTrainerError,
)

COMMANDS = {
    "call": "calling", "check": "checking", "render": "rendering", "report": "results", "rescore": "results",
    "calls": "results", "delete": "results", "scenarios": "listing", "schema": "listing", "doctor": "doctor",
    "voices": "voice_sheet", "calibrate": "calibrating", "simulate": "simulating", "mutate": "mutating",
    "export": "exporting", "progress": "progress", "overrule": "reviewing", "correct": "reviewing",
    "score": "scoring", "agree": "scoring", "drill": "drilling", "import": "importing",
    "convert": "converting", "pack": "packing", "unpack": "packing", "note": "noting", "assess": "assessing",
    "graph": "graphing", "hear": "hearing", "new": "new",
}  # fmt: skip
"""Each command and the module of this package that has it."""

EXIT_CODES: tuple[tuple[type[VoiceTrainerError], int], ...] = (
    (UsageError, 2), (DeviceError, 3), (EngineError, 4), (StoreError, 5), (ClipError, 5), (ScenarioError, 1),
)  # fmt: skip


class Commands(click.Group):
    """Lists commands without importing them: `--help` must be quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{COMMANDS[cmd_name]}", __package__)
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command), cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from .names import nearest

            raise UsageError(catalogue.say("cli.no-command", name=args[0], near=nearest(args[0], COMMANDS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(catalogue.say("cli.commands")):
            formatter.write_dl([(name, catalogue.say(f"cli.short-{name}")) for name in COMMANDS])


@click.command(
    cls=Commands,
    help=catalogue.say("cli.help"),
    epilog=catalogue.say("cli.epilog"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="voicetrainer")
def program() -> None: ...


def run(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code."""
    try:
        # click hands an Exit's code back here, and None after a command that just returned
        code = program.main(list(arguments), prog_name="voicetrainer", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except VoiceTrainerError as error:
        click.echo(str(error), err=True)
        return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1)
    except (click.Abort, KeyboardInterrupt):
        click.echo(catalogue.say("cli.stopped"), err=True)
        return 130
    except BrokenPipeError:  # `| head` has seen enough
        sys.stderr.close()
        return 0
    except Exception as error:
        return _crashed(error)


def _crashed(error: Exception) -> int:
    """A bug of ours: say so in a sentence, and keep where it was, for a report.

    The error's own message is left out: it may hold what a person said.
    """
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", suffix=".txt", prefix="voicetrainer-", delete=False) as file:
        file.writelines(traceback.format_tb(error.__traceback__))
        file.write(f"{type(error).__name__} in voicetrainer {__version__}\n")
    click.echo(catalogue.say("cli.bug", file=file.name), err=True)
    return 70
