"""Files on their way into the roster: what came, what was chosen for each, and what was understood."""

import hashlib
from dataclasses import dataclass, field, replace

import streamlit as st

from pages.parts.jobs import asking
from pages.parts.jobs.asking import Request
from pages.parts.session import state, store
from pages.parts.words import plain
from planner.campaign.audience import home_of
from planner.intake import Edit, Mapping, ReadSettings, Upload
from planner.intake.mapping import fingerprint
from planner.intake.report.report import mapping_of
from planner.jobs.intake import ReadRequest, ReadResult, Step, read_job
from planner.problems import BadInput
from planner.sources.origin import Origin
from planner.store.errors import StoreError
from planner.units import Written
from planner.workers import Context, JobState

SMALL = 300_000
"""Bytes that are read at once; more goes to a worker process, so that nobody else waits."""
_KIND, _NAME = "roster_mapping", "roster"
_LIMIT = 120.0


@dataclass(frozen=True)
class Chosen:
    """What the visitor said about one file. remembered: it was kept from an earlier file with this header."""

    mapping: Mapping = field(default_factory=Mapping)
    edits: tuple[Edit, ...] = ()
    remembered: bool = False
    looked: bool = False


@dataclass(frozen=True)
class Incoming:
    """Files with what was chosen for each, by position, and what came of them; key: of the files alone.

    origin: where the only file was read from, None for files that were dropped or pasted.
    """

    key: str
    files: tuple[tuple[str, bytes], ...]
    chosen: tuple[Chosen, ...]
    told: ReadResult | None = None
    origin: Origin | None = None

    def asked(self) -> ReadRequest:
        """The question to the reader."""
        uploads = tuple(
            Upload(name, data, chosen.mapping, chosen.edits)
            for (name, data), chosen in zip(self.files, self.chosen, strict=True)
        )
        brief = state.session().brief
        home = _box().home
        settings = ReadSettings(
            currency=currency(),
            audience_country=home_of(brief) if home is None else home,
            new_platforms=tuple(brief.new_platforms.items()),
            exchange=tuple(brief.exchange.items()),
        )
        return ReadRequest(uploads, settings)

    @property
    def name(self) -> str:
        """What the files are called together."""
        first = self.files[0][0]
        return first if len(self.files) == 1 else f"{first} and {len(self.files) - 1} more"


@dataclass
class Box:
    """Files on their way; None = none are.

    written: currency of amounts without a sign and how answers are typed, None = the brief's; home: country of the
    audience, None = the brief's.
    failed: why a place could not be read, told once.
    """

    now: Incoming | None = None
    written: Written | None = None
    home: str | None = None
    failed: str = ""


def _box() -> Box:
    return state.session().of_page(Box)


def currency() -> str:
    """What amounts without a sign are read as."""
    return written().currency


def written() -> Written:
    """Currency and locale of the campaign that files are read for."""
    brief = state.session().brief
    return _box().written or Written(brief.currency, brief.locale)


def read_for(campaign: Written, home: str | None) -> None:
    """Read files for a campaign that is not begun yet: in its currency, for an audience in this country.

    Files that were read otherwise are read again.
    """
    box = _box()
    changed = currency() != campaign.currency or (box.home or "") != (home or "")
    box.written, box.home = campaign, home or ""
    if changed and box.now is not None:
        start(replace(box.now, told=None))


def present() -> Incoming | None:
    """Files on their way, with what was understood; None when there are none."""
    return _box().now


def take(files: tuple[tuple[str, bytes], ...], origin: Origin | None = None) -> None:
    """Begin with these files, unless they are the ones at hand. origin: where they were read from."""
    digest = hashlib.sha256()
    for name, data in files:
        digest.update(repr(name).encode("utf-8", "replace") + hashlib.sha256(data).digest())
    key = digest.hexdigest()
    before = present()
    if before is None or before.key != key:
        start(Incoming(key, files, tuple(Chosen() for _ in files), origin=origin))


def change(position: int, chosen: Chosen) -> None:
    """Read again with another choice for one file."""
    now = present()
    if now is not None:
        listed = list(now.chosen)
        listed[position] = chosen
        start(replace(now, chosen=tuple(listed), told=None))


def answer(position: int, answers: dict[str, str]) -> None:
    """Read again with these answers."""
    now = present()
    if now is not None:
        chosen = now.chosen[position]
        mapping = chosen.mapping.model_copy(update={"answers": chosen.mapping.answers | answers})
        change(position, replace(chosen, mapping=mapping, looked=True))


def start(incoming: Incoming) -> None:
    """Read: at once when it is little, else in a worker."""
    if sum(len(data) for _, data in incoming.files) <= SMALL:
        finish(incoming, read_job(incoming.asked(), Context()))
        return
    asked = incoming.asked()
    _box().now = replace(incoming, told=None)
    asking.ask(Request(_NAME, "intake:read_job", asked, asked.key, limit=_LIMIT), patience=0.0)


def finish(incoming: Incoming, told: ReadResult) -> None:
    """Keep what came of it; a header that was mapped before is read like last time."""
    again = _remembered(incoming, told)
    if again is not None:
        start(again)
        return
    _box().now = replace(incoming, told=told)
    if told.quality is not None and any(chosen.mapping != Mapping() for chosen in incoming.chosen):
        # What somebody chose for a header holds for the next file, whether or not this one is used.
        remember(replace(incoming, told=told))


def _remembered(incoming: Incoming, told: ReadResult) -> Incoming | None:
    """The same with mappings that were kept for files with these headers; None when there is nothing new."""
    listed, found = list(incoming.chosen), False
    for understood in told.files:
        chosen = listed[understood.position]
        if chosen.looked or not understood.header:
            continue
        mapping = _kept(understood.header)
        listed[understood.position] = replace(chosen, looked=True)
        if mapping is not None:
            listed[understood.position] = Chosen(mapping, chosen.edits, remembered=True, looked=True)
            found = True
    return replace(incoming, chosen=tuple(listed)) if found else None


def _kept(header: tuple[str, ...]) -> Mapping | None:
    try:
        record = store.records().get(_KIND, fingerprint(header), Mapping)
    except (StoreError, BadInput) as trouble:
        why = plain(str(trouble), 200)
        state.session().message = (
            f"We couldn’t look up how you mapped this header before, so we read it by its names: {why}"
        )
        return None
    return None if record is None else record.value


def remember(incoming: Incoming) -> None:
    """Keep how the files were read, for the next ones with their headers."""
    if incoming.told is None:
        return
    for understood in incoming.told.files:
        mapping = mapping_of(understood, incoming.chosen[understood.position].mapping)
        key = fingerprint(understood.header)
        try:
            records = store.records()
            there = records.get(_KIND, key, Mapping)
            records.put(_KIND, key, mapping, there.rev if there else 0)
        except (StoreError, BadInput) as trouble:
            state.session().message = f"We couldn’t save how you mapped this file: {plain(str(trouble), 200)}"


def forget(position: int) -> None:
    """Read a file by its own words, not as an earlier one."""
    change(position, Chosen(looked=True))


def progress() -> None:
    """How far reading is; reruns the page when it has ended."""
    held = state.session().asked.get(_NAME)
    if held is None:
        st.rerun()
    job = held.job

    def bar() -> None:
        if not asking.running(job):
            st.rerun()
        step = job.progress if isinstance(job.progress, Step) else Step(0.02, "Waiting to read your file")
        asking.progress(job, _NAME, max(step.share, min(0.9, 0.6 * asking.rising(job, 4.0))), step.doing)

    asking.follow(job, bar)


def fail(why: str) -> None:
    """A place could not be read; `settle` tells why."""
    _box().failed = why


def settle() -> str | None:
    """Take the result of a worker that has ended; a sentence when it failed. Without a result the files are dropped."""
    failed, _box().failed = _box().failed, ""
    if failed:
        return failed
    now, held = _box().now, state.session().asked.get(_NAME)
    if now is None or now.told is not None or held is None or asking.running(held.job):
        return None
    asking.forget(_NAME)
    if held.job.state is JobState.DONE:
        finish(now, held.job.result(0))
        return None
    drop()
    return asking.failure(held.job) if held.job.state is JobState.FAILED else None


def drop() -> None:
    """Forget the files, in the upload too."""
    box = _box()
    box.now, box.written, box.home = None, None, None
    state.session().next_turn("roster_file")
