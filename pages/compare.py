"""Scenarios: what is kept, side by side, and what could be had instead."""

import streamlit as st

from pages.parts import navigation, style
from pages.parts.compare import budgets, split, view
from pages.parts.compare import shelf as compare_shelf
from pages.parts.explore import page
from pages.parts.jobs import planning

navigation.begin()
look = style.look()
# What is worked on stands beside the scenarios, with its plan.
planning.ask()
shelf = compare_shelf.lines()
with st.container(key="head", horizontal=True, vertical_alignment="top"):
    st.html('<div class="plan-head"><h1>Compare</h1><p>What each scenario costs, reaches and asks for.</p></div>')
    with st.container(key="head_actions", horizontal=True, width="content", gap="small"):
        budgets.draw()
        split.draw(shelf)
        compare_shelf.upload()
if saved := budgets.follow():
    compare_shelf.put_side_by_side(saved)
split.follow()
sides = compare_shelf.choose(shelf)
if sides:
    view.figures(sides)
    view.pyramids(sides, look)
    view.creators(sides)
    view.rules(sides)
compare_shelf.draw(shelf)
page.draw(look)
