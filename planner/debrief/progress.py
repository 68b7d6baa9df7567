"""How far a campaign has come: every pick in exactly one state, in the words of its reports."""

from planner.debrief.actual import State
from planner.debrief.compare import Debrief

STATES = {
    "posted": (State.POSTED,),
    "posted in part": (State.PART,),
    "with posts missing": (State.SHORT,),
    "never will": (State.UNPOSTED, State.DECLINED, State.CANCELLED),
    "to come": (State.OPEN, State.SIGNED),
}


def progress(done: Debrief) -> dict[str, int]:
    """Picks by state, `posted` first and always there, others only where there are any; they add up to all picks."""
    picks = {
        words: sum(line.expected.pick.count for line in done.lines if line.actual.state in states)
        for words, states in STATES.items()
    }
    return {words: number for words, number in picks.items() if number or words == "posted"}
