"""`voicetrainer render`: a scenario's caller lines as sound, beforehand."""

from __future__ import annotations

from pathlib import Path

import click

from .. import catalogue, places
from ..authoring import load_scenario
from ..core.errors import EngineError, StoreError
from . import names
from .help import described


@click.command(**described("render"))
@click.argument("scenario", shell_complete=names.complete_scenario)
@click.option("--voice", metavar="NAME", help=catalogue.say("cli.opt-render-voice"))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help=catalogue.say("cli.opt-render-out")
)
@click.option("--licence", default="", help=catalogue.say("cli.opt-licence"))
def render(scenario: str, voice: str | None, out: Path | None, licence: str) -> None:
    from ..speech.choose import lines_folder, voice_for_rendering, voices_of_people
    from ..speech.rendering import render_lines

    loaded = load_scenario(names.scenario_path(scenario))
    speaker, notes = voice_for_rendering(loaded.scenario, voice)
    people = voices_of_people(loaded.scenario, speaker)
    for note in notes:
        click.echo(note.text)
    folder = out or _folder(loaded.path, lines_folder(loaded.scenario))
    with click.progressbar(
        length=1000, label=catalogue.say("cli.rendering", title=loaded.scenario.title)
    ) as bar:

        def progress(done: int, every: int) -> None:
            bar.update(1000 * done // max(1, every) - bar.pos)

        try:
            made = render_lines(loaded.scenario, speaker, folder, licence, progress, people)
        except OSError as error:
            why = error.strerror or str(error)
            raise StoreError(catalogue.say("cli.cannot-render", folder=folder, why=why)) from error
        except EngineError:
            click.echo()
            raise
        finally:
            for one in (speaker, *people.values()):
                one.close()
    click.echo(catalogue.say(
        "cli.rendered", rendered=made.rendered, kept=made.kept, removed=made.removed,
        size=made.size // 1000, folder=folder,
    ))  # fmt: skip


def _folder(path: Path, shipped: Path) -> Path:
    """Beside a person's own scenario; for a shipped one, where the shipped lines lie."""
    if places.scenarios().resolve() in path.resolve().parents:
        return shipped
    return path.parent / "lines" / path.stem
