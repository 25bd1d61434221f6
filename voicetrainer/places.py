"""Where things lie: the shipped scenarios and sounds, a person's calls, settings and cache."""

from __future__ import annotations

from pathlib import Path

import platformdirs

PACKAGE = Path(__file__).parent


def _shipped(name: str) -> Path:
    """Inside an installed wheel, or at the top of a checkout."""
    installed = PACKAGE / "shipped" / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def scenarios() -> Path:
    return _shipped("scenarios")


def audio() -> Path:
    return _shipped("audio")


def calls() -> Path:
    return platformdirs.user_data_path("voicetrainer", appauthor=False) / "calls"


def settings() -> Path:
    return platformdirs.user_config_path("voicetrainer", appauthor=False) / "settings.json"


def cache() -> Path:
    return platformdirs.user_cache_path("voicetrainer", appauthor=False)
