"""Was it said?  Phrases against a recogniser's words: tolerant of slips, deaf to negated ones.

Theory of operation.  Text and phrases are brought to the same form: lower case, contractions
written out ("I'll" → "i will", "can't" → "can not").  Then, word by word:

1. *Slips.*  A recogniser writes "refin" for "refund", "count number" for "account number",
   "wave" for "waive".  A heard word stands for a phrase's word if both have the same consonant
   sounds, or lack only the last or first of them, and few letters differ.  Common words are
   always taken as heard, so "worry" is no "sorry" and "thinks" is no "thanks".
2. *Negation.*  "I am not sorry" is no apology.  A negator before the phrase counts if only light
   words stand between; one behind it counts if the phrase ends in an auxiliary ("I will not").
   "No, I am sorry", "not only sorry" and "I can't apologise enough" are no negations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

Words = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.,;:!?…]+")
_CONTRACTIONS = {
    "won't": "will not", "wont": "will not", "can't": "can not", "cant": "can not", "cannot": "can not",
    "shan't": "shall not", "dont": "do not", "didnt": "did not", "doesnt": "does not", "isnt": "is not",
    "wasnt": "was not", "wouldnt": "would not", "couldnt": "could not", "shouldnt": "should not",
    "havent": "have not", "hasnt": "has not", "im": "i am", "ive": "i have", "youre": "you are",
    "youve": "you have", "thats": "that is", "let's": "let us", "lets": "let us", "whats": "what is",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "ain't": "is not",
}  # fmt: skip
_JOINED = {
    "to-day": "today", "to-morrow": "tomorrow", "to-night": "tonight", "good-by": "goodbye",
    "good-bye": "goodbye", "a-clock": "o'clock", "mm-hmm": "mm-hm", "mhm": "mm-hm", "mmhm": "mm-hm",
}  # fmt: skip
"""Spellings that recognisers mix."""
_JOIN = re.compile(r"\b(?:" + "|".join(map(re.escape, _JOINED)) + r")\b")
_ENDINGS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_IS = frozenset("it he she that there here what who where how this everything".split())

_NEGATORS = frozenset(("not", "never", "no", "nor", "neither", "hardly", "without"))
_BREAKS = frozenset("but and because so though although however yet then".split())
_LIGHT = frozenset(
    "am is are was be been being going to really very even here say saying said think thinking believe "
    "suppose mean that at all in any way just do did have had feel feeling a an the your able want "
    "wanting trying try quite too particularly terribly actually prepared about exactly sure i we it "
    "would will must full partial further such other".split()
)
_OPINION = frozenset("think believe suppose say saying mean said".split())
_UNDOES = frozenset("only just merely simply enough how more".split())
_AUXILIARY = frozenset(
    "will would can could am is are was were do does did have has had should shall must may might".split()
)
_ADVERBS = frozenset("certainly definitely probably really simply absolutely just also".split())
_AFTER_NO = frozenset("sorry please thank thanks apologies let us you i we it that is my".split())

_COMMON = frozenset(
    "a about after again all also always am an and another any are around as ask at away back be because "
    "been before being better between big both but by call can come could day days did different do does "
    "done down each end even every few find first five for form four from get give go going good got great "
    "had hand has have he hear help her here high him his home hour house how i if in into is it its just "
    "keep kind know last later least left less let letter life like line little long look lot made make man "
    "many may me mean means men might mine money month more most much must my name need never new next "
    "nine no not nothing now number of off old on once one only open or order other our out over own page "
    "part pay people place plan play point put quiet quite read real right run said same saw say see sell "
    "set seven shall she should show side sir six small so some soon start state still stop story such "
    "sure take talk tell ten than that the their them then there these they thing things think thinks "
    "this those three through time to today told too took two under until up us use very want was way we "
    "week well went were what when where which while who why will with word words work works world worry "
    "would year years yes yet you young your later leader weather whether bought board bored".split()
)  # words that a recogniser gets right: never taken for another
_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=8192)
def words(text: str) -> Words:
    """Tokens of a text; a clause boundary is the token ','."""
    out: list[str] = []
    text = _JOIN.sub(lambda found: _JOINED[found[0]], text.lower().replace("’", "'"))
    for token in _TOKEN.findall(text):
        if token[0] in ".,;:!?…":
            out.append(",")
        else:
            out.extend(_written_out(token))
    return tuple(out)


@lru_cache(maxsize=8192)
def plain(text: str) -> Words:
    """Tokens of a text without clause boundaries."""
    return tuple(w for w in words(text) if w != ",")


_NUMBERS = dict(enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty".split()
))  # fmt: skip
"""Recognisers write small numbers either way; a longer one is read out digit by digit."""


def _written_out(token: str) -> list[str]:
    if token.isascii() and token.isdecimal() and len(token) <= 2 and int(token) in _NUMBERS:
        return [_NUMBERS[int(token)]]
    if token in _CONTRACTIONS:
        return _CONTRACTIONS[token].split()
    if token.endswith("n't"):
        return [token[:-3], "not"]
    for ending, full in _ENDINGS.items():
        if token.endswith(ending) and len(token) > len(ending):
            return [token[: -len(ending)], full]
    if token.endswith("'s"):
        return [token[:-2], "is"] if token[:-2] in _IS else [token[:-2] + "s"]
    return [token.replace("'", "")]


# -- slips ------------------------------------------------------------------------------------

_SOUNDS = (("ph", "f"), ("gh", ""), ("ck", "k"), ("wr", "r"), ("kn", "n"), ("qu", "kw"), ("x", "ks"),
           ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"), ("z", "s"), ("dge", "j"), ("sh", "S"),
           ("ch", "C"), ("th", "T"), ("wh", "w"))  # fmt: skip


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    """Consonant skeleton: a rough sound key.  Vowels fall out, doubled consonants count once."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    key: list[str] = []
    for letter in word:
        if letter not in _VOWELS and letter != "h" and (not key or key[-1] != letter):
            key.append(letter)
    return "".join(key)


def _distance(a: str, b: str, most: int) -> int:
    """Levenshtein distance, given up (most + 1) once it must exceed `most`."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=65536)
def stands_for(heard: str, meant: str) -> bool:
    """May `heard` be a recogniser's slip for `meant`?"""
    if heard == meant:
        return True
    if len(meant) < 4 or len(heard) < 4 or heard in _COMMON or not meant.isalpha():
        return False
    a, b = _sound(heard), _sound(meant)
    if a == b:
        return len(b) > 1 and _distance(heard, meant, 2) <= (2 if len(meant) >= 6 else 1)
    lost_one = len(b) >= 3 and (a in (b[:-1], b[1:]))
    return lost_one and _distance(heard, meant, 2) <= 2 and len(meant) >= 5


def _slips_of(sound: str) -> set[str]:
    """The sounds that `stands_for` may take for this one: all of it, or all but its last or first."""
    return {sound, sound[:-1], sound[1:]} if len(sound) >= 3 else {sound}


# -- phrases -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: token positions, end excluded."""

    phrase: str
    start: int
    end: int


class Matcher:
    """Phrase lists, compiled once for a scenario."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._lists = {name: _by_first_word(phrases) for name, phrases in lists.items()}
        self._vocabulary: set[str] = set()
        self._sounding: dict[str, list[str]] = {}
        """Words by every sound that a slip for them may have; see `stands_for`."""
        self._alike: dict[str, tuple[str, ...]] = {}
        self._heard: dict[str, _Heard] = {}
        self._found: dict[tuple[str, str], Hit | None] = {}
        for index in self._lists.values():
            self._learn(index)

    def find(self, name: str, text: str) -> Hit | None:
        """The first phrase of list `name` said in `text`, unless negated.

        A name that is no list is itself the phrase.
        """
        key = (name, text)
        try:
            return self._found[key]
        except KeyError:
            if len(self._found) > 20_000:
                self._found.clear()
            hit = self._found[key] = next(self.hits(name, text), None)
            return hit

    def hits(self, name: str, text: str) -> Iterator[Hit]:
        """Every phrase of the list that is said and not negated, longest first at each place."""
        if name not in self._lists:
            self._lists[name] = _by_first_word((name,))
            self._learn(self._lists[name])
        index, heard = self._lists[name], self._heard_in(text)
        if index.keys().isdisjoint(heard.every):
            return  # by far the most
        for start, meant in enumerate(heard.meant):
            for first in meant:
                for phrase, written in index.get(first, ()):
                    end = _ends(heard, start, phrase)
                    if end is not None and not negated(heard.tokens, start, end):
                        yield Hit(written, start, end)

    def _heard_in(self, text: str) -> _Heard:
        """A text, looked through once for all lists."""
        known = self._heard.get(text)
        if known is None:
            if len(self._heard) > 2_000:
                self._heard.clear()
            tokens = words(text)
            meant = tuple(map(self._meant, tokens))
            known = self._heard[text] = _Heard(tokens, meant, frozenset().union(*meant))
        return known

    def _meant(self, token: str) -> tuple[str, ...]:
        known = self._alike.get(token)
        if known is None:
            near = self._sounding.get(_sound(token), ())
            slips = sorted(w for w in near if w != token and stands_for(token, w))
            known = self._alike[token] = (token, *slips)
        return known

    def _learn(self, index: _Index) -> None:
        every = {word for phrases in index.values() for phrase, _ in phrases for word in phrase}
        if new := every - self._vocabulary:
            self._vocabulary |= new
            self._alike.clear()
            self._heard.clear()
        for word in new:
            for sound in _slips_of(_sound(word)):
                self._sounding.setdefault(sound, []).append(word)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A text, and what each of its tokens may stand for."""

    tokens: Words
    meant: tuple[Words, ...]
    every: frozenset[str]
    """All that any of them may stand for."""


def _ends(heard: _Heard, start: int, phrase: Words) -> int | None:
    """Where the phrase that starts there ends; commas inside it do not matter."""
    at, tokens, meant = start, heard.tokens, heard.meant
    for word in phrase:
        while at < len(tokens) and tokens[at] == ",":
            at += 1
        if at >= len(tokens) or word not in meant[at]:
            return None
        at += 1
    return at


_Index = dict[str, list[tuple[Words, str]]]


def _by_first_word(phrases: tuple[str, ...]) -> _Index:
    index: _Index = {}
    for phrase in sorted(phrases, key=lambda p: (-len(plain(p)), p)):
        if tokens := plain(phrase):
            index.setdefault(tokens[0], []).append((tokens, phrase))
    return index


def negated(tokens: Words, start: int, end: int) -> bool:
    """Is the phrase at tokens[start:end] denied by what stands around it?"""
    if any(t in _NEGATORS for t in tokens[start:end]):
        return False
    return _denied_before(tokens, start, end) or _denied_behind(tokens, end)


def _denied_before(tokens: Words, start: int, end: int) -> bool:
    opinion = tokens[start] not in ("i", "we", "let", "you")
    for back in range(1, 7):
        at = start - back
        if at < 0 or tokens[at] == "," or tokens[at] in _BREAKS:
            return False
        word, following = tokens[at], tokens[at + 1]
        if word == "no":
            return back <= 2 and following not in _AFTER_NO and tokens[start] not in _AFTER_NO
        if word in _NEGATORS:
            between = {*tokens[at + 1 : start], *tokens[end : end + 3]}
            return opinion and not between & _UNDOES
        if word not in _LIGHT:
            return False
        opinion = opinion or word in _OPINION
    return False


def _denied_behind(tokens: Words, end: int) -> bool:
    if tokens[end - 1] not in _AUXILIARY:
        return False
    rest = [t for t in tokens[end : end + 3] if t not in _ADVERBS]
    return bool(rest) and rest[0] in ("not", "never") and not (len(rest) > 1 and rest[1] in _UNDOES)


# -- backchannels ----------------------------------------------------------------------------------


def is_backchannel(text: str, listed: tuple[str, ...], most: int = 2) -> bool:
    """Only words of the list, at most `most` of them ("mm-hm", "I see", "yes, of course")."""
    tokens, phrases = plain(text), _longest_first(listed)
    at, count = 0, 0
    while at < len(tokens):
        phrase = next((p for p in phrases if tokens[at : at + len(p)] == p), None)
        if phrase is None or count == most:
            return False
        at, count = at + len(phrase), count + 1
    return count > 0


def words_outside(text: str, listed: tuple[str, ...]) -> int:
    """How many words are no part of any listed backchannel."""
    inside = _words_of(listed)
    return sum(word not in inside for word in plain(text))


@lru_cache(maxsize=64)
def _longest_first(listed: tuple[str, ...]) -> tuple[Words, ...]:
    return tuple(sorted(filter(None, map(plain, listed)), key=len, reverse=True))


@lru_cache(maxsize=64)
def _words_of(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for phrase in listed for word in plain(phrase))
