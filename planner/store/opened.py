"""The database that the settings name."""

from planner.store.database import Database
from planner.store.place import database_file, database_url


def open_database() -> Database:
    """Opened, and brought to the newest schema. Raises Unavailable."""
    url = database_url()
    return Database.sqlite(database_file()) if url is None else Database.postgres(url)
