"""Seeded tiny campaigns in which every kind of demand turns up, some of them impossible."""

from __future__ import annotations

import math
import random
import re
from typing import Any

from planner.brief.brief import Brief
from planner.crosscheck import cross_check
from planner.domain.creators import Creator, Package
from planner.domain.roster import MAX_CENTS, MAX_FOLLOWERS, Roster
from tests import builders

NAMES = ("anna", "ben", "cleo", "dov", "eda", "finn", "gro", "hugo", "ines")


class Usual:
    """Where the numbers of a random campaign lie: around those of ordinary campaigns."""

    most_plans = 40_000
    """Creators are left out until there are no more plans than this."""

    def people(self, rng: random.Random, archetypes: bool) -> int:
        """Creators in the roster."""
        return rng.randint(2, 4 if archetypes else 9)

    def followers(self, rng: random.Random) -> int:
        """Followers of a creator."""
        return int(10 ** rng.uniform(2.8 if rng.random() < 0.1 else 3.2, 6.2))

    def fee(self, rng: random.Random, followers: int) -> float | None:
        """Fee of a package; None = nobody has quoted."""
        return rng.choice([None, 0, *[round(followers**0.75 * rng.uniform(0.1, 1.5), 2)] * 8])

    def size(self, rng: random.Random) -> int:
        """People in a segment."""
        return rng.randint(20_000, 1_500_000)

    def kappa(self, rng: random.Random) -> float | None:
        """NBD shape of a segment."""
        return rng.choice([None, 0.7, 2.0, 50.0])

    def numbers(self, rng: random.Random) -> dict[str, float]:
        """Columns of a package beside `units` and `score`."""
        return {}


USUAL = Usual()


def random_case(seed: int, ranges: Usual = USUAL) -> tuple[Roster, Brief]:
    """A tiny roster and a brief whose demands lie around what a random plan of that roster achieves."""
    rng = random.Random(seed)
    archetypes, waves = rng.random() < 0.25, rng.choice([0, 0, 0, 1, 2, 3])
    people = _creators(rng, ranges, archetypes, waves)
    while _plans(people) > ranges.most_plans:
        people.pop()
    brief, more = _brief(rng, ranges, people), random.Random(seed + 1_000_000)
    brief = _with_terms(more, brief, people)
    brief = _with_extras(random.Random(seed + 3_000_000), brief, people)
    most = None if brief.offers is None else brief.offers.most
    while (most or choices_of(brief) > 1) and _plans(people, most, choices_of(brief)) > ranges.most_plans:
        brief = _without(brief, people.pop().id)
    brief = _with_attributes(random.Random(seed + 3_000_000), brief, people)
    roster = builders.roster(*people)
    return roster, _with_costs(random.Random(seed + 2_000_000), _of_this(roster, brief))


def _of_this(roster: Roster, brief: Brief) -> Brief:
    """The brief without what would be bad input, since those who had it are not in the roster any more."""
    for problem in cross_check(roster, brief):
        field, _, gone = problem.place.partition(".")
        bands = getattr(brief, field) if field in ("countries", "categories") else {}
        kept = {value: asked for value, asked in bands.items() if value != gone}
        brief = brief.changed(field, kept) if bands else brief.changed("available_only", False)
    return brief


def _with_attributes(rng: random.Random, brief: Brief, people: list[Creator]) -> Brief:
    """The brief with bands on further attributes in some of the cases; cells with several values, and empty ones."""
    if rng.random() < 0.75:
        return brief
    cells = ["de", "DE; en", "en/fr", "fr", "", "de, fr"]
    for at, one in enumerate(people):
        people[at] = one.model_copy(
            update={"attributes": {"language": rng.choice(cells)}, "agency": rng.choice(["", "North", "South & Co"])}
        )
    there = {
        "language": {
            part.strip().casefold() for one in people for part in re.split("[;,/]", one.attributes["language"])
        },
        "agency": {one.agency.casefold() for one in people},
    }
    asked = {
        name: {value: _bands(rng, 2) for value in values if value.casefold() in there[name] and rng.random() < 0.5}
        for name, values in (("language", ("de", "EN", "fr")), ("agency", ("north", "South & Co")))
    }
    return Brief.read(brief.model_dump(mode="json") | {"attributes": asked})


def _with_costs(rng: random.Random, brief: Brief) -> Brief:
    """The brief with costs beside fees in some of the cases, some of which the budget covers."""
    if rng.random() < 0.7:
        return brief
    kinds = ["fee", "commission", "shipping", "rights", "boosting", "stock", "hours", "agency", "tax"]
    costs: dict[str, Any] = {
        "budget_covers": rng.choice(["cash", "full", "full"]),
        "hours": rng.choice([None, True, False]),
        "hourly_cents": rng.choice([None, 0, rng.randint(1, 9_000)]),
        "tax": rng.choice([None, 0.19, 0.075]),
        "reserve": rng.choice([None, 0.05, 0.3333]),
    }
    for name, before in (("agency_on", kinds[:7]), ("tax_on", kinds[:8]), ("reserve_on", kinds)):
        if rng.random() < 0.5:
            costs[name] = rng.sample(before, rng.randint(1, len(before)))
    return Brief.read(brief.model_dump(mode="json") | {"costs": costs, "agency_fee": rng.choice([None, 0.125, 0.2])})


def _plans(people: list[Creator], most: int | None = None, choices: int = 1) -> int:
    """Plans that there are, at most; most: packages that each creator is offered; choices: of rights and money."""
    return math.prod(math.comb((most or len(one.packages)) * choices + one.available, one.available) for one in people)


def choices_of(brief: Brief) -> int:
    """Ways in which one package can be booked, at most: with which rights, and how much money behind its posts."""
    rights = sum(not terms.everybody and bool(terms.count.min) for terms in brief.rights.values())
    amounts = 0 if brief.boosting is None else len(brief.boosting.cents_per_post)
    return int(2**rights * (1 + amounts))


def _with_extras(rng: random.Random, brief: Brief, people: list[Creator]) -> Brief:
    """The brief with money behind posts and rights, and creators who have quoted some of these."""
    if rng.random() < 0.6:
        return brief
    data = brief.model_dump(mode="json")
    if rng.random() < 0.75:
        low, high = sorted((round(rng.uniform(0.01, 0.5), 2), round(rng.uniform(0.05, 0.8), 2)))
        data["boosting"] = {
            "cents_per_post": rng.sample([500, 2_500, 10_001, 50_000], rng.randint(1, 2)),
            "days": rng.choice([7, 30, 60]),
            "spend": rng.choice([{}, {}, {"max": high}, {"min": low}, {"min": low, "max": high}]),
        }
    for right in rng.sample(["usage", "allowlisting", "exclusivity"], rng.choice([0, 1, 1, 2])):
        count = rng.choice([{}, {"min": 1}, {"min": 1}, {"min": 1, "max": 2}, {"max": 1}])
        data["rights"][right] = {"days": rng.choice([60, 90]), "everybody": rng.random() < 0.3, "count": count}
    if rng.random() < 0.5:
        first = people[0].packages[0].model_copy(update={"right_fees": {"allowlisting": 3_333, "usage": 0}})
        people[0] = people[0].model_copy(update={"packages": (first, *people[0].packages[1:])})
    return Brief.read(data)


def _without(brief: Brief, creator: str) -> Brief:
    """The brief without what it says of a creator who is not in the roster any more."""
    data = brief.model_dump(mode="json")
    data["must_have"] = [entry for entry in data["must_have"] if entry["creator"] != creator]
    data["excluded"] = [entry for entry in data["excluded"] if entry != creator]
    data["groups"] = [g for g in data["groups"] if creator not in (*g["creators"], g["only_with"])]
    data["scores"].pop(creator, None)
    data["exceptions"].pop(creator, None)
    return Brief.read(data)


def _with_terms(rng: random.Random, brief: Brief, people: list[Creator]) -> Brief:  # noqa: C901 one line for each kind of demand
    """The brief with demands of partnerships: offers, fixed costs, pace, presence, availability, closeness."""
    if rng.random() < 0.42:
        return brief
    data = brief.model_dump(mode="json")
    waves = len(data["waves"])
    for at, one in enumerate(people):
        people[at] = one.model_copy(
            update={
                "follows_brand": rng.choice([None, None, True, False]),
                "customer": rng.choice([None, None, True, False]),
                "values_match": rng.choice([None, round(rng.random(), 2)]),
                "sponsored_load": rng.choice([None, round(rng.random(), 2)]),
                "availability": rng.choice(["", "", "", "", "", "1", "2-3", "1, 3"]),
            }
        )
    if rng.random() < 0.2:
        stock = {"stock": rng.choice([1, 2.5, 6]), "unit_cost_cents": 1200, "shipping_cents": rng.choice([0, 450])}
        fixed = rng.choice([0, rng.randint(1, 60_000)])
        data["resources"]["units"] = {**stock, "fixed_cents": fixed}
        if rng.random() < 0.6:
            spans = rng.sample(["one_off", "every_other", "every_wave", "ambassador"], rng.randint(0, 3))
            data["offers"] = {
                "ways": rng.sample(["product", "hybrid", "affiliate"], rng.randint(0, 3)),
                "spans": spans if waves else [],
                "product": {"resource": "units", "worth_cents": rng.choice([2_000, 9_000])},
                "affiliate": {"commission": 0.1, "order_cents": 5_000},
                "most": rng.randint(2, 4),
            }
            for entry in data["must_have"]:
                entry["package"] = None
    if waves and rng.random() < 0.25:
        data["partnerships"] = _bands(rng, 2)
    if waves and rng.random() < 0.2:
        data["waves"][rng.randrange(waves)]["creators"] = _count_band(rng, 2)
    if rng.random() < 0.1:
        data["pace"] = rng.choice([{"posts_per_fortnight": rng.randint(2, 3)}, {"rest": 1}])
    if rng.random() < 0.1:
        asked = rng.choice(["min_affinity", "min_values", "max_sponsored_load"])
        data["quality"][asked] = round(rng.uniform(0.2, 0.6), 2)
    if rng.random() < 0.1:
        data["scores"] = {people[0].id: {"fit": round(rng.random(), 2), "affinity": 1.0}}
    data["available_only"] = rng.random() < 0.8
    return Brief.read(data)


def _handle(at: int) -> str:
    return NAMES[at] if at < len(NAMES) else f"{NAMES[at % len(NAMES)]}{at // len(NAMES)}"


def _creators(rng: random.Random, ranges: Usual, archetypes: bool, waves: int) -> list[Creator]:
    people = []
    for handle in map(_handle, range(ranges.people(rng, archetypes))):
        platform = rng.choice(list(builders.USUAL_FORMAT))
        followers = ranges.followers(rng)
        offers = [_package(rng, f"offer {n}", (ranges, platform, followers), waves) for n in range(rng.randint(1, 3))]
        people.append(
            builders.creator(
                handle,
                *offers,
                platform=platform,
                followers=followers,
                country=rng.choice(["DE", "FR", ""]),
                category=rng.choice(["food", "sport"]),
                fit=rng.choice([None, round(rng.random(), 2)]),
                authenticity=rng.choice([None, round(rng.random(), 2)]),
                fake_share=rng.choice([None, round(rng.uniform(0, 0.4), 2)]),
                engagement_rate=rng.choice([None, round(rng.uniform(0.001, 0.08), 4)]),
                available=rng.randint(1, 3) if archetypes else 1,
            )
        )
    if rng.random() < 0.15:
        people[-1] = people[0].model_copy(update={"handle": people[-1].handle})
    return people


def _package(rng: random.Random, name: str, of: tuple[Usual, str, int], waves: int) -> Package:
    ranges, platform, followers = of
    fee = ranges.fee(rng, followers)
    formats = {builders.plural(builders.USUAL_FORMAT[platform]): rng.randint(1, 3)}
    return builders.package(
        name,
        fee,
        compensation=rng.choice(["cash", "cash", "product", "affiliate"]),
        commission_cents=rng.choice([0, 0, rng.randint(1, 20_000)]),
        units=rng.choice([0, 1, 2.5]),
        score=rng.choice([0, round(rng.uniform(0, 10), 1)]),
        wave=rng.randint(0, waves),
        **ranges.numbers(rng),
        **formats,
    )


def _brief(rng: random.Random, ranges: Usual, people: list[Creator]) -> Brief:  # noqa: C901 one line for each kind of demand
    roster = builders.roster(*people)
    sizes = [ranges.size(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
    audience: list[dict[str, Any]] = [
        {
            "name": f"Part {at}",
            "size": size,
            "kappa": ranges.kappa(rng),
            "value": rng.choice([1.0, 1.0, 0.0, 2.5]),
            "country": rng.choice([None, None, "DE"]),
        }
        for at, size in enumerate(sizes)
    ]
    if all(segment["value"] == 0 for segment in audience):
        audience[0]["value"] = 1.0
    bare = builders.table(roster, builders.brief(audience=audience, goal={"kind": "score", "score": "score"}))
    anchor = [int(rng.choice(bare.rows_of(str(one)))) for one in bare.creator_ids if rng.random() < 0.6]

    def around(value: float, low: float = 0.5, high: float = 1.15) -> float:
        return value * rng.uniform(low, high)

    def asked(chance: float) -> bool:
        return rng.random() < chance

    cash = int(bare.cash_cents[anchor].sum()) if anchor else 0
    goal = rng.choice(["unique_reach", "unique_reach", "engagements", "score", "cheapest", "cheapest"])
    # Drawn apart from the rest, so that the other cases stay what they were.
    if goal == "engagements" and roster.fingerprint[0] in "01234567":
        goal = "conversions"
    fields: dict[str, Any] = {"goal": {"kind": goal, **({"score": "score"} if goal == "score" else {})}}
    fields |= {"sales": {"click_rate": 0.01, "conversion_rate": 0.025}} if goal == "conversions" else {}
    if goal != "cheapest" or asked(0.5):
        fields["budget_cents"] = min(max(1, int(around(cash, 0.3, 2.5))), MAX_CENTS)
        if asked(0.2):
            share = round(rng.uniform(0.1, 0.9), 2)
            some = {"largest_share": share}, {"largest_cents": max(1, round(share * fields["budget_cents"]))}
            fields |= some[roster.fingerprint[0] in "01234567"]
    else:
        fields["budget_cents"] = None
    reached = bare.unique_reach(anchor, [1] * len(anchor)) if anchor else [0.0] * len(sizes)
    for segment, people_reached in zip(audience, reached, strict=True):
        for end, chance in (("floor", 0.5 if goal == "cheapest" else 0.15), ("cap", 0.1)):
            bound = int(around(float(people_reached), 0.4, 1.1) * (1.2 if end == "cap" else 1))
            if asked(chance) and 1 <= bound < segment["size"] and bound >= segment.get("floor", 0):
                segment[end] = bound
    fields["audience"] = audience
    if asked(0.5 if goal == "cheapest" else 0.15) and (floor := int(around(float(sum(reached))))) > 0:
        fields["reach_floor"] = min(floor, sum(sizes) - 1, MAX_FOLLOWERS)
    if asked(0.2):
        fields["engagement_floor"] = min(round(around(float(bare.engagements[anchor].sum())), 1), 1e12)
    if asked(0.2):
        fields["resources"] = {"units": {"stock": rng.choice([0, 1, 2.5, 4, 6]), "unit_cost_cents": 1200}}
    if asked(0.15):
        fields["average_fit"] = round(rng.uniform(0.2, 0.8), 2)
    fields |= {"pyramid_order": True} if asked(0.2) else {}
    if asked(0.25):
        fields["creators"] = _count_band(rng, len(anchor))
    # A country or category that nobody has is a typing error, not a demand.
    present = {
        "countries": {one.country.casefold() for one in people},
        "categories": {one.category.casefold() for one in people},
    }
    for field, keys, chance in (
        ("pyramid", ["micro", "mid", "macro"], 0.2),
        ("platforms", ["instagram", "tiktok", "youtube"], 0.12),
        ("countries", ["de", "FR"], 0.12),
        ("categories", ["Food", "sport"], 0.12),
        ("compensation", ["cash", "product"], 0.12),
    ):
        known = present.get(field, set(map(str.casefold, keys)))
        bands = {key: _bands(rng, len(anchor)) for key in keys if key.casefold() in known and asked(chance)}
        if bands:
            fields[field] = bands
    if asked(0.25):
        fields["quality"] = {
            "strict": asked(0.3),
            rng.choice(["min_fit", "min_authenticity", "max_fake_share"]): round(rng.uniform(0.05, 0.6), 2),
            **({"min_engagement_rate": 0.01} if asked(0.3) else {}),
            **({"min_followers": 5_000} if asked(0.3) else {}),
        }
        # Drawn apart from the rest, so that the campaign of a seed is otherwise what it was.
        own = random.Random(len(people) + rng.getstate()[1][0])
        if own.random() < 0.4:
            freed = {"min_fit": 0, "min_authenticity": 0, "max_fake_share": 1, "min_followers": 1_000}
            fields["exceptions"] = {own.choice(people).id: freed}
    fields.update(_wishes(rng, people))
    if asked(0.3):
        fields["confidence"] = rng.choice([0.55, 0.8, 0.95])
    latest = max(int(offer.numbers["wave"]) for one in people for offer in one.packages)
    if latest:
        posts = int(bare.posts[anchor].sum())
        fields["waves"] = [{"name": f"Wave {at}", **_in_wave(rng, cash, posts, latest)} for at in range(latest)]
    return builders.brief(**fields)


def _in_wave(rng: random.Random, cash: int, posts: int, waves: int) -> dict[str, Any]:
    """Cash or posts of a wave, around an even part of what the random plan has."""
    low, high = sorted(min(int(cash / waves * part), MAX_CENTS) for part in (rng.uniform(0, 0.8), rng.uniform(0.5, 2)))
    usual = max(1, round(posts / waves))
    return rng.choice(
        [
            {},
            {"cash_cents": {"max": high}},
            {"cash_cents": rng.choice([{"min": low}, {"min": low, "max": high}])},
            {"posts": _count_band(rng, usual)},
        ]
    )


def _count_band(rng: random.Random, usual: int) -> dict[str, int]:
    low, high = sorted((max(0, usual + rng.randint(-2, 2)), max(0, usual + rng.randint(-1, 3))))
    return rng.choice([{"min": low}, {"max": high}, {"min": low, "max": high}])


def _bands(rng: random.Random, usual: int) -> dict[str, Any]:
    low, high = sorted((round(rng.uniform(0, 0.7), 2), round(rng.uniform(0.2, 1), 2)))
    if rng.random() < 0.4:
        return {"count": _count_band(rng, usual // 2)}
    band = rng.choice([{"min": low}, {"max": high}, {"min": low, "max": high}])
    return {rng.choice(["headcount", "spend"]): band}


def _wishes(rng: random.Random, people: list[Creator]) -> dict[str, Any]:
    """Must-haves, exclusions and groups."""
    ids = [one.id for one in people]
    rng.shuffle(ids)
    wishes: dict[str, Any] = {}
    if rng.random() < 0.15 and len(ids) > 3:
        wanted = next(one for one in people if one.id == ids[0])
        wishes["must_have"] = [
            {
                "creator": ids.pop(0),
                **rng.choice([{}, {"package": wanted.packages[0].id}]),
                **rng.choice([{}, {"agreed_fee_cents": rng.randint(0, 50_000)}]),
            }
        ]
    if rng.random() < 0.2 and len(ids) > 3:
        wishes["excluded"] = [ids.pop() for _ in range(rng.randint(1, 2))]
    # What "all or none" means for three of one archetype is another question than what it means for people.
    if rng.random() < 0.4 and len(ids) > 2 and all(one.available == 1 for one in people):
        kind = rng.choice([{"at_most": 1}, {"at_least": 1}, {"together": True}, {"only_with": ids[0]}])
        wishes["groups"] = [{"name": "the crew", "creators": ids[1 : rng.randint(3, 4)], **kind}]
    return wishes
