"""Pages of the site that are made from what they describe: commands, fields of a brief, and what programs ask.

A hook of mkdocs, named in scripts/site.yml.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parents[1]))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for name, lines in (("commands", _commands()), ("brief", _brief()), ("operations", _operations())):
        content = "\n".join(lines) + "\n"
        files.append(File.generated(config, f"reference/{name}.md", content=content))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Comments are for the tests that run the commands of a page."""
    return re.sub(r"<!--.*?-->\n", "", markdown)


def _commands() -> Iterator[str]:
    from planner.cli import COMMANDS, declared

    yield "# Commands\n"
    yield "Each is `mixplanner` and its name; in a clone, `python -m planner` and its name. `--help` says the same.\n"
    for command in map(declared, COMMANDS):
        yield f"## {command.name}\n"
        yield f"{_sentence(command.description or command.words)}\n"
        if command.options:
            yield "| Option | Means |\n|---|---|"
        for one in command.options:
            shown = one.settings.get("metavar") or ""
            if isinstance(choices := one.settings.get("choices"), list | tuple):
                shown = shown or ", ".join(map(str, choices))
            needed = " (needed)" if one.settings.get("required") else ""
            words = str(one.settings.get("help") or "").replace("%%", "%")
            yield f"| `{f'{one.flag} {shown}'.strip()}` | {_cell(words)}{needed} |"
        yield ""
        if command.epilog:
            yield "".join(
                f"    {line}\n"
                for line in command.epilog.replace("%(prog)s", f"mixplanner {command.name}").splitlines()
            )


def _brief() -> Iterator[str]:
    from planner.brief.brief import Brief

    schema = Brief.model_json_schema()
    yield "# The fields of a brief\n"
    yield "A brief is JSON. Money is in cents, shares are 0 to 1. A field left out asks for nothing, `0` means zero,"
    yield "and a key that is not listed here is an error. `mixplanner schema` prints all of it for programs.\n"
    yield from _fields(schema["properties"], schema)
    for name, one in sorted(schema["$defs"].items()):
        yield f"\n## {name}\n"
        yield f"{_cell(one.get('description', ''))}\n"
        if "enum" in one:
            yield "One of " + ", ".join(f"`{value}`" for value in one["enum"]) + "."
        elif "properties" in one:
            yield from _fields(one["properties"], one)


def _operations() -> Iterator[str]:
    from planner.operations.catalog import OPERATIONS
    from planner.operations.requests import Request

    yield "# What programs ask\n"
    yield "Over HTTP each is `POST /api/v1/` and its name; an assistant has a tool of its name. Every request has:\n"
    yield from _fields(Request.model_json_schema()["properties"], Request.model_json_schema())
    for one in OPERATIONS:
        module = one.module
        schema = module.QUESTION.model_json_schema()
        yield f"\n## {one.name}\n"
        yield f"{one.description}\n"
        yield f"Answers with: {', '.join(answer.__name__ for answer in module.ANSWERS)}.\n"
        if schema.get("properties"):
            yield from _fields(schema["properties"], schema)


def _fields(properties: Mapping[str, Any], of: Mapping[str, Any]) -> Iterator[str]:
    yield "| Field | Value | Means |\n|---|---|---|"
    for name, one in properties.items():
        needed = " (needed)" if name in of.get("required", ()) else ""
        yield f"| `{name}` | {_kind(one)}{needed} | {_cell(one.get('description', ''))} |"


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', schema.get('prefixItems', [{}])[0]))}"
    kind = {"integer": "whole number", "string": "text", "boolean": "true or false", "object": "object"}
    return kind.get(str(schema.get("type")), str(schema.get("type", "any value")))


def _sentence(text: str) -> str:
    plain = text.replace("%%", "%")
    return plain[:1].upper() + plain[1:] + ("" if plain.endswith(".") else ".")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
