"""Files and folders that appear whole or not at all, locks between processes, and where caches lie. Paths in, paths or open
files out. Start with `atomic_replace.py`."""
