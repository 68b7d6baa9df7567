"""What the values of a column look like, whatever its header says: handles, platforms, counts, row numbers."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from planner.intake.cells.formats import currency_in
from planner.intake.cells.scales import SCALE
from planner.intake.cells.texts import handle_of, platform_of, platform_of_link
from planner.intake.cells.values import AMOUNT, PEOPLE, UNIT, Texts, Written, is_missing, plain, read_numbers
from planner.intake.columns.names import folded
from planner.intake.reading import Field

_LOOKED_AT = 400
_MOST, _DIFFERENT = 0.8, 0.9
_HANDLE = re.compile(r"@?(?=.*[a-zA-Z])[\w.\-]{2,40}")
_ROW_NUMBERS = frozenset(
    folded(word)
    for word in (
        "#|id|no|nr|n|number|index|row|s no|sr no|sl no|lfd nr|nummer|numero|num|pos|lp|sira|sira no|poradi|stt|nr crt|"
        "sorszam|jrk nro|redni broj|por c|번호|순번|номер|№|番号|序号|編号|编号|連番|序號|編號|ลำดับ|क्रम|क्र सं|الرقم|מספר"
    ).split("|")
)
_TOTAL_WORDS = frozenset(
    folded(word)
    for word in (
        "total totals sum overall average mean median gesamt summe durchschnitt suma totale somme moyenne promedio "
        "totaal celkem razem toplam итого summa jumlah yhteensä összesen sveukupno ukupno spolu общо разом tổng "
        "σύνολο รวม 合計 합계 총계 总计 合计"
    ).split()
)
_SUBTOTALS = frozenset(
    folded(word)
    for word in (
        "sub total|subtotal|sub totals|subtotals|zwischensumme|teilsumme|sous total|subtotale|subtotaal|"
        "suma czesciowa|ara toplam|delsumma|mezisoucet|промежуточный итог|小計|소계|小计"
    ).split("|")
)
_TOTALS = _SUBTOTALS | {"grand total", "gesamtsumme", "total general", "totale generale"}
_LEAST_PEOPLE = 300
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_CHANNEL = re.compile(r"UC[\w\-]{20,24}")
"""What YouTube calls a channel that has no handle in its address."""


def filled(texts: Texts) -> Texts:
    """The first texts that say something."""
    some: Texts = texts[texts != ""][:_LOOKED_AT]
    return np.array([text for text in some if not is_missing(text)], dtype=object)


def is_total(text: str) -> bool:
    """True for a folded text that names a sum or an average."""
    return text in _TOTAL_WORDS or text in _TOTALS


def is_subtotal(text: str) -> bool:
    """True for a folded text that names a sum between rows: no account is called so."""
    return text in _SUBTOTALS


def like_handles(texts: Texts) -> bool:
    """Nearly every cell is one word or a profile link, and nearly no two are the same."""
    some = filled(texts)
    if not len(some):
        return False
    handles = [bool(platform_of_link(t)) or (_HANDLE.fullmatch(t) is not None and not platform_of(t)) for t in some]
    return sum(handles) >= _MOST * len(some) and len(set(some)) >= _DIFFERENT * len(some)


def are_links(texts: Texts) -> bool:
    """True where every cell is the address of a profile, which counts nobody."""
    there = filled(texts)
    return len(there) > 0 and all(platform_of_link(text) for text in there)


def like_names(texts: Texts) -> bool:
    """At least half of the cells are several words: what people are called, not their handles."""
    some = filled(texts)
    return len(some) > 0 and 2 * sum(" " in text.strip() for text in map(handle_of, some)) >= len(some)


def with_signs(texts: Texts) -> bool:
    """Nearly every cell is a handle with its @."""
    some = filled(texts)
    return len(some) > 0 and sum(text.startswith("@") and " " not in text for text in some) >= _MOST * len(some)


def name_others(texts: Texts, links: Texts) -> bool:
    """At least half of the cells are not what the links beside them call the account: they are names."""
    pairs = [(handle_of(text), handle_of(link)) for text, link in zip(texts[:_LOOKED_AT], links, strict=False)]
    told = [(one, other) for one, other in pairs if one and other and not _CHANNEL.fullmatch(other)]
    return len(told) > 0 and 2 * sum(one.casefold() != other.casefold() for one, other in told) >= len(told)


def like_platforms(texts: Texts) -> bool:
    """Nearly every cell is a platform's name."""
    some = filled(texts)
    return len(some) > 0 and sum(bool(platform_of(text)) for text in some) >= _MOST * len(some)


def field_of(texts: Texts) -> Field | None:
    """What a column without a name seems to hold, None when its values do not tell."""
    some = filled(texts)
    if not len(some):
        return None
    most = _MOST * len(some)
    if like_platforms(texts):
        return Field.PLATFORM
    if sum(_MAIL.fullmatch(text) is not None for text in some) >= most:
        return Field.EMAIL
    if sum(text.startswith("@") or bool(platform_of_link(text)) for text in some) >= most:
        return Field.HANDLE
    if with_currency(texts):
        return Field.FEE
    if say_shares(some):
        return Field.ENGAGEMENT_RATE
    if typical_count(texts) > 0:
        return Field.FOLLOWERS
    return Field.HANDLE if like_handles(texts) else None


def typical_count(texts: Texts) -> float:
    """Median of a column that counts people, 0 when it does not look like one."""
    some = filled(texts)
    for kind in (PEOPLE, PEOPLE.as_written(Written(comma=True))):
        values = read_numbers(some, kind).values if len(some) else np.empty(0)
        values = values[~np.isnan(values)]
        whole = len(values) > 0 and len(values) >= _MOST * len(some) and np.mean(values == np.round(values)) >= _MOST
        if whole and float(np.median(values)) >= _LEAST_PEOPLE:
            return float(np.median(values))
    return 0.0


def numbers(texts: Texts) -> np.ndarray | None:
    """Values of a column of which nearly every cell is a number, None for any other."""
    some = filled(texts)
    for kind in (PEOPLE, PEOPLE.as_written(Written(comma=True))):
        values = read_numbers(some, kind).values if len(some) else np.empty(0)
        known = values[~np.isnan(values)]
        if len(known) and len(known) >= _MOST * len(some):
            return known
    return None


def is_numeric(texts: Texts) -> bool:
    """Most filled cells are numbers."""
    for kind in (AMOUNT, AMOUNT.as_written(Written(comma=True))):
        read = read_numbers(texts, kind)
        good = int((~np.isnan(read.values)).sum())
        if good > 0 and good >= _MOST * (good + len(read.faults)):
            return True
    return False


def counts_the_rows(header: str, texts: Texts) -> bool:
    """A column such as `id` or `No.` that only numbers the rows."""
    if folded(header) not in _ROW_NUMBERS:
        return False
    some = [text for text in texts[texts != ""] if not is_total(folded(text))]
    values = pd.to_numeric(pd.Series(some, dtype=object), errors="coerce").to_numpy(float)
    return len(values) > 1 and bool(np.all(np.diff(values) == 1))


def with_currency(texts: Texts) -> bool:
    """Some amount stands with the sign or the code of a currency."""
    return _priced(filled(texts))


def amounts(texts: Texts) -> list[str]:
    """Those with the sign or the code of a currency, of a column that holds hardly anything but figures."""
    some = filled(texts)
    figures = sum(len(text) <= _SHORT and any(map(str.isdigit, text)) for text in some)
    return [text for text in some if _priced([text])] if len(some) and figures >= _MOST * len(some) else []


def _priced(some: Iterable[str]) -> bool:
    if re.search(r"[$€£¥₹₩₽₺]|\b(?:USD|EUR|GBP|CHF)\b", "\n".join(some)) is not None:
        return True
    # In a campaign in kronor, `kr` is a currency too.
    return any(re.fullmatch(_AMOUNT, short := plain(text)) and currency_in(short, "SEK") for text in some)


def like_prices(texts: Texts) -> bool:
    """Values that are money rather than numbers of posts: with a currency sign, or more than anybody books."""
    some = filled(texts)
    if _priced(some):
        return True
    values = numbers(some)
    return values is not None and float(np.median(values)) > _BOOKED


_AMOUNT = rf"(?i)(?:{UNIT})?\s*\d(?>[\d., ]*)(?:{SCALE})?\.?\s*(?:{UNIT})?"
_BOOKED = 20
_SHORT, _KINDS, _PARTLY = 40, 60, 0.7
"""Of values that sort creators: so long at most, so many different ones, and so large a part of all cells."""


def sorts_creators(texts: Texts) -> bool:
    """True for short texts of which some repeat, such as languages or regions: no links, addresses or days."""
    some = [text.strip() for text in filled(texts).tolist()]
    different = {text.casefold() for text in some}
    if len(some) < 2 or len(different) > min(_KINDS, max(_PARTLY * len(some), 1)):
        return False
    return all(
        len(text) <= _SHORT and "@" not in text and "://" not in text and not text[:1].isdigit() for text in different
    )


def say_shares(texts: Texts) -> bool:
    """True when most cells carry a % sign."""
    return sum("%" in text for text in texts) > len(texts) / 2


def can_be_shares(texts: Texts) -> bool:
    """True when every number among the cells can be a share or a per cent."""
    values = read_numbers(texts, AMOUNT).values
    values = values[~np.isnan(values)]
    return bool(len(values)) and 0 <= float(values.min()) <= float(values.max()) <= 100
