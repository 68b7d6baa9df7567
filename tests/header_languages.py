"""What the columns of a list are called in many languages, fees of formats among them."""

READ_AS = (
    "handle", "platform", "followers", "engagement_rate", "fee", "country", "email", "notes", "agency", "name",
    "category", "country", "fee of 1 reel", "fee of 1 story", "fee of 1 post", "fee of 1 video",
)  # fmt: skip
"""What each header of a language is read as, in its order."""
HEADERS: dict[str, str] = {
    "Hungarian": (
        "Felhasználónév|Platform|Követők|Elköteleződés|Díj|Ország|E-mail|Megjegyzés|Ügynökség|Név|Kategória|Város|"
        "Reel díj|Story ár|Poszt ára|Videó ára"
    ),
    "Romanian": (
        "Utilizator|Platformă|Urmăritori|Rata de engagement|Preț|Țara|E-mail|Observații|Agenție|Nume|Categorie|"
        "Oraș|Preț Reel|Preț Story|Preț postare|Preț video"
    ),
    "Danish": (
        "Brugernavn|Platform|Følgere|Engagementrate|Pris|Land|E-mail|Noter|Bureau|Navn|Kategori|Bopæl|"
        "Pris pr. Reel|Pris pr. Story|Pris pr. opslag|Pris pr. video"
    ),
    "Norwegian": (
        "Brukernavn|Plattform|Følgere|Engasjementsrate|Pris|Land|E-post|Merknader|Byrå|Navn|Kategori|Bosted|"
        "Pris per Reel|Pris Story|Pris innlegg|Pris video"
    ),
    "Finnish": (
        "Käyttäjänimi|Alusta|Seuraajat|Sitoutumisaste|Hinta|Maa|Sähköposti|Huomautukset|Toimisto|Nimi|Kategoria|"
        "Kaupunki|Reel hinta|Tarinan hinta|Julkaisun hinta|Videon hinta"
    ),
    "Greek": (
        "Όνομα χρήστη|Πλατφόρμα|Ακόλουθοι|Ποσοστό αλληλεπίδρασης|Τιμή|Χώρα|Email|Σημειώσεις|Πρακτορείο|Όνομα|"
        "Κατηγορία|Πόλη|Τιμή Reel|Τιμή Story|Τιμή Post|Τιμή Video"
    ),
    "Ukrainian": (
        "Нікнейм|Платформа|Підписники|Залученість|Ціна|Країна|Пошта|Примітки|Агенція|Ім'я|Категорія|Місто|"
        "Ціна рілс|Ціна сторіс|Ціна пост|Ціна відео"
    ),
    "Bulgarian": (
        "Потребителско име|Платформа|Последователи|Ангажираност|Цена|Държава|Имейл|Бележки|Агенция|Име|Категория|"
        "Град|Цена рийл|Цена стори|Цена пост|Цена видео"
    ),
    "Croatian": (
        "Korisničko ime|Platforma|Pratitelji|Stopa angažmana|Cijena|Država|E-mail|Napomene|Agencija|Ime|Kategorija|"
        "Grad|Cijena Reel|Cijena Story|Cijena objave|Cijena video"
    ),
    "Slovak": (
        "Používateľské meno|Platforma|Sledovatelia|Miera zapojenia|Cena|Krajina|E-mail|Poznámky|Agentúra|Meno|"
        "Kategória|Mesto|Cena reel|Cena story|Cena príspevok|Cena video"
    ),
    "Indonesian": (
        "Nama pengguna|Platform|Pengikut|Tingkat interaksi|Harga|Negara|Email|Keterangan|Agensi|Nama|Kategori|"
        "Domisili|Harga Reels|Rate Card Story|Harga Feed|Harga Video"
    ),
    "Vietnamese": (
        "Tên kênh|Nền tảng|Người theo dõi|Tỷ lệ tương tác|Giá|Quốc gia|Email|Ghi chú|Đại lý|Họ tên|Lĩnh vực|"
        "Thành phố|Giá Reel|Giá Story|Giá bài đăng|Giá video"
    ),
    "Thai": (
        "ชื่อบัญชี|แพลตฟอร์ม|ผู้ติดตาม|อัตราการมีส่วนร่วม|ราคา|ประเทศ|อีเมล|หมายเหตุ|เอเจนซี่|ชื่อ|หมวดหมู่|จังหวัด|"
        "ราคา Reel|ราคา Story|ราคาโพสต์|ราคาวิดีโอ"
    ),
    "Arabic": (
        "الحساب|المنصة|المتابعون|معدل التفاعل|السعر|الدولة|البريد الإلكتروني|ملاحظات|الوكالة|الاسم|الفئة|المدينة|"
        "سعر الريل|سعر الستوري|سعر المنشور|سعر الفيديو"
    ),
    "Hebrew": (
        "שם משתמש|פלטפורמה|עוקבים|שיעור מעורבות|מחיר|מדינה|אימייל|הערות|סוכנות|שם|קטגוריה|עיר|מחיר רילס|מחיר סטורי|"
        "מחיר פוסט|מחיר וידאו"
    ),
    "TraditionalChinese": (
        "帳號|平台|追蹤數|互動率|報價|國家|信箱|備註|經紀公司|姓名|類別|城市|Reels 報價|限時動態報價|貼文報價|影片報價"
    ),
    "Chinese": ("账号|平台|粉丝数|互动率|报价|国家|邮箱|备注|机构|姓名|类别|城市|Reels报价|快拍报价|图文报价|视频报价"),
    "Japanese": (
        "アカウント名|媒体|フォロワー数|エンゲージメント率|料金|国|メール|備考|事務所|名前|ジャンル|都道府県|"
        "リール料金|ストーリーズ費用|フィード投稿料（税別）|動画単価"
    ),
    "Korean": (
        "계정|플랫폼|팔로워|참여율|단가|국가|이메일|비고|소속사|이름|카테고리|도시|릴스 단가|스토리 비용|피드 단가|"
        "영상단가"
    ),
    "Turkish": (
        "Kullanıcı adı|Platform|Takipçi|Etkileşim oranı|Ücret|Ülke|E-posta|Notlar|Ajans|Ad Soyad|Kategori|Şehir|"
        "Reels fiyatı|Story ücreti|Gönderi fiyatı|Video fiyatı"
    ),
    "Malay": (
        "Nama akaun|Platform|Pengikut|Kadar penglibatan|Harga|Negara|Emel|Catatan|Agensi|Nama|Kategori|Bandar|"
        "Harga Reels|Harga Story|Harga Post|Harga Video"
    ),
    "Hindi": (
        "हैंडल|प्लेटफ़ॉर्म|फॉलोअर्स|एंगेजमेंट रेट|कीमत|देश|ईमेल|टिप्पणी|एजेंसी|नाम|श्रेणी|शहर|रील कीमत|स्टोरी कीमत|पोस्ट कीमत|वीडियो कीमत"
    ),
}
"""Headers by language."""
