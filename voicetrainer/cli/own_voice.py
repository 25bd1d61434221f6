"""The trainee's own voice at rest: where a call takes it from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..core import events as e
from ..core.delivery import ENOUGH_VOICE
from ..core.errors import ClipError
from .building import Tell
from .plan import Plan

if TYPE_CHECKING:
    from ..core.ports import Phone


def own_voice(plan: Plan, phone: Phone, tell: Tell) -> e.Baselined | None:
    """From the recorded trainee's own clips, or as `calibrate` kept it; None if there is neither.

    A level that was measured on another microphone says nothing here; the pitch does.
    """
    if plan.practice == "recorded":
        return _of_clips(plan, tell)
    kept = plan.own_voice
    if kept is None or plan.practice != "live":
        return None
    here = str(getattr(getattr(phone, "input", None), "name", ""))
    return kept.baseline if kept.microphone == here else replace(kept.baseline, level=None)


def _of_clips(plan: Plan, tell: Tell) -> e.Baselined | None:
    """A recorded trainee's clips are ours to trust: less of them is enough than `calibrate` asks for."""
    if plan.script is None or not plan.script.baseline:
        return None
    import numpy as np

    from ..sound.clips import read_clip
    from ..sound.delivery import delivery_of_clip, rest_of

    try:
        found = delivery_of_clip(np.concatenate([read_clip(path) for path in plan.script.baseline]))
    except ClipError as error:
        tell(str(error))
        return None
    return rest_of(found) if found.voiced >= ENOUGH_VOICE else None
