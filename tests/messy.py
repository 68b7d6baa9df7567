"""Exports as people keep them, each with what is right: seeded, traps mixed at random, headers in fifteen languages.

python -m tests.messy            # read them all and print the three measures
python -m tests.messy 17 --save  # write one of them, to look at it
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xlsxwriter

from planner.domain.roster import UNKNOWN_FEE, Platform
from planner.intake import Mapping, Question, Reading, ReadSettings, Unanswered, Upload, read_rosters

FILES = 48
LANGUAGES: dict[str, tuple[str, ...]] = {
    # handle, platform, followers, engagement rate, fee, country, e-mail, notes, agency
    "English": ("Handle", "Platform", "Followers", "Engagement rate", "Rate", "Location", "E-mail", "Notes", "Agency"),
    "German": ("Nutzername", "Plattform", "Anzahl Follower", "Interaktionsrate", "Honorar", "Land", "E-Mail", "Notizen",
               "Agentur"),
    "French": ("Pseudo", "Plateforme", "Nombre d'abonnés", "Taux d'engagement", "Tarif", "Pays", "Courriel",
               "Remarques", "Agence"),
    "Spanish": ("Usuario", "Plataforma", "Seguidores", "Tasa de interacción", "Tarifa", "País", "Correo electrónico",
                "Notas", "Agencia"),
    "Italian": ("Nome utente", "Piattaforma", "Follower", "Tasso di engagement", "Tariffa", "Paese", "E-mail", "Nota",
                "Agenzia"),
    "Portuguese": ("Perfil", "Plataforma", "Seguidores", "Taxa de engajamento", "Cachê", "País", "E-mail",
                   "Observações", "Agência"),
    "Dutch": ("Gebruikersnaam", "Kanaal", "Volgers", "Engagementpercentage", "Tarief", "Land", "E-mail", "Opmerkingen",
              "Bureau"),
    "Polish": ("Nazwa użytkownika", "Platforma", "Obserwujący", "Zaangażowanie", "Stawka", "Kraj", "E-mail", "Uwagi",
               "Agencja"),
    "Turkish": ("Kullanıcı adı", "Platform", "Takipçi sayısı", "Etkileşim oranı", "Ücret", "Ülke", "E-posta", "Notlar",
                "Ajans"),
    "Swedish": ("Användarnamn", "Plattform", "Följare", "Engagemangsgrad", "Arvode", "Land", "E-post", "Anteckningar",
                "Byrå"),
    "Czech": ("Uživatelské jméno", "Platforma", "Počet sledujících", "Míra zapojení", "Odměna", "Země", "E-mail",
              "Poznámky", "Agentura"),
    "Russian": ("Ник", "Платформа", "Подписчики", "Вовлеченность", "Стоимость", "Страна", "Почта", "Заметки",
                "Агентство"),
    "Japanese": ("ユーザー名", "プラットフォーム", "フォロワー数", "エンゲージメント率", "料金", "国", "メール", "備考",
                 "事務所"),
    "Korean": ("계정", "플랫폼", "팔로워 수", "참여율", "단가", "국가", "이메일", "비고", "소속사"),
    "Chinese": ("账号", "平台", "粉丝数", "互动率", "报价", "国家", "邮箱", "备注", "机构"),
}  # fmt: skip
_FIRST = "lina mara theo jonas aiko rosa emil noor ida paul vera zoe kai mila oscar nils tara ugo wanda yara".split()
_LAST = "hart keller moss okoye lind novak silva brandt ito costa duran fox gomez hahn ivers janik kruse lowe".split()
_DOMAINS = {Platform.INSTAGRAM: "https://www.instagram.com/{}/", Platform.TIKTOK: "tiktok.com/@{}",
            Platform.YOUTUBE: "https://youtube.com/@{}"}  # fmt: skip
_NAMES = {
    Platform.INSTAGRAM: ("Instagram", "IG", "instagram", "Insta"),
    Platform.TIKTOK: ("TikTok", "tiktok", "TT", "Tik Tok"),
    Platform.YOUTUBE: ("YouTube", "YT", "youtube"),
}
_PLACES = (("Berlin", ""), ("Germany", "DE"), ("London, United Kingdom", "GB"), ("US", "US"), ("", ""), ("Lisbon", ""))


@dataclass(frozen=True)
class Right:
    """One creator as they are. rate: NaN = unknown; cents: `UNKNOWN_FEE` = unknown."""

    handle: str
    platform: Platform
    followers: int
    rate: float
    cents: int
    compensation: str = "cash"


@dataclass(frozen=True)
class Messy:
    """A file with what is right.

    answers: what somebody who knows it would say, by key of a question; a key that ends in a point stands for all that
    begin so. traps: what was put into it.
    """

    name: str
    data: bytes
    creators: tuple[Right, ...]
    answers: dict[str, str] = field(default_factory=dict)
    traps: tuple[str, ...] = ()

    def answer(self, question: Question) -> str | None:
        """What this question is answered with."""
        head = question.key.partition(".")[0]
        known = self.answers.get(question.key) or self.answers.get(f"{head}.")
        return known or question.suggested


@dataclass(frozen=True)
class Score:
    """What came of one file: creators used, values that are not what they should be, questions reading waited for."""

    file: Messy
    used: int
    wrong: tuple[str, ...]
    asked: tuple[str, ...]
    reading: Reading | None


class _Maker:
    """One file of one seed."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)
        self.traps: list[str] = []
        self.answers: dict[str, str] = {}
        self.language = list(LANGUAGES)[seed % len(LANGUAGES)]
        self.workbook = self.trap("workbook", 0.35)
        self.comma = not self.workbook and self.language not in _POINTS and self.trap("decimal comma", 0.5)
        self.has_platform = self.trap("platform column", 0.7)
        self.whole_links = not self.has_platform
        self.rates = self.luck.choice(("percent sign", "percent", "share", "mixed"))
        self.traps.append(f"rates: {self.rates}")

    def trap(self, name: str, chance: float) -> bool:
        """True with this chance; the name is noted."""
        if self.luck.random() < chance:
            self.traps.append(name)
            return True
        return False

    def make(self, seed: int) -> Messy:
        """The file of this seed."""
        size = self.luck.randint(12, 60)
        creators, rows = [], []
        story = self.trap("a story price", 0.3)
        for at in range(size):
            creator, row = self.creator(at)
            rows.append(row + ([self.luck.choice(("90", "$75", ""))] if story else []))
            creators.append(creator)
        header = list(LANGUAGES[self.language]) + (["Story price"] if story else [])
        if self.luck.random() < 0.3 and self.language == "English":
            header[0], header[4] = "Handle / Link", "Fee per post"
        keep = [at for at in range(len(header)) if (at != 1 or self.has_platform)]
        keep = [at for at in keep if at in (0, 1, 2, 4) or at > 8 or self.luck.random() < 0.8]
        if self.trap("columns in another order", 0.4):
            self.luck.shuffle(keep)
        if 3 not in keep:
            creators = [Right(c.handle, c.platform, c.followers, np.nan, c.cents, c.compensation) for c in creators]
        table = [[row[at] for at in keep] for row in [header, *rows]]
        if self.trap("numbered rows", 0.3):
            table = [["#" if at == 0 else str(at), *row] for at, row in enumerate(table)]
        width = len(table[0])
        if self.trap("a blank row", 0.3):
            table.insert(self.luck.randint(2, len(table) - 1), [""] * width)
        if self.trap("an equal row twice", 0.3):
            table.append(list(table[1]))
        if self.trap("a total", 0.4):
            total = [""] * width
            total[0] = "TOTAL"
            total[-1] = "12,345"
            table += [[""] * width, total]
        if self.trap("title lines", 0.5):
            table = [["Summer shortlist – do not share", *[""] * (width - 1)], [""] * width, *table]
        data, name = self.file(table)
        return Messy(f"{seed}-{self.language}{name}", data, tuple(creators), self.answers, tuple(self.traps))

    def creator(self, at: int) -> tuple[Right, list[str]]:
        """One creator and their row, in the order of `LANGUAGES`."""
        luck = self.luck
        platform = luck.choice((Platform.INSTAGRAM, Platform.INSTAGRAM, Platform.TIKTOK, Platform.YOUTUBE))
        handle = f"{luck.choice(_FIRST)}{luck.choice('._')}{luck.choice(_LAST)}{at}"
        shown, way = handle, luck.random()
        if self.whole_links or way < 0.2:
            shown = _DOMAINS[platform].format(handle)
        elif way < 0.5:
            shown = f"@{handle}"
        elif way < 0.6 and self.language == "English":
            shown = handle = f"{luck.choice(_FIRST).title()} {luck.choice(_LAST).title()} {chr(65 + at % 26)}{at}"
        followers, size = self.followers()
        rate, rate_text = self.rate(at)
        cents, paid, fee = self.fee()
        place, _ = luck.choice(_PLACES)
        note = luck.choice(("", "great, fast", "wants 50% upfront", "met in Paris; very nice", "ask again in May"))
        row = [
            shown, luck.choice(_NAMES[platform]), size, rate_text, fee, place, f"{at}@example.com", note,
            luck.choice(("", "North Talent", "self-managed")),
        ]  # fmt: skip
        return Right(handle, platform, followers, rate, cents, paid), row

    def followers(self) -> tuple[int, str]:
        """A number of followers and one way of writing it."""
        luck, number = self.luck, int(self.luck.lognormvariate(10.5, 1.2)) + 1_500
        tens = round(number / 100) * 100
        short = f"{tens / 1000:.1f}".replace(".", "," if self.comma else ".")
        thousands = f"{number:,}".replace(",", "." if self.comma else ",")
        return luck.choice(
            (
                (number, str(number)),
                (number, thousands),
                (tens, f"{short}{luck.choice(('k', 'K', ' k', 'k followers', 'K+'))}"),
                (tens, f"~{short}k"),
                (number, f"{number:,}".replace(",", luck.choice(("\u00a0", " ")))),
            )
        )

    def rate(self, at: int) -> tuple[float, str]:
        """An engagement rate and one way of writing it."""
        luck = self.luck
        number = round(luck.uniform(0.011, 0.079), 4)
        sign = "," if self.comma else "."
        if luck.random() < 0.08:
            return np.nan, luck.choice(("n/a", "", "-"))
        percent, share = f"{number * 100:.4g}".replace(".", sign), f"{number:.4g}".replace(".", sign)
        if self.rates == "percent sign":
            return number, f"{percent}%"
        if self.rates == "percent":
            self.answers["rate_unit."] = "percent"
            return number, percent
        if self.rates == "share":
            self.answers["rate_unit."] = "fraction"
            return number, share
        self.answers["rate_unit."] = "each"
        return number, (f"{percent}%", percent, share)[at % 3]

    def fee(self) -> tuple[int, str, str]:
        """Cents, what is paid with, and one way of writing it; the campaign counts in dollars."""
        luck, number = self.luck, self.luck.randint(9, 480) * 10
        low, high = number, number + luck.randint(1, 60) * 20
        thousands = f"{number + 1000:,}".replace(",", "." if self.comma else ",")
        return luck.choice(
            (
                (number * 100, "cash", str(number)),
                (number * 100, "cash", f"${number}"),
                (number * 100, "cash", f"{number} USD"),
                (number * 100, "cash", f"${number}/post"),
                (number * 100, "cash", f"{luck.choice(('~', 'ca. ', 'from ', 'approx. '))}{number}"),
                ((number + 1000) * 100, "cash", f"${thousands}"),
                ((low + high) * 50, "cash", f"{low}-{high}"),
                (UNKNOWN_FEE, "cash", luck.choice(("tbd", "on request", "n/a", "", "ask", "see mail"))),
                (0, "product", luck.choice(("gifted", "PR", "product only"))),
            )
        )

    def file(self, table: list[list[str]]) -> tuple[bytes, str]:
        """The table as bytes, and how such a file's name ends."""
        luck = self.luck
        if self.workbook:
            out = io.BytesIO()
            with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
                if self.trap("a cover sheet", 0.4):
                    book.add_worksheet("Cover").write(0, 0, "Summer campaign")
                sheet = book.add_worksheet("Creators")
                for number, row in enumerate(table):
                    for column, text in enumerate(row):
                        if text.isdecimal() and len(text) < 12:
                            sheet.write_number(number, column, int(text))
                        else:
                            sheet.write_string(number, column, text)
            return out.getvalue(), ".xlsx"
        text = io.StringIO()
        delimiter = luck.choice((";", "\t") if self.comma else (",", ";", "\t"))
        csv.writer(text, delimiter=delimiter).writerows(table)
        encoding = luck.choice(("utf-8", "utf-8-sig", "utf-16"))
        return text.getvalue().encode(encoding), ".csv"


_POINTS = ("English", "Japanese", "Korean", "Chinese")
"""Languages that write a decimal point."""


def messy(seed: int) -> Messy:
    """The file of a seed."""
    return _Maker(seed).make(seed)


def read(file: Messy) -> tuple[Reading | None, list[str]]:
    """Read a file, answering as somebody who knows it; the keys of the questions that reading waited for."""
    mapping, asked = Mapping(), list[str]()
    for _ in range(6):
        try:
            return read_rosters([Upload(file.name, file.data, mapping)], ReadSettings()), asked
        except Unanswered as waiting:
            answers = {q.key: said for q in waiting.questions if (said := file.answer(q)) is not None}
            asked += [question.key for question in waiting.questions]
            if not answers.keys() - mapping.answers.keys():
                return None, asked
            mapping = mapping.answered(**answers)
    return None, asked


def score(file: Messy) -> Score:
    """Read a file and compare what was read with what is right; an unknown value is never a wrong one."""
    reading, asked = read(file)
    if reading is None or reading.roster is None:
        return Score(file, 0, (), tuple(asked), reading)
    people = reading.roster.creators.set_index("id")
    fees = {people.index[of]: (cents, paid) for of, cents, paid in zip(
        reading.roster.packages["creator"], reading.roster.packages["fee_cents"],
        reading.roster.packages["compensation"], strict=True) if True}  # fmt: skip
    wrong, used = [], 0
    for right in file.creators:
        key = f"{right.platform}:{right.handle.casefold()}"
        if key not in people.index:
            continue
        used += 1
        found = people.loc[key]
        wrong += [f"{key}: {found['followers']} followers, not {right.followers}"] * bool(
            found["followers"] != right.followers
        )
        rate = float(found["engagement_rate"])
        if rate == rate and not (abs(rate - right.rate) < 1e-9):
            wrong.append(f"{key}: rate {rate}, not {right.rate}")
        wrong += _wrong_fee(reading, key, right)
    extra = len(people) - used
    wrong += [f"{extra} creators that nobody is: {sorted(set(people.index) - _keys(file))[:5]}"] if extra else []
    assert fees
    return Score(file, used, tuple(wrong), tuple(asked), reading)


def _keys(file: Messy) -> set[str]:
    return {f"{right.platform}:{right.handle.casefold()}" for right in file.creators}


def _wrong_fee(reading: Reading, key: str, right: Right) -> list[str]:
    assert reading.roster is not None
    people, offers = reading.roster.creators, reading.roster.packages
    mine = offers[offers["creator"] == people.index[people["id"] == key][0]]
    # A story price makes a package of its own; the fee belongs to the other one.
    main = mine[mine["story"] == 0]
    if not len(main):
        return [] if right.cents == UNKNOWN_FEE else [f"{key}: the package with the fee is missing"]
    cents, paid = int(main["fee_cents"].iloc[0]), str(main["compensation"].iloc[0])
    if cents not in (UNKNOWN_FEE, right.cents):
        return [f"{key}: fee {cents}, not {right.cents}"]
    return [f"{key}: paid in {paid}, not {right.compensation}"] if paid != right.compensation else []


def main(arguments: list[str], say: Callable[[str], None] = print) -> None:
    """Print the measures of all files, or of those named by their seeds."""
    seeds = [int(text) for text in arguments if text.isdecimal()] or list(range(FILES))
    total = used = 0
    for seed in seeds:
        file = messy(seed)
        if "--save" in arguments:
            Path(file.name).write_bytes(file.data)
        result = score(file)
        total, used = total + len(file.creators), used + result.used
        say(f"{file.name}: {result.used} of {len(file.creators)}, asked {list(result.asked)}, {', '.join(file.traps)}")
        for wrong in result.wrong[:5]:
            say(f"  wrong: {wrong}")
        if result.reading is None or result.used < len(file.creators):
            for aside in (result.reading.set_aside if result.reading else ())[:4]:
                say(f"  {aside}")
    say(f"{used} of {total} creators used ({used / total:.1%})")


if __name__ == "__main__":
    main(sys.argv[1:])
