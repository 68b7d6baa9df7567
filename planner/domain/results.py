"""What a campaign achieved, row by row as a file reports it: measured, never forecast.

A `Result` is what the file says, not yet what can be believed: numbers may be negative, the creator may be in no
plan. `planner.debrief` sorts that out, so that whatever is kept aside is kept with its place in the file.
"""

import datetime
from enum import StrEnum

from pydantic import Field

from planner.domain.roster import Format, Frozen, Platform, creator_id

MOST = 10**15
"""Beyond this no count of people or of cents is meant; a reader sets such a cell aside."""


class Status(StrEnum):
    """How far a booking has come. A declined creator never signed; a cancelled one signed and will not post."""

    INVITED = "invited"
    DECLINED = "declined"
    SIGNED = "signed"
    POSTED = "posted"
    CANCELLED = "cancelled"


class Result(Frozen):
    """One row of a results file: the posts of one deliverable, one post, or a creator's whole package.

    None = the file does not say; 0 = it says none. Numbers are as the file has them, also when they make no sense.
    """

    handle: str = Field(min_length=1, max_length=120)
    platform: Platform | None = Field(None, description="None = not said; the plan may still tell who is meant")
    format: Format | None = Field(None, description="The deliverable; None = the whole package")
    wave: str = Field("", max_length=80, description="Name or number of the brief's wave, as written; '' = not said")
    date: datetime.date | None = Field(None, description="When it was posted")
    link: str = Field("", max_length=2000, description="Address of the post; tells one post from another")
    status: Status | None = Field(None, description="None = not said: posted when posts, reach or views say so")
    posts: int | None = Field(None, ge=-MOST, le=MOST, description="Posts that this row stands for; None = one")
    reach: int | None = Field(None, ge=-MOST, le=MOST, description="People who saw it at least once")
    impressions: int | None = Field(None, ge=-MOST, le=MOST)
    views: int | None = Field(None, ge=-MOST, le=MOST)
    likes: int | None = Field(None, ge=-MOST, le=MOST)
    comments: int | None = Field(None, ge=-MOST, le=MOST)
    shares: int | None = Field(None, ge=-MOST, le=MOST)
    saves: int | None = Field(None, ge=-MOST, le=MOST)
    all_engagements: int | None = Field(None, ge=-MOST, le=MOST, description="In one figure, where parts are not said")
    clicks: int | None = Field(None, ge=-MOST, le=MOST)
    conversions: int | None = Field(None, ge=-MOST, le=MOST)
    revenue_cents: int | None = Field(None, ge=-MOST, le=MOST)
    cost_cents: int | None = Field(None, ge=-MOST, le=MOST, description="What was paid for what this row stands for")
    followers: int | None = Field(None, ge=-MOST, le=MOST, description="Of the account, where the file says")
    tier: str = Field("", description="Size as the benchmarks call it, nano to mega, where the file says")
    currency: str = Field("", description="ISO 4217 code of this row's money; '' = the campaign's")
    note: str = Field("", max_length=2000, description="What somebody wrote beside it")
    source: str = Field("", max_length=300, description="Name of the file")
    row: int | None = Field(None, ge=1, description="Row in the file as a spreadsheet counts; None = from no file")

    @property
    def creator(self) -> str | None:
        """Key of the account, such as `instagram:lina.hart`; None when the platform is not said."""
        return None if self.platform is None else creator_id(self.platform, self.handle)

    @property
    def engagements(self) -> int | None:
        """Likes, comments, shares and saves, or the one figure for all; None when the file has none of them."""
        said = [n for n in (self.likes, self.comments, self.shares, self.saves) if n is not None]
        return sum(said) if said else self.all_engagements

    @property
    def place(self) -> str:
        """Where it stands, for sentences: `results.xlsx, row 12`."""
        where = [part for part in (self.source, "" if self.row is None else f"row {self.row}") if part]
        return ", ".join(where) or f"@{self.handle}"
