"""Money behind posts and rights, recomputed from the picks: what is allowed, what each needs, what it may cost."""

from collections.abc import Iterator
from fractions import Fraction

from planner.brief.brief import Brief
from planner.check.picks import Account, Pick
from planner.wording import counted, percent


def extras_broken(brief: Brief, picks: list[Pick]) -> Iterator[str]:
    """A sentence for each demand on money behind posts, and on rights, that the picks break."""
    for account in (account for pick in picks for account in pick.accounts):
        yield from _of_account(account, brief)
    spent, behind = sum(pick.cash * pick.times for pick in picks), sum(pick.boost * pick.times for pick in picks)
    band = None if brief.boosting is None else brief.boosting.spend
    for bound, low in () if band is None else ((band.min, True), (band.max, False)):
        if bound is not None:
            share = Fraction(round(bound * 10_000), 10_000)
            if behind < share * spent if low else behind > share * spent:
                asked = (
                    f"at least {percent(bound, 2)} is asked for" if low else f"at most {percent(bound, 2)} is allowed"
                )
                yield f"Money behind posts: {percent(behind / spent, 4)} of the cash spent, {asked}."
    for right, terms in brief.rights.items():
        many = sum(pick.times for pick in picks if str(right) in pick.grants)
        granted = f"{counted(many, 'creator')} {'grants' if many == 1 else 'grant'} {right}"
        if terms.count.min is not None and many < terms.count.min:
            yield f"{granted}, at least {terms.count.min} are asked for."
        if terms.count.max is not None and many > terms.count.max:
            yield f"{granted}, at most {terms.count.max} are allowed."


def _of_account(account: Account, brief: Brief) -> Iterator[str]:
    """One package: an amount of the brief behind each post, with the ads allowed; and the rights of everybody."""
    who = account.creator
    if account.boost:
        amounts = () if brief.boosting is None else brief.boosting.cents_per_post
        if account.boost not in {amount * account.posts for amount in amounts}:
            yield f"{who} has money behind their posts that is no amount of the brief."
        if "allowlisting" not in account.grants:
            yield f"{who} has money behind their posts, but has not allowed ads."
    if account.boost < 0 or account.rights_cents < 0 or account.boost + account.rights_cents > account.cash:
        yield f"{who} costs less than the money behind their posts and their rights."
    for right, terms in brief.rights.items():
        if terms.everybody and str(right) not in account.grants:
            yield f"{who} does not grant {right}, which everybody has to."
    if not account.grants <= {*map(str, brief.rights), *({"allowlisting"} if account.boost else set())}:
        yield f"{who} is paid for rights that the brief does not ask for."
