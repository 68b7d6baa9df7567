"""Words of many languages in headers about audiences: `% obserwujących z PL`, `Kadın takipçi oranı`, `女性比率`."""

import re
from functools import cache

from planner.intake.columns.names import folded

_FEMALE = (
    "female females women woman weiblich frauen frau mujeres mujer femenino femenina femmes femme feminin donne "
    "femminile mulheres mulher feminino feminina vrouwen vrouw kobiety kobiet kvinnor kvinner kvinder naiset naisia "
    "kadin kadinlar zeny zen zena nok noi femei женщины женщин жінки жінок жени γυναικες γυναικων نساء اناث נשים "
    "女性 女 여성 여자 หญิง ผู้หญิง nu wanita perempuan महिला"
)
_MALE = (
    "male males men mannlich manner mann hombres hombre masculino masculina hommes homme masculin uomini maschile "
    "homens homem mannen man menn maend miehet miehia mezczyzni mezczyzn erkek erkekler muzi muzu muz ferfiak ferfi "
    "barbati мужчины мужчин чоловіки чоловіків мъже ανδρες ανδρων رجال ذكور גברים 男性 男 남성 남자 ชาย ผู้ชาย nam pria "
    "पुरुष"
)
_SHARES = (
    "percent pct percentage share anteil prozent quote porcentaje pourcentage part percentuale percentual aandeel "
    "procent odsetek udzial podil podiel andel andelen osuus yuzde oran orani arany szazalek pondere ποσοστο доля "
    "процент частка дял نسبة אחוז 比率 割合 率 占比 比例 비율 비중 สัดส่วน ty persentase persen प्रतिशत"
)
_AUDIENCE = (
    "audience zielgruppe publikum audiencia publico pubblico publiek odbiorcy odbiorcow publicznosc kitle yleiso "
    "malgrupp malgruppe kozonseg аудитория аудитории аудиторія аудиторії κοινο جمهور קהל オーディエンス 受众 오디언스 "
    "audiens दर्शक"
)
_FOLLOWING = (
    "follower followers subscribers fans abonnenten seguidores seguidoras abonnes abonnees volgers iscritti viewers "
    "zuschauer obserwujacych obserwujacy sledujicich sledujici sledovatelov takipci takipcileri foljare folgere "
    "seuraajat seuraajista kovetok kovetoi urmaritori подписчиков подписчики підписників последователи ακολουθοι "
    "متابعين المتابعين עוקבים フォロワー 粉丝 粉絲 팔로워 ผู้ติดตาม pengikut फॉलोअर्स"
)
_AGED = (
    "age ages aged alter edad edades eta idade leeftijd tranche wiek wieku lat vek veku let yas yasi alder ika vuotta "
    "eletkor varsta ani возраст лет вік років ηλικια 年齢 歳 代 年龄 岁 나이 연령 세 usia tahun tuoi อายุ ปี"
)
_GENDERED = (
    "gender sex geschlecht genero sexo genre sexe genere geslacht plec pohlavi pohlavie cinsiyet kon kjonn sukupuoli "
    "nem пол стать φυλο 性别 性別 성별 เพศ"
)
_FILLERS = (
    "of in from the is are years year jahre jahren anos ans anni der aus im von en da do di z ze w we le i fra fran "
    "av af pa na v vo u в из з із у の 的"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(map(folded, text.split()))


GENDERS = {**dict.fromkeys(_words(_FEMALE), "female"), **dict.fromkeys(_words(_MALE), "male")}
"""`female` or `male` by the words for them."""
SHARES, AUDIENCE, FOLLOWING = _words(_SHARES), _words(_AUDIENCE), _words(_FOLLOWING)
AGED, GENDERED, FILLERS = _words(_AGED), _words(_GENDERED), _words(_FILLERS)

_COMPOUND = re.compile(r"\b(\w{3,}?)(anteil|quote)\b")
"""`frauenanteil`: a part of the audience and the word for a share in one."""
_WITHOUT_BLANKS = "\u0e00"
"""From Thai on, scripts put no blanks between words."""


def words_in(text: str) -> list[str]:
    """The words of a folded header, compounds and what is written without blanks taken apart: `女性`, `比率`."""
    words = _COMPOUND.sub(r"\1 \2", text).split()
    return [piece for word in words for piece in ([word] if max(word) < _WITHOUT_BLANKS else _apart(word))]


def _apart(word: str) -> list[str]:
    return [piece for piece in _known().split(word) if piece]


@cache
def _known() -> re.Pattern[str]:
    known = {*GENDERS, *SHARES, *AUDIENCE, *FOLLOWING, *AGED, *GENDERED, *FILLERS}
    long_first = sorted((word for word in known if max(word) >= _WITHOUT_BLANKS), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, long_first))})")
