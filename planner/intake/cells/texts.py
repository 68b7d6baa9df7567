"""From cell texts to names: handles, platforms, ways of paying."""

import re
import unicodedata

from planner.domain.platforms import PLATFORM_TABLE
from planner.domain.roster import Compensation, Format, Platform
from planner.formula_escape import unescaped
from planner.intake.cells import values
from planner.intake.cells.values import Fault, Texts, is_missing, mapped
from planner.wording import counted, label

PLATFORM_NAMES: dict[str, Platform] = {
    **{str(platform): platform for platform in Platform},
    **{word: row.platform for row in PLATFORM_TABLE.values() for word in row.words},
    "ig": Platform.INSTAGRAM, "insta": Platform.INSTAGRAM,
    "tik tok": Platform.TIKTOK, "tt": Platform.TIKTOK,
    "you tube": Platform.YOUTUBE, "yt": Platform.YOUTUBE,
    "fb": Platform.FACEBOOK,
    **{f"{word} shorts": Platform.YOUTUBE for word in ("yt", "youtube")},
    **{f"{word}{kind}": Platform.INSTAGRAM for word in ("ig", "insta", "instagram") for kind in (" reels", " feed")},
    "tik-tok": Platform.TIKTOK, "틱톡": Platform.TIKTOK, "抖音": Platform.TIKTOK, "тикток": Platform.TIKTOK,
    "인스타그램": Platform.INSTAGRAM, "инстаграм": Platform.INSTAGRAM, "インスタグラム": Platform.INSTAGRAM,
    "インスタ": Platform.INSTAGRAM, "인스타": Platform.INSTAGRAM, "유튜브": Platform.YOUTUBE, "ютуб": Platform.YOUTUBE,
    "ユーチューブ": Platform.YOUTUBE, "油管": Platform.YOUTUBE, "ютюб": Platform.YOUTUBE, "ютьюб": Platform.YOUTUBE,
    "инстаграмм": Platform.INSTAGRAM, "инста": Platform.INSTAGRAM,
    "тик ток": Platform.TIKTOK, "тик-ток": Platform.TIKTOK,
    "انستغرام": Platform.INSTAGRAM, "انستقرام": Platform.INSTAGRAM, "إنستغرام": Platform.INSTAGRAM,
    "تيك توك": Platform.TIKTOK, "تيكتوك": Platform.TIKTOK, "يوتيوب": Platform.YOUTUBE,
    "אינסטגרם": Platform.INSTAGRAM, "אינסטה": Platform.INSTAGRAM, "טיקטוק": Platform.TIKTOK, "טיק טוק": Platform.TIKTOK,
    "יוטיוב": Platform.YOUTUBE,
    "ไอจี": Platform.INSTAGRAM, "อินสตาแกรม": Platform.INSTAGRAM, "ติ๊กต็อก": Platform.TIKTOK, "ติ๊กตอก": Platform.TIKTOK,
    "ยูทูบ": Platform.YOUTUBE, "ยูทูป": Platform.YOUTUBE, "เฟซบุ๊ก": Platform.FACEBOOK, "เฟสบุ๊ค": Platform.FACEBOOK,
    "इंस्टाग्राम": Platform.INSTAGRAM, "यूट्यूब": Platform.YOUTUBE, "फेसबुक": Platform.FACEBOOK,
    "페이스북": Platform.FACEBOOK, "フェイスブック": Platform.FACEBOOK, "فيسبوك": Platform.FACEBOOK,
    "фейсбук": Platform.FACEBOOK, "ティックトック": Platform.TIKTOK,
    "twitter": Platform.X, "x (twitter)": Platform.X, "x/twitter": Platform.X, "twitter/x": Platform.X,
}  # fmt: skip
COMPENSATION_NAMES = {
    **{str(kind): kind for kind in Compensation},
    "paid": Compensation.CASH, "money": Compensation.CASH,
    "gift": Compensation.PRODUCT, "gifting": Compensation.PRODUCT, "gifted": Compensation.PRODUCT,
    "barter": Compensation.PRODUCT,
    "event access": Compensation.EVENT,
    "commission": Compensation.AFFILIATE,
    "cash and product": Compensation.HYBRID,
}  # fmt: skip
_DOMAINS = {host: row.platform for row in PLATFORM_TABLE.values() for host in row.hosts}
_DOMAINS |= {
    f"pinterest.{country}": Platform("pinterest")
    for country in "de fr es it at ch ca co.uk ie nl se dk pt cl com.au com.mx nz jp co.kr ru ph".split()
}
_HOSTS = "|".join(re.escape(host) for host in sorted(_DOMAINS, key=len, reverse=True))
# Those as text are compiled and kept by `re` when a cell first needs them.
_URL = rf"(?i)(?:https?://)?(?:[\w-]+\.)*?(?:{_HOSTS})/([^?#]*)"
_PATH_WORDS = frozenset(("c", "channel", "user", "en", "profile", "in", "add"))
_NOBODY = (r"(?i)(?:https?://)?(?:v[mt]\.tiktok\.com/(?!@)|(?:www\.|m\.)?tiktok\.com/t/|youtu\.be/|fb\.watch/|"
                     r"pin\.it/|(?:www\.)?facebook\.com/(?:share|sharer|groups|photo)\b)")  # fmt: skip
"""Short links: they lead to somebody, and do not say to whom."""
_OF_POSTS = frozenset("p reel reels tv stories watch shorts video hashtag explore playlist results".split())
"""First steps of addresses that lead to a post or a list, not to a profile."""
_WITHIN = r"(?:^|(?<=[\s(\[|/,;:–—-]))@([\w.]{2,40})(?=$|[\s)\]|/,;])"
"""`Lina Hart (@lina.hart)`: the handle in a cell that says more."""
_WORD = re.compile(r"@?[\w.\-]{2,40}")
_TOLD = r"(?i)(ig|insta|instagram|tt|tiktok|yt|youtube|fb|facebook)\s*[:|]\s*@?([\w.\-]{2,})$"
"""`IG: @lina`."""
_DELIVERABLE = r"(?i)(\d{1,3})\s*x?\s*(post|reel|stor|video|integration|carousel|short|live|newsletter|podcast|article)"
_FORMAT_OF_STEM = {"stor": Format.STORY}
_ILLEGAL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_BREAKS = "[\t\r\n]+"
_INVISIBLE = "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"


def read_texts(texts: Texts, longest: int) -> tuple[Texts, dict[int, Fault]]:
    """Free text, empty where unknown. Faults by row: too long, or with characters no file can hold."""
    return mapped(texts, _text), text_faults(texts, longest)


def text_faults(texts: Texts, longest: int) -> dict[int, Fault]:
    """What is wrong with texts, by row."""
    faults = {}
    for row, text in enumerate(texts.tolist()):
        if len(text) > longest:
            faults[row] = Fault(f"has {counted(len(text), 'character')}", f"a text of at most {longest}")
        elif not text.isprintable() and re.search(_ILLEGAL, text):
            faults[row] = Fault("holds a control character", "text without control characters")
    return faults


def _text(text: str) -> str:
    if is_missing(text):
        return ""
    plain = unescaped(text)
    return plain if plain.isprintable() else re.sub(_BREAKS, " ", plain)


def handle_of(text: str) -> str:
    """A handle out of `@bob`, ` bob ` or `instagram.com/bob/`; always text, whatever it looks like."""
    handle = unescaped(text)
    if is_missing(handle):
        return ""
    if not handle.isascii():
        handle = unicodedata.normalize("NFC", re.sub(_INVISIBLE, "", handle))
    if "/" in handle and is_nobody(handle):
        return ""
    if "/" in handle and (link := re.match(_URL, handle)):
        steps = [step for step in link.group(1).split("/") if step and step.casefold() not in _PATH_WORDS]
        handle = steps[0] if steps and steps[0].casefold() not in _OF_POSTS else ""
    elif (":" in handle or "|" in handle) and (told := re.match(_TOLD, handle)):
        handle = told.group(2)
    elif "@" in handle[1:] and len(named := re.findall(_WITHIN, handle)) == 1:
        handle = named[0]
    plain = handle.strip().lstrip("@").strip()
    if not plain.isascii() and " " in plain:
        bare = values.without_pictures(plain)
        plain = bare if _WORD.fullmatch(bare) else plain
    return plain if plain.isprintable() else re.sub(_BREAKS, " ", plain)


def is_nobody(text: str) -> bool:
    """True for a link that leads to a post or a profile without saying whose it is."""
    return re.match(_NOBODY, text.strip()) is not None


def platform_of(text: str) -> str:
    """A platform's key, or empty when the word is not known."""
    text = text if text.isascii() else values.without_pictures(text)
    return str(PLATFORM_NAMES.get(text.casefold(), ""))


def platforms_in(text: str) -> tuple[str, ...]:
    """Platforms that a cell names beside others or other words, in its order: `IG + TikTok`."""
    words = re.split(r"[\s/,;+&|()]+", text.casefold())
    return tuple(dict.fromkeys(str(PLATFORM_NAMES[word]) for word in words if word in PLATFORM_NAMES and word != "x"))


def compensation_of(text: str) -> str:
    """A compensation's key, cash where nothing is said, or empty when the word is not known."""
    return "cash" if is_missing(text) else str(COMPENSATION_NAMES.get(text.casefold(), ""))


def platforms_accepted() -> str:
    """The platforms as a sentence lists them."""
    return "one of " + ", ".join(label(platform) for platform in Platform)


def deliverables_in(text: str) -> tuple[int, ...]:
    """Counts in the order of `Format` in a text such as `1 reel + 2 stories`; all zero when it has none."""
    counts = dict.fromkeys(Format, 0)
    for number, stem in re.findall(_DELIVERABLE, text):
        counts[_FORMAT_OF_STEM.get(stem.casefold()) or Format(stem.casefold())] += int(number)
    return tuple(counts.values())


_HOST = re.compile(rf"(?:https?://)?(?:[\w-]+\.)*?({_HOSTS})(?:/|$)", re.I)


def platform_of_link(text: str) -> str:
    """Platform of a profile link, empty when the text is none."""
    if (":" in text or "|" in text) and (told := re.match(_TOLD, text.strip())):
        return platform_of(told.group(1))
    if "." not in text:
        return ""
    match = _HOST.match(text.strip())
    return "" if match is None else str(_DOMAINS[match.group(1).casefold()])
