"""Parts of a page that are drawn when somebody opens or reaches them, and not before."""

from dataclasses import dataclass, field

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from pages.parts.session import state

_JS = """
export default function({parentElement, setStateValue}) {
  const mark = parentElement.querySelector(".reach") ?? parentElement.appendChild(document.createElement("div"));
  mark.className = "reach";
  mark.style.height = "1px";
  let again = 0, times = 0;
  // A run that is under way can lose what is said to it: as long as the mark stands, it is said again, ever less often.
  const say = () => {
    setStateValue("reached", ++times);
    again = setTimeout(say, 5000 * 2 ** times);
  };
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    say();
  }, {rootMargin: "0px 0px 120px 0px"});
  watch.observe(mark);
  return () => { watch.disconnect(); clearTimeout(again); };
}
"""
_mark = st.components.v2.component("planner_reach", js=_JS, isolate_styles=False)


@dataclass
class Reached:
    """Names of the parts that somebody has reached; they stay drawn for the rest of the session."""

    names: set[str] = field(default_factory=set)


def reached(name: str, title: str) -> bool:
    """True once the end of what is drawn so far was scrolled into view, or a button of this title was pressed."""
    names = state.session().of_page(Reached).names
    if name in names:
        return True
    seen = _mark(key=f"reach_{name}", on_reached_change=lambda: None)
    if seen.reached or st.button(title, key=f"show_{name}", icon=":material/expand_more:", type="tertiary"):
        names.add(name)
        st.rerun()
    return False


def expander(title: str, key: str, icon: str | None = None) -> ExpanderContainer:
    """An expander to draw into only while its `open` is True."""
    return st.expander(title, key=key, icon=icon, on_change="rerun")
