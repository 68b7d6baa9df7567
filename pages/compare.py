"""Scenarios: what is kept, side by side, and what could be had instead."""

from __future__ import annotations

import streamlit as st

from pages.parts import compare_shelf, compare_view, explore_compare, navigation, solving, style

navigation.begin()
look = style.look()
# What is worked on stands beside the scenarios, with its plan.
solving.ask()
with st.container(key="head", horizontal=True, vertical_alignment="top"):
    st.html('<div class="plan-head"><h1>Compare</h1><p>What each scenario costs, reaches and asks for.</p></div>')
    with st.container(key="head_actions", horizontal=True, width="content", gap="small"):
        compare_shelf.upload()
shelf = compare_shelf.lines()
sides = compare_shelf.choose(shelf)
if sides:
    compare_view.figures(sides)
    compare_view.pyramids(sides, look)
    compare_view.creators(sides)
    compare_view.rules(sides)
compare_shelf.draw(shelf)
explore_compare.draw(look)
