"""What the Debrief page works on: a campaign and its uploads."""

from dataclasses import replace
from functools import partial

from pages.parts.debrief.desk import RESULTS, Results, desk, memory, put
from pages.parts.session import sample, scenarios, state, store
from pages.parts.session.state import Made
from planner.debrief.compare import Debrief, debrief
from planner.debrief.memory import CampaignRecord, Memory, record_of
from planner.debrief.overlap import implied_kappa
from planner.debrief.uploads import Ledger, Upload
from planner.outcome import Plan
from planner.problems import BadInput
from planner.store.errors import StoreError
from planner.store.scenario import Scenario, free_name

LATEST, SAMPLE, HALF = "latest", "sample", "half"


def campaigns() -> dict[str, str]:
    """What can be debriefed: key and title, the sample last."""
    now = state.session()
    found: dict[str, str] = {}
    if now.made is not None or not now.about.sample:
        found[LATEST] = f"{now.brief.name}, as planned now"
    try:
        shelf = [line for line in store.scenarios().all() if line.kind == "plan"]
    except StoreError:
        shelf = []
    found |= {line.id: line.name for line in shelf}
    taken = desk().taken
    if taken is not None:
        found.setdefault(taken.id, taken.name)
    name = sample.campaign().name
    return found | {SAMPLE: f"{name}, sample results", HALF: f"{name}, sample results half-way"}


def in_hand() -> str:
    """What is debriefed first: the sample; a plan of the campaign in hand that has results; the plan as it is."""
    now = state.session()
    if now.about.sample:
        return SAMPLE
    try:
        shelf = store.scenarios().all()
    except StoreError:
        return LATEST
    mine = [line for line in shelf if line.kind == "plan" and line.place.campaign_id == now.campaign]
    mine.sort(key=lambda line: line.changed, reverse=True)
    return next((line.id for line in mine if results(line.id).ledger.uploads), LATEST)


def scenario(choice: str) -> Scenario | None:
    """The campaign, None when it is gone or cannot be read (the page says why)."""
    if choice in (SAMPLE, HALF):
        return sample.campaign()
    if choice == LATEST:
        made = state.session().made
        return None if made is None else _present(made)
    taken = desk().taken
    if taken is not None and taken.id == choice:
        return taken
    try:
        return store.scenarios().open(choice)
    except (StoreError, BadInput) as trouble:
        desk().trouble = str(trouble)
        return None


def _present(made: Made) -> Scenario:
    return Scenario.of(made.brief.name, made.brief, made.plan, made.roster)


def results(choice: str) -> Results:
    """What was reported of a campaign so far."""
    here = desk()
    if choice == LATEST:
        return Results()
    if choice not in here.results:
        if choice in (SAMPLE, HALF):
            here.results[choice] = Results(ledger=Ledger(uploads=(sample.results(choice == HALF),)))
        else:
            here.results[choice] = _kept(choice)
    return here.results[choice]


def _kept(key: str) -> Results:
    try:
        row = store.records().get(RESULTS, key, Results)
    except (StoreError, BadInput) as trouble:
        desk().trouble = str(trouble)
        return Results()
    if row is None:
        return Results()
    desk().revisions[RESULTS, key] = row.rev
    return row.value


def set_results(choice: str, value: Results) -> None:
    """Replace what was reported of a campaign; the sample's lives in the session alone."""
    desk().results[choice] = value
    if choice not in (SAMPLE, HALF):
        put(RESULTS, choice, value)


def add_upload(choice: str, upload: Upload) -> None:
    """One file more. Results belong to one plan: that of the Plan page, which may change, is kept first."""
    if choice == LATEST:
        choice = _take(state.session().made)
    before = results(choice)
    set_results(choice, before.model_copy(update={"ledger": before.ledger.with_upload(upload)}))


def _take(made: Made | None) -> str:
    """Keep the plan that results have come in for, and debrief it from now on; returns its key."""
    assert made is not None
    here, opened = desk(), state.session().keep.opened
    if opened is not None and not scenarios.unsaved():
        here.choice = opened.id
        return opened.id
    name = free_name(made.brief.name, campaigns().values())
    here.taken = Scenario.of(name, made.brief, made.plan, made.roster)
    here.choice = here.taken.id
    try:
        here.taken = store.scenarios().add(here.taken, place=scenarios.place())
        here.choice = here.taken.id
    except (StoreError, BadInput) as trouble:
        here.trouble = str(trouble)
    return here.choice


def undo_upload(choice: str, upload: str) -> None:
    """Take a file out again."""
    before = results(choice)
    set_results(choice, before.model_copy(update={"ledger": before.ledger.without(upload)}))


def debriefed(choice: str) -> Debrief | None:
    """The campaign against its results, made anew only when something has changed."""
    found, reported = scenario(choice), results(choice)
    if found is None or not isinstance(found.outcome, Plan):
        return None
    key = (choice, id(found.outcome), reported)
    make = partial(debrief, found, reported.ledger, reported.days, reported.over)
    return state.session().remembered("debrief", key, make)


def record(choice: str, done: Debrief) -> CampaignRecord:
    """What would be remembered of a campaign."""
    measured = results(choice).measured
    kappa = None if measured is None else implied_kappa(done, measured)
    found = scenario(choice)
    if choice in (SAMPLE, HALF) or found is None:
        return record_of("sample", replace(done, name=f"{done.name} (sample)"), kappa)
    return record_of(found.id, done, kappa)


def with_this(choice: str, done: Debrief | None) -> Memory:
    """What the workspace remembers, and the campaign that is looked at."""
    if done is None or not done.rows_used:
        return memory()
    return memory().with_campaign(record(choice, done))
