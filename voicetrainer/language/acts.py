"""The dialogue acts that are told apart.  Their titles: catalogue "acts"; what counts: docs/words.md."""

from __future__ import annotations

from typing import Literal

from ..catalogue import say

Side = Literal["good", "neutral", "bad"]
"""How it works on a caller, as a rule: lets a report sort; a scenario decides for itself."""

_GOOD = (
    "greeting, own name, firm name, full greeting, name use, offer of help, thanks, please, apology, "
    "apology with cause, empathy, interpretation, affirmation, reflection, "
    "clarifying question, open question, confirmation, ownership, willingness, partnership, "
    "assurance, can, offer, alternative, permission, commitment, follow-up, boundary, escalation, "
    "warm transfer, closing, recap, politeness, positive wording, backchannel"
)
_NEUTRAL = "question, suggestion, hold request, transfer, cannot, asks to repeat"
_BAD = (
    "empty apology, canned empathy, refusal, bare cannot, dead end, blame, argument, defence, minimising, "
    "hurry, sarcasm, calm down, not my department, swearing, abuse, self-blame, curtness"
)

SIDES: dict[str, Side] = {
    **dict.fromkeys(_GOOD.split(", "), "good"),
    **dict.fromkeys(_NEUTRAL.split(", "), "neutral"),
    **dict.fromkeys(_BAD.split(", "), "bad"),
}
ACTS: tuple[str, ...] = tuple(SIDES)
FOUND = 0.5
"""From this score on an act counts as found, for every act: each one's start weight is set for it."""


def title(act: str) -> str:
    """What the act is called in a report."""
    return say("acts." + act.replace(" ", "-"))
