"""The plan as one HTML file: interactive figures, light and dark, fit to print, and no request to anywhere."""

from functools import cache
from importlib import resources

from planner.exports.dossier import Dossier
from planner.exports.report.figures import figures_json
from planner.exports.report.html import escaped
from planner.exports.report.sections import body

__all__ = ["plan_report"]

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
"""What a browser may load for the page: what is in it, and nothing else."""


def plan_report(dossier: Dossier) -> bytes:
    """One file of about 5 MB, nearly all of it the library that draws the figures."""
    brief = dossier.brief
    language = brief.locale.partition("_")[0]
    page = (
        f'<!doctype html>\n<html lang="en" data-locale="{escaped(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escaped(brief.name)}</title>\n<style>{_part('page.css')}</style>\n</head>\n<body>\n"
        f"{body(dossier)}\n"
        f'<script type="application/json" id="figures">{figures_json(dossier)}</script>\n'
        f"<script>{_library()}</script>\n<script>{_part('page.js')}</script>\n</body>\n</html>\n"
    )
    return page.encode()


def _part(name: str) -> str:
    return resources.files("planner.exports.report").joinpath(name).read_text(encoding="utf-8")


@cache
def _library() -> str:
    from plotly.offline import get_plotlyjs

    text: str = get_plotlyjs()
    # An end tag inside a string of the library would end the script.
    return text.replace("</script", "<\\/script")
