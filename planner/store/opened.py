"""The database that the settings name."""

from planner.store.database import Database
from planner.store.place import database_file, database_url


def open_database(as_it_is: bool = False) -> Database:
    """Opened, and brought to the newest schema unless it is wanted as it is. Raises Unavailable."""
    url = database_url()
    return Database.sqlite(database_file(), as_it_is=as_it_is) if url is None else Database.postgres(url, as_it_is)
