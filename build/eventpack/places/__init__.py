"""Toponyms: found in the text, weighed against their surroundings, looked up in the gazetteer and resolved to one place each.
`Doc` in, place mentions with coordinates out. Start with `mentions.py`."""
