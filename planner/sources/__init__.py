"""Lists from elsewhere: an address of the user's own service, or a query of their own database, only ever read."""
