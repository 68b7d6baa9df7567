"""A file of results: what it says, row by row, and what cannot be read at all."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from planner.debrief.uploads import Upload
from planner.domain.results import Result, Status
from planner.domain.roster import Format, Platform
from planner.exports.dossier import Dossier
from planner.exports.workbook import plan_workbook
from planner.intake import Mapping, Unanswered, read_roster
from planner.intake.results import read_results
from planner.problems import BadInput
from sample_data import results as sample
from tests.debrief_cases import planned, scenario
from tests.messy import LANGUAGES

SAMPLE = Path(__file__).parents[1] / "sample_data"


def read(text: str, currency: str = "USD") -> tuple[Result, ...]:
    """Rows of a CSV that can be read whole."""
    reading = read_results("r.csv", text.encode(), currency)
    assert reading.set_aside == ()
    return reading.results


def test_columns_are_found_by_the_names_that_people_give_them() -> None:
    (row,) = read(
        "Creator,Network,Content type,Published,Post URL,Accounts reached,Plays,Likes,Link clicks,Orders,Turnover,Fee\n"
        '@Anna,IG,Stories,2026-03-05,https://x.com/1,12.5k,"13,000",90,7,2,$30.50,€\n'.replace("€", "1250")
    )
    assert (row.handle, row.platform, row.format) == ("Anna", Platform.INSTAGRAM, Format.STORY)
    assert (row.date, row.link) == (datetime.date(2026, 3, 5), "https://x.com/1")
    assert (row.reach, row.views, row.likes, row.clicks, row.conversions) == (12_500, 13_000, 90, 7, 2)
    assert (row.revenue_cents, row.cost_cents, row.row, row.source) == (3_050, 125_000, 2, "r.csv")
    assert row.comments is None


def test_what_makes_no_sense_is_still_what_the_file_says() -> None:
    (row,) = read("handle,reach,clicks\nanna,5,-14\n")
    assert row.clicks == -14


def test_one_figure_for_engagements_stands_where_parts_are_missing() -> None:
    rows = read("handle,engagements,likes\nanna,500,\nben,500,20\n")
    assert [row.engagements for row in rows] == [500, 20]


def test_a_status_says_how_far_a_booking_is() -> None:
    rows = read("handle,status\nanna,Live\nben,contracted\ncleo,Declined\n")
    assert [row.status for row in rows] == [Status.POSTED, Status.SIGNED, Status.DECLINED]


def test_rows_that_nobody_filled_in_are_blank() -> None:
    reading = read_results("r.csv", b"handle,platform,reach\nanna,instagram,\nben,tiktok,5\n")
    assert len(reading.results) == 1 and reading.blank == 1


@pytest.mark.parametrize(
    ("typed", "day"),
    [("14.03.2026", 14), ("03/14/2026", 14), ("2026-03-14 10:00", 14), ("14 Mar 2026", 14), ("March 14, 2026", 14)],
)
def test_dates_are_read_as_they_are_written(typed: str, day: int) -> None:
    (row,) = read(f'handle,reach,date\nanna,5,"{typed}"\n')
    assert row.date == datetime.date(2026, 3, day)


def test_a_date_that_could_be_two_days_is_settled_by_the_others_or_set_aside() -> None:
    known = read("handle,reach,date\nanna,5,03/04/2026\nben,5,03/25/2026\n")
    assert known[0].date == datetime.date(2026, 3, 4)
    reading = read_results("r.csv", b"handle,reach,date\nanna,5,03/04/2026\n")
    assert reading.results == ()
    assert str(reading.set_aside[0]) == (
        "r.csv, row 2, column date: '03/04/2026' could be two different days. Accepted: a date such as 2026-03-14, "
        "since the file doesn't show which is the day."
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("anna,many,1", "row 2, column reach: 'many' is not a number"),
        ("anna,1,1 EUR", "column cost: '1 EUR' is in EUR, for which no rate to USD is known"),
        (",5,1", "column handle: names nobody"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_would_do(row: str, says: str) -> None:
    reading = read_results("r.csv", f"handle,reach,cost\n{row}\n".encode())
    assert reading.results == () and says in str(reading.set_aside[0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,reach\nanna,5\n", "has no column with handles"),
        ("handle,followers,fee\nanna,5,9\n", "looks like a list of creators, not results"),
    ],
)
def test_a_table_that_is_no_report_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_results("r.csv", text.encode())


def test_the_workbooks_own_sheet_can_be_read_back_empty() -> None:
    book = plan_workbook(Dossier(planned(), scenario().brief, scenario().roster))
    reading = read_results("plan.xlsx", book, "EUR")
    assert reading.results == () and reading.set_aside == () and reading.blank >= 4
    assert {"handle", "platform", "format", "reach", "cost_cents"} <= {field for field, _ in reading.columns}


@pytest.mark.parametrize("name", ["results", "results_midway"])
def test_the_samples_json_is_what_a_reader_makes_of_its_csv(name: str) -> None:
    upload = Upload.model_validate_json((SAMPLE / f"{name}.json").read_bytes())
    reading = read_results(f"{name}.csv", (SAMPLE / f"{name}.csv").read_bytes())
    assert reading.results == upload.results and reading.set_aside == ()


def test_the_sample_is_what_its_script_makes() -> None:
    assert sample.main(["--check"]) == 0


META = (
    "Post ID,Account ID,Account username,Description,Duration (sec),Publish time,Permalink,Post type,Data comment,Date,"
    "Views,Reach,Likes,Shares,Follows,Comments,Saves\n"
    '18,17,anna,"Walk, with friends",32,03/05/2026 06:08,https://www.instagram.com/reel/A/,IG reel,,Lifetime,'
    '"14,991","11,993",586,20,4,41,34\n'
    "19,17,anna,story,0,03/05/2026 18:30,https://www.instagram.com/stories/D/,IG story,,Lifetime,"
    "5347,5092,330,12,0,23,19\n"
)


def test_an_export_of_metas_business_suite_is_read_as_it_comes() -> None:
    reel, story = read(META)
    assert (reel.handle, reel.platform, reel.format) == ("anna", Platform.INSTAGRAM, Format.REEL)
    assert (reel.date, reel.views, reel.reach, reel.saves) == (datetime.date(2026, 3, 5), 14_991, 11_993, 34)
    assert story.format == Format.STORY


def test_an_export_of_tiktok_tells_its_creator_by_links() -> None:
    text = "Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views\n"
    (row,) = read(text + "Hi,https://www.tiktok.com/@lina.hart/video/7,2026-03-05,90,4,3,12000\n")
    assert (row.handle, row.platform, row.views, row.likes) == ("lina.hart", Platform.TIKTOK, 12_000, 90)


STUDIO = (
    "Content,Video title,Video publish time,Views,Watch time (hours),Likes,Comments added\n"
    'Total,,,9000,44,90,4\nabc,My video,"Mar 5, 2026",9000,44,90,4\n'
)


def test_an_export_of_youtube_studio_asks_whose_channel_it_is() -> None:
    with pytest.raises(Unanswered) as waiting:
        read_results("yt.csv", STUDIO.encode())
    assert [(q.key, q.title) for q in waiting.value.questions] == [
        ("handle", "Whose results are these? Type their handle.")
    ]
    assert "--" not in str(waiting.value), "an option of the command line means nothing on a page"
    reading = read_results("yt.csv", STUDIO.encode(), "USD", Mapping(answers={"handle": "@lina"}))
    (row,) = reading.results
    assert (row.handle, row.platform, row.views, row.posts, reading.blank) == ("lina", Platform.YOUTUBE, 9_000, 1, 1)
    assert row.date == datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    "header",
    [
        "Influencer,Plataforma,Impresiones,Cuentas Alcanzadas,Likes,Comentarios,Veces compartidas",
        "Nutzername,Plattform,Impressionen,Reichweite,Gefällt mir,Kommentare,Geteilte Inhalte",
        "Pseudo,Plateforme,Impressions,Portée,J'aime,Commentaires,Partages",
        "Nome utente,Piattaforma,Impressioni,Copertura,Mi piace,Commenti,Condivisioni",
        "Perfil,Plataforma,Impressões,Alcance,Curtidas,Comentários,Compartilhamentos",
        "계정,플랫폼,노출,도달,좋아요,댓글,공유",
        "ユーザー名,プラットフォーム,インプレッション,リーチ,いいね,コメント,シェア",
        "账号,平台,曝光,触达,点赞,评论,分享",
    ],
)
def test_results_are_read_in_the_languages_of_rosters(header: str) -> None:
    (row,) = read(f"{header}\nanna,Instagram,32400,25920,1682,117,59\n")
    assert (row.impressions, row.reach, row.likes, row.comments, row.shares) == (32_400, 25_920, 1_682, 117, 59)


def test_an_unknown_type_of_post_is_asked_about_and_never_guessed() -> None:
    data = b"handle,platform,type,reach\nanna,instagram,collab clip,900\nben,instagram,reel,700\n"
    reading = read_results("r.csv", data)
    assert [row.handle for row in reading.results] == ["ben"]
    assert "'collab clip' is not a post type we know" in str(reading.set_aside[0])
    (question,) = reading.questions
    assert question.key == "type.collab clip" and question.holds == "aside"
    answered = read_results("r.csv", data, "USD", Mapping(answers={question.key: "reel"}))
    assert [row.format for row in answered.results] == [Format.REEL, Format.REEL] and not answered.set_aside


def test_what_is_not_used_is_said_and_can_be_used() -> None:
    data = b"handle,reach,Sightings,mood\nanna,900,1200,fine\n"
    reading = read_results("r.csv", data)
    assert "Not used: Sightings, mood." in reading.notes
    assert [question.key for question in reading.questions] == ["use.C"]
    (row,) = read_results("r.csv", data, "USD", Mapping(answers={"use.C": "impressions"})).results
    assert row.impressions == 1_200
    (row,) = read_results("r.csv", data, "USD", Mapping(answers={"column.impressions": "C"})).results
    assert row.impressions == 1_200


def test_days_and_months_that_nothing_tells_apart_are_asked() -> None:
    data = b"handle,reach,date\nanna,5,03/04/2026\n"
    (question,) = read_results("r.csv", data).questions
    assert question.key == "dates" and not question.holds
    (row,) = read_results("r.csv", data, "USD", Mapping(answers={"dates": "month"})).results
    assert row.date == datetime.date(2026, 3, 4)


def test_a_column_of_names_in_no_known_language_is_asked_about() -> None:
    data = b"tekija,julkaisu,reach,likes\nanna,kevat,900,20\nanna,kesa,700,9\n"
    with pytest.raises(Unanswered) as waiting:
        read_results("r.csv", data)
    (question,) = waiting.value.questions
    assert (question.key, question.values) == ("column.handle", ("A", "B", "one"))
    rows = read_results("r.csv", data, "USD", Mapping(answers={"column.handle": "A"})).results
    assert [row.handle for row in rows] == ["anna", "anna"]
    with pytest.raises(Unanswered, match="has no column with handles"):
        read_results("r.csv", data, "USD", Mapping(answers={"column.handle": "one"}))
    answered = Mapping(answers={"column.handle": "one", "handle": "lina"})
    assert [row.handle for row in read_results("r.csv", data, "USD", answered).results] == ["lina", "lina"]


META_ABROAD = (
    "Identificador de la publicación,Nombre de usuario de la cuenta,Descripción,Duración (segundos),"
    "Hora de publicación,Enlace permanente,Tipo de publicación,Fecha,Visualizaciones,Alcance,Me gusta,"
    "Veces que se ha compartido,Comentarios,Veces que se ha guardado\n"
    "18,anna,paseo,32,03/15/2026 06:08,https://www.instagram.com/reel/A/,Reel de Instagram,Total,"
    "14991,11993,586,20,41,34\n",
    "Post-ID,Konto-Benutzername,Beschreibung,Dauer (Sek.),Veröffentlichungszeitpunkt,Permalink,Beitragsart,Datum,"
    "Aufrufe,Reichweite,„Gefällt mir“-Angaben,Mal geteilt,Kommentare,Mal gespeichert\n"
    "18,anna,Weg,32,03/15/2026 06:08,https://www.instagram.com/reel/A/,IG-Reel,Gesamt,14991,11993,586,20,41,34\n",
)


@pytest.mark.parametrize("text", META_ABROAD, ids=["Spanish", "German"])
def test_an_export_of_metas_business_suite_is_read_in_other_languages(text: str) -> None:
    (row,) = read(text)
    assert (row.handle, row.platform, row.format) == ("anna", Platform.INSTAGRAM, Format.REEL)
    assert (row.date, row.views, row.reach) == (datetime.date(2026, 3, 15), 14_991, 11_993)
    assert (row.likes, row.shares, row.comments, row.saves) == (586, 20, 41, 34)


def test_a_newer_export_of_meta_has_no_column_of_lifetime_values() -> None:
    text = (
        "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
        "Views,Reach,Likes,Shares,Follows,Comments,Saves\n"
        "18,17,anna,Anna,Chair,44,10/03/2026 08:31,https://www.instagram.com/reel/D/,IG reel,"
        '"12,400",9100,610,88,41,57,230\n'
    )
    (row,) = read(text)
    assert (row.date, row.views, row.saves) == (datetime.date(2026, 10, 3), 12_400, 230)


def test_thumbnails_that_youtube_showed_are_no_impressions_of_a_video() -> None:
    text = (
        "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions,"
        "Impressions click-through rate (%),Average view duration,Likes\n"
        "Total,,,,504631,42600.6,7421,5943695,5.22,0:05:00,7940\n"
        '-2q4TS4z4Rp,Guide,"Jan 6, 2026",2496,8542,927.5,140,138912,4.02,0:05:00,196\n'
    )
    reading = read_results("Table data.csv", text.encode("utf-8-sig"), "USD", Mapping(answers={"handle": "lina"}))
    (row,) = reading.results
    assert (row.impressions, row.views, row.likes) == (None, 8_542, 196)
    assert any("thumbnails" in note for note in reading.notes) and reading.questions == ()


def test_what_tiktok_studio_counts_beside_results_is_not_asked_about() -> None:
    text = (
        "Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views,Total play time,"
        "Average watch time,Watched full video,Add to favorites\n"
        "Chair,https://www.tiktok.com/@lina/video/7400,2026-10-03 09:10,300,22,15,5000,,12.5,0.31,40\n"
    )
    reading = read_results("Content.csv", text.encode())
    (row,) = reading.results
    assert (row.date, row.likes, row.saves, row.views) == (datetime.date(2026, 10, 3), 300, 40, 5_000)
    assert reading.questions == () and any("Watched full video" in note for note in reading.notes)


@pytest.mark.parametrize(
    "header",
    [
        "Usuario,Fecha,Alcance,Impresiones,Me gusta",
        "Benutzername,Datum,Reichweite,Impressionen,Gefällt mir",
        "Nom d'utilisateur,Date,Portée,Impressions,J'aime",
        "Nome utente,Data,Copertura,Impressioni,Mi piace",
        "Usuário,Data,Alcance,Impressões,Curtidas",
        "Gebruikersnaam,Datum,Bereik,Vertoningen,Opmerkingen",
        "Nazwa użytkownika,Data,Zasięg,Polubienia,Komentarze",
        "Kullanıcı adı,Tarih,Erişim,Gösterim,Beğeni",
        "Användarnamn,Datum,Räckvidd,Visningar,Kommentarer",
        "Uživatelské jméno,Datum,Dosah,Zhlédnutí,Komentáře",
        "Ник,Дата,Охват,Показы,Лайки",
        "ユーザー名,投稿日,リーチ,インプレッション,いいね",
        "계정,날짜,도달,노출,좋아요",
        "账号,日期,触达,曝光,点赞",
        "Handle,Date,Reach,Impressions,Likes",
    ],
)
def test_results_given_as_a_list_are_told_where_they_belong_in_every_language(header: str) -> None:
    """A Spanish file of results was only asked for its followers."""
    with pytest.raises(BadInput, match="looks like results of a campaign.*Debrief page"):
        read_roster("file.csv", f"{header}\nana,2026-03-05,900,1200,40\n".encode())


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_list_given_as_results_is_told_where_it_belongs_in_every_language(language: str) -> None:
    header = ",".join(LANGUAGES[language])
    with pytest.raises(BadInput, match="looks like a list of creators.*Plan page"):
        read_results("file.csv", f"{header}\nana,Instagram,900,2%,90,US,a@x.com,,\n".encode())


def test_a_recognised_column_can_be_read_otherwise_or_left_out() -> None:
    data = b"handle,date,reach,impressions,likes\nana,2026-03-05,900,1200,40\n"
    reading = read_results("file.csv", data)
    assert {question.key: question.holds for question in reading.of_columns}["use.C"] == "reach"
    changed = Mapping(answers={"use.C": "impressions", "use.D": "reach", "use.E": "ignore"})
    (row,) = read_results("file.csv", data, mapping=changed).results
    assert (row.reach, row.impressions, row.likes) == (1200, 900, None)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Título del vídeo,Enlace del vídeo,Fecha de publicación,Me gusta,Veces compartido,Visualizaciones\n"
         "Hola,https://www.tiktok.com/@ana/video/7,2026-01-15,1200,12,45000\n",
         {"likes": 1200, "shares": 12, "views": 45000}),
        ("クリエイター,投稿日,リーチ,いいね\nana,2026/01/15,32400,1200\n",
         {"reach": 32400, "date": datetime.date(2026, 1, 15)}),
        ("Konto,Datum,Anzahl Likes,Anzahl der Kommentare,Aufrufe des Videos\nana,15.01.2026,12,3,900\n",
         {"likes": 12, "comments": 3, "views": 900}),
        ("Nom d'utilisateur,Mentions J'aime,Nombre de commentaires,Couverture\nana,12,3,900\n",
         {"likes": 12, "comments": 3, "reach": 900}),
        ("Twórca\tZasięg\tKoszt\nana\t32400\t1 450,00 zł\n", {"reach": 32400, "cost_cents": 145_000}),
    ],
)  # fmt: skip
def test_headers_with_words_around_and_dates_of_other_countries(text: str, meant: dict[str, object]) -> None:
    (row,) = read(text, "PLN")
    assert {field: getattr(row, field) for field in meant} == meant


@pytest.mark.parametrize(
    "header",
    ["Inhalte,Videotitel,Impressionen,Aufrufe,Abonnenten", "Contenu,Titre de la vidéo,Impressions,Vues,Abonnés"],
)
def test_thumbnails_and_new_subscribers_of_youtube_are_no_impressions_in_any_language(header: str) -> None:
    """A German export counted thumbnails that were shown as people who saw the video."""
    data = f"{header}\nabc,Video,90000,9000,12\n".encode()
    reading = read_results("Tabelle.csv", data, mapping=Mapping(answers={"handle": "ida"}))
    (row,) = reading.results
    assert (row.views, row.impressions, row.followers, row.platform) == (9000, None, None, Platform.YOUTUBE)
    assert any("count thumbnails" in note for note in reading.notes)


def test_costs_in_another_currency_are_converted_by_what_somebody_says() -> None:
    data = "handle,date,reach,cost\nana,2026-01-15,1000,300 €\n".encode()
    (question,) = read_results("file.csv", data).questions
    assert question.key == "rate.EUR" and not read_results("file.csv", data).results
    (row,) = read_results("file.csv", data, mapping=Mapping(answers={"rate.EUR": "1.1"})).results
    assert row.cost_cents == 33_000 and row.reach == 1000
    with pytest.raises(BadInput, match="rate of EUR"):
        read_results("file.csv", data, mapping=Mapping(answers={"rate.EUR": "a lot"}))
