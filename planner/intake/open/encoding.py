"""Bytes to text: the encoding by evidence, said, and changeable; never a mixture, never garbled names in silence."""

import codecs
import re
import unicodedata

from planner.frozen import dataclass
from planner.intake.asking import Choice, Question
from planner.intake.reading import Unanswered, refusal, shown
from planner.problems import Problem

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252, Western European",
    "cp1250": "Windows-1250, Central European",
    "cp1251": "Windows-1251, Cyrillic",
    "cp1253": "Windows-1253, Greek",
    "cp1254": "Windows-1254, Turkish",
    "mac_roman": "Mac Roman, Western European",
    "cp932": "Shift-JIS, Japanese",
    "gb18030": "GB18030, Chinese",
    "big5": "Big5, traditional Chinese",
    "cp949": "EUC-KR, Korean",
}
"""Encodings that can be read, with what people call them."""
_BY_EVIDENCE = {
    "cp1252": 0.0, "cp1250": -0.25, "cp1251": 0.0, "cp1253": -0.1, "cp1254": -0.25, "mac_roman": -0.3,
    "cp932": 0.0, "gb18030": -0.05, "big5": -0.2, "cp949": -0.1,
}  # fmt: skip
"""Candidates when a text is not UTF-8, each with a handicap: the usual one wins where both make sense."""
_CLEAR, _AHEAD = 0.55, 0.15
_SAMPLE = 400
_USUAL = frozenset("’‘“”–—…€£°·«»¡¿ºª、。・「」ー（），：！？～\u00a0\u3000")
_GROUPED = re.compile("(?<=\\d)\u00a0(?=\\d{3})")
"""A blank between thousands, which all encodings of western and central Europe write alike."""
_RARE = frozenset("ÞþÐðÝýÕõ")
"""Letters of small languages that Turkish, Hungarian and others turn into when misread."""
_KEY = "encoding"


@dataclass(frozen=True)
class Decoded:
    """Text with how it was read. Bytes that are not of the encoding are lone surrogates in it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def decode(place: str, data: bytes, chosen: str | None) -> Decoded:
    """Raises Unanswered when several encodings make sense, BadInput when none does."""
    if chosen is not None:
        return _as_chosen(place, data, chosen)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(place, data, "utf-16")
    without_mark = _utf16_without_mark(data[:2000])
    if without_mark is not None:
        return _utf16(place, data, without_mark)
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError as error:
        bad = error.start
    text = data.decode("utf-8-sig", "surrogateescape")
    beyond = [c for c in text if ord(c) > 0x7F]
    lost = sum(0xDC80 <= ord(c) <= 0xDCFF for c in beyond)
    # Other encodings form valid UTF-8 by chance, but seldom.
    if len(beyond) >= 2 * lost:
        return _damaged(place, data, text, bad)
    return _by_evidence(place, data, bad)


def _utf16_without_mark(start: bytes) -> str | None:
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > pairs * 0.7:
        return "utf-16-le"
    return "utf-16-be" if pairs and start[::2].count(0) > pairs * 0.7 else None


def _utf16(place: str, data: bytes, codec: str) -> Decoded:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        raise refusal(place, "is not complete UTF-16 text", "the file saved again as CSV UTF-8") from None
    return Decoded(text.removeprefix("\ufeff"), "utf-16", ("The text is encoded as UTF-16.",))


def _as_chosen(place: str, data: bytes, chosen: str) -> Decoded:
    if chosen not in ENCODINGS:
        raise refusal(place, "cannot be read in an encoding of this name", ", ".join(ENCODINGS), chosen)
    if chosen == "utf-16":
        return _utf16(place, data, _utf16_without_mark(data[:2000]) or chosen)
    try:
        text = data.decode("utf-8-sig", "surrogateescape") if chosen == "utf-8" else data.decode(chosen)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        accepted = "another encoding, or the file saved again as CSV UTF-8"
        raise refusal(f"{place}, line {line}", f"is not {ENCODINGS[chosen]}", accepted) from None
    return Decoded(text, chosen, (f"The text is read as {ENCODINGS[chosen]}, as chosen.",))


def _damaged(place: str, data: bytes, text: str, bad: int) -> Decoded:
    """UTF-8 with some bytes that are not: those rows wait, unless somebody says it is another encoding."""
    line = data[:bad].count(b"\n") + 1
    choices = [Choice("utf-8", "UTF-8; rows with damaged characters need fixing")]
    choices += [Choice(name, f"{ENCODINGS[name]}: {_preview(data, name)}") for name, _ in _candidates(data)[:3]]
    problem = Problem(
        f"{place}, line {line}",
        _line(text, bad),
        "is not UTF-8, while the rest of the file is",
        "this row fixed, or another encoding for the whole file",
    )
    title = "Some characters are not UTF-8. Which encoding is the file in?"
    return Decoded(text, "utf-8", (), (Question(_KEY, title, problem, tuple(choices), default="utf-8"),))


def _by_evidence(place: str, data: bytes, bad: int) -> Decoded:
    line = data[:bad].count(b"\n") + 1
    found = _candidates(data)
    if not found:
        raise refusal(f"{place}, line {line}", "is in an unknown encoding", "the file saved again as CSV UTF-8")
    best, score = found[0]
    text = data.decode(best)
    clear = score >= _CLEAR and all(score - other >= _AHEAD or data.decode(name) == text for name, other in found[1:])
    if clear:
        note = f"The text is not UTF-8 (line {line}) and was read as {ENCODINGS[best]}: {_preview(data, best)}"
        return Decoded(text, best, (f"{note}. Look at names with accents.",))
    # One alone would be no choice.
    likely = [name for at, (name, other) in enumerate(found) if at < 2 or score - other < 0.6][:5]
    problem = Problem(
        f"{place}, line {line}", "", "is not UTF-8 and could be in several encodings", "a choice of encoding"
    )
    choices = tuple(Choice(name, f"{ENCODINGS[name]}: {_preview(data, name)}") for name in likely)
    raise Unanswered([Question(_KEY, "Which encoding shows the names correctly?", problem, choices, suggested=best)])


def _candidates(data: bytes) -> list[tuple[str, float]]:
    """Encodings in which every byte has a meaning, the most sensible text first."""
    sample = _telling(data)
    found = []
    for name, handicap in _BY_EVIDENCE.items():
        try:
            text = sample.decode(name)
            if name in ("cp932", "gb18030", "big5", "cp949"):
                data.decode(name)
        except UnicodeDecodeError:
            continue
        found.append((name, _sense(text) + handicap))
    best = sorted(found, key=lambda pair: -pair[1])
    return [(name, score) for name, score in best if _decodes(data, name)]


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _telling(data: bytes) -> bytes:
    """The lines with bytes above 127, at most so many."""
    lines = []
    for line in data.replace(b"\r", b"\n").split(b"\n"):
        if not line.isascii():
            lines.append(line)
            if len(lines) == _SAMPLE:
                break
    return b"\n".join(lines)


def _sense(text: str) -> float:
    """Mean over the characters beyond ASCII: letters in words of one alphabet count, everything odd takes away."""
    words = re.findall(r"[^\W\d_]+", text)
    scores = [score for word in words if not word.isascii() for score in _of_word(word)]
    for c in _GROUPED.sub("", text):
        if not c.isascii() and not c.isalpha():
            scores.append(1.0 if c == "€" else 0.4 if c in _USUAL else -1.0)
    return sum(scores) / len(scores) if scores else 0.0


def _of_word(word: str) -> list[float]:
    """A score for each letter beyond ASCII."""
    letters = [c for c in word if not c.isascii()]
    scripts = {_script(c) for c in word}
    if len(scripts) > 1:
        return [-1.0] * len(letters)
    script = scripts.pop()
    if script == "latin":
        if len(word) == 1:
            return [0.1]
        # A word of nothing but accents is another alphabet misread; so is a capital after a small letter.
        if len(letters) == len(word):
            return [-0.6] * len(letters)
        odd = [c.isupper() and before.islower() for before, c in zip(" " + word, word, strict=False)]
        return [-0.6 if strange else 0.3 if c in _RARE else 1.0
                for c, strange in zip(word, odd, strict=True) if not c.isascii()]  # fmt: skip
    if script in ("cyrillic", "greek"):
        odd_case = word != word.lower() and word != word.upper() and word != word.capitalize()
        return [-0.6 if odd_case else 1.0 if len(word) > 1 else -0.2] * len(letters)
    if script == "cjk":
        kana = any("\u3040" <= c <= "\u30ff" for c in word)
        common = all("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in word)
        return [(1.2 if kana else 0.8 if len(word) > 1 else 0.2) if common else -0.8] * len(letters)
    if script == "hangul":
        return [1.0 if len(word) > 1 else 0.2] * len(letters)
    return [-0.8] * len(letters)


def _script(c: str) -> str:
    if c.isascii():
        return "latin"
    first, _, _ = unicodedata.name(c, "?").partition(" ")
    if first in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK"):
        return "cjk"
    return first.casefold()


def _preview(data: bytes, name: str) -> str:
    """Some words with letters beyond ASCII, as they would read."""
    words: list[str] = []
    for line in _telling(data).decode(name, "replace").splitlines():
        for cell in line.replace(";", ",").replace("\t", ",").split(","):
            if not cell.isascii() and cell.strip() not in words:
                words.append(shown(cell, 24))
                if len(words) == 3:
                    return ", ".join(words)
    return ", ".join(words)


def _line(text: str, bad: int) -> str:
    """The line of the first bad byte, shown with a replacement character."""
    at = next((n for n, c in enumerate(text) if 0xDC80 <= ord(c) <= 0xDCFF), bad)
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    return shown("".join("\ufffd" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in line), 80)
