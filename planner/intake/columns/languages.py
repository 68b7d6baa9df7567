"""Words of headers in further languages, and further words of those that `synonyms` begins with."""

from planner.intake.reading import Field

FURTHER: dict[Field, str] = {
    Field.HANDLE: (
        "達人|达人昵称|达人名称|账号名称|チャンネル名|채널명|인플루언서명|الحساب|اسم المستخدم|المؤثر|חשבון|שם משתמש|"
        "משפיען|felhasznalonev|utilizator|brukernavn|brugernavn|канал|креатор|инфлюенсер|name of influencer|"
        "name of the influencer|influencer s name|name of creator|name of the creator|creator s name|publisher|"
        "publisher name|talent handle|arroba|nama pengguna|nama akun|akun|nama akaun|akaun|ten kenh|kenh|"
        "ten tai khoan|tai khoan|ชื่อบัญชี|บัญชี|ชื่อช่อง|ชื่อเพจ|kayttajanimi|kayttajatunnus|tili|ονομα χρηστη|"
        "λογαριασμος|προφιλ|нікнейм|нік|акаунт|логін|потребителско име|потребител|профил|korisnicko ime|korisnik|"
        "pouzivatelske meno|हैंडल|यूज़रनेम|अकाउंट|追蹤帳號|創作者|网红|網紅"
    ),
    Field.NAME: (
        "الاسم|שם|имя блогера|name of influencer|name of the influencer|influencer s name|name of creator|"
        "name of the creator|creator s name|nev|nume|navn|talent name|nama|nama lengkap|ho ten|ho va ten|ten|ten kol|"
        "ten influencer|ten nguoi noi tieng|ชื่อ|ชื่อ นามสกุล|nimi|koko nimi|ονομα|ονοματεπωνυμο|ім я|імя|"
        "ім я та прізвище|име|ime|ime i prezime|meno|meno a priezvisko|नाम|暱稱|名稱|teljes nev|nume complet|"
        "fulde navn|fullt navn|fullstandigt namn|isim soyisim|adi soyadi|氏名 名前|成员姓名|成員姓名"
    ),
    Field.PROFILE_URL: (
        "link kenh|link profil|tautan|linkki|συνδεσμος|посилання|линк|poveznica|ลิงก์|رابط الحساب|الرابط|קישור|लिंक"
    ),
    Field.PLATFORM: (
        "المنصة|المنصه|פלטפורמה|רשת|социальная сеть|felulet|platforma social media|nen tang|mang xa hoi|แพลตฟอร์ม|"
        "ช่องทาง|alusta|kanava|πλατφορμα|μεσο|соцмережа|мережа|площадка|мрежа|социална мрежа|drustvena mreza|mreza|"
        "socialna siet|siet|प्लेटफ़ॉर्म|媒體|retea|retea sociala|kozossegi felulet|csatorna"
    ),
    Field.FOLLOWERS: (
        "подписчиков|аудитория|المتابعون|المتابعين|عدد المتابعين|עוקבים|מספר עוקבים|kovetok|kovetok szama|urmaritori|"
        "folgere|antall folgere|粉丝数量|ファン数|takipci adedi|community size|nr of followers|nb d abonnes|"
        "nb abonnes|n d abonnes|n abonnes|n seguidores|no seguidores|no de seguidores|nro de seguidores|"
        "qtd seguidores|qtd de seguidores|quantidade de seguidores|cantidad de seguidores|num seguidores|"
        "anzahl abonnenten|n follower|nr obserwujacych|pengikut|jumlah pengikut|jumlah followers|jumlah follower|"
        "nguoi theo doi|luot follow|so luot follow|so nguoi theo doi|luot theo doi|so follower|so followers|ผู้ติดตาม|"
        "จำนวนผู้ติดตาม|ยอดผู้ติดตาม|ยอดฟอล|seuraajat|seuraajia|seuraajamaara|ακολουθοι|αριθμος ακολουθων|підписники|"
        "підписників|кількість підписників|последователи|брой последователи|абонати|pratitelji|broj pratitelja|"
        "pratioci|sledovatelia|pocet sledovatelov|फॉलोअर्स|फ़ॉलोअर्स|追蹤數|追蹤者|追蹤人數|フォロワー人数|登録者|"
        "numar urmaritori|nr urmaritori|koveto|koveto szam|koveto szama|antal folgere|folgeantall"
    ),
    Field.ENGAGEMENT_RATE: (
        "معدل التفاعل|שיעור מעורבות|engajamento|interaccion|coinvolgimento|er in|вовлечённость|engagement in|"
        "taux d interaction|taux d eng|taux eng|taxa engajamento|interaktion|engagementrate in|tx engajamento|"
        "tx de engajamento|tx eng|taxa de eng|taxa eng|engaj|tx interacao|tx de interacao|tasa engagement|tasa de eng|"
        "te|tx engagement|tx d engagement|engagement moyen|wsp zaangazowania|wsp zaang|zaang|er sr|sr er|er o|o er|"
        "interaktionsquote|tasso engagement|tasso interazione|elkotelezodes|elkotelezodesi arany|interakcios arany|"
        "rata de engagement|rata engagement|rata de interactiune|engasjement|engasjementsrate|engagement procent|"
        "sitoutumisaste|sitoutuminen|ποσοστο αλληλεπιδρασης|αλληλεπιδραση|залученість|рівень залученості|ангажираност|"
        "процент ангажираност|stopa angazmana|angazman|miera zapojenia|zapojenie|tingkat interaksi|"
        "tingkat keterlibatan|kadar penglibatan|ty le tuong tac|tuong tac|อัตราการมีส่วนร่วม|การมีส่วนร่วม|एंगेजमेंट रेट|"
        "互動率|エンゲージ率"
    ),
    Field.FEE: (
        "цена за пост|цена за публикацию|стоимость поста|السعر|التكلفة|سعر|מחיר|עלות|pret|pris per post|custo|custos|"
        "coste|costes|costo|costos|cout|couts|kosten|valor unitario|valor liquido|valor bruto|cena|cena netto|kwota|"
        "stawka netto|pago|pagos|importe|honorario|presupuesto|commercial|commercials|quotation|charges|valores|"
        "investimento|合作报价|合作价格|出演料|ギャラ|원고료|dij|dijazas|tarif de baza|onorariu|palkkio|kustannus|"
        "τιμη|αμοιβη|κοστος|гонорар блогера|хонорар|cijena|naknada|cena za post|tarif endorse|chi phi|bao gia|thu lao|"
        "ราคา|ค่าตัว|ค่าจ้าง|ค่าใช้จ่าย|कीमत|फीस|報價|價格|投稿料|掲載料|謝礼|依頼料|ceny|fiyati|ucreti|ucretler|fiyatlar"
    ),
    Field.MEDIAN_VIEWS: (
        "media de views|media views|views medias|views medios|media de visualizacoes|media de visualizaciones|"
        "vistas promedio|views promedio|promedio de vistas|promedio de visualizaciones|moyenne de vues|vues moy|"
        "media visualizzazioni|media di visualizzazioni|views medie|o views|views o|o aufrufe|aufrufe o|"
        "durchschnittliche views|sr wyswietlenia|wyswietlenia sr|srednia wyswietlen"
    ),
    Field.MEASURED_REACH: (
        "media de alcance|alcance promedio|promedio de alcance|portee moy|moyenne de portee|o reichweite|reichweite o|"
        "mittlere reichweite|sr zasieg|zasieg sr|srednia zasiegu|media di portata"
    ),
    Field.COUNTRY: (
        "uf|cidade uf|cidade estado|city state|ciudad pais|ville pays|stadt bundesland|miasto kraj|comuna|orszag|"
        "varos|sted|bopael|bosted|lokation|kommune|tara|oras|domisili|kota|negara|lokasi|bandar|negeri|quoc gia|"
        "thanh pho|tinh thanh|khu vuc|ประเทศ|จังหวัด|เมือง|maa|kaupunki|paikkakunta|χωρα|πολη|περιοχη|країна|місто|"
        "регіон|държава|град|drzava|grad|zemlja|krajina|देश|शहर|國家|地區|الدولة|المدينة|البلد|מדינה|עיר|都道府県|"
        "エリア|市区町村|居住国|省份|所在城市|localitate|mieste"
    ),
    Field.CATEGORY: (
        "segmento|segmentos|thematique|thematiques|univers|especialidade|categoria de conteudo|tema kategoria|"
        "linh vuc|chu de|ngach|หมวดหมู่|ประเภท|สาย|κατηγορια|θεμα|категорія|тематика ніша|категория тема|kategorija|"
        "tematika|kategoria tema|श्रेणी|類別|分類|領域|الفئة|المجال|קטגוריה|תחום|bidang|niche kategori"
    ),
    Field.PACKAGE: (
        "entregas|entregavel|entregaveis|entregable|entregables|livrable|livrables|formato|formatos|swiadczenia"
    ),
    Field.AGENCY: (
        "assessoria|ugynokseg|agentie|toimisto|πρακτορειο|агенція|агенция|agencija|agentura zastupenie|agensi|dai ly|"
        "cong ty quan ly|เอเจนซี่|เอเจนซี|สังกัด|एजेंसी|經紀公司|الوكالة|סוכנות|所属事務所|所属"
    ),
    Field.EMAIL: (
        "البريد|البريد الالكتروني|אימייל|דואל|sahkoposti|имейл|пошта|ел пошта|email адреса|อีเมล|อีเมล์|ईमेल|信箱|"
        "電子郵件|e posta|epost|emel|surel|email dia chi|ηλεκτρονικη διευθυνση|البريد الإلكتروني"
    ),
    Field.NOTES: (
        "ملاحظات|הערות|megjegyzes|megjegyzesek|observatii|noter|bemaerkninger|merknader|notater|huomautukset|not|"
        "aciklama|aciklamalar|huom|lisatiedot|σημειωσεις|παρατηρησεις|примітки|примітка|бележки|забележки|napomene|"
        "napomena|biljeske|keterangan|catatan|ghi chu|หมายเหตุ|टिप्पणी|備考欄"
    ),
}
"""Words of more languages, and more words."""
FORMATS: dict[str, str] = {
    "post": (
        "пост посты публикация beitrag beitrage publicacion publicaciones publication gonderi wpis inlagg prispevek "
        "bericht publications publicacao publicacoes posteo posteos posty gonderiler 投稿 게시물 피드 帖子 图文 poszt "
        "posztok bejegyzes postare postari opslag innlegg julkaisu julkaisun prispevok objava objave prispevku bai "
        "dang โพสต์ δημοσιευση допис публікація منشور المنشور بوست פוסט पोस्ट 貼文 フィード 笔记 静止画"
    ),
    "reel": "рилс рилз リール 릴스 rolka rolki rolke rolek рілс рийл рийлс รีล ريل الريل ريلز רילס ריל रील रील्स",
    "story": (
        "storys historia historias storia storie histoire histoires hikaye hikayeler relacja relacje relacji "
        "сторис сториз истории ストーリー ストーリーズ 스토리 快拍 sztori tarina tarinan сторіс стори สตอรี่ ستوري "
        "الستوري סטורי स्टोरी 限時動態 限动"
    ),
    "video": (
        "видео ролик filmik filmiki film filmy wideo 動画 영상 동영상 视频 短视频 videon videoen відео วิดีโอ คลิป "
        "فيديو الفيديو וידאו סרטון वीडियो 影片 短影音"
    ),
    "integration": (
        "интеграция integracion integracao integracoes integrazione integrazioni integracja integracje entegrasyon "
        "integrationen タイアップ інтеграція"
    ),
    "carousel": (
        "carousels karussell carrusel carrusels carrossel carosello karuzela karusel карусель カルーセル 캐러셀 轮播"
    ),
    "short": "shorts ショート 쇼츠 шортс",
    "live": (
        "lives livestream livestreams stream streams directo diretta livesendung canli transmision transmissao эфир "
        "стрим ライブ 配信 라이브 생방송 直播 ไลฟ์"
    ),
    "newsletter": (
        "newsletters boletin infolettre rundbrief nieuwsbrief bulten nyhetsbrev рассылка メルマガ ニュースレター "
        "뉴스레터 通讯"
    ),
    "podcast": "podcasts подкаст ポッドキャスト 팟캐스트 播客",
    "article": "articles blog blogpost artikel articulo articolo artigo статья 記事 블로그 文章",
}
"""Words of formats, by the key of the format, beside those in English."""
PRICES = "ar bao gia phi ara dija bedeli hinnat 料 費 费"
"""Words that beside a format say what it costs, and alone nothing."""
