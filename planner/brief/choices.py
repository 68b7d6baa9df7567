"""The brief with other creators kept or left out: what a click on a plan changes."""

from collections.abc import Iterable, Mapping, Sequence

from planner.brief.brief import Brief, MustHave


def keeping(brief: Brief, creator: str, package: str | None) -> Brief:
    """The creator in every plan, with this package; an agreed fee stays when the package does."""
    before = next((must for must in brief.must_have if must.creator == creator), None)
    fee = before.agreed_fee_cents if before is not None and before.package in (None, package) else None
    wanted = MustHave(creator=creator, package=package, agreed_fee_cents=fee)
    return _chosen(freed(brief, creator), [wanted], [])


def dropping(brief: Brief, creator: str) -> Brief:
    """The creator in no plan."""
    return _chosen(freed(brief, creator), [], [creator])


def freed(brief: Brief, *creators: str) -> Brief:
    """These creators neither kept nor left out."""
    must = tuple(must for must in brief.must_have if must.creator not in creators)
    return brief.having(must_have=must, excluded=tuple(name for name in brief.excluded if name not in creators))


def unlocked(brief: Brief) -> Brief:
    """Nobody locked any more; who has signed is no lock and stays."""
    return freed(brief, *(must.creator for must in brief.must_have if not must.signed))


def toggled(brief: Brief, creator: str, package: str) -> Brief:
    """The creator kept, or let go of when they were kept."""
    kept = any(must.creator == creator for must in brief.must_have)
    return freed(brief, creator) if kept else keeping(brief, creator, package)


def swapped(brief: Brief, comes: Mapping[str, str], goes: Sequence[str]) -> Brief:
    """Creators kept, each with a package, and others left out."""
    new = [MustHave(creator=creator, package=package) for creator, package in comes.items()]
    return _chosen(freed(brief, *comes, *goes), new, goes)


def scored(brief: Brief, creator: str, typed: Mapping[str, float | None]) -> Brief:
    """Scores of one's own for a creator, 0 to 1; none at all takes the entry out. Raises BadInput."""
    scores = {name: value.model_dump(mode="json") for name, value in brief.scores.items() if name != creator}
    given = {name: round(value, 4) for name, value in typed.items() if value is not None}
    return brief.changed("scores", scores | ({creator: given} if given else {}))


def _chosen(brief: Brief, kept: Iterable[MustHave], excluded: Iterable[str]) -> Brief:
    return brief.having(must_have=(*brief.must_have, *kept), excluded=(*brief.excluded, *excluded))
