"""A campaign begun with a few answers, for programs: no plan yet, so that it is no operation around one."""

from pydantic import Field

from planner.brief.brief import Brief
from planner.campaign.campaign import Campaign
from planner.campaign.start import Answers, start, starting_point
from planner.domain.roster import Frozen


class Beginning(Answers):
    """A starting point, and the answers."""

    starting_point: str = Field(description="What kind of campaign it is: launch, always_on, seeding or event")


class Begun(Frozen):
    """A brief to be planned. text: what was set, a sentence for each rule."""

    brief: Brief
    campaign: Campaign = Field(description="Which rules are only suggestions of the starting point")
    text: tuple[str, ...]


def begin(asked: Beginning) -> Begun:
    """The brief of the answers. Raises BadInput."""
    answers = Answers.model_validate(asked.model_dump(exclude={"starting_point"}))
    made = start(starting_point(asked.starting_point), answers, None)
    return Begun(brief=made.brief, campaign=made.campaign, text=made.sentences)
