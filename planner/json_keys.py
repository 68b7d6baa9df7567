"""Keys that stand twice in one object of JSON: readers keep the last and say nothing."""

import json


def repeated_keys(text: str | bytes) -> tuple[str, ...]:
    """Every such key, once. Raises json.JSONDecodeError, RecursionError and ValueError for what is no usable JSON."""
    twice: dict[str, None] = {}

    def noted(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.update(dict.fromkeys(key for key in found if keys.count(key) > 1))
        return found

    json.loads(text, object_pairs_hook=noted)
    return tuple(twice)
