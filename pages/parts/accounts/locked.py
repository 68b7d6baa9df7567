"""Controls are off for viewers, wherever a page draws one: here, in the one place that every control passes.

What a viewer may use is listed, not what they may not, so that a control that somebody adds is off until it is known to
change nothing. This is a courtesy with a reason; the store refuses for itself.
"""

import re
from typing import Any

from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Dataframe_pb2 import Dataframe

from pages.parts.session import state
from planner.accounts.actor import Actor

VIEWING = "As a viewer you can look and export. To change anything, ask an owner of the team to make you an editor."
"""Why controls are off, for who reads along."""
_HARMLESS = ("download_button", "link_button", "page_link")
_OPEN = re.compile(
    r"""
    page_of | form_seen                                           # what the page and the browser tell each other
    | account\..* | switch\..* | sign_in\..* | accounts\..*       # coming and going
    | join\..* | decline\..* | team\.(?:new|leave) | FormSubmitter:(?:another_team|start_team)-.*
    | notice\.(?:Close|Try\ again|Show\ the\ newer\ version|Keep\ this\ version|Go\ back)
    | open\..* | compared | compare_measure | shelf_search        # what is looked at, and how
    | debrief_campaign | debrief_view | waterfall_kind | memory_search
    | tier_choice | plan_contacts | roster_search | evidence_search | assumption_search | overlap_segment
    | sheet_of | gantt_all | show_.* | ask_.* | cancel_.* | ex_why_typed | ex_why_chosen | ex_frontier_again
    """,
    re.VERBOSE,
)
_installed: list[bool] = []


def locked() -> bool:
    """Whether whoever sees this page may change nothing on it."""
    actor = state.session().actor
    return isinstance(actor, Actor) and not actor.may_change


def install() -> None:
    """Have every control pass here from now on. Called where people have accounts, once a process."""
    if _installed:
        return
    _installed.append(True)
    enqueue = DeltaGenerator._enqueue

    def watched(place: DeltaGenerator, kind: str, element: Any, *args: Any, **more: Any) -> DeltaGenerator:
        if kind not in _HARMLESS and locked():
            _turn_off(element)
        return enqueue(place, kind, element, *args, **more)

    DeltaGenerator._enqueue = watched  # type: ignore[method-assign, assignment]


def _turn_off(element: Any) -> None:
    fields = element.DESCRIPTOR.fields_by_name
    key = str(getattr(element, "id", "")).split("-", maxsplit=2)[-1]
    # A table that nobody could edit stays as it is: its rows can be selected.
    reads = "editing_mode" in fields and element.editing_mode == Dataframe.READ_ONLY
    if reads or "disabled" not in fields or _OPEN.fullmatch(key):
        return
    element.disabled = True
    if "help" in fields:
        element.help = VIEWING
    if "editing_mode" in fields:
        element.editing_mode = Dataframe.READ_ONLY
