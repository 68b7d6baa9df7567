"""Files that a click has made, kept until the browser has come for them."""

import threading
from collections import deque
from collections.abc import Callable
from itertools import count

from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager

SECONDS = 60.0
"""A browser asks for a file within this time of its making, however slow its network."""
_released: deque[int] = deque()
_fresh = count()


def kept(make: Callable[[], bytes], mime: str, name: str) -> Callable[[], bytes]:
    """What makes the same file as `make`, and keeps it for a minute.

    Streamlit 1.67 counts what a click has made as nobody's, and deletes it once two runs of any page have ended: that
    of a page whose answers arrive, or of somebody else's. A browser that came for it later found nothing, and showed a
    download that had failed.
    """

    def made() -> bytes:
        file = make()
        if runtime.exists():
            _keep(runtime.get_instance().media_file_mgr, file, mime, name)
        return file

    return made


def _keep(manager: MediaFileManager, file: bytes, mime: str, name: str) -> None:
    """Have the manager hold this file as shown in a place on no page, and an empty one after a minute.

    Added by the class's own method: the guard of accounts notes whose a file is where the manager adds one, and nobody
    is known here. It notes this one's owner when the click is answered.
    """
    try:
        slot = _released.popleft()
    except IndexError:
        slot = next(_fresh)
    place = f"awaited {slot}"

    def release() -> None:
        MediaFileManager.add(manager, b"", "text/plain", place, is_for_static_download=True)
        _released.append(slot)

    MediaFileManager.add(manager, file, mime, place, name, is_for_static_download=True)
    later = threading.Timer(SECONDS, release)
    later.daemon = True
    later.start()
