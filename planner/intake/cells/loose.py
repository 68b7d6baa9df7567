"""Amounts and counts as people jot them down: `~190`, `from 300`, `180 per reel`, `1940-2716`, `gifted`, `tbd`."""

import re
from collections.abc import Callable
from enum import StrEnum

from planner.frozen import dataclass
from planner.intake.cells.scales import POWERS, SCALE


class Said(StrEnum):
    """What a text that is no figure says about a price."""

    PRODUCT = "product"
    FREE = "free"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Peeled:
    """A text without what people write around a figure.

    parts: the figure, or the two ends of a range. why: what was written around it, "" when nothing was.
    """

    parts: tuple[str, ...]
    why: str = ""


_PRODUCT = frozenset(
    "gifted|gift|gifts|gifting|product|products|product only|only product|products only|pr|pr package|pr only|pr gift|"
    "free product|free products|in kind|barter|trade|tfp|product seeding|seeding|gift only|gifted only|produkt|"
    "nur produkt|geschenk|produit|produit offert|producto|producto gratis|regalo|prodotto|omaggio|produto|permuta|"
    "échange produit|échange de produits|produits offerts|dotation|dotation produit|gegen produkt|produkttausch|"
    "intercambio|scambio merce|wymiana|barter deal|só permuta|cadeau|canje|gratis product|produktgave|prezent|hediye|"
    "бартер|подарок|商品提供|商品提供のみ|無償提供|제품 제공|产品|产品置换|置换|互惠|互惠合作|termék|csak termék|"
    "produs|în schimbul produselor|tuote|tuotteet|vara|tuotevaihto|produktbyte|produk|barter produk|produk gratis|"
    "sản phẩm|tặng sản phẩm|สินค้า|ให้สินค้า|منتج|منتجات|מוצר|proizvod|kompenzacija|solo prodotti|cambio merce|"
    "solo producto|produit uniquement|alleen product|ruil|tylko produkt".split("|")
)
_FREE = frozenset("free|for free|free of charge|no fee|kostenlos|gratis|gratuit|grátis|gratuito|ücretsiz|"
                  "za darmo|zdarma|無料|免费|무료|бесплатно".split("|"))  # fmt: skip
_UNKNOWN = frozenset(
    "tbd|tba|tbc|t.b.d.|t.b.a.|ask|asking|on request|upon request|by request|price on request|rates on request|por|"
    "please ask|to be confirmed|to be discussed|to be agreed|negotiable|neg.|nego|open|varies|depends|pending|dm|"
    "dm me|email|in talks|waiting|awaiting reply|no reply|not yet|asked|auf anfrage|nach vereinbarung|n.v.|offen|"
    "sur demande|à définir|a consultar|consultar|a convenir|por definir|su richiesta|da definire|sob consulta|"
    "a combinar|op aanvraag|n.t.b.|do ustalenia|na zapytanie|belirtilmedi|sorunuz|på förfrågan|по запросу|уточнить|"
    "要相談|応相談|협의|문의|待定|面议|未知|a richiesta|da concordare|por consultar|nego|negotiabil|la cerere|"
    "efter aftale|etter avtale|enligt överenskommelse|sovittavissa|sopimuksen mukaan|pyydettäessä|megegyezés szerint|"
    "megbeszélés szerint|dohodou|dle dohody|po dohodě|po dogovoru|na upit|κατόπιν συμφωνίασ|за домовленістю|договірна|"
    "договорная|по договоренности|по договорённости|по договаряне|görüşülür|pazarlık|pazarlik|sor|liên hệ|thỏa thuận|"
    "thoả thuận|ติดต่อ|สอบถาม|hubungi|面議|詢價|詢問|عند الطلب|حسب الاتفاق|לפי בקשה|未定|お問い合わせ".split("|")
)
# Patterns as text: `re` compiles one when it is first needed and keeps it, and a plain list needs hardly any.
_BEFORE = (
    r"(?i)(?:(?P<about>[~≈∼〜±]|\+/-|ca\.?|circa|c\.|approx(?:\.|imately)?|about|around|roughly|vh?b:?|etwa|ungef(?:ä|ae)hr|env\.?|"
    r"environ|aprox\.?|unos|alrededor de|cerca de|około|yaklaşık|около|примерно|約|约|약)|"
    r"(?P<least>from|starting (?:at|from)|starts at|at least|min(?:\.|imum)?|ab|desde|a partir de|à partir de|dès|"
    r"da|od|vanaf|från|от|[>≥])|"
    r"(?P<most>up to|max(?:\.|imum)?|at most|bis zu|bis|hasta|jusqu'à|fino a|até|tot|do|до|[<≤]))\s*(?=[\d$€£¥₹.A-Z])"
)
_LABEL = r"(?i)^(?:ig|insta|instagram|tt|tiktok|yt|youtube)\s*[:–—-]?\s*(?=[\d$€£])"
"""`TT: 1.1M`: where the figure was counted."""
_PER = (
    r"(?:ig |instagram |tiktok |yt |youtube |feed |in-feed )?"
    r"(?:posts?|reels?|stor(?:y|ies)|videos?|vids?|integrations?|"
    r"content|piece|deliverable|asset|item|frame|beitrag|publicaci[oó]n|publication|vid[eé]o|historia|each|stück)"
)
_AFTER = (
    rf"(?i)\s*(?:(?P<per>(?:/|per|a|an|for (?:a|an|one|1)|pro|par|por|je|al|each)\s*{_PER}|each|p\.?p\.?|pp)|"
    r"(?P<people>followers?|subs(?:cribers?)?|fans?|people|views?|abonn(?:és|enten)|seguidores|inscritos|suscriptores|iscritti|volgers|följare|obserwujących|sledujících|follower|takipçi|"
    r"подписчиков|フォロワー|팔로워|粉丝|人|名|명|位)|"
    r"(?P<about>-?ish|or so|approx\.?|ca\.?|vh?b)|(?P<least>and up|and above|or more|\+)|"
    r"(?P<net>/-|(?:\+|plus|excl?\.?|exclusive of|inc(?:l|l\.)?|zzgl\.|exkl\.|hors)\s*"
    r"(?:vat|gst|tax|mwst\.?|tva|iva|btw|kdv|moms|dph|ндс|afa|áfa)|"
    r"net|gross|flat|fixed|fee|netto|brutto|ht|ttc|all in|neg\.?|negotiable|obo))[.!]?$"
)
_RANGE = (r"(?i)^(?:between\s+)?(.*?\d[\d.,']*\s*(?:[^\W\d_]|[$€£¥₹%]){0,7}\.?)\s*"
                    r"(?:-|–|—|~|to|bis|and|à|〜|(?<=\s)(?:a|y|e|до|do)(?=\s))\s*"
                    r"((?:[A-Z]{0,3}\s?[$€£¥₹]|[A-Z]{3}\s)?\s*\d.*)$")  # fmt: skip
_NOTE = r"^(.*\d.*?)\s*\([^()]*\)$"
_FORMAT = r"(?i)\b(reel|story|stories|video|vid|post|integration)s?\b"
_SUFFIX = rf"(?i)\d\s*({SCALE})(?![a-z])"
_UNIT = r"[$€£¥₹₩₽₺]|\b[A-Z]{3}\b"
_LONGEST = 200
"""Characters of a figure with words around it: patterns try each digit of a longer text as the first."""


def says(text: str) -> Said | None:
    """What a price in words means: paid in product, free, or not known; None for everything else."""
    text = text.strip().casefold().replace("i\u0307", "i")  # The small letter of the Turkish İ has a dot of its own.
    words = text.strip(" .!?*")
    if words in _PRODUCT or words.removeprefix("paid in ") in _PRODUCT:
        return Said.PRODUCT
    if words in _FREE:
        return Said.FREE
    return Said.UNKNOWN if words in _UNKNOWN or text in _UNKNOWN else None


def peeled(text: str) -> Peeled:
    """A figure without the words around it. What has none comes back as it is."""
    rest, why = text.strip(), ""
    if len(rest) > _LONGEST:
        return Peeled((rest,), "")
    if label := re.match(_LABEL, rest):
        rest, why = rest[label.end() :], "a figure with its platform"
    for _ in range(4):
        before, after, note = re.match(_BEFORE, rest), re.search(_AFTER, rest), re.match(_NOTE, rest)
        if before:
            why = why or _reason(before)
            rest = rest[before.end() :].strip()
        elif after and any(c.isdigit() for c in rest[: after.start()]):
            why = why or _reason(after)
            rest = rest[: after.start()].strip()
        elif note:
            why = why or "a figure with a remark"
            rest = note.group(1).strip()
        else:
            break
    both = re.match(_RANGE, rest)
    if both and not re.search(r"[eE]-\d", rest):
        low, high = (part.strip() for part in both.groups())
        return Peeled(_alike(low, high), "a range")
    return Peeled((rest,), why)


def _reason(found: re.Match[str]) -> str:
    return {
        "about": "a rough figure",
        "least": "a lower limit",
        "most": "an upper limit",
        "per": "a price for one piece",
        "people": "a count with its unit",
        "net": "a figure with its terms",
    }[next(name for name, text in found.groupdict().items() if text)]


def _alike(low: str, high: str) -> tuple[str, str]:
    """Both ends with the unit and the suffix that only one of them bears: `1-2k`, `$500-800`, `500-800 EUR`."""
    scale = re.search(_SUFFIX, high)
    if scale and not re.search(_SUFFIX, low) and _plain(low) < _plain(high) * 100:
        low = re.sub(r"(\d)(?!.*\d)", rf"\1{scale.group(1)}", low)
    if high.endswith("%") and not low.endswith("%"):
        low += "%"
    units = [unit for unit in (_unit(low), _unit(high)) if unit]
    if len(units) == 1:
        low, high = (part if _unit(part) else f"{part} {units[0]}" for part in (low, high))
    return low, high


def _unit(part: str) -> str:
    found = re.search(_UNIT, part.upper())
    return found.group() if found and found.group() not in POWERS else ""


def _plain(part: str) -> float:
    digits = re.sub(r"[^\d.]", "", part.replace(",", ""))
    try:
        return float(digits)
    except ValueError:
        return 0.0


def format_named(text: str) -> str:
    """The one format a price names (`180 per reel`), "" when it names none or several."""
    found = {word.casefold() for word in re.findall(_FORMAT, text)}
    named = {{"stories": "story", "vid": "video"}.get(word, word) for word in found}
    return named.pop() if len(named) == 1 else ""


def figure(text: str, read: Callable[[str], float | None]) -> tuple[float, float, float, str] | None:
    """Value, low end, high end and why, of a text with one loosely written figure; None when there is none.

    read: gives the value of an exact text, None for what is no number. The ends are equal where no range is given.
    """
    found = peeled(text)
    if not found.why:
        return None
    values = [value for part in found.parts if (value := read(part)) is not None]
    if len(values) != len(found.parts):
        return None
    if len(values) == 2:
        low, high = values
        if low > high:
            return None
        return (low + high) / 2, low, high, found.why
    return values[0], values[0], values[0], found.why
