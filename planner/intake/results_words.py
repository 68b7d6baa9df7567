"""What headers and types of posts mean in files of results: reports, and exports of Meta, TikTok and YouTube Studio."""

from collections.abc import Collection
from collections.abc import Mapping as Of
from enum import StrEnum

from planner.domain.results import Status
from planner.domain.roster import Format, Platform
from planner.intake.columns.names import folded
from planner.intake.columns.synonyms import SYNONYMS
from planner.intake.reading import Field

_WORDS: Of[str, str] = {
    "handle": (
        "handle|creator handle|account username|username|user name|user|creator|influencer|account|profile|"
        "talent|account name|channel|page name|konto benutzername|benutzername des kontos|kontoname|"
        "nombre de usuario de la cuenta|nom d utilisateur du compte|nome utente dell account|"
        "nome de usuário da conta|nome de utilizador da conta|gebruikersnaam van account|nazwa użytkownika konta|"
        "nom de la page|nombre de la página|seitenname"
    ),
    "platform": "platform|network|channel|social network",
    "format": (
        "deliverable|format|content type|type|post type|media type|placement|beitragsart|art des beitrags|"
        "tipo de publicación|tipo|"
        "tipo de contenido|formato|typ|beitragstyp|inhaltstyp|type de publication|type de contenu|tipo di post|"
        "tipo de post|berichttype|rodzaj|tür|içerik türü|inläggstyp|typ příspěvku|тип|тип публикации|投稿タイプ|"
        "種類|유형|게시물 유형|类型|内容类型"
    ),
    "wave": "wave|phase|flight",
    "date": (
        "publish time|video publish time|veröffentlichungszeitpunkt|veröffentlichungszeit|hora de publicación|"
        "heure de publication|ora di pubblicazione|horário de publicação|hora de publicação|publicatietijd|"
        "czas publikacji|yayınlanma zamanı|"
        "post time|posted on|posted|post date|published|publish date|"
        "published at|date posted|date|fecha|fecha de publicación|datum|veröffentlicht|veröffentlichungsdatum|"
        "date de publication|data|data di pubblicazione|data de publicação|publicatiedatum|data publikacji|tarih|"
        "yayın tarihi|publiceringsdatum|datum zveřejnění|дата|дата публикации|投稿日|公開日|날짜|게시일|日期|"
        "发布日期|发布时间"
    ),
    "link": (
        "permalink|enlace permanente|permalien|link permanente|permanente link|"
        "post link|post url|link|url|content link|video link|video url|enlace|lien|odkaz|länk|"
        "ссылка|リンク|링크|链接"
    ),
    "status": "status|state|stage|estado|statut|stato",
    "posts": "posts|number of posts|posts published|pieces|publicaciones|beiträge|publications",
    "reach": (
        "reach|accounts reached|people reached|unique reach|actual reach|cuentas alcanzadas|alcance|reichweite|"
        "erreichte konten|portée|couverture|comptes touchés|copertura|account raggiunti|contas alcançadas|bereik|"
        "bereikte accounts|zasięg|erişim|erişilen hesaplar|räckvidd|dosah|охват|リーチ|リーチ数|도달|도달수|触达|"
        "覆盖人数"
    ),
    "impressions": (
        "impressions|actual impressions|impresiones|impressionen|impressioni|impressões|vertoningen|"
        "weergaven impressies|wyświetlenia reklamy|gösterim|visningar impressions|zobrazení|показы|"
        "インプレッション|インプレッション数|노출|노출수|展示|曝光|曝光量"
    ),
    "views": (
        "views|video views|plays|video plays|reel plays|total views|total play|visualizaciones|reproducciones|"
        "aufrufe|wiedergaben|vues|visualizzazioni|visualizações|reproduções|weergaven|wyświetlenia|odsłony|"
        "görüntüleme|izlenme|visningar|zhlédnutí|просмотры|再生数|再生回数|視聴回数|조회수|播放量|观看次数|浏览量"
    ),
    "likes": (
        "likes|reactions|total likes|me gusta|gefällt mir|j aime|mi piace|curtidas|gostos|vind ik leuks|"
        "polubienia|beğeni|beğeniler|gilla markeringar|to se mi líbí|lajky|gefällt mir angaben|"
        "mentions j aime|nombre de j aime|mag ich bewertungen|liczba polubień|aantal vind ik leuks|"
        "лайки|いいね|いいね数|좋아요|"
        "좋아요 수|点赞|点赞数"
    ),
    "comments": (
        "comments|comments added|replies|total comments|comentarios|kommentare|commentaires|commenti|comentários|"
        "opmerkingen|reacties|komentarze|yorum|yorumlar|kommentarer|komentáře|комментарии|コメント|コメント数|"
        "댓글|댓글 수|评论|评论数"
    ),
    "shares": (
        "shares|reposts|retweets|sends|total shares|veces que se ha compartido|mal geteilt|nombre de partages|"
        "veces compartido|times shared|veces compartidas|compartidos|compartidas|geteilt|"
        "geteilte inhalte|partages|condivisioni|compartilhamentos|partilhas|gedeeld|udostępnienia|paylaşım|"
        "paylaşımlar|delningar|sdílení|репосты|シェア|シェア数|공유|공유 수|分享|分享数|转发"
    ),
    "saves": (
        "saves|saved|bookmarks|total bookmarks|add to favorites|favorites|veces que se ha guardado|mal gespeichert|"
        "gespeicherte beiträge|guardados|guardadas|veces guardadas|gespeichert|enregistrements|salvataggi|salvos|"
        "salvamentos|opgeslagen|zapisania|kaydetme|kaydedilenler|sparade|uložení|сохранения|保存|保存数|저장|"
        "저장 수|收藏|收藏数"
    ),
    "all_engagements": (
        "engagements|engagement|total engagements|interactions|total interactions|interacciones|interaktionen|"
        "interazioni|interações|interacties|interakcje|etkileşim|interaktioner|interakce|взаимодействия|"
        "エンゲージメント|참여|互动"
    ),
    "clicks": (
        "clicks|link clicks|swipe ups|sticker taps|clics|clics en el enlace|klicks|linkklicks|clic|cliques|"
        "klikken|kliknięcia|tıklama|klick|kliknutí|клики|クリック|클릭|点击"
    ),
    "conversions": (
        "conversions|orders|sales|purchases|sign ups|signups|conversiones|ventas|pedidos|verkäufe|bestellungen|"
        "ventes|vendite|vendas|bestellingen|zamówienia|satış|köp|objednávky|заказы|продажи|注文|주문|订单"
    ),
    "revenue_cents": (
        "revenue|sales value|turnover|order value|conversion value|ingresos|umsatz|chiffre d affaires|ricavi|"
        "receita|omzet|przychód|gelir|intäkter|tržby|выручка|売上|매출|收入"
    ),
    "cost_cents": (
        "cost|fee|paid|spend|fee paid|amount paid|actual cost|total cost|coste|costo|kosten|coût|custo|koszt|"
        "maliyet|kostnad|náklady|расходы|стоимость|費用|비용|费用"
    ),
    "followers": "followers|follower count|subscribers|audience size",
    "tier": "tier|creator tier|size",
    "currency": "currency|moneda|währung|devise|valuta|moeda|waluta|para birimi|měna|валюта|通貨|통화|货币",
    "note": "note|notes|remark|remarks",
}
_ALSO = {
    "handle": Field.HANDLE, "platform": Field.PLATFORM, "link": Field.PROFILE_URL, "followers": Field.FOLLOWERS,
    "note": Field.NOTES,
}  # fmt: skip
"""Fields that rosters know by the same words."""
COLUMNS: Of[str, tuple[str, ...]] = {
    field: tuple(
        dict.fromkeys(
            [*(folded(word) for word in words.split("|")), *(SYNONYMS[_ALSO[field]] if field in _ALSO else ())]
        )
    )
    for field, words in _WORDS.items()
}
"""Folded headers of each field, the best first."""

WORDS_AROUND = frozenset(
    "total totals number num count anzahl nombre numero liczba aantal antal sayisi pocet количество число of de del la "
    "le les des du der die das do da dei della video videos post publicacion publication beitrag beitrags".split()
)
"""Words in headers that say which figure of a post it is, and leave open none."""

FORMATS: Of[str, Format] = {
    **{str(f): f for f in Format},
    **{f"{f}s": f for f in Format},
    **dict.fromkeys(("stories", "story frame", "story set", "historia", "historias", "storia", "storie"), Format.STORY),
    **dict.fromkeys(("feed", "feed post", "photo", "photos", "image", "images", "carousel", "album", "static", "tweet",
                     "text", "picture", "publicacion", "foto", "fotos", "beitrag", "publication", "bild", "karussell",
                     "imagen", "carrusel", "carrousel", "immagine", "carosello", "imagem", "carrossel", "afbeelding",
                     "links", "status", "投稿", "게시물", "图文"), Format.POST),
    **dict.fromkeys(("short reel", "reel video", "rolka", "リール", "릴스"), Format.REEL),
    **dict.fromkeys(("história", "histórias", "relacja", "histoire", "ストーリーズ", "스토리"), Format.STORY),
    **dict.fromkeys(("vídeo", "vidéo", "filmik", "動画", "동영상", "视频"), Format.VIDEO),
    **dict.fromkeys(("dedicated video", "clip", "short", "shorts", "video post"), Format.VIDEO),
    **dict.fromkeys(("integrated video", "mention", "youtube integration"), Format.INTEGRATION),
}  # fmt: skip
WHOLE = frozenset("package paket paquete all total bundle everything campaign mixed several".split())
"""Words for a creator's package as a whole."""
ON = {"ig": Platform.INSTAGRAM, "instagram": Platform.INSTAGRAM, "insta": Platform.INSTAGRAM, "tiktok": Platform.TIKTOK,
      "tt": Platform.TIKTOK, "youtube": Platform.YOUTUBE, "yt": Platform.YOUTUBE, "facebook": Platform.FACEBOOK,
      "fb": Platform.FACEBOOK}  # fmt: skip
"""Words beside a type that say where it was posted: `IG reel`, `Reel de Instagram`."""
_OF = frozenset("on de do da di d en em na no auf von sur van för".split())
STATUSES: Of[str, Status] = {
    **{str(status): status for status in Status},
    **dict.fromkeys(("live", "published", "done", "completed", "complete", "out"), Status.POSTED),
    **dict.fromkeys(("contracted", "agreed", "confirmed", "booked", "accepted", "scheduled"), Status.SIGNED),
    **dict.fromkeys(("rejected", "refused", "no"), Status.DECLINED),
    **dict.fromkeys(("canceled", "dropped", "withdrawn"), Status.CANCELLED),
    **dict.fromkeys(("asked", "contacted", "pending", "open"), Status.INVITED),
}


class Tool(StrEnum):
    """Who wrote a file of results post by post, in English, with months before days."""

    META = "Meta's Business Suite"
    YOUTUBE = "YouTube Studio"


_SIGNS: tuple[tuple[Tool, frozenset[str]], ...] = (
    (Tool.META, frozenset(("post id", "publish time", "permalink"))),
    (Tool.YOUTUBE, frozenset(("content", "video title", "video publish time"))),
    *(
        (Tool.YOUTUBE, frozenset(pair.split("+")))
        for pair in (
            "content+videotitel|inhalte+videotitel|inhalt+videotitel|contenido+titulo del video|"
            "contenu+titre de la video|"
            "contenuti+titolo del video|conteudo+titulo do video|tresc+tytul filmu|icerik+video basligi|"
            "innehall+videotitel|obsah+nazev videa|контент+название видео|コンテンツ+動画のタイトル|"
            "콘텐츠+동영상 제목|内容+视频标题"
        ).split("|")
    ),
)
"""Folded headers that only one tool's exports have together. A channel's export does not name the channel."""
ENGLISH = frozenset(("publish time", "video title"))
"""Headers of such exports in English, which alone are known to write the month first."""
OF_CHANNELS = ("impressions", "followers")
"""What YouTube calls so counts thumbnails and who subscribed because of a video."""


def tool_of(headers: Collection[str]) -> Tool | None:
    """The tool that wrote a file with these folded headers."""
    return next((tool for tool, signs in _SIGNS if signs <= set(headers)), None)


def type_of(word: str) -> tuple[Format | None, Platform | None] | None:
    """Format and platform of a type of post in normal words; a format of None is the package as a whole.

    None when nobody knows the word.
    """
    words = word.split()
    platform = next((ON[each] for each in words if each in ON), None)
    kind = " ".join(each for each in words if each not in ON and each not in _OF) if platform is not None else word
    if platform is not None and not kind:
        return (Format.VIDEO, platform) if platform is Platform.TIKTOK else None
    found = FORMATS.get(kind)
    if found is Format.VIDEO and platform is Platform.INSTAGRAM:
        found = Format.REEL
    if found is not None:
        return found, platform
    counted = any(c.isdigit() for c in word) and any(form in word.split() for form in FORMATS)
    return (None, platform) if word in WHOLE or counted else None
