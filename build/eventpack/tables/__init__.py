"""Linked events and annotations become the rows of the package's tables, block by block, so that an archive fits in memory.
Start with `build_tables.py`."""
