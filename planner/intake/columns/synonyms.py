"""What headers mean: the words of each field, in the languages rosters come in, and of formats and platforms."""

from __future__ import annotations

from planner.domain.roster import Format, Platform
from planner.intake.reading import Field

SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.HANDLE: (
        "handle", "username", "user name", "user", "youtuber name", "instagram handle", "tiktok handle",
        "platform username", "profile name", "account", "account name", "channel info", "influencer", "creator", "uid",
        "channel name", "creator name", "influencer name", "usuario", "nombre de usuario", "nutzername", "pseudo",
        "nom d utilisateur", "utilisateur", "utente", "nome utente", "kanal", "perfil", "profil",
    ),
    Field.NAME: (
        "name", "full name", "fullname", "display name", "creator name", "influencer name", "channel name",
        "nombre", "nombre completo", "nom", "nome", "vollstandiger name",
    ),
    Field.FIRST_NAME: ("first name", "given name", "vorname", "prenom"),
    Field.LAST_NAME: ("last name", "surname", "family name", "nachname", "nom de famille", "apellido", "apellidos"),
    Field.PROFILE_URL: ("profile url", "profile link", "url", "media url", "channel url", "link", "account url"),
    Field.PLATFORM: (
        "platform", "social platform", "social network", "network", "channel", "plattform", "plataforma",
        "plateforme", "piattaforma", "red social", "reseau", "netzwerk",
    ),
    Field.COUNTRY: (
        "country", "audience country", "geo country", "top geo", "geo countries", "location country", "land", "pais",
        "pays", "paese",
    ),
    Field.CATEGORY: (
        "category", "niche", "genre", "topic", "topics", "categories", "content tags", "field tags", "tags",
        "kategorie", "categoria", "categorie", "nische", "tematica", "vertical",
    ),
    Field.FOLLOWERS: (
        "followers", "follower", "follower count", "followers count", "of followers", "number of followers",
        "total followers", "num followers", "no of followers", "subscribers", "subscribers count", "subscriber count",
        "subs", "follower number", "fans", "abonnenten", "anzahl follower", "seguidores", "suscriptores", "abonnes",
        "nombre d abonnes", "inscritos",
    ),
    Field.ENGAGEMENT_RATE: (
        "engagement rate", "engagement", "er", "eng rate", "60 day eng rate", "avg er", "average engagement rate",
        "avg engagement rate", "engagement rate er", "er rate", "engagementrate", "taux d engagement",
        "tasa de engagement", "tasa de interaccion", "taxa de engajamento", "interaktionsrate",
    ),
    Field.ENGAGEMENT_BASE: (
        "engagement base", "engagement rate base", "er base", "er basis", "engagement basis", "engagement rate basis",
    ),
    Field.MEDIAN_VIEWS: (
        "median views", "avg views", "average views", "views avg", "median reel plays", "median reels plays",
        "avg reels plays", "avg reel plays", "average reels views", "avg plays", "views per post", "vistas medias",
        "vues moyennes", "durchschnittliche aufrufe",
    ),
    Field.MEASURED_REACH: (
        "measured reach", "avg reach", "average reach", "insights reach", "reach per post",
        "durchschnittliche reichweite", "alcance medio",
    ),
    Field.FAKE_FOLLOWERS: (
        "fake followers", "fake", "fake share", "suspicious followers", "fake follower share", "bots",
        "suspicious accounts", "fake percentage", "confidence fake",
    ),
    Field.MASS_FOLLOWERS: ("mass followers", "mass share"),
    Field.FIT: ("fit", "brand fit", "relevance"),
    Field.AUTHENTICITY: (
        "authenticity", "audience credibility", "confidence real", "real percentage", "real followers",
        "real",
    ),
    Field.PACKAGE: ("package", "post type", "deliverables", "deliverable", "offer", "paquete", "leistung"),
    Field.POSTS: ("posts",),
    Field.REELS: ("reels",),
    Field.STORIES: ("stories",),
    Field.VIDEOS: ("videos",),
    Field.INTEGRATIONS: ("integrations",),
    Field.COMPENSATION: ("compensation", "paid with", "payment type", "compensation type"),
    Field.FEE: (
        "fee", "flat fee", "cost", "price", "rate", "suggested price", "accepted payout", "rate card", "quote",
        "budget", "total cost", "total price", "total fee", "price per post", "preis", "kosten", "honorar", "gage",
        "precio", "tarifa", "coste", "costo", "prix", "tarif", "cachet", "cout", "prezzo", "preco", "cache", "valor",
    ),
    Field.COMMISSION: ("commission expected", "commission"),
    Field.FOLLOWS_BRAND: ("follows brand", "follows us", "brand follower", "folgt der marke"),
    Field.MENTIONS_BRAND: ("mentions brand", "mentioned brand", "brand mentions", "mentions us", "organic mentions"),
    Field.CUSTOMER: ("customer", "is customer", "buys", "kunde"),
    Field.VALUES_MATCH: ("values match", "values", "value alignment", "brand values"),
    Field.SPONSORED_LOAD: ("sponsored load", "sponsored share", "sponsored posts share", "ad load", "paid posts share"),
    Field.AVAILABILITY: ("availability", "available", "available waves", "available from", "verfügbarkeit"),
    Field.LIKES: (
        "likes", "avg likes", "average likes", "new post avg like", "likes avg", "me gusta", "mentions j aime",
    ),
    Field.COMMENTS: ("comments", "avg comments", "average comments", "comments avg", "comentarios", "kommentare"),
}  # fmt: skip
"""Normalised headers of each field, best first; a field earlier in this table claims its column first."""

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
    "instagram": Platform.INSTAGRAM, "ig": Platform.INSTAGRAM, "insta": Platform.INSTAGRAM,
    "tiktok": Platform.TIKTOK, "tik tok": Platform.TIKTOK, "tt": Platform.TIKTOK,
    "youtube": Platform.YOUTUBE, "yt": Platform.YOUTUBE, "you tube": Platform.YOUTUBE, "youtuber": Platform.YOUTUBE,
    "facebook": Platform.FACEBOOK, "fb": Platform.FACEBOOK,
    "twitter": Platform.X, "x": Platform.X, "x twitter": Platform.X, "twitter x": Platform.X,
}  # fmt: skip
FORMAT_WORDS: dict[str, Format] = {
    "post": Format.POST, "posts": Format.POST, "feed": Format.POST, "feeds": Format.POST, "static": Format.POST,
    "photo": Format.POST, "photos": Format.POST, "carousel": Format.POST, "image": Format.POST,
    "reel": Format.REEL, "reels": Format.REEL,
    "story": Format.STORY, "stories": Format.STORY, "frame": Format.STORY, "frames": Format.STORY,
    "video": Format.VIDEO, "videos": Format.VIDEO, "vid": Format.VIDEO, "clip": Format.VIDEO, "dedicated": Format.VIDEO,
    "integration": Format.INTEGRATION, "integrations": Format.INTEGRATION, "integrated": Format.INTEGRATION,
    "preroll": Format.INTEGRATION, "midroll": Format.INTEGRATION, "mention": Format.INTEGRATION,
    "pre roll": Format.INTEGRATION, "mid roll": Format.INTEGRATION,
}  # fmt: skip
PRICE_WORDS = frozenset(
    ("price", "cost", "rate", "fee", "fees", "rates", "quote", "preis", "kosten", "precio", "prix", "tarif", "tarifa")
)
FILLERS = frozenset(
    ("per", "for", "a", "an", "of", "one", "1", "card", "in", "single", "each", "the", "flat", "asking")
)
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
