"""What headers mean: the words of each field, in the languages rosters come in, and of formats and platforms."""

from planner.domain.roster import Format, Platform
from planner.intake.columns.languages import FORMATS, FURTHER, PRICES
from planner.intake.columns.names import folded
from planner.intake.reading import Field

_WORDS: dict[Field, tuple[str, ...]] = {
    Field.HANDLE: (
        "handle", "username", "user name", "user", "youtuber name", "instagram handle", "tiktok handle",
        "platform username", "profile name", "account", "account name", "channel info", "influencer", "creator",
        "uid", "channel name", "creator name", "influencer name", "usuario", "nombre de usuario", "nutzername",
        "pseudo", "nom d utilisateur", "utilisateur", "utente", "nome utente", "kanal", "perfil", "profil", "handles",
        "talent", "blogger", "kol", "ig handle", "creator handle", "influencer handle", "handle link",
        "account handle", "profile", "profile handle", "user id", "screen name", "influenceur", "influenceuse",
        "createur", "createur de contenu", "creatrice", "creador", "creadora", "cuenta", "creatore", "profilo",
        "conta", "criador", "influenciador", "gebruikersnaam", "maker", "nazwa uzytkownika", "tworca", "konto",
        "kullanici adi", "hesap", "icerik ureticisi", "anvandarnamn", "kreator", "uzivatelske jmeno", "tvurce",
        "никнейм", "ник", "аккаунт", "блогер", "логин", "ユーザー名", "アカウント", "アカウント名", "クリエイター",
        "インフルエンサー", "사용자명", "계정", "계정명", "아이디", "크리에이터", "인플루언서", "用户名", "账号",
        "帳號", "达人", "博主", "红人", "benutzername", "profilname", "kontoname", "nazwa profilu", "nazwa konta",
        "profielnaam", "accountnaam", "nombre del perfil", "nombre de perfil", "nombre de la cuenta", "nom du profil",
        "nom du compte", "compte", "nome profilo", "nome do perfil", "nome da conta", "profilnamn", "kontonamn",
    ),
    Field.NAME: (
        "name", "full name", "fullname", "display name", "creator name", "influencer name", "channel name", "nombre",
        "nombre completo", "nom", "nome", "vollstandiger name", "이름", "名前", "氏名", "姓名", "名字", "имя", "imie",
        "imie i nazwisko", "naam", "namn", "ad", "isim", "ad soyad", "jmeno", "nome completo", "nome e cognome",
        "nom complet", "vor und nachname", "real name", "contact name", "昵称", "名称", "名稱",
    ),
    Field.FIRST_NAME: (
        "first name", "given name", "vorname", "prenom", "nombre de pila", "fornamn", "voornaam", "имя собственное",
    ),
    Field.LAST_NAME: (
        "last name", "surname", "family name", "nachname", "nom de famille", "apellido", "apellidos", "фамилия",
        "soyad", "nazwisko", "achternaam", "efternamn", "cognome", "sobrenome", "prijmeni",
    ),
    Field.PERSON: (
        "person", "person id", "person name", "real person", "same person", "owner", "account owner", "belongs to",
        "persona", "personne", "osoba", "persoon", "kisi", "человек", "人物", "本人", "인물",
    ),
    Field.PROFILE_URL: (
        "profile url", "profile link", "url", "media url", "channel url", "link", "account url", "links", "urls",
        "page", "page link", "social link", "profillink", "lien", "lien du profil", "enlace", "enlace del perfil",
        "url del perfil", "link del profilo", "link do perfil", "profiellink", "link do profilu", "profil linki",
        "baglanti", "profillank", "lank", "odkaz", "odkaz na profil", "ссылка", "ссылка на профиль",
        "プロフィールurl", "リンク", "링크", "프로필 링크", "链接", "主页链接", "連結",
    ),
    Field.PLATFORM: (
        "platform", "social platform", "social network", "network", "channel", "plattform", "plataforma",
        "plateforme", "piattaforma", "red social", "reseau", "netzwerk", "platforma", "plattforma",
        "plateforme sociale", "reseau social", "rede social", "rede", "sociale netwerk", "kanaal", "kanal platform",
        "siec spolecznosciowa", "serwis", "sosyal ag", "mecra", "socialni sit", "платформа", "соцсеть", "площадка",
        "プラットフォーム", "媒体", "sns", "플랫폼", "채널", "平台", "社交平台", "渠道", "social", "outlet",
    ),
    Field.COUNTRY: (
        "country", "audience country", "geo country", "top geo", "geo countries", "location country", "land", "pais",
        "pays", "paese", "location", "based in", "market", "region", "city", "city country", "based", "standort",
        "ort", "stadt", "ville", "ciudad", "ubicacion", "citta", "localita", "cidade", "localizacao", "stad",
        "plaats", "miasto", "kraj", "lokalizacja", "sehir", "ulke", "konum", "stad land", "ort land", "zeme", "mesto",
        "страна", "город", "регион", "国", "地域", "所在地", "국가", "지역", "도시", "国家", "地区", "城市", "landet",
        "town", "hometown", "home town", "place", "state", "province", "wohnort", "bundesland", "provincia", "estado",
        "lugar", "lieu", "拠点", "居住地",
    ),
    Field.CATEGORY: (
        "category", "niche", "genre", "topic", "topics", "categories", "content tags", "field tags", "tags",
        "kategorie", "categoria", "categorie", "nische", "tematica", "vertical", "themen", "thema", "branche",
        "sujet", "themes", "rubro", "nicho", "tema", "settore", "categoria nicchia", "onderwerp", "kategoria",
        "tematyka", "kategori", "alan", "kategorie tema", "категория", "тематика", "カテゴリ", "カテゴリー",
        "ジャンル", "카테고리", "분야", "类别", "领域", "分类",
    ),
    Field.FOLLOWERS: (
        "followers", "follower", "follower count", "followers count", "of followers", "number of followers",
        "total followers", "num followers", "no of followers", "subscribers", "subscribers count", "subscriber count",
        "subs", "follower number", "fans", "abonnenten", "anzahl follower", "seguidores", "suscriptores", "abonnes",
        "nombre d abonnes", "inscritos", "audience size", "follower s", "followers total", "total fans",
        "followerzahl", "anzahl der follower", "nombre de followers", "abonnes total", "numero de seguidores",
        "n de seguidores", "seguidores totales", "follower totali", "numero di follower", "iscritti",
        "numero de seguidores total", "total de seguidores", "volgers", "aantal volgers", "obserwujacy",
        "liczba obserwujacych", "obserwatorzy", "takipci", "takipci sayisi", "abone sayisi", "foljare",
        "antal foljare", "sledujici", "pocet sledujicich", "подписчики", "число подписчиков",
        "количество подписчиков", "フォロワー", "フォロワー数", "登録者数", "팔로워", "팔로워 수", "팔로워수",
        "구독자", "구독자 수", "粉丝", "粉丝数", "粉丝量", "关注者", "粉絲數",
    ),
    Field.ENGAGEMENT_RATE: (
        "engagement rate", "engagement", "er", "eng rate", "60 day eng rate", "avg er", "average engagement rate",
        "avg engagement rate", "engagement rate er", "er rate", "engagementrate", "taux d engagement",
        "tasa de engagement", "tasa de interaccion", "taxa de engajamento", "interaktionsrate", "eng", "eng %",
        "engagement %", "e r", "erate", "engagement rates", "er %", "engagement rate in percent",
        "interaktionsrate in", "engagementquote", "taux d engagement moyen", "taux engagement", "tasa de compromiso",
        "tasa de interacciones", "tasso di engagement", "tasso di coinvolgimento", "tasso di interazione",
        "taxa de engajamento media", "taxa de interacao", "engagementpercentage", "betrokkenheid",
        "wskaznik zaangazowania", "zaangazowanie", "etkilesim orani", "etkilesim", "engagemangsgrad", "engagemang",
        "mira zapojeni", "mira interakce", "вовлеченность", "er вовлеченность", "коэффициент вовлеченности",
        "エンゲージメント率", "エンゲージメント", "참여율", "인게이지먼트율", "互动率",
    ),
    Field.ENGAGEMENT_BASE: (
        "engagement base", "engagement rate base", "er base", "er basis", "engagement basis", "engagement rate basis",
    ),
    Field.MEDIAN_VIEWS: (
        "median views", "avg views", "average views", "views avg", "median reel plays", "median reels plays",
        "avg reels plays", "avg reel plays", "average reels views", "avg plays", "views per post", "vistas medias",
        "vues moyennes", "durchschnittliche aufrufe", "avg video views", "average video views", "mittlere aufrufe",
        "visualizaciones medias", "vues mediane", "visualizzazioni medie", "visualizacoes medias",
        "gemiddelde weergaven", "srednie wyswietlenia", "ortalama izlenme", "genomsnittliga visningar",
        "prumerne zhlednuti", "средние просмотры", "平均再生回数", "平均再生数", "평균 조회수", "平均播放量",
        "avg impressions", "average impressions", "impressions per post",
    ),
    Field.MEASURED_REACH: (
        "measured reach", "avg reach", "average reach", "insights reach", "reach per post",
        "durchschnittliche reichweite", "alcance medio", "portee moyenne", "portata media", "gemiddeld bereik",
        "sredni zasieg", "ortalama erisim", "genomsnittlig rackvidd", "prumerny dosah", "средний охват", "平均リーチ",
        "평균 도달", "平均触达",
    ),
    Field.FAKE_FOLLOWERS: (
        "fake followers", "fake", "fake share", "suspicious followers", "fake follower share", "bots",
        "suspicious accounts", "fake percentage", "confidence fake", "suspicious audience", "fake audience",
        "fake follower", "fake follower anteil", "seguidores falsos", "audiencia sospechosa", "faux abonnes",
        "faux followers", "nepvolgers", "follower falsi", "falszywi obserwujacy",
    ),
    Field.MASS_FOLLOWERS: ("mass followers", "mass share"),
    Field.FIT: ("fit", "brand fit", "relevance"),
    Field.AUTHENTICITY: (
        "authenticity", "audience credibility", "confidence real", "real percentage", "real followers", "real",
    ),
    Field.PACKAGE: (
        "package", "post type", "deliverables", "deliverable", "offer", "paquete", "leistung", "pakket", "pakiet",
        "paket", "balicek", "пакет", "формат", "パッケージ", "패키지", "套餐", "prestation", "leistungen", "format",
        "servicio", "servizio", "pacote",
    ),
    Field.POSTS: ("posts",),
    Field.REELS: ("reels",),
    Field.STORIES: ("stories",),
    Field.VIDEOS: ("videos",),
    Field.INTEGRATIONS: ("integrations",),
    Field.CAROUSELS: ("carousels",),
    Field.SHORTS: ("shorts", "youtube shorts"),
    Field.LIVES: ("lives", "live streams", "livestreams", "streams"),
    Field.NEWSLETTERS: ("newsletters",),
    Field.PODCASTS: ("podcasts", "podcast episodes"),
    Field.ARTICLES: ("articles", "blog posts", "blog articles"),
    Field.COMPENSATION: ("compensation", "paid with", "payment type", "compensation type"),
    Field.FEE: (
        "fee", "flat fee", "cost", "price", "rate", "suggested price", "accepted payout", "rate card", "quote",
        "budget", "total cost", "total price", "total fee", "price per post", "fee per post", "rate per post",
        "cost per post", "per post", "preis", "kosten", "honorar", "gage", "precio", "tarifa", "coste", "costo",
        "prix", "tarif", "cachet", "cout", "prezzo", "preco", "cache", "valor", "fees", "rates", "ask",
        "asking price", "asking rate", "prices", "fee usd", "creator fee", "influencer fee", "rate usd",
        "price per reel", "verguetung", "vergutung", "tagessatz", "remuneration", "tarifs", "cout par post",
        "tarifas", "precios", "honorarios", "remuneracion", "costi", "tariffa", "tariffe", "compenso", "precos",
        "tarifa por post", "valor por post", "prijs", "tarief", "kosten per post", "vergoeding", "cena", "stawka",
        "wynagrodzenie", "koszt", "ucret", "fiyat", "butce", "pris", "arvode", "kostnad", "honorar kc", "sazba",
        "odmena", "цена", "стоимость", "гонорар", "ставка", "費用", "料金", "単価", "価格", "報酬", "금액", "단가",
        "가격", "비용", "견적", "报价", "价格", "费用", "刊例价",
        "harga", "biaya", "hinta", "vederlag", "gia", "ціна", "вартість",
    ),
    Field.COMMISSION: ("commission expected", "commission"),
    Field.USAGE_FEE: (
        "usage fee", "usage rights fee", "usage rights cost", "usage rights price", "usage cost", "content usage fee",
        "content rights fee", "paid usage fee", "licensing fee", "licence fee", "license fee", "nutzungsgebuehr",
        "kosten nutzungsrechte", "lizenzgebuehr", "coste derechos de uso", "cout droits d utilisation",
    ),
    Field.ALLOWLISTING_FEE: (
        "allowlisting fee", "whitelisting fee", "allow listing fee", "white listing fee", "whitelisting cost",
        "allowlisting cost", "whitelisting price", "allowlisting price", "whitelist fee", "allowlist fee",
        "spark ads fee", "spark ad fee", "partnership ads fee", "partnership ad fee", "branded content ads fee",
        "boosting rights fee", "ad rights fee", "ads rights fee", "kosten werberechte",
    ),
    Field.EXCLUSIVITY_FEE: (
        "exclusivity fee", "exclusivity cost", "exclusivity price", "category exclusivity fee", "exclusive fee",
        "kosten exklusivitaet", "coste exclusividad", "cout exclusivite",
    ),
    Field.FOLLOWS_BRAND: ("follows brand", "follows us", "brand follower", "folgt der marke"),
    Field.MENTIONS_BRAND: ("mentions brand", "mentioned brand", "brand mentions", "mentions us", "organic mentions"),
    Field.CUSTOMER: ("customer", "is customer", "buys", "kunde"),
    Field.VALUES_MATCH: ("values match", "values", "value alignment", "brand values"),
    Field.SPONSORED_LOAD: (
        "sponsored load", "sponsored share", "sponsored posts share", "ad load", "paid posts share",
    ),
    Field.AVAILABILITY: ("availability", "available", "available waves", "available from", "verfügbarkeit"),
    Field.LIKES: (
        "likes", "avg likes", "average likes", "new post avg like", "likes avg", "me gusta", "mentions j aime",
        "평균 좋아요", "平均いいね数", "平均点赞", "средние лайки", "ortalama begeni", "srednie polubienia",
        "gemiddelde likes", "likes medios", "likes moyens", "like medi", "curtidas medias", "genomsnittliga likes",
        "prumerne lajky", "durchschnittliche likes", "me gusta promedio",
    ),
    Field.COMMENTS: (
        "comments", "avg comments", "average comments", "comments avg", "comentarios", "kommentare", "평균 댓글",
        "平均コメント数", "平均评论", "средние комментарии", "ortalama yorum", "comentarios promedio",
        "commentaires moyens", "durchschnittliche kommentare",
    ),
    Field.EMAIL: (
        "email", "e mail", "mail", "email address", "contact email", "business email", "e mail adresse",
        "mail adresse", "adresse e mail", "courriel", "correo", "correo electronico", "indirizzo email", "e posta",
        "eposta", "e post", "adres e mail", "почта", "эл почта", "メール", "メールアドレス", "이메일", "邮箱",
        "电子邮件",
    ),
    Field.NOTES: (
        "comments", "comentarios", "kommentare", "commentaires", "commenti",
        "notes", "note", "remarks", "remark", "memo", "internal notes", "notizen", "notiz", "bemerkung",
        "bemerkungen", "anmerkungen", "remarques", "notas", "observaciones", "nota", "osservazioni", "observacoes",
        "opmerkingen", "uwagi", "notatki", "notlar", "anteckningar", "poznamky", "заметки", "примечание",
        "комментарий", "メモ", "備考", "메모", "비고", "备注", "備註",
    ),
    Field.CURRENCY: (
        "currency", "fee currency", "currency code", "iso currency", "waehrung", "wahrung", "moneda", "devise",
        "valuta", "moeda", "waluta", "ccy",
    ),
    Field.AGENCY: (
        "agency", "talent agency", "agentur", "agence", "agencia", "agenzia", "bureau", "agencja", "ajans", "byra",
        "agentura", "агентство", "事務所", "代理店", "에이전시", "소속사", "机构", "mcn", "management",
    ),
    Field.MANAGER: (
        "manager", "talent manager", "contact", "contact person", "ansprechpartner", "kontakt", "contacto",
        "contatto", "contato", "contactpersoon", "osoba kontaktowa", "yonetici", "kontaktperson", "kontaktni osoba",
        "менеджер", "контакт", "担当者", "マネージャー", "담당자", "매니저", "联系人", "经纪人",
    ),
}  # fmt: skip
"""Normalised headers of each field, best first; a field earlier in this table claims its column first."""
SYNONYMS: dict[Field, tuple[str, ...]] = {
    field: tuple(
        dict.fromkeys(folded(word) for word in (*words, *(FURTHER[field].split("|") if field in FURTHER else ())))
    )
    for field, words in _WORDS.items()
}
FIELDS_OF: dict[str, tuple[Field, ...]] = {}
"""Every field that has this folded name among its synonyms, in the order in which fields claim columns."""
for _field, _names in SYNONYMS.items():
    for _name in _names:
        FIELDS_OF[_name] = (*FIELDS_OF.get(_name, ()), _field)

REAL_OR_FAKE = frozenset(
    (
        "credibility", "credibility score", "confidence", "confidence score", "confidence level", "real fake",
        "fake real", "real or fake", "fake or real", "real vs fake", "fake vs real", "real and fake", "bot score",
        "glaubwurdigkeit",
    )
)  # fmt: skip
"""Headers that leave open whether they mean the real followers or the fake ones."""

IMPRESSIONS = frozenset(("estimated impressions", "potential impressions", "impressions potential", "emv reach"))
"""In most tools these are followers added up; nothing is measured."""
ESTIMATES = frozenset(("estimated reach", "reach estimated", "potential reach", "est reach"))

PLATFORM_WORDS: dict[str, Platform] = {
    **{key: Platform(key) for key in ("twitch", "linkedin", "pinterest", "snapchat", "threads")},
    "instagram": Platform.INSTAGRAM, "ig": Platform.INSTAGRAM, "insta": Platform.INSTAGRAM,
    "tiktok": Platform.TIKTOK, "tik tok": Platform.TIKTOK, "tt": Platform.TIKTOK,
    "youtube": Platform.YOUTUBE, "yt": Platform.YOUTUBE, "you tube": Platform.YOUTUBE, "youtuber": Platform.YOUTUBE,
    "facebook": Platform.FACEBOOK, "fb": Platform.FACEBOOK,
    "twitter": Platform.X, "x": Platform.X, "x twitter": Platform.X, "twitter x": Platform.X,
}  # fmt: skip
_FORMATS: dict[str, Format] = {
    "post": Format.POST, "posts": Format.POST, "feed": Format.POST, "feeds": Format.POST, "static": Format.POST,
    "photo": Format.POST, "photos": Format.POST, "image": Format.POST, "pin": Format.POST, "pins": Format.POST,
    "reel": Format.REEL, "reels": Format.REEL,
    "story": Format.STORY, "stories": Format.STORY, "frame": Format.STORY, "frames": Format.STORY,
    "video": Format.VIDEO, "videos": Format.VIDEO, "vid": Format.VIDEO, "clip": Format.VIDEO, "dedicated": Format.VIDEO,
    "integration": Format.INTEGRATION, "integrations": Format.INTEGRATION, "integrated": Format.INTEGRATION,
    "preroll": Format.INTEGRATION, "midroll": Format.INTEGRATION, "mention": Format.INTEGRATION,
    "pre roll": Format.INTEGRATION, "mid roll": Format.INTEGRATION,
    **dict.fromkeys(("tweet", "tweets"), Format.POST),
}  # fmt: skip
FORMAT_WORDS = {
    **_FORMATS,
    **{folded(word): Format(key) for key, words in FORMATS.items() for word in (key, *words.split())},
}
PRICE_WORDS = frozenset(word for word in SYNONYMS[Field.FEE] if " " not in word) - {"ask"} | set(
    map(folded, PRICES.split())
)
FILLERS = frozenset(
    "per for a an of one 1 card in single each the flat asking est estimated approx net netto gross brutto excl incl "
    "vat mwst ht ttc iva kdv moms dph btw ex exc hors zzgl exkl combo set por pour par pro je fur de del du do da di "
    "le la un une uno ein eine za voor til pr on за на в одну один na od".split()
)
BUNDLES = frozenset("combo kombi package pack bundle pacote paquete pacchetto paket pakiet pakket forfait".split())
"""Words for several posts at one price."""
OTHERWISE = frozenset(
    "cpm cpv cpe cpc cpa per month monthly monat week weekly year yearly day daily hour growth change target goal old "
    "previous prev last max min hundreds views view likes 万 千 delta".split()
)
"""Words in brackets that make another figure of what stands before them."""
QUALIFIERS = frozenset("primary main current latest approx est estimated total overall netto brutto net gross".split())
"""Words that say which figure of its kind it is, and leave open none."""
SCALE_WORDS = {
    "k": 1e3, "in k": 1e3, "thousand": 1e3, "thousands": 1e3, "in thousands": 1e3, "tsd": 1e3, "in tsd": 1e3,
    "000s": 1e3, "in 000": 1e3, "000": 1e3,
    "m": 1e6, "in m": 1e6, "mn": 1e6, "mio": 1e6, "in mio": 1e6, "million": 1e6, "millions": 1e6, "in millions": 1e6,
}  # fmt: skip
"""What may stand at the end of a header of counts: `followers (k)`."""
COUNTED = (Field.FOLLOWERS, Field.MEDIAN_VIEWS, Field.MEASURED_REACH, Field.LIKES, Field.COMMENTS)
"""Fields that count people or reactions."""
BY_PLATFORM = (
    Field.HANDLE, Field.PROFILE_URL, *COUNTED, Field.ENGAGEMENT_RATE, Field.FAKE_FOLLOWERS, Field.AUTHENTICITY,
    Field.FEE,
)  # fmt: skip
"""Fields of which a file with one row per person may have a column for each platform."""
