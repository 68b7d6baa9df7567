"""What a browser may read while the server is still busy."""

from __future__ import annotations

import streamlit as st


def charts() -> None:
    """Have the browser read what draws figures, 5 MB, before there is a figure: an empty one that nobody sees."""
    with st.container(key="warm"):
        st.html("<style>.st-key-warm{display:none}</style>")
        st.plotly_chart({"data": [{"type": "scatter"}], "layout": {}}, key="warm_chart", theme=None)
