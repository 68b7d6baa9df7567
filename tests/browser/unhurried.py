"""Streamlit's command line for a server that makes no plans ahead, for journeys in which nobody takes a handle."""

from __future__ import annotations

from streamlit.web.cli import main

from planner.workers import book

if __name__ == "__main__":
    book.QUIET = 24 * 3600.0
    main()
