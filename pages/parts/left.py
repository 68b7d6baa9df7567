"""What a page still asks of the server once its visitor has left it for another page."""

from functools import wraps

from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner


def ignore() -> None:
    """Run no part of a page that was left while it asked for that part, as one that polls does.

    Such a request can arrive once the next page is being drawn. Streamlit 1.67 finds out only when the request's turn
    comes that the part is gone, and has by then announced a run of the page before, at which the browser empties the
    page that it shows. `_run_script` is private, since Streamlit has no public place to look at requests; a version
    without it is left as it is.
    """
    run = getattr(ScriptRunner, "_run_script", None)
    if run is None or hasattr(run, "__wrapped__"):
        return

    @wraps(run)
    def of_this_page(self: ScriptRunner, asked: RerunData) -> None:
        parts, ctx = asked.fragment_id_queue, get_script_run_ctx()
        if ctx is not None and parts and asked.page_script_hash != ctx.page_script_hash:
            parts = [part for part in parts if ctx.fragment_storage.contains(part)]
            if not parts:
                return
        run(self, asked)

    ScriptRunner._run_script = of_this_page  # type: ignore[assignment, method-assign]
