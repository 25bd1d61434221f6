"""How sure the words of an ear are: 0…1, about the share of them that is right.

Where the model tells how likely each word is, that is their geometric mean: on made voices with noise it
told texts with errors from those without in 89 of 100 pairs, and nothing else that was tried added to it.

Else it is from what can be seen.  Four things spoil words, and each lowers the figure on its own: the ear
changed its mind as more was said (partial and final words disagree), there are far too few or too many
letters for the time that was voiced, the voice was hardly above the noise, or it was very low or clipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from ..core.events import Ms

if TYPE_CHECKING:
    from ..core.ports import Samples

LETTERS_A_SECOND = (4.0, 26.0)
"""Of voiced time; ordinary speech has 11 to 18."""
LOST = 0.05
"""No single word counts as less likely: of those that the model holds for lost, a sixth are right."""


@dataclass(frozen=True, slots=True)
class Signs:
    text: str
    partials: tuple[str, ...] = ()
    """What the ear took the words for while they were said."""
    voiced: Ms = 0
    level_dbfs: float = -26.0
    """Of the voiced part."""
    snr_db: float = 40.0
    """Voiced part above the quietest part; 40 and more is clean."""
    clipped: float = 0.0
    """Share of samples at full scale."""
    likely: tuple[float, ...] = ()
    """Of each word, as the model says; empty where it does not."""


def confidence(signs: Signs) -> float:
    """0 for no words; near 1 when nothing speaks against them."""
    if not re.search(r"\w", signs.text):
        return 0.0
    if signs.likely:
        # a decoder that is lost is quite sure of what it says again and again
        return round(_mean(signs.likely) * _repetition(signs.text), 3)
    doubts = (
        _agreement(signs.partials, signs.text),
        _rate(signs.text, signs.voiced),
        _ramp(signs.snr_db, 2.0, 20.0, least=0.3),
        _ramp(signs.level_dbfs, -58.0, -44.0, least=0.4),
        _ramp(-signs.clipped, -0.08, -0.01, least=0.5),
        _repetition(signs.text),
    )
    return round(float(np.prod(doubts)), 3)


def _mean(likely: Sequence[float]) -> float:
    return float(np.exp(np.mean(np.log(np.clip(likely, LOST, 1.0)))))


def _agreement(partials: Sequence[str], final: str) -> float:
    """Final words may go on from partial ones; what was there should still be there.

    A partial's last word does not count: it was often cut off in the middle.  Nor do partials
    of one or two words, which are guesses.
    """
    after = words_of(final)
    shares = []
    for partial in partials:
        before = words_of(partial)[:-1]
        if len(before) >= 2:
            blocks = SequenceMatcher(None, before, after, False).get_matching_blocks()
            shares.append(sum(block.size for block in blocks) / len(before))
    return 0.4 + 0.6 * float(np.mean(shares)) if shares else 1.0


def _rate(text: str, voiced: Ms) -> float:
    if voiced <= 0:
        return 1.0
    letters = sum(map(len, words_of(text)))
    rate = letters * 1000 / max(voiced, 200)
    low, high = LETTERS_A_SECOND
    if rate < low:
        return max(0.3, rate / low)
    return max(0.3, high / rate) if rate > high else 1.0


def _repetition(text: str) -> float:
    """A decoder that is lost says the same again and again."""
    words = words_of(text)
    return 1.0 if len(words) < 8 else min(1.0, 0.2 + 2.0 * len(set(words)) / len(words))


def _ramp(value: float, low: float, high: float, least: float) -> float:
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return least + (1.0 - least) * share


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def signs_of(
    samples: Samples, text: str, partials: tuple[str, ...] = (), likely: tuple[float, ...] = ()
) -> Signs:
    """Measure an utterance.  Voiced is what lies within 25 dB of its loud part."""
    usable = len(samples) // 320 * 320
    if not usable:
        return Signs(text, partials, likely=likely)
    power = np.mean(samples[:usable].reshape(-1, 320).astype(np.float64) ** 2, axis=1)
    levels = 10 * np.log10(power + 1e-12)
    loud = float(np.percentile(levels, 95))
    voiced = levels > max(loud - 25.0, -70.0)
    noise = float(np.percentile(levels, 5))
    level = float(10 * np.log10(power[voiced].mean() + 1e-12)) if voiced.any() else -120.0
    clipped = float(np.mean(np.abs(samples) >= 0.999))
    return Signs(text, partials, int(voiced.sum()) * 20, level, level - noise, clipped, likely)
