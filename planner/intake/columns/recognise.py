"""Which column is what: what was chosen, then synonyms, then a look at the values; likenesses are only offered."""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from planner.domain.attributes import column_of, is_attribute
from planner.domain.platforms import formats_of
from planner.domain.roster import Format, deliverables_text
from planner.intake.asking import Choice, Question
from planner.intake.cells.audiences import part_in, probable_part
from planner.intake.cells.closeness import FLAGS, read_flags, read_when
from planner.intake.cells.texts import PLATFORM_NAMES
from planner.intake.cells.values import AMOUNT, is_missing, read_numbers
from planner.intake.columns import looks
from planner.intake.columns.asked import clean_handles, money_left, platform_by_values, town_by_values
from planner.intake.columns.columns import DELIVERABLES, TEXT_FIELDS, Columns
from planner.intake.columns.posts import posts_named
from planner.intake.columns.roles import Header, Role, guessed, role_of
from planner.intake.columns.synonyms import ESTIMATES, FORMAT_WORDS, IMPRESSIONS, REAL_OR_FAKE, SYNONYMS
from planner.intake.columns.twins import in_other_currencies, the_one
from planner.intake.mapping import Mapping
from planner.intake.open.table import Table, nameless
from planner.intake.reading import Column, Field, refusal, shown
from planner.problems import Problem

_OFFER = (Field.PACKAGE, *DELIVERABLES[1:], Field.COMPENSATION, Field.FEE)
LIKENESSES = ("likeness", "likeness.audience")
"""Keys of the questions whether columns are what their headers resemble."""
_PUBLISHED = 200.0
"""More posts than anybody books: such a column counts what an account has published."""
_SOME = 0.4
"""Share of the filled cells of a column known by name that must read as what it is."""
_LOOKED_AT = 400
_DUE = {**dict.fromkeys(FLAGS.values(), "yes or no"), Field.AVAILABILITY: "waves or days"}
"""What a column of these must hold; all others that are checked hold numbers."""
_EITHER = ("channel", "network", "kanal", "kanaal", "kanava", "csatorna", "ชองทาง")
"""Headers that may mean a platform or an account."""


def map_columns(table: Table, mapping: Mapping, currency: str = "USD") -> Columns:
    """Recognise the columns; what is missing or twice there is a question in the answer. currency: the campaign's."""
    found = Columns()
    left = _chosen(table, mapping, found)
    for column, own in in_other_currencies(table, left, currency).items():
        found.leave(column, f"Ignored: {column}, because {own} has the same in {currency}")
    left = _rest(left, found)
    left = _without_twins(table, left, mapping, found)
    left = _row_numbers(table, left, found)
    left = _audiences(table, left, found)
    left = _real_or_fake(table, left, mapping, found)
    left = _prices_or_posts(table, left, mapping, found)
    left = _by_synonyms(table, left, found)
    left = _by_platform_and_price(table, left, found)
    _one_price(found)
    _published_posts(table, mapping, found)
    left = _by_likeness(table, left, mapping, found)
    platform_by_values(table, mapping, found)
    town_by_values(table, _rest(left, found), found)
    money_left(table, _rest(left, found), mapping, found)
    clean_handles(table, found)
    _the_rest(table, left, found)
    return found


def _chosen(table: Table, mapping: Mapping, found: Columns) -> list[Header]:
    """Take the columns that a mapping or an answer such as `column.handle` names; gives the rest."""
    letters = {column.letter: column for column in table.columns}
    answered = {
        letters[letter]: Role(Field(wanted))
        for key, letter in mapping.answers.items()
        if (wanted := key.removeprefix("column.")) != key and wanted in list(Field) and letter in letters
    }
    for choice in mapping.columns:
        if choice.column not in letters:
            last = table.columns[-1].letter
            raise refusal(f"column {choice.column}", "is not in the file", f"columns A to {last}", choice.read_as)
    left = []
    for column in table.columns:
        header = Header.of(column)
        said = mapping.role_of(column.letter)
        role = answered.get(column) or (role_of(said, str(column)) if said is not None else None)
        if role is None:
            left.append(header)
            continue
        by_header = header.role
        if by_header is not None and by_header.field is role.field:
            role = Role(role.field, role.platform, role.posts, by_header.scale, by_header.currency)
        found.take(column, role, "chosen")
    return left


def _without_twins(table: Table, left: list[Header], mapping: Mapping, found: Columns) -> list[Header]:
    """One column for each header: the plain numbers of a pair of text and number, else a question."""
    by_name: dict[str, list[Header]] = defaultdict(list)
    for header in left:
        by_name[header.name].append(header)
    kept = []
    for name, headers in by_name.items():
        if not name:
            for header in headers:
                if any(table.cells[:, header.column.at]):
                    found.leave(header.column, f"Ignored: {_nameless(header.column, table)}")
        elif len(headers) == 1:
            kept.extend(headers)
        else:
            columns = [header.column for header in headers]
            known = headers[0].role is not None or headers[0].part is not None
            chosen, note, question = the_one(table, columns, known, mapping.answers)
            kept.extend(header for header in headers if header.column in chosen)
            found.notes.extend([note] if note else [])
            found.questions.extend([question] if question else [])
    return sorted(kept, key=lambda header: header.column.at)


def _nameless(column: Column, table: Table) -> str:
    """A column without a word above it, and what can be said of it."""
    if looks.counts_the_rows(column.header, table.cells[:, column.at]):
        return f"{column}, which only numbers the rows"
    return f"{column}, whose header isn't a word" if column.header else f"{column}, which has no header"


def _rest(left: list[Header], found: Columns) -> list[Header]:
    return [header for header in left if header.column.at not in found.roles]


def _row_numbers(table: Table, left: list[Header], found: Columns) -> list[Header]:
    for header in left:
        if looks.counts_the_rows(header.column.header, table.cells[:, header.column.at]):
            found.leave(header.column, f"Ignored: {header.column}, which only numbers the rows")
    return _rest(left, found)


def _audiences(table: Table, left: list[Header], found: Columns) -> list[Header]:
    """Columns whose header names a part of the audience; one column for each part."""
    for header in left:
        column, part = header.column, header.part
        if part is None and header.role is None and looks.say_shares(_few(table, header)):
            part = part_in(column.header, is_share=True)
        if part is None or header.role is not None or not _fits(table, header, Field.FIT):
            continue
        if part.column in found.audience:
            other = found.audience[part.column]
            found.leave(column, f"Ignored: {column}, because {other} is read as the same part of the audience")
        else:
            found.take(column, Role(None, audience=part.column), "header")
    return _rest(left, found)


def _real_or_fake(table: Table, left: list[Header], mapping: Mapping, found: Columns) -> list[Header]:
    """Columns that may mean the real followers or the fake ones: one question for all of them."""
    open_ones = [
        header
        for header in left
        if header.bare in REAL_OR_FAKE and any(_few(table, header)) and _fits(table, header, Field.AUTHENTICITY)
    ]
    if not open_ones:
        return left
    listed = ", ".join(str(header.column) for header in open_ones)
    example = shown(str(_few(table, open_ones[0])[0]), 20)
    problem = Problem(
        listed, example, "could be the share of real followers or of fake ones", "a choice of real, fake or ignore"
    )
    choices = (
        Choice("real", "Real followers: more is better"),
        Choice("fake", "Fake followers: less is better"),
        Choice("ignore", "Leave it out"),
    )
    title = f"Does {listed} give the share of real followers or of fake ones?"
    question = Question("credibility", title, problem, choices).answered(mapping.answers)
    found.questions.append(question)
    meant = {"real": Field.AUTHENTICITY, "fake": Field.FAKE_FOLLOWERS}.get(question.answer or "")
    for header in open_ones:
        role = Role(meant, header.platform)
        if meant is None or found.has(role):
            found.leave(header.column, f"Ignored: {header.column}, " + ("as chosen" if meant is None else "said twice"))
        else:
            found.take(header.column, role, "header")
    return _rest(left, found)


def _prices_or_posts(table: Table, left: list[Header], mapping: Mapping, found: Columns) -> list[Header]:
    """Columns called after posts, such as `reels` or `1 reel + 2 stories`: how many are offered, or what they cost?"""
    for header in left:
        named, texts = posts_named(header.column.header), _few(table, header)
        if named is None or (header.role is not None and header.role.posts) or not any(texts):
            continue
        column, platform, posts = header.column, named.platform, named.posts
        chosen = FORMAT_WORDS.get(header.bare)
        money, priced = looks.like_prices(texts), looks.with_currency(texts)
        if header.bare == "posts" and not priced:
            # Numbers under `posts` may also be what an account has published; see `_published_posts`.
            continue
        if not priced and ((not money and not named.certain and platform is None) or looks.numbers(texts) is None):
            continue
        example, said = shown(str(texts[0]), 20), deliverables_text(posts)
        cost = "costs" if sum(posts) == 1 else "cost"
        choices = (Choice("price", f"What {said} {cost}"), Choice("posts", "How many posts there are"))
        problem = Problem(str(column), example, "could be prices or numbers of posts", "a choice of price or posts")
        title = f"Are the figures in {column}, such as {example}, prices?"
        question = Question(f"counts.{column.letter}", title, problem, choices, "price").answered(mapping.answers)
        if money or question.answer == "price":
            found.questions.append(question)
            if question.answer != "posts":
                found.take(column, Role(Field.FEE, platform, posts), "header")
                continue
        if chosen is not None and platform is None:
            wanted = DELIVERABLES[list(Format).index(chosen)]
            if not found.has(Role(wanted)):
                found.take(column, Role(wanted), "header")
    return _rest(left, found)


def _by_synonyms(table: Table, left: list[Header], found: Columns) -> list[Header]:
    """Each field in turn takes the column with its best synonym, if the values are of its kind."""
    plain = {
        header.column.at: header
        for header in left
        if header.role is not None and header.role.platform is None and header.role.posts is None
    }
    lying: dict[int, Field] = {}
    for wanted in SYNONYMS:
        ranked = sorted(
            (header.rank(wanted), at)
            for at, header in plain.items()
            if wanted in (header.role and header.role.field, *header.fields)
        )
        for _, at in ranked:
            header = plain[at]
            if found.has(Role(wanted)):
                break
            if not _fits(table, header, wanted):
                if wanted not in TEXT_FIELDS:
                    lying.setdefault(at, wanted)
                continue
            assert header.role is not None
            found.take(header.column, Role(wanted, scale=header.role.scale, currency=header.role.currency), "header")
            del plain[at]
    for at, wanted in lying.items():
        if at not in found.roles:
            column = table.columns[at]
            typed = next((text for text in table.cells[:, at] if text and not is_missing(text)), "")
            due = _DUE.get(wanted, "numbers")
            found.left[at] = f"Not read: {column}, which holds text such as '{shown(typed, 30)}', not {due}"
    for header in (header for at, header in plain.items() if at not in lying and header.role is not None):
        _said_twice(table, header, found)
    return _rest(left, found)


def _said_twice(table: Table, header: Header, found: Columns) -> None:
    """A column named as what another one is read as: the names beside handles, or what is left out."""
    meant = header.role.field if header.role is not None else None
    if meant is None or not found.has(Role(meant)):
        return
    texts = table.cells[:, header.column.at]
    other_things = (looks.like_handles, looks.like_platforms, looks.is_numeric)
    if meant is Field.HANDLE and not found.has(Role(Field.NAME)) and not any(look(texts) for look in other_things):
        found.take(header.column, Role(Field.NAME), "header")
    else:
        words, other = str(meant).replace("_", " "), found.fields[meant]
        found.leave(header.column, f"Ignored: {header.column}, because {other} is read as {words}")


def _by_platform_and_price(table: Table, left: list[Header], found: Columns) -> list[Header]:
    for header in left:
        role = header.role
        if role is None or role.field is None or (role.platform is None and role.posts is None):
            continue
        if role.field is Field.HANDLE and header.name == str(role.platform) and looks.is_numeric(_few(table, header)):
            # A column called `TikTok` with figures in it says how many followers there are.
            role = Role(Field.FOLLOWERS, role.platform)
        if role.field is Field.HANDLE and header.bare.endswith("id") and looks.is_numeric(_few(table, header)):
            # The number that a platform gives to an account names it to nobody.
            continue
        if role.field is Field.FEE and role.platform is not None and role.posts is None:
            # What somebody asks on a platform is for what is usually booked there.
            usual = formats_of(str(role.platform))[0]
            role = replace(role, posts=tuple(int(f is usual) for f in Format))
        if role.field is not None and not found.has(role) and _fits(table, header, role.field):
            found.take(header.column, role, "header")
    return _rest(left, found)


def _one_price(found: Columns) -> None:
    """The only price, of a post, is what one piece costs, whatever the platform calls it."""
    if len(found.prices) != 1 or Field.FEE in found.fields or found.prices[0].role.platform is not None:
        return
    ((column, role),) = ((price.column, price.role) for price in found.prices)
    if role.posts == tuple(int(f is Format.POST) for f in Format) and found.why[column.at] != "chosen":
        found.prices.clear()
        found.take(column, Role(Field.FEE, scale=role.scale, currency=role.currency), "header")


def _few(table: Table, header: Header) -> np.ndarray:
    texts = table.cells[:, header.column.at]
    return np.asarray(texts[texts != ""][:_LOOKED_AT])


def _fits(table: Table, header: Header, wanted: Field) -> bool:
    """True when the values can be what the header names; an empty column can be anything."""
    texts = _few(table, header)
    if not len(texts):
        return True
    if wanted is Field.PLATFORM:
        known = sum(str(text).casefold() in PLATFORM_NAMES for text in texts)
        return known >= _SOME * len(texts) or header.name not in _EITHER
    if wanted is Field.HANDLE:
        return not looks.like_platforms(texts)
    if wanted in TEXT_FIELDS or wanted in (Field.FEE, Field.COMMISSION):
        return True
    if wanted in FLAGS.values() or wanted is Field.AVAILABILITY:
        _, faults = (read_when if wanted is Field.AVAILABILITY else read_flags)(texts)
        return len(texts) < 5 or len(faults) <= (1 - _SOME) * len(texts)
    # A bad cell here and there is left out; a column of words is not what its header says, and `comments` may be notes.
    few = len(texts) < 5 and len(header.fields) < 2
    return few or sum(any(map(str.isdigit, text)) for text in texts) >= _SOME * len(texts)


def _published_posts(table: Table, mapping: Mapping, found: Columns) -> None:
    """`posts` is what is booked only in a table of offers; else it is what the account has published."""
    column = found.fields.get(Field.POSTS)
    if column is None or mapping.role_of(column.letter) is not None:
        return
    values = read_numbers(table.cells[:, column.at], AMOUNT).values
    offers = any(wanted in found.fields for wanted in _OFFER)
    if not offers or np.nanmax(values, initial=0.0) > _PUBLISHED:
        del found.fields[Field.POSTS]
        found.leave(column, f"Ignored: {column}, which seems to count posts published, not posts to book")


def _by_likeness(table: Table, left: list[Header], mapping: Mapping, found: Columns) -> list[Header]:
    """Offer what headers resemble; it is read only when somebody agrees. Shares of the audience are asked apart."""
    offered: list[tuple[Column, Role]] = []
    shares: list[tuple[Column, Role]] = []
    taken: set[tuple[Field | None, str]] = set()
    for header in left:
        texts, part = _few(table, header), probable_part(header.column.header)
        if part is not None and looks.can_be_shares(texts):
            role: Role | None = Role(None, audience=part.column)
        else:
            role = guessed(header.column.header)
            if role is None and header.column.header == nameless(header.column):
                field = looks.field_of(table.cells[:, header.column.at])
                role = None if field is None else Role(field)
        if role is None or found.has(role) or (role.field, role.audience) in taken:
            continue
        if len(texts) and (role.field is None or _fits(table, header, role.field)):
            (shares if role.audience else offered).append((header.column, role))
            taken.add((role.field, role.audience))
    for key, likely in zip(LIKENESSES, (offered, shares), strict=True):
        _offer(key, likely, mapping, found)
    return _rest(left, found)


def _offer(key: str, offered: list[tuple[Column, Role]], mapping: Mapping, found: Columns) -> None:
    """One question for all of these; without an answer they are left out, unless no roster can be read so."""
    if not offered:
        return
    needed = any(role.field in (Field.HANDLE, Field.FOLLOWERS, Field.PLATFORM) for _, role in offered)
    names = (role.words.lower() if role.audience else str(role).replace("_", " ") for _, role in offered)
    listed = tuple(f"{column} as {name}" for (column, _), name in zip(offered, names, strict=True))
    problem = Problem(
        ", ".join(str(column) for column, _ in offered),
        "",
        "looks familiar, but has an unusual name",
        "yes or no to using " + ", ".join(listed),
    )
    choices = (Choice("yes", "Yes, use them"), Choice("no", "No, leave them out"))
    title = "Are these columns what they seem? " + "; ".join(listed)
    question = Question(key, title, problem, choices, None if needed else "no", "yes", examples=listed)
    question = question.answered(mapping.answers)
    found.questions.append(question)
    if question.answer == "yes":
        for column, role in offered:
            found.take(column, role, "likeness")


def _the_rest(table: Table, left: list[Header], found: Columns) -> None:
    for header in _rest(left, found):
        column = header.column
        if header.name in IMPRESSIONS or header.name in ESTIMATES:
            said = "which adds up followers" if header.name in IMPRESSIONS else "which another tool estimated"
            found.leave(column, f"Ignored: {column}, {said}; the planner estimates reach itself")
        elif looks.is_numeric(table.cells[:, column.at]):
            found.take(column, Role(None, is_number=True), "header")
            found.left.pop(column.at, None)
        elif _is_attribute(table, column, found):
            found.take(column, Role(None, attribute=column_of(column.header)), "header")
        elif any(table.cells[:, column.at]):
            found.leave(column, found.left.get(column.at, ""))
        else:
            found.roles[column.at], found.why[column.at] = Role(None), "header"


def _is_attribute(table: Table, column: Column, found: Columns) -> bool:
    """True for texts that sort creators under a header of their own, which says nothing that they are not."""
    name = column_of(column.header)
    free = is_attribute(name) and name not in found.attributes and not found.left.get(column.at)
    return free and looks.sorts_creators(table.cells[:, column.at])
