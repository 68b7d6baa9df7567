"""Colours can be told apart with every form of colour blindness, and read on every page."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

from planner.domain.roster import Tier
from planner.palette import DARK, LIGHT, PLATFORM_COLOURS, TIER_COLOURS

FIRST_PLATFORMS = dict(list(PLATFORM_COLOURS.items())[:5])
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    to_lms = [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696]]
    to_lms.append([0.08830246, 0.28171884, 0.62997870])
    to_lab = [[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.42859221, 0.45059371]]
    to_lab.append([0.02590404, 0.78277177, -0.80867577])
    return np.array(to_lab) @ np.cbrt(np.array(to_lms) @ np.clip(rgb, 0, 1))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", list(SIGHT))
@pytest.mark.parametrize(("colours", "apart"), [(TIER_COLOURS, 0.10), (FIRST_PLATFORMS, 0.07)])
def test_colours_can_be_told_apart(colours: dict[str, str], apart: float, sight: str) -> None:
    seen = [oklab(SIGHT[sight] @ linear(colour)) for colour in colours.values()]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) >= apart


@pytest.mark.parametrize("page", ["#FFFFFF", LIGHT.page, DARK.page, "#0F1419"])
@pytest.mark.parametrize("colour", [*TIER_COLOURS.values(), *PLATFORM_COLOURS.values()])
def test_colours_stand_out_from_every_page(colour: str, page: str) -> None:
    assert contrast(colour, page) >= 3.0


@pytest.mark.parametrize("inks", [LIGHT, DARK])
def test_text_can_be_read(inks: object) -> None:
    for name in ("ink", "muted", "accent"):
        assert contrast(getattr(inks, name), inks.page) >= 4.5  # type: ignore[attr-defined]


def test_the_theme_of_the_app_has_the_colours_of_the_figures() -> None:
    file = Path(__file__).parents[1] / ".streamlit" / "config.toml"
    theme = tomllib.loads(file.read_text(encoding="utf-8"))["theme"]
    assert theme["chartCategoricalColors"][:3] == [TIER_COLOURS[tier] for tier in Tier]
    for name, inks in (("light", LIGHT), ("dark", DARK)):
        assert theme[name]["backgroundColor"] == inks.page
        assert theme[name]["textColor"] == inks.ink
