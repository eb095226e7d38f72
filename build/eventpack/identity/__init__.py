"""Lasting identifiers: what an earlier package published keeps its identifier in the next one. Rows in, rows with kept
identifiers out. Start with `keep_identifiers.py`."""
