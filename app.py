"""Start here: `streamlit run app.py`. The server, page configuration and navigation, nothing else."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts import warm

if get_script_run_ctx(suppress_warning=True) is None:
    # The server itself; for every visitor it runs this file as well.
    from starlette.middleware import Middleware

    from pages.parts import left, lookup
    from pages.parts.accounts.guard import Guard
    from planner.service import hosting, logs

    left.ignore()
    lookup.by_key()
    around = [Middleware(Guard)]
    if logs.wanted():
        logs.begin()
        around.insert(0, Middleware(logs.Requests))
    routes = hosting.routes(warm.workers_answer)
    app = st.App(__file__, lifespan=warm.before_visits, routes=routes, middleware=around)
else:
    warm.wait()
    from pages.parts import navigation

    st.set_page_config(
        page_title="Influencer mix planner", page_icon=navigation.ICON, layout="wide", initial_sidebar_state="auto"
    )
    navigation.run()
