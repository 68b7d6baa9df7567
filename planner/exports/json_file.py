"""JSON that leaves: a plan, and the schema of the brief it answers."""

import json

from planner.brief.brief import Brief
from planner.exports.dossier import Dossier


def plan_json(dossier: Dossier) -> bytes:
    """The plan in full, as the command line writes it: money in cents, shares 0 to 1."""
    return (dossier.plan.model_dump_json(indent=2) + "\n").encode()


def brief_schema() -> str:
    """JSON schema of a brief (draft 2020-12), as published in docs/brief.schema.json."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Brief.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
