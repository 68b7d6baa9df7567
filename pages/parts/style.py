"""How the pages look beyond the theme: a few rules, and what is known of the visitor's screen."""

from collections.abc import Mapping

import streamlit as st

from pages.parts.session import state
from planner.figures.look import Look
from planner.palette import DARK, LIGHT, Inks

_CSS = """
.stMainBlockContainer{padding:4.6rem 2.75rem 4rem;max-width:1180px}
[data-testid=stLayoutWrapper]:has(>.st-key-kept,>.st-key-screen,>.st-key-form_end){display:none}
[data-testid=stSidebarContent] [data-testid=stVerticalBlock]{gap:.7rem}
[data-testid=stSidebarHeader]{height:2.6rem}
[data-testid=stSidebar] [data-testid=stSlider]{margin-bottom:-.9rem}
[data-testid=stSidebar] [data-testid=stSliderTickBar]{display:none}
.st-key-account{position:fixed;top:.6rem;right:3.4rem;width:auto;z-index:999991}
.st-key-account [data-testid=stPopover]{width:auto}.member{margin:0;line-height:1.35}.member span{color:var(--muted)}
.st-key-bar{justify-content:space-between}
.st-key-bar .said{margin:0}
.st-key-chips button,.st-key-edited button{min-height:1.9rem;padding:.1rem .65rem}
.st-key-chips button p,.st-key-edited button p{font-size:.85rem}
[data-testid=stSidebar] [data-testid=stElementContainer]:has([data-testid=stCaptionContainer]){margin-top:-.35rem}
[data-testid=stSidebar] [data-testid=stMarkdown] strong{font-weight:600}
.st-key-previous{--ink:var(--muted);filter:saturate(.45);pointer-events:none}
.st-key-previous :is(.brick,.ground,.band,.curve,.area,.stem,.spot){opacity:.4}
[data-testid=stCaptionContainer],[data-testid=stCaptionContainer] :is(p,li){color:var(--muted);opacity:1}
[data-testid=stSliderThumbValue] p,[data-testid=stButtonGroup] :is([aria-pressed=true],label:has(:checked)) p,
[data-testid=stButtonGroup] :is([data-selected],[aria-checked=true]) p{color:var(--accent)}
[data-testid=stMultiSelect] input{min-width:24px}
:is(a,button,input,summary,[tabindex="0"],[role=slider]):focus-visible{outline:2px solid var(--accent)!important;
  outline-offset:2px}
.term{font-style:inherit;cursor:help;text-decoration:underline dotted;text-decoration-thickness:1px;
  text-underline-offset:.2em}
.means{position:absolute;visibility:hidden;z-index:9;width:15rem;max-width:80vw;margin-top:1.5rem;padding:.5rem .7rem;
  border:1px solid var(--grid);border-radius:.375rem;background:var(--page);color:var(--ink);white-space:normal;
  font:400 .82rem/1.4 "Source Sans",sans-serif;box-shadow:0 2px 8px #0003}
.term:is(:hover,:focus) .means{visibility:visible}
.st-key-head_actions{margin-left:auto}
.sides{width:100%;border-collapse:collapse;table-layout:fixed;margin:.2rem 0 .6rem}
.sides th,.sides td{text-align:left;vertical-align:top;padding:.5rem .8rem .5rem 0;border:0;
  border-bottom:1px solid var(--grid);overflow-wrap:anywhere}
.sides thead th{font-weight:600;font-size:.95rem;color:var(--ink);vertical-align:bottom}
.sides thead th i{display:block;font-style:normal;font-weight:400;font-size:.78rem;color:var(--muted)}
.sides tbody th{font-weight:400;font-size:.85rem;color:var(--muted);padding-top:.7rem}
.sides thead td,.sides tbody th{width:9.5rem}
.sides td b{display:block;font-family:"Source Serif",Georgia,serif;font-weight:500;font-size:1.35rem;line-height:1.25;
  color:var(--ink)}
.sides td em{font-style:normal;font-size:.78rem;color:var(--ink)}.sides td em i{font-style:normal;color:var(--muted)}
.sides td span{font-size:.88rem;color:var(--ink)}.sides td .none{color:var(--muted)}
.sides.rules thead td,.sides.rules tbody th{width:17rem}.sides.rules tbody th{padding-top:.5rem;color:var(--ink)}
[class*="st-key-scenario."],[class*=st-key-scenario-]{border-bottom:1px solid var(--grid);padding:.35rem 0}
.level{margin:.4rem 0 0;font-size:1rem;font-weight:600}h4.level{font-size:.9rem;color:var(--muted);margin:.1rem 0 0}
.scenario b{font-weight:600;color:var(--ink);overflow-wrap:anywhere}
.scenario i{font-style:normal;font-size:.75rem;color:var(--muted);border:1px solid var(--grid);border-radius:.7rem;
  padding:0 .45rem;margin-left:.45rem;white-space:nowrap}
.scenario span{display:block;font-size:.82rem;color:var(--muted)}
.kept{font-size:.82rem;color:var(--muted);margin-left:.8rem}.kept.warn{color:var(--accent)}
[class*=st-key-notice_]{border-color:var(--accent);border-left-width:3px;padding:.7rem 1rem .8rem;gap:.55rem}
[class*=st-key-notice_] [data-testid=stMarkdownContainer]{margin-bottom:0}
[class*=st-key-notice_] p{margin:0;max-width:76ch}
[class*=st-key-export_] button{justify-content:flex-start;text-align:left}
[class*=st-key-export_] button>div{justify-content:flex-start;width:100%}
[data-testid=stPopoverBody]:has([class*=st-key-export_]) [data-testid=stVerticalBlock]{gap:.1rem}
.st-key-notice_happened{border-color:var(--grid);border-left-color:var(--accent)}
.st-key-unshare button,.st-key-scenario_out button{justify-content:flex-start;padding-left:0}
.st-key-unshare button>div,.st-key-scenario_out button>div{justify-content:flex-start;width:100%}
.plan-head h1{font-family:"Source Serif",Georgia,serif;font-weight:600;font-size:1.85rem;line-height:1.2;
  margin:0;padding:0;  letter-spacing:-.01em;overflow-wrap:anywhere}
.plan-head p{margin:.3rem 0 0;color:var(--muted);font-size:.95rem}
.plan-head b{color:var(--ink);font-weight:600}
.verdict{font-family:"Source Serif",Georgia,serif;font-size:1.2rem;line-height:1.35;color:var(--ink);
  margin:0;font-variant-numeric:lining-nums}
.st-key-caveats{border-left:3px solid var(--accent);padding:.1rem .8rem;flex-wrap:nowrap}
.st-key-caveats button p{white-space:nowrap}
.st-key-baseline{margin:-.8rem 0;min-height:2.5rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(136px,1fr));gap:0;border-top:1px solid var(--grid);
  border-bottom:1px solid var(--grid);margin:.25rem 0}
.tile{padding:.8rem .9rem .8rem 0;min-width:0}
.tile .t{font-size:.82rem;color:var(--muted)}
.tile .n{font-family:"Source Serif",Georgia,serif;font-size:1.75rem;line-height:1.25;font-weight:500;color:var(--ink);
  white-space:nowrap;font-variant-numeric:lining-nums}
.tile .n.long{font-size:1.5rem;line-height:1.46}
.tile .r{font-size:.82rem;color:var(--ink);line-height:1.35;white-space:nowrap;font-variant-numeric:lining-nums}
.how{font-size:.78rem;color:var(--muted);margin:.35rem 0 0}
.tile .c{font-size:.78rem;color:var(--muted);line-height:1.35}
.tile .d{font-size:.78rem;line-height:1.35;color:var(--ink)}
.tile .d i{font-style:normal;color:var(--muted)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:.7rem 1rem;margin:.2rem 0 .6rem}
.facts div span{display:block;font-size:.78rem;color:var(--muted)}
.facts div b{font-weight:500;color:var(--ink);overflow-wrap:anywhere}
.tile .d.worse{color:var(--accent)}
.verdicts{list-style:none!important;margin:0!important;padding:0!important}
.verdicts li{margin:0!important;padding:.55rem 0;border-top:1px solid var(--grid);font-size:.9rem;line-height:1.4}
.verdicts li:first-child{border-top:0;padding-top:.1rem}
.verdicts li b{display:block;font-weight:600;color:var(--ink);overflow-wrap:anywhere}
.verdicts li span,.verdicts li.q{color:var(--muted)}
.said{font-size:.92rem;color:var(--ink);margin:0 0 .5rem;max-width:72ch}
.said.q{color:var(--muted)}
.havened{display:flex;gap:1.6rem;margin:.1rem 0 .1rem;flex-wrap:wrap}
.havened span{display:block;font-size:.78rem;color:var(--muted)}
.havened b{font-family:"Source Serif",Georgia,serif;font-weight:500;font-size:1.3rem;color:var(--ink)}
.sum{display:flex;flex-wrap:wrap;gap:.3rem .55rem;align-items:baseline;color:var(--muted);font-size:.9rem}
.sum b{font-family:"Source Serif",Georgia,serif;font-weight:500;font-size:1.3rem;color:var(--ink)}
.st-key-head button p{white-space:nowrap}
.st-key-budget_bar{margin:-.4rem 0 -.2rem}
.st-key-starters button{min-height:1.9rem;padding:.1rem .65rem}.st-key-starters button p{font-size:.85rem}
.legend{display:flex;flex-wrap:wrap;gap:.2rem .95rem;font-size:.82rem;color:var(--muted);margin:.2rem 0}
.legend span{display:inline-flex;align-items:center;gap:.35rem}
.legend i{display:inline-block;width:1.05rem;height:.62rem;border-radius:2px}
.plain{border-collapse:collapse;font-size:.9rem;margin:.1rem 0 .7rem;color:var(--ink)}
.plain td,.plain th{padding:.3rem 1.1rem .3rem 0;text-align:left;vertical-align:top;font-weight:400}
.plain th{color:var(--muted);font-size:.8rem;padding-bottom:.15rem}
.plain.wide{width:100%}.plain.wide tr{border-bottom:1px solid var(--grid)}.plain .t td{font-weight:600}
.plain .n{text-align:right;font-variant-numeric:tabular-nums;padding-right:0;padding-left:1rem;white-space:nowrap}
.plain .better{font-weight:600}.plain .d{white-space:nowrap}
@media (min-width:1000px){.st-key-head{flex-wrap:nowrap}}
@media (max-width:640px){.plain{font-size:.84rem}.plain td,.plain th{padding-right:.55rem}
  .plain .n{padding-left:.45rem}}
.scroll{overflow-x:auto}
.sheet{font-size:.92rem}.sheet b{font-weight:600}.sheet ol{margin:.3rem 0 0;padding-left:1.25rem}
.sheet li{margin:.25rem 0}
.thing{border-top:1px solid var(--grid);padding:.75rem 0 .1rem;max-width:78ch}
.thing .top{display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.thing .top b{font-weight:600}.thing .top span{font-family:"Source Serif",Georgia,serif;font-size:1.2rem}
.thing .track{height:4px;background:var(--grid);border-radius:2px;margin:.35rem 0 .5rem}
.thing .track i{display:block;height:4px;background:var(--muted);border-radius:2px}
.thing p{margin:0 0 .3rem;font-size:.92rem;color:var(--ink)}.thing p.q{color:var(--muted);font-size:.85rem}
.examples{margin:-.5rem 0 .3rem;padding-left:1.1rem;font-size:.82rem;color:var(--muted);overflow-wrap:anywhere}
[data-testid=stSidebar] [data-testid=stCaptionContainer] p{font-size:.78rem}
@media (max-width:640px){.stMainBlockContainer{padding-left:1rem;padding-right:1rem}.tile .n{font-size:1.25rem}
  .tile .n.long{font-size:1.1rem;line-height:1.42}
  .sides,.sides tbody,.sides tr{display:block}.sides thead{display:none}
  .sides tbody th{display:block;width:auto;border:0;padding:.8rem 0 .1rem;font-weight:600;color:var(--ink)}
  .sides td{display:grid;grid-template-columns:1fr auto 6.6rem;gap:.6rem;align-items:baseline;padding:.2rem 0;border:0}
  .sides td::before{content:attr(data-side);font-size:.82rem;color:var(--muted)}
  .sides td>span{grid-column:2/4;text-align:right}.sides td b{font-size:1.1rem}
  .sides:not(:has(em)) td>b{grid-column:2/4;text-align:right}
  .plan-head h1{font-size:1.4rem}.plan-head p{font-size:.85rem;margin-top:.1rem}
  .verdict{font-size:1.1rem;margin:0}.st-key-caveats p{font-size:.88rem}
  .tiles{grid-template-columns:repeat(3,1fr)}.tile{padding:.4rem .3rem .4rem 0}.tile .c{display:none}
  .tile :is(.t,.r){font-size:.76rem}.tile .r{white-space:normal}
  .st-key-head{row-gap:.4rem}.st-key-head_actions{margin-left:0;flex-wrap:nowrap;gap:.35rem}
  .st-key-head_actions button{padding:.2rem .5rem;min-height:2.2rem}
  .st-key-head_actions button p{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
  .st-key-caveats [class*=st-key-mend_]{display:none}.kept{margin-left:0;display:block}
  :is(.tiles,.how,.sides){position:relative}.means{left:0;right:0;width:auto;max-width:none}}
"""

_SCREEN_JS = """
let tell, again = 0, said = 0;
const ink = () => getComputedStyle(document.documentElement).getPropertyValue("--ink");
// Streamlit changes its own theme first; with the run that follows, the page takes the colours of the new one. A run
// can begin too soon for that, and one that is under way can lose what is said to it: a few times it is said again.
const turn = (before, [wait, ...waits]) => {
  clearTimeout(again);
  if (!wait || ink() !== before) return;
  again = setTimeout(() => { tell("dark", ++said); turn(before, waits); }, wait);
};
export default function({ setStateValue }) {
  tell = setStateValue;
  const narrow = window.matchMedia("(max-width: 640px)"), dark = window.matchMedia("(prefers-color-scheme: dark)");
  const width = () => setStateValue("narrow", narrow.matches);
  const theme = () => turn(ink(), [100, 2000, 6000, 20000]);
  // A table would take every Tab for its next cell; arrows go from cell to cell, and one Tab leaves, as in any grid.
  const leave = (press) => {
    const cells = press.key === "Tab" && press.target.closest?.("[data-testid=stDataFrame] canvas");
    if (!cells) return;
    press.stopPropagation();
    for (const pane of cells.closest("[data-testid=stDataFrame]").querySelectorAll(".dvn-scroller")) {
      pane.tabIndex = -1;
      setTimeout(() => pane.removeAttribute("tabindex"));
    }
  };
  // The editor of a cell looks a moment after every key whether it is to close. The look after a digit must not find an
  // Enter that came close behind, as on a page that was busy: it would close without what was typed.
  const passed = new WeakSet();
  const finish = (press) => {
    const closes = (press.key === "Enter" || press.key === "Tab") && !press.isComposing;
    if (!closes || passed.has(press) || !press.target.closest?.(".gdg-clip-region")) return;
    press.preventDefault();
    press.stopImmediatePropagation();
    const later = new KeyboardEvent("keydown", press);
    passed.add(later);
    setTimeout(() => press.target.dispatchEvent(later));
  };
  document.addEventListener("keydown", leave, true);
  document.addEventListener("keydown", finish, true);
  if (narrow.matches) width();
  narrow.addEventListener("change", width);
  dark.addEventListener("change", theme);
  return () => {
    document.removeEventListener("keydown", leave, true);
    document.removeEventListener("keydown", finish, true);
    narrow.removeEventListener("change", width);
    dark.removeEventListener("change", theme);
  };
}
"""
_SCREEN = "screen_now"
_screen = st.components.v2.component("screen", js=_SCREEN_JS)


def look() -> Look:
    """Apply the style sheet and tell figures where they are seen; call once a run, first."""
    inks = inks_now()
    st.html(
        f"<style>:root{{--ink:{inks.ink};--muted:{inks.muted};--grid:{inks.grid};--accent:{inks.accent};"
        f"--page:{inks.page}}}{_CSS}</style>"
    )
    with st.container(key="screen"):
        _screen(key=_SCREEN, on_narrow_change=lambda: None, on_dark_change=lambda: None)
    return Look(dark=dark(), narrow=narrow())


def narrow() -> bool:
    """True on a phone, where the sidebar covers the page."""
    seen = state.held(_SCREEN)
    return isinstance(seen, Mapping) and bool(seen.get("narrow"))


def inks_now() -> Inks:
    """Neutral colours of the visitor's theme."""
    return DARK if dark() else LIGHT


def dark() -> bool:
    """True where the visitor's theme is dark."""
    return st.context.theme.type == "dark"
