"""The reference of all rules as a page, written from the rules: `python -m planner.rules.document`."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from planner.brief.brief import Brief
from planner.rules import RULES, Rule

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
FIELDS: Mapping[str, tuple[str, ...]] = {
    "one_package": (),
    "budget": ("budget_cents",),
    "reach_floor": ("reach_floor", "confidence"),
    "audience": ("audience.floor", "audience.cap", "confidence"),
    "frequency": ("audience.seen_floor", "audience.seen_times"),
    "engagement_floor": ("engagement_floor", "confidence"),
    "quality": ("quality", "tiers.micro"),
}
"""Fields of the brief that a rule reads, where they are not the one that is called like the rule."""

_TOP = """# Rules

Every rule that a plan can follow. A field that is left out, or null, asks for nothing; 0 means zero.
Shares are 0 to 1 with at most four decimals, money is in cents. Each rule names the fields of the brief that
it reads.

This page is written by `python -m planner.rules.document`; a test fails when it is out of date.
"""


def rules_document() -> str:
    """The page as Markdown: families in order of their first rule, rules in the order of `RULES`."""
    families = list(dict.fromkeys(rule.family for rule in RULES))
    ordered = sorted(RULES, key=lambda rule: families.index(rule.family))
    schema = Brief.model_json_schema()
    lines = [_TOP]
    for family, rules in groupby(ordered, key=lambda rule: rule.family):
        lines.append(f"## {family}\n")
        for rule in rules:
            lines.extend(_section(rule, schema))
    return "\n".join(lines).rstrip() + "\n"


def fields_of(rule: Rule) -> tuple[str, ...]:
    """Fields of the brief that a rule reads."""
    return FIELDS.get(rule.key, (rule.key,))


def _section(rule: Rule, schema: dict[str, Any]) -> Iterator[str]:
    yield f"### {rule.label}\n"
    yield f"{rule.why}\n"
    fields = [line for path in fields_of(rule) for line in _field(path, schema)]
    if fields:
        yield "\n".join(fields) + "\n"
    else:
        yield "Part of what a plan is: no field of the brief sets it.\n"


def _field(path: str, schema: dict[str, Any]) -> Iterator[str]:
    """A line for the field, and one for each field inside it."""
    node: dict[str, Any] = schema
    for name in path.split("."):
        # In the page a list or mapping is named by what it holds.
        node = _inside(node, schema)["properties"][name]
    yield f"- `{path}`{_told(node)}"
    inside = _inside(node, schema).get("properties", {})
    for name, child in inside.items():
        ends = _inside(child, schema).get("properties")
        shown = f"`{path}.{name}`" + (f" ({' and '.join(f'`{end}`' for end in ends)})" if ends else "")
        yield f"  - {shown}{_told(child)}"


def _told(node: dict[str, Any]) -> str:
    return f": {node['description']}" if "description" in node else ""


def _inside(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The object that a node refers to, holds a list of, or maps to; the node itself when there is none."""
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict) and "$ref" in node[key]:
            node = node[key]
    if "$ref" in node:
        return dict(schema["$defs"][node["$ref"].rpartition("/")[2]])
    return node


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(rules_document(), encoding="utf-8")
