"""From bytes to a table of texts: file kinds, encodings, the guarded reader process, the header row."""
