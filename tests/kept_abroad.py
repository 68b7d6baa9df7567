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
)
