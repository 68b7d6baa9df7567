"""What a page still asks of the server once its visitor has left it for another page."""

from functools import wraps

from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData


def ignore() -> None:
    """Run no part of a page that was left while it asked for that part, as one that polls does.

    Such a request can arrive once the next page is being drawn. Streamlit 1.67 finds out only when the request's turn
    comes that the part is gone, and has by then announced a run of the page before, at which the browser empties the
    page that it shows. `_run_script` is private to Streamlit, which has no public place to look at requests.
    """
    runner = script_runner.ScriptRunner
    run = runner._run_script
    if getattr(run, "__wrapped__", None) is not None:
        return

    @wraps(run)
    def of_this_page(self: script_runner.ScriptRunner, asked: RerunData) -> None:
        parts, page = asked.fragment_id_queue, self._pages_manager.current_page_script_hash
        if not parts or asked.page_script_hash == page or any(map(self._fragment_storage.contains, parts)):
            run(self, asked)

    runner._run_script = of_this_page  # type: ignore[assignment, method-assign]
