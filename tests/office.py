"""LibreOffice without a screen, where it is installed: it recalculates workbooks and draws pages."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

from openpyxl import Workbook, load_workbook

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
_SECONDS = 120


def converted(data: bytes, ending: str, to: str, folder: Path) -> bytes:
    """A file as LibreOffice saves it in another format, every formula calculated anew."""
    assert PROGRAM is not None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
    source, out = folder / f"source.{ending}", folder / "out"
    source.write_bytes(data)
    where = ["--convert-to", to, "--outdir", str(out), str(source)]
    subprocess.run(
        [PROGRAM, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *where],
        check=True,
        capture_output=True,
        timeout=_SECONDS,
    )
    made = out / f"source.{to}"
    # It ends well without the part of it that opens such a file.
    assert made.exists(), "LibreOffice saved nothing: workbooks need its Calc, slides its Impress"
    return made.read_bytes()


def recalculated(data: bytes, folder: Path) -> Workbook:
    """The values of a workbook after LibreOffice has calculated it."""
    return load_workbook(io.BytesIO(converted(data, "xlsx", "xlsx", folder)), data_only=True)
