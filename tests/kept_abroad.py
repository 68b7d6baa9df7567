"""Lists as people keep them where thousands, sums and fees are written in words of the language."""

from tests.kept_lists import Kept

ABROAD = (
    Kept(
        "Brazilian thousands and millions",
        """Creator;Canal;Seguidores;Caché
ana;Instagram;120 mil;R$ 3 mil
bia;TikTok;1,2 milhão;R$ 12.500,00
carol;YouTube;850 mil inscritos;a combinar
""",
        """ig:ana 120000 - 3000
tt:bia 1200000 - 12500
yt:carol 850000 - -""",
        "BRL",
    ),
    Kept(
        "Korean ten thousands",
        """계정명,채널,팔로워,참여율,단가
@lina,인스타,4.8만,2.3%,45만원
@mara,유튜브,9천,4.1%,협의
@theo,틱톡,110만 명,6.9%,"1,200,000원"
""",
        """ig:lina 48000 .023 450000
yt:mara 9000 .041 -
tt:theo 1100000 .069 1200000""",
        "KRW",
    ),
    Kept(
        "Korean fees by format, with a sum",
        """계정,채널,팔로워,릴스 단가,스토리단가
@lina,인스타,4만 8천,45만원,9만원
@mara,인스타,9천,무료,협의
합계,,,45만원,9만원
""",
        """ig:lina 48000 - 450000,90000
ig:mara 9000 - 0""",
        "KRW",
    ),
    Kept(
        "Japanese fees by format, names beside handles",
        """アカウント名,ハンドル,媒体,フォロワー数,都道府県,投稿料（税別）,ストーリーズ料金
さくら,@sakura,インスタ,3万2千,大阪府,"¥150,000",2万5千円
けんた,@kenta,インスタ,12.5万,東京都渋谷区,無償提供,応相談
""",
        """ig:sakura 32000 - 150000,25000
ig:kenta 125000 - p""",
        "JPY",
        answers={"column.": "B"},
    ),
    Kept(
        "Indonesian thousands and millions",
        """No,Nama,Username,Platform,Followers,Domisili,Rate Card Reels,Feed
1,Ayu,@ayu,Instagram,125rb,Jakarta,Rp 4.500.000,Rp 3jt
2,Budi,@budi,Instagram,"1,2jt",Surabaya,25 juta,18jt
Jumlah,,,,,,29.5jt,21jt
""",
        """ig:ayu 125000 - 4500000,3000000
ig:budi 1200000 - 25000000,18000000""",
        "IDR",
    ),
    Kept(
        "Swedish amounts",
        """Kreatör;Kanal;Följare;Engagemang %;Arvode exkl moms
lina;Instagram;48 213;2,3;12 500 kr
mara;TikTok;9,1k;4,1;4 000:-
""",
        """ig:lina 48213 .023 12500
tt:mara 9100 .041 4000""",
        "SEK",
    ),
    Kept(
        "Turkish sets of stories",
        """Sıra No;Ad Soyad;Kullanıcı Adı;Platform;Takipçi Sayısı;Şehir;Reels Ücreti;Story Ücreti (3'lü);Not
1;Ayşe Yılmaz;@ayse;Instagram;125 bin;İstanbul;25.000 TL;8.000 TL;KDV hariç
2;Can Öz;@can;YouTube;1,2 Mn;İzmir;150.000 ₺ + KDV;;görüşülür
""",
        """ig:ayse 125000 - 25000,8000
yt:can 1200000 - 150000""",
        "TRY",
    ),
    Kept(
        "Arabic digits and dirhams",
        """الاسم,الحساب,المنصة,المتابعون,معدل التفاعل,المدينة,سعر الريل,سعر الستوري
سارة,@sara,انستغرام,١٢٥ ألف,٣٫٢٪,دبي,٥٠٠٠ درهم,1500 AED
محمد,@mohd,تيك توك,1.2 مليون,5.1%,الرياض,"12,000 درهم",
""",
        """ig:sara 125000 .032 5000,1500
tt:mohd 1200000 .051 12000""",
        "AED",
    ),
    Kept(
        "Vietnamese millions of dong, and a link for a handle",
        """STT,Tên KOL,Link kênh,Nền tảng,Lượt follow,Khu vực,Báo giá video
1,Linh Nguyễn,https://www.tiktok.com/@linh,TikTok,"1,2 triệu",Hà Nội,25tr
2,Minh Trần,https://www.tiktok.com/@minh,TikTok,98 nghìn,TP.HCM,8.000.000đ
""",
        """tt:linh 1200000 - 25000000
tt:minh 98000 - 8000000""",
        "VND",
    ),
    Kept(
        "Thai platforms and ten thousands",
        """ลำดับ,ชื่อ,ชื่อบัญชี,แพลตฟอร์ม,ผู้ติดตาม,ราคา Reel,ราคาสตอรี่
1,มินนี่,@minnie,ไอจี,1.2แสน,"฿15,000","5,000 บาท"
2,ก้อง,@kong,ติ๊กต็อก,2.5 ล้าน,5 หมื่น,
""",
        """ig:minnie 120000 - 15000,5000
tt:kong 2500000 - 50000""",
        "THB",
    ),
)
