"""One table: its schema, its columns in Arrow, and its CSV and Parquet files. Rows in, files out, and back. Everything is
derived from `schemas/`. Start with `schema.py`."""
