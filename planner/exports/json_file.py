"""JSON that leaves: the outcome as the command line writes it, and the schema of the brief it reads."""

import json

from planner.brief.brief import Brief
from planner.exports.download import Download, file_name
from planner.outcome import Outcome

MIME = "application/json"


def outcome_json(outcome: Outcome, campaign: str = "") -> Download:
    """Plan, Refusal or Undecided in full: money in cents, shares 0 to 1, `kind` tells which it is."""
    text = outcome.model_dump_json(indent=2) + "\n"
    return Download(file_name(campaign, outcome.kind, "json"), MIME, text.encode())


def brief_schema() -> str:
    """JSON schema of a brief (draft 2020-12), as published in docs/brief.schema.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Brief.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
