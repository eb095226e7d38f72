"""What the program knows of the world, as YAML that anyone can read and correct, and the one reader of it. File names in,
plain data out. Start with `reader.py`."""
