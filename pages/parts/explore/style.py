"""How the parts that explore look: rows with a bar, and a line of figures."""

import streamlit as st

from pages.parts.words import markup
from planner.domain.roster import Tier
from planner.palette import TIER_COLOURS

_CSS = """
.ex-rows{display:grid;grid-template-columns:minmax(0,1fr);gap:.55rem;margin:.3rem 0 .6rem;max-width:900px}
.ex-row{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.1rem 1rem;align-items:baseline}
.ex-row .n{font-size:.95rem;color:var(--ink);overflow-wrap:anywhere}
.ex-row .n i{font-style:normal;color:var(--muted);font-size:.86rem}
.ex-row .v{font-size:.95rem;color:var(--ink);text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.ex-row .v i{font-style:normal;color:var(--muted)}
.ex-row .b{grid-column:1/-1;height:5px;background:var(--grid);opacity:.95}
.ex-row .b span{display:block;height:5px;background:var(--bar)}
.ex-row.none .n,.ex-row.none .v{color:var(--muted)}
.ex-names{font-size:.92rem;line-height:1.7;color:var(--ink);max-width:84ch;margin:.1rem 0 .7rem}
.ex-names i{font-style:normal;color:var(--muted)}
.ex-list{margin:.2rem 0 .8rem;padding-left:1.1rem;max-width:80ch;font-size:.94rem}
.ex-list li{margin:.15rem 0}
[class*=st-key-run_] [data-testid=stProgress]{min-width:min(340px,60vw)}
[class*=st-key-ex_form]{align-items:flex-end}
"""


def begin() -> None:
    """The style sheet of these parts; call once a run."""
    st.html(f"<style>:root{{--bar:{TIER_COLOURS[Tier.MICRO]}}}{_CSS}</style>")


def row(name: str, also: str, value: str, share: float, value_also: str = "") -> str:
    """A row: name and what is said with it, a value on the right, and a bar of this share, 0 to 1, below both."""
    wide = round(100 * min(max(share, 0.0), 1.0), 1)
    quiet = "" if share > 0 else " none"
    extra = f" <i>{markup(also)}</i>" if also else ""
    more = f" <i>{markup(value_also)}</i>" if value_also else ""
    return (
        f'<div class="ex-row{quiet}"><div class="n">{markup(name)}{extra}</div>'
        f'<div class="v">{markup(value)}{more}</div>'
        f'<div class="b"><span style="width:{wide}%"></span></div></div>'
    )


def rows(made: list[str]) -> None:
    """Rows made by `row`, one below the other."""
    st.html(f'<div class="ex-rows">{"".join(made)}</div>')


def bullets(lines: list[str]) -> None:
    """Sentences as a list."""
    st.html(f'<ul class="ex-list">{"".join(f"<li>{markup(line)}</li>" for line in lines)}</ul>')
