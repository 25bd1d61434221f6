"""Words → dialogue acts, with the words that show each and a score 0…1.

`read` gives the acts that were found, `graded` every act that has any sign, for ranking.  Both are
pure: the same words give the same acts.  What a "before" changes: a reflection that takes up the
caller's words, a curt answer to a long turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp

from ..core.events import DialogueAct
from ..core.match import plain
from ..core.ports import Reader
from ..core.scenario import Scenario
from .acts import ACTS, FOUND
from .banks import banks
from .cause import cause_of
from .facts import Facts, restated
from .lexicon import ACT, AGAIN, FILES, WEIGHTS, Act, Lexicon, lexicon, read_signs
from .listening import listening
from .measures import MEASURES, content
from .opening import greeted_as, named
from .said import Said, said
from .signs import Found

EDGE = 5
"""Words from the beginning or the end of a text within which nothing is buried."""
UNPROVEN = 0.49
"""What becomes of a score that needs proof and has none: it is ranked as before, and never found."""
LEAST = 0.0005
"""A score below is as good as none."""
NO_FACTS: Facts = {}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the reader knows of the call: the facts the caller states, the names they go by."""

    facts: Facts
    names: tuple[str, ...] = ()
    """Of the caller, lower case: "maureen", "price"."""
    language: str = "en"
    backchannels: tuple[str, ...] = ()
    own_name: tuple[str, ...] = ()
    """The trainee's, on the card."""
    firm: tuple[str, ...] = ()


def read(text: str, before: str = "", facts: Facts = NO_FACTS) -> tuple[DialogueAct, ...]:
    """The acts in what the trainee said, in order of `ACTS`; `before`: what the caller said just before.

    From 2 of the `facts` on, words that take them up are a reflection, in whatever wording.
    """
    return tuple(act for act in graded(text, before, facts) if act.score >= FOUND)


def graded(text: str, before: str = "", facts: Facts = NO_FACTS) -> tuple[DialogueAct, ...]:
    """As `read`, and the weak ones too: every act with its score."""
    return _graded(lexicon(), Setting(facts), text, before)


def asks(text: str, before: str = "") -> tuple[str, ...]:
    """Which kinds of questions are asked: 'question', 'open question', 'clarifying question'."""
    return tuple(act.name for act in read(text, before) if act.name.endswith("question"))


def reader_for(scenario: Scenario) -> Reader:
    """A reader that knows the scenario's facts, its caller's name and its own phrase lists."""
    setting = Setting(
        scenario.facts,
        tuple(plain(scenario.caller.name)),
        scenario.language,
        scenario.backchannels,
        plain(scenario.you.name),
        plain(scenario.you.firm),
    )
    language = _language(scenario.language)
    shipped = banks(language)
    own = {
        name: phrases
        for name, phrases in scenario.phrases.items()
        if name in ACTS and tuple(phrases) != tuple(shipped.get(name, ()))
    }
    words = Lexicon(read_signs(FILES / language), {**shipped, **own}) if own else lexicon(language)

    def reader(text: str, before: str) -> tuple[DialogueAct, ...]:
        return tuple(act for act in _graded(words, setting, text, before) if act.score >= FOUND)

    return reader


def _language(tag: str) -> str:
    """The folder of signs for a language tag; English where there is none."""
    name = tag.replace("_", "-").partition("-")[0].lower()
    return name if (FILES / name).is_dir() else "en"


def _graded(lexicon: Lexicon, setting: Setting, text: str, before: str) -> tuple[DialogueAct, ...]:
    spoken, heard = said(text), said(before)
    if not spoken.tokens:
        return _listened(setting, text)
    found = lexicon.find(spoken)
    acts: dict[str, DialogueAct] = {}
    for name, act in lexicon.in_order:
        signs = found.get(name, {})
        if signs or act.measures:
            score = _score(act, signs, spoken, heard, acts)
            if score >= LEAST:
                acts[name] = DialogueAct(name, score, _shown(signs, spoken))
    for rule in RULES:
        rule(acts, spoken, heard, setting)
    for sound in _listened(setting, text):
        acts[sound.name] = sound
        if sound.score >= FOUND:  # "i see" says no more than that
            acts = {name: act for name, act in acts.items() if name in _BESIDE_LISTENING}
    return tuple(acts[name] for name in ACTS if name in acts)


def _score(
    act: Act, signs: Mapping[str, list[Found]], text: Said, before: Said, acts: Mapping[str, DialogueAct]
) -> float:
    total = act.start
    for grade, weight in WEIGHTS.items():
        if grade in signs:
            total += weight * (1 - AGAIN ** len(signs[grade])) / (1 - AGAIN)
    for name, weight in act.measures.items():
        if name.startswith(ACT):
            other = acts.get(name.removeprefix(ACT))
            total += weight * other.score if other else 0.0
        elif name == "buried":
            total += weight * _buried(signs, text)
        else:
            total += weight * MEASURES[name](text, before)
    score = 1 / (1 + exp(-total))
    return round(score * UNPROVEN if act.proof and "proves" not in signs else score, 4)


def _buried(signs: Mapping[str, list[Found]], text: Said) -> float:
    """How long the text is, 0…1, if its first sign lies neither at its beginning nor at its end."""
    found = [one for grade in ("proves", "shows") for one in signs.get(grade, ())]
    at_edge = any(one.start < EDGE or one.end > len(text.tokens) - EDGE for one in found)
    return 0.0 if at_edge or not found else MEASURES["long"](text, text)


def _shown(signs: Mapping[str, list[Found]], text: Said) -> str:
    """The words of the strongest sign; the longest of several."""
    for grade in ("proves", "shows", "hints", "slight"):
        if grade in signs:
            longest = max(signs[grade], key=lambda f: f.end - f.start)
            return text.shown(longest.start, longest.end)
    return ""


# -- what takes more than one sign ----------------------------------------------------------------

Found_ = dict[str, DialogueAct]
_NOTHING = DialogueAct("", 0.0, "")


def _has(acts: Found_, *names: str) -> bool:
    return any(name in acts and acts[name].score >= FOUND for name in names)


def _put(acts: Found_, name: str, score: float, words: str) -> None:
    if name not in acts or acts[name].score < score:
        acts[name] = DialogueAct(name, round(score, 3), words)


def _names(acts: Found_, text: Said, _: Said, setting: Setting) -> None:
    for place, token in enumerate(text.tokens):
        if token in setting.names:
            _put(acts, "name use", 0.9, text.shown(place, place + 1))


def _introduced(acts: Found_, text: Said, _: Said, setting: Setting) -> None:
    """Own name, firm, and both in one greeting."""
    for act, name in (("own name", setting.own_name), ("firm name", setting.firm)):
        if place := named(text, name):
            _put(acts, act, 0.9, text.shown(*place))
    if place := greeted_as(text, setting.names):
        _put(acts, "firm name", 0.7, text.shown(*place))
    parts = [acts.get(name, _NOTHING) for name in ("own name", "firm name")]
    opens = max((acts.get(name, _NOTHING).score for name in ("greeting", "offer of help")), default=0.0)
    score = min(opens, *(act.score for act in parts))
    if score >= LEAST:
        _put(acts, "full greeting", score, text.shown(0, min(len(text.tokens), OPENING)))


def _cause(acts: Found_, text: Said, before: Said, setting: Setting) -> None:
    """An apology first; then what it is for, in its own sentence or beside it."""
    sorry = acts.get("apology", _NOTHING).score
    if sorry >= FOUND and (place := cause_of(text, before, setting.facts)):
        _put(acts, "apology with cause", 0.8, text.shown(*place))
    if known := acts.get("apology with cause"):
        acts["apology with cause"] = replace(known, score=min(known.score, sorry))


def _facts(acts: Found_, text: Said, _: Said, setting: Setting) -> None:
    """Two of the caller's facts are a reflection in whatever wording, unless they are asked for."""
    if not setting.facts:
        return
    about = restated(" ".join(text.chunks), setting.facts)
    known = acts.get("reflection", DialogueAct("reflection", 0.0, ""))
    score = max(known.score, 0.8) if len(about) >= 2 else known.score
    if about and score >= LEAST:
        words = known.words or text.shown(0, len(text.tokens))
        acts["reflection"] = replace(known, score=score, words=words, about=about)


OPENING = 12
"""The most words shown of a greeting."""
WAYS_OUT = ("can", "offer", "alternative", "commitment", "follow-up")


def _bare_cannot(acts: Found_, *_: object) -> None:
    """ "Can't" with no "can" beside it."""
    if _has(acts, "cannot", "refusal"):
        paired = _has(acts, *WAYS_OUT)
        said_no = max((acts[n] for n in ("cannot", "refusal") if n in acts), key=lambda a: a.score)
        _put(acts, "bare cannot", 0.1 if paired else said_no.score, said_no.words)


def _empty(acts: Found_, *_: object) -> None:
    """An empty apology is neither an apology nor empathy."""
    if (
        _has(acts, "empty apology")
        and acts["empty apology"].score >= acts.get("apology", _NOTHING).score * 0.5
    ):
        for name in ("apology", "empathy", "reflection", "interpretation"):
            if name in acts:
                acts[name] = replace(acts[name], score=min(acts[name].score, 0.2))


OWN_MATTER = 2
"""Words of the caller's own case from which on a stock sentence beside them is none."""


def _canned(acts: Found_, text: Said, *_: object) -> None:
    """A stock sentence with something of the caller's own beside it is not canned."""
    known = acts.get("canned empathy")
    if known and len(content(text) - content(said(known.words)) - _STOCK) >= OWN_MATTER:
        acts["canned empathy"] = replace(known, score=min(known.score, 0.3))


_STOCK = frozenset(
    "matter situation understand appreciate frustrat concern madam ma'am maam trul sincere completely time "
    "call customer today please hold line business value believ assur rest caus regard issue problem "
    "there".split()
)


HELPED = ("commitment", "follow-up", "transfer", "warm transfer", "escalation", "hold request", "permission")


def _not_sent_away(acts: Found_, text: Said, *_: object) -> None:
    """Whoever says whose job it is, and goes and asks them, sends nobody away."""
    known = acts.get("not my department")
    if known and (
        _has(acts, *HELPED, "alternative") or (_has(acts, "offer", "can") and _OURS & set(text.tokens))
    ):
        acts["not my department"] = replace(known, score=min(known.score, 0.2))


_OURS = frozenset("i we me us".split())


FIRM = ("bare cannot", "refusal", "dead end", "hurry")
_SOOTHING = frozenset("calm calmly relax chill settle breath".split())


def _bounded(acts: Found_, text: Said, *_: object) -> None:
    """A boundary says no, and what will follow, and that is none of these.  "Please stop shouting" is one;
    "calm down" stays what it is."""
    if _has(acts, "boundary"):
        asked = "please" in text.tokens and not _SOOTHING & set(text.tokens)
        for name in (*FIRM, "calm down") if asked else FIRM:
            if name in acts:
                acts[name] = replace(acts[name], score=min(acts[name].score, 0.2))


def _dead_end(acts: Found_, *_: object) -> None:
    if "dead end" in acts and _has(acts, *WAYS_OUT):
        acts["dead end"] = replace(acts["dead end"], score=0.2)


def _warm(acts: Found_, *_: object) -> None:
    """A warm transfer is a transfer first."""
    if "warm transfer" in acts and not _has(acts, "transfer", "escalation"):
        acts["warm transfer"] = replace(acts["warm transfer"], score=min(acts["warm transfer"].score, 0.3))


CURT = 3
"""The most words of a curt reply."""
LONG = 12
"""Words from which on a caller's turn deserves more than one word."""
_BARE = frozenset(
    "yes no okay ok right fine sure so and what noted well yeah yep nope next whatever hmm".split()
)


def _curt(acts: Found_, text: Said, before: Said, _: Setting) -> None:
    """One or two bare words after a long turn."""
    if len(text.tokens) > CURT:
        acts.pop("curtness", None)
    if len(text.tokens) <= 2 and len(before.tokens) >= LONG and set(text.tokens) <= _BARE:
        _put(acts, "curtness", 0.8, text.shown(0, len(text.tokens)))


_BESIDE_LISTENING = frozenset(("backchannel", "curtness", "sarcasm", "canned empathy"))
RULES = (
    _names, _introduced, _empty, _cause, _facts, _canned, _bare_cannot, _not_sent_away, _dead_end, _warm,
    _bounded, _curt,
)  # fmt: skip


def _listened(setting: Setting, text: str) -> tuple[DialogueAct, ...]:
    score = listening(text, setting.backchannels, _language(setting.language))
    shown = text.strip(" ,.;:!?…") if score >= FOUND else ""
    return (DialogueAct("backchannel", score, shown),) if score >= LEAST else ()
