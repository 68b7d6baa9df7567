"""Scenarios: what is kept, side by side, and what could be had instead."""

from __future__ import annotations

import streamlit as st

from pages.parts import navigation, style

navigation.begin()
look = style.look()
st.html('<div class="plan-head"><h1>Compare</h1><p>Scenarios side by side.</p></div>')
