"""What trainers write: scenario, cue and rubric files, checked and compiled.

A file with mistakes raises ScenarioError with all of them, each with line, column, code and remedy.
"""

from .advice import Advice, advice
from .load import Loaded, lint, lint_text, load_scenario, load_scenario_text, scenario_schema
from .problems import WARNINGS, problem
from .rubric import is_rubric, lint_rubric, load_rubric, load_rubric_text, standard_rubric
from .script import load_script

__all__ = [
    "WARNINGS",
    "Advice",
    "Loaded",
    "advice",
    "is_rubric",
    "lint",
    "lint_rubric",
    "lint_text",
    "load_rubric",
    "load_rubric_text",
    "load_scenario",
    "load_scenario_text",
    "load_script",
    "problem",
    "scenario_schema",
    "standard_rubric",
]
