"""Where studies disagree: the question, what follows from it, and who found what."""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.parts.session import state
from pages.parts.words import markup
from planner.forecast.assumptions import Assumption, shipped_evidence
from planner.forecast.consequence import Consequence, consequences
from planner.forecast.disagreements import Disagreement, Finding, disagreements
from planner.wording import decimal, percent

_CSS = """
.dis{max-width:820px;margin:0 0 1.6rem}
.dis h3{font-family:"Source Serif",Georgia,serif;font-weight:600;font-size:1.15rem;margin:0 0 .25rem;padding:0}
.dis p{margin:0 0 .5rem;font-size:.95rem;color:var(--ink);max-width:74ch}
.dis .f{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.05rem 1rem;border-top:1px solid var(--grid);
  padding:.4rem 0;align-items:baseline}
.dis .f .v{font-variant-numeric:tabular-nums;text-align:right;font-size:.95rem}
.dis .f .s{grid-column:1/-1;font-size:.8rem;color:var(--muted);overflow-wrap:anywhere}
.dis .f .s a{color:var(--muted)}
@media (max-width:640px){.dis .f{grid-template-columns:minmax(0,1fr)}.dis .f .v{text-align:left}}
"""


def draw(made: state.Made | None) -> None:
    """Every question on which the evidence differs, and what each source would make of the plan on screen."""
    st.caption(
        "Studies do not always agree. Here is who found what, how we decided, and what the forecast for your plan "
        "would be if you followed each source: the same creators, with nothing replanned."
    )
    asked = disagreements(shipped_evidence())
    st.html(f"<style>{_CSS}</style>" + "".join(_question(one, _words(asked, made)) for one in asked))


def _words(asked: Sequence[Disagreement], made: state.Made | None) -> Mapping[str, str]:
    """What following each source would do to the plan, by its words; computed once for a plan."""
    if made is None or not made.plan.picks:
        return {}

    def words() -> dict[str, str]:
        followed = [finding for one in asked for finding in one.findings if finding.edits]
        found = consequences(made.plan, made.brief, made.roster, [finding.edits for finding in followed])
        return {one.says: _would(did, made.brief.locale) for one, did in zip(followed, found, strict=True)}

    return state.session().remembered("disagreements", made.key, words)


def _question(one: Disagreement, words: Mapping[str, str]) -> str:
    findings = "".join(_finding(finding, words) for finding in one.findings)
    return f'<div class="dis"><h3>{markup(one.question)}</h3><p>{markup(one.answer)}</p>{findings}</div>'


def _would(found: Consequence, locale: str) -> str:
    said = f"people {_signed(found.unique_reach, locale)}, engagements {_signed(found.engagements, locale)}"
    # Prices move estimated fees alone; a quote stays.
    return f"following it: {said}" + (f", cost {_signed(found.cash, locale)}" if found.cash else "")


def _signed(share: float, locale: str) -> str:
    return ("+" if share > 0 else "") + percent(share, 0, locale)


def _finding(finding: Finding, words: Mapping[str, str]) -> str:
    would = words.get(finding.says, "") if finding.edits else "does not change the forecast"
    would = "the forecast follows it" if finding.followed else would
    values = " → ".join(_value(row) for row in finding.rows)
    first = finding.rows[0]
    tiers = ", ".join(row.key.split(".")[-1] for row in finding.rows if not row.key.endswith(".all"))
    unit = first.unit + (f"; {tiers}" if tiers else "")
    name = markup(f"{first.source}, {first.year}")
    source = f'<a href="{markup(first.url)}" target="_blank" rel="noopener">{name}</a>' if _web(first.url) else name
    return (
        f'<div class="f"><div>{markup(finding.says)}</div><div class="v">{markup(values)}</div>'
        f'<div class="s">{markup(unit)} · {source}{markup(f" · {would}" if would else "")}</div></div>'
    )


def _value(row: Assumption) -> str:
    if row.value is not None:
        return decimal(row.value, 3)
    return row.span


def _web(url: str) -> bool:
    return url.startswith(("https://", "http://"))
