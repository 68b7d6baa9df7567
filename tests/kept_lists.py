"""Lists as tools export them and as people keep them, each with its answer key. Written here, copied from nobody."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kept:
    """A list with what is right: a line for each creator with account, followers, rate and the fees of their packages.

    In a line, * is anything, - is unknown, p is paid in product. answers: what somebody who knows it would say.
    """

    name: str
    text: str
    right: str
    currency: str = "USD"
    answers: dict[str, str] = field(default_factory=dict)


LISTS = (
    Kept(
        "an export with row numbers and estimated prices",
        """#;Name;Username;Social Network;Subscribers Count;ER;Quality Audience;Est. post price;Est. reach
1;Lina Hart;lina.hart;instagram;48.2K;2.31%;36.1K;$250 – $410;12.1K – 18K
2;Theo Moss;theomoss;tiktok;1.1M;6.9%;801K;$1.2K – $1.9K;200K – 400K
3;Rosa Lind;rosalind;youtube;312K;1.1%;250K;$3K – $5K;90K - 120K
""",
        """ig:lina.hart 48200 .0231 330
tt:theomoss 1100000 .069 1550
yt:rosalind 312000 .011 4000""",
    ),
    Kept(
        "names beside links",
        """influencer_id,profile_name,first_name,last_name,email,media_url,followers,engagement_rate,list
88211,Lina Hart,Lina,Hart,l@x.com,https://instagram.com/lina.hart,48213,0.0231,Q1
88212,Theo,Theo,Moss,t@x.com,https://tiktok.com/@theomoss,1100000,0.069,Q1
88213,Ida,Ida,Lowe,i@x.com,https://youtube.com/@idalowe,9000,0.031,Q1
""",
        """ig:lina.hart 48213 .0231
tt:theomoss 1100000 .069
yt:idalowe 9000 .031""",
        answers={"rate_unit.": "fraction"},
    ),
    Kept(
        "a main platform beside columns for each",
        """Publisher Name,Primary Social Network,Instagram Username,Instagram Followers,TikTok,TikTok Followers,All
Lina Hart,Instagram,lina.hart,48213,linah,1200,49413
Theo Moss,TikTok,,,theomoss,1100000,1100000
""",
        """ig:lina.hart 48213
tt:linah 1200
tt:theomoss 1100000""",
    ),
    Kept(
        "prices by format and by platform",
        """\ufeffCreator,Channel,Profile,Followers (thousands),Rate – Reel,Rate – Story,Rate – TikTok,Files,Created
Lina Hart,Instagram,https://www.instagram.com/lina.hart?igsh=MXg2==,48.2,450,120,,,2026-01-03
Theo Moss,TikTok,https://vm.tiktok.com/@theomoss,1100,,,900,,2026-01-03
""",
        """ig:lina.hart 48200 - 450,120
tt:theomoss 1100000 - 900""",
    ),
    Kept(
        "two header rows and prices by format",
        """Creator,,Instagram,,TikTok,,Price,
Name,Country,Handle,Followers,Handle,Followers,Reel,Video
Lina Hart,DE,lina.hart,48213,linah,1200,450,300
Theo Moss,UK,,,theomoss,1100000,,900
""",
        """ig:lina.hart 48213 * 450
tt:linah 1200
tt:theomoss 1100000 * 900""",
    ),
    Kept(
        "titles between the rows",
        """Creator,Followers,Fee,Notes
INSTAGRAM,,,
lina.hart,48213,450,
mara_k,9120,90,
TIKTOK,,,
theomoss,1100000,900,
Yara.Ito,88000,300,
YOUTUBE,,,
idalowe,9000,200,
""",
        """ig:lina.hart 48213 - 450
ig:mara_k 9120 - 90
tt:theomoss 1100000 - 900
tt:yara.ito 88000 - 300
yt:idalowe 9000 - 200""",
    ),
    Kept(
        "one price for several posts",
        """Handle,Platform,Followers,Offer
lina.hart,IG,48213,2 reels + 3 stories 500€
mara_k,IG,9120,1 reel 90€
theomoss,TikTok,1100000,1 video for 900€
ida,YouTube,9000,"integration 300€, dedicated 700€"
""",
        """ig:lina.hart 48213 - 555.56:2reel+3story
ig:mara_k 9120 - 100:1reel
tt:theomoss 1100000 - 1000:1video
yt:ida 9000 - 333.33:1integration,777.78:1video""",
        answers={"price_lists": "take"},
    ),
    Kept(
        "Swiss amounts",
        """Handle;Plattform;Follower;Preis
lina.hart;Instagram;48'213;1'200.-
mara_k;Instagram;9’120;CHF 450.–
theomoss;TikTok;1'100'000;Fr. 900.00
""",
        """ig:lina.hart 48213 - 1200
ig:mara_k 9120 - 450
tt:theomoss 1100000 - 900""",
        "CHF",
    ),
    Kept(
        "emoji in every cell",
        """👤 Creator,📱 Platform,👥 Followers,💰 Fee,📍 City
✨ Lina ✨ @lina.hart,📸 Instagram,48K 🔥,💶 450€,Berlin
@theomoss 🎵,TikTok 🎵,1.1M,900€ ✅,London
@mara_k,Instagram,9.1K,90€,Rome
""",
        """ig:lina.hart 48000 - 500
tt:theomoss 1100000 - 1000
ig:mara_k 9100 - 100""",
    ),
    Kept(
        "Arabic",
        """الحساب,المنصة,المتابعون,السعر
lina.hart,انستغرام,٤٨٢١٣,٤٥٠
theomoss,تيك توك,1100000,900
mara,يوتيوب,9120,100
""",
        """ig:lina.hart 48213 - 450
tt:theomoss 1100000 - 900
yt:mara 9120 - 100""",
    ),
    Kept(
        "Hebrew",
        """שם משתמש,פלטפורמה,עוקבים,מחיר
lina.hart,אינסטגרם,48213,450 ₪
theomoss,טיקטוק,1100000,900 ₪
""",
        """ig:lina.hart 48213 - 450
tt:theomoss 1100000 - 900""",
        "ILS",
    ),
    Kept(
        "Spanish thousands",
        """Usuario;Red social;Seguidores;Tarifa
lina.hart;Instagram;48 mil;450 €
theomoss;TikTok;1,1 M;1.200 €
mara_k;Instagram;9,1 mil;90 €
""",
        """ig:lina.hart 48000 - 450
tt:theomoss 1100000 - 1200
ig:mara_k 9100 - 90""",
        "EUR",
    ),
    Kept(
        "Russian thousands",
        """Блогер;Соцсеть;Подписчиков;Цена за пост
lina.hart;Инстаграм;48,2 тыс.;45 000 ₽
theomoss;ТикТок;1,1 млн;90 тыс. руб.
mara_k;Ютуб;9 тыс;10000
""",
        """ig:lina.hart 48200 - 45000
tt:theomoss 1100000 - 90000
yt:mara_k 9000 - 10000""",
        "RUB",
    ),
    Kept(
        "a legend below",
        """Handle,Platform,Followers,Fee
lina.hart,IG,48213,450
mara_k,IG,9120,90
theomoss,TT,1100000,900
,,,
Legend:,,,
green = confirmed,,,
yellow = waiting for reply,,,
All fees excl. VAT,,,
Last update: 12.01.2026 by Ann,,,
""",
        """ig:lina.hart 48213 - 450
ig:mara_k 9120 - 90
tt:theomoss 1100000 - 900""",
    ),
    Kept(
        "a German agency",
        """Liste Influencer Frühjahr;;;;;;
Stand: 03.01.2026;;;;;;
Nr.;Creator;Kanal;Reichweite (Follower);ER in %;Preis Reel netto;Preis Story (3 Frames)
1;lina.hart;Instagram;48.213;2,3;1.250,00 €;350,00 €
2;mara_k;Instagram;9.120;4,1;450,00 €;
3;theomoss;TikTok;1.100.000;6,9;2.900,00 €;
Summe;;;1.157.333;;4.600,00 €;350,00 €
""",
        """ig:lina.hart 48213 .023 1250,350
ig:mara_k 9120 .041 450
tt:theomoss 1100000 .069 2900""",
        "EUR",
        answers={"rate_unit.": "percent"},
    ),
    Kept(
        "tiers between the rows",
        """Handle,Platform,Followers,Fee
MACRO (500k+),,,
theomoss,TT,1100000,900
MID (50-500k),,,
yara,IG,88000,300
MICRO,,,
lina.hart,IG,48213,450
""",
        """tt:theomoss 1100000 - 900
ig:yara 88000 - 300
ig:lina.hart 48213 - 450""",
    ),
    Kept(
        "a Brazilian list",
        """Influenciador;@;Rede;Seguidores;Engajamento;Valor Reels;Valor Stories (combo 3)
Lina Hart;@lina.hart;Instagram;48,2 mil;2,3%;R$ 1.250,00;R$ 350
Mara;@mara_k;Instagram;9.120;4,1%;R$ 450;permuta
Theo;@theomoss;TikTok;1,1 mi;6,9%;R$ 2.900;
""",
        """ig:lina.hart 48200 .023 1250,350
ig:mara_k 9120 .041 450,p
tt:theomoss 1100000 .069 2900""",
        "BRL",
    ),
    Kept(
        "Turkish per cents",
        """Kullanıcı Adı;Mecra;Takipçi;Etkileşim;Bütçe (TL)
@lina.hart;Instagram;48,2 bin;%2,3;12.500
@mara_k;Instagram;9.120;%4,1;4.500
@theomoss;TikTok;1,1 mn;%6,9;29.000 TL + KDV
""",
        """ig:lina.hart 48200 .023 12500
ig:mara_k 9120 .041 4500
tt:theomoss 1100000 .069 29000""",
        "TRY",
    ),
    Kept(
        "lakhs and rupees",
        """Name,Insta ID,Followers,Commercials (Reel),Commercials (Story)
Lina,lina.hart,4.8L,₹45k,₹10k
Mara,mara_k,91k,"₹9,000","₹2,500"
Theo,theomoss,11 lakh,"1,20,000",40000
""",
        """ig:lina.hart 480000 - 45000,10000
ig:mara_k 91000 - 9000,2500
ig:theomoss 1100000 - 120000,40000""",
        "INR",
    ),
    Kept(
        "a French list with prices net of tax",
        """Creatrice;Réseau;Nb d'abonnés;Taux d'eng.;Tarif Réel;Tarif Story x3;Contact;Remarques
@lina.hart;Insta;48,2k;2,3 %;450 € HT;150 € HT;agent@x.fr;dispo en mars
@mara_k;Insta;9 120;4,1 %;90€;;m@x.fr;
@theomoss;TikTok;1,1M;6,9 %;;;t@x.fr;
""",
        """ig:lina.hart 48200 .023 450:1reel,150:3story
ig:mara_k 9120 .041 90:1reel
tt:theomoss 1100000 .069 -""",
        "EUR",
    ),
    Kept(
        "names beside handles with their sign",
        """Naam;Instagramnaam;Volgers;Tarief per post (ex btw)
Lina;@lina;48.213;€ 450,-
Mara;@mara_k;9.120;€ 90,-
""",
        """ig:lina 48213 - 450
ig:mara_k 9120 - 90""",
        "EUR",
        answers={"platform": "instagram"},
    ),
    Kept(
        "sums between the rows",
        """Handle,Platform,Followers,Fee
lina,IG,48213,450
mara,IG,9120,90
Subtotal,,57333,540
,,,
theo,TT,1100000,900
ida,TT,9000,100
Subtotal,,1109000,1000
Grand total,,1166333,1540
""",
        """ig:lina 48213 - 450
ig:mara 9120 - 90
tt:theo 1100000 - 900
tt:ida 9000 - 100""",
    ),
    Kept(
        "fees in thousands",
        """handle,platform,followers (000s),fee ($k)
lina,ig,48.2,0.45
theo,tiktok,1100,0.9
""",
        """ig:lina 48200 - 450
tt:theo 1100000 - 900""",
    ),
    Kept(
        "ranges of rates and fees",
        """handle,platform,followers,er,fee
lina,ig,48213,2-3%,$400-$500
theo,tiktok,1100000,~6.9%,$900+
mara,ig,9120,>4%,from $90
""",
        """ig:lina 48213 .025 450
tt:theo 1100000 .069 900
ig:mara 9120 .04 90""",
    ),
    Kept(
        "links of eight platforms",
        """url;subs;price
https://www.twitch.tv/lina;48213;450
https://www.linkedin.com/in/theo-moss/;9000;900
https://www.pinterest.de/mara/;9120;90
https://x.com/ida;5000;10
https://www.facebook.com/zoe.page;5000;10
https://www.snapchat.com/add/kai;700;1
https://twitter.com/nils?s=20;800;2
""",
        """tw:lina 48213 - 450
li:theo-moss 9000 - 900
pi:mara 9120 - 90
x:ida 5000 - 10
fb:zoe.page 5000 - 10
sc:kai 700 - 1
x:nils 800 - 2""",
    ),
    Kept(
        "barter in Spanish",
        """Usuario,Red,Seguidores,Pago
ana,IG,9000,canje
bea,IG,12000,canje + 100€
carla,TikTok,50000,300 € + IVA
""",
        """ig:ana 9000 - p
ig:bea 12000 - *
tt:carla 50000 - 300""",
        "EUR",
    ),
)
