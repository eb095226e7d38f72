"""Articles in: files, rows and web pages, with their metadata, become `Article` values; what cannot be used is rejected with a
reason. Start with `articles.py`."""
