"""What a number format of a spreadsheet shows beside the number: per cent, a currency, zeros in front.

Part of the child process: imports nothing of the planner.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

PERCENT_FORMATS = (9, 10)
"""Built-in formats that every workbook has without naming them."""
_BY_LOCALE = {
    "409": "USD", "1009": "CAD", "C0C": "CAD", "C09": "AUD", "1409": "NZD", "80A": "MXN", "1004": "SGD", "C04": "HKD",
    "404": "TWD", "340A": "CLP", "340a": "CLP", "240A": "COP", "2C0A": "ARS", "411": "JPY", "804": "CNY", "41D": "SEK",
    "414": "NOK", "406": "DKK", "40F": "ISK",
}  # fmt: skip
"""Locales in which $, ¥ and kr mean one currency."""
_SIGN = re.compile(r"[A-Z]{0,3}\s?[$€£¥₹₩₽₺₫₱฿₪₴₦]|\b(?!MIO|TSD|MRD|MLN)[A-Z]{3}\b|zł|Kč|kr\.?|Ft|lei|CHF")


@dataclass(frozen=True)
class Shown:
    """How a cell's number format shows its number.

    percent: shown times a hundred, with a sign. suffix: text behind it, such as `%` that multiplies nothing, or a
    currency. zeros: least number of digits.
    """

    percent: bool = False
    suffix: str = ""
    zeros: int = 0

    def text(self, number: float, plain: str) -> str:
        """A number as the cell shows it, with all its digits; plain: its digits alone."""
        if self.percent:
            return f"{(Decimal(format(number, '.15g')) * 100).normalize():f}%"
        if self.zeros and number == number // 1 and number >= 0:
            return plain.zfill(self.zeros)
        if self.suffix == "%":
            return f"{plain}%"
        return f"{plain} {self.suffix}" if self.suffix else plain


def shown_by(code: str) -> Shown | None:
    """What a format code shows, None when it shows the number alone."""
    literals, raw, unit = [], [], ""
    part = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?[^\]]*\]|\[[^\]]*\]|[_*].|(.)')
    for quoted, escaped, sign, locale, other in part.findall(_first_section(code)):
        literals.append(quoted or escaped)
        raw.append(other)
        if sign.strip():
            unit = _BY_LOCALE.get(locale.upper(), "") if sign.strip() in ("$", "¥", "kr") and locale else ""
            unit = unit or sign.strip()
    digits, words = "".join(raw), "".join(literals)
    if "%" in digits:
        return Shown(percent=True)
    if "%" in words:
        return Shown(suffix="%")
    named = unit or next((found.group().strip() for text in (words, digits) if (found := _SIGN.search(text))), "")
    if named and not re.search(r"[ymdhs]{2}", digits, re.I):
        return Shown(suffix=named)
    zeros = re.fullmatch(r"0{2,40}", digits.strip())
    return Shown(zeros=len(digits.strip())) if zeros else None


def beside(text: str, number: float) -> Shown:
    """What a cell that is shown as this text shows beside its number; OpenDocument keeps both."""
    typed = text.strip()
    if typed.isdecimal() and typed.startswith("0") and number == number // 1:
        return Shown(zeros=len(typed))
    if typed.endswith("%"):
        return Shown(suffix="%")
    found = _SIGN.search(typed)
    return Shown(suffix=found.group().strip()) if found else Shown()


def _first_section(code: str) -> str:
    """What stands before the first semicolon that is not quoted: the format of positive numbers."""
    return re.match(r'(?:"[^"]*"|\\.|[^;"])*', code).group()  # type: ignore[union-attr]


def styles_of(xml: bytes) -> dict[int, Shown]:
    """What each cell style of an XLSX workbook shows beside its number; styles that show it alone are left out."""
    root = ElementTree.fromstring(xml)
    formats: dict[int, Shown | None] = {number: Shown(percent=True) for number in PERCENT_FORMATS}
    for node in root.iterfind(".//{*}numFmts/{*}numFmt"):
        formats[int(node.get("numFmtId", "-1"))] = shown_by(node.get("formatCode", ""))
    cells = root.iterfind(".//{*}cellXfs/{*}xf")
    found = {at: formats.get(int(node.get("numFmtId", "0"))) for at, node in enumerate(cells)}
    return {at: shown for at, shown in found.items() if shown is not None}
