import json
from pathlib import Path

import pytest

from benchmarks import bench
from benchmarks.child import held
from benchmarks.mix import mixes

FIELDS = {
    "name", "title", "unit", "value", "judged", "median", "p95", "samples", "count", "goal", "goal_is",
    "met", "note",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    out = tmp_path_factory.mktemp("bench") / "bench.json"
    bench.main(["--quick", "--only", "simulated", "--out", str(out)])
    found = json.loads(out.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_json_tells_the_machine_and_when(written: dict[str, object]) -> None:
    assert written["schema"] == 1
    assert written["quick"] is True
    assert isinstance(written["made"], str)
    machine = written["machine"]
    assert isinstance(machine, dict)
    assert {"cpu", "cores", "os", "python", "voicetrainer", "versions", "load"} <= machine.keys()


def test_every_figure_has_the_promised_fields(written: dict[str, object]) -> None:
    figures = written["figures"]
    assert isinstance(figures, list)
    assert [set(figure) for figure in figures] == [FIELDS] * len(figures)
    named = {figure["name"]: figure for figure in figures}
    assert {"simulated", "simulated-rehearsals", "simulated-random", "calls-per-second"} <= named.keys()
    assert named["simulated"]["goal"] == 50_000
    assert all(figure["value"] > 0 for figure in figures)


def test_the_mix_is_the_same_each_time() -> None:
    first, again = ([t.cues for t in mixes(3)["random"]] for _ in range(2))
    assert first == again


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["--only", "everything"])
    assert "simulated" in capsys.readouterr().err


def test_a_recorded_call_is_timed_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found = held("recorded", trainee="hasty", seconds=5)
    assert found.keys() == {"call", "wall", "cpu", "outcome"}
    assert found["outcome"] == "stopped"
