"""The package on disk: written, checked, loaded and explained. Rows in, files out, and back. Start with `write.py`, then
`validate.py`."""
