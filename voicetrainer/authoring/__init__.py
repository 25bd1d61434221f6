"""What trainers write: scenario, cue and rubric files, checked and compiled."""

from .load import Loaded, lint, lint_text, load_scenario, scenario_schema

__all__ = ["Loaded", "lint", "lint_text", "load_scenario", "scenario_schema"]
