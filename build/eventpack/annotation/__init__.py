"""The stage for one article: reading, parsing and coding put together, run in one or several processes, cached and stored.
`Article` in, `Annotation` out. Start with `one_article.py`."""
