"""What can be said of a text without a parser or a lexicon: plain characters, datelines, near-copies. Text in, offsets or
plain strings out. Start with `plain_text.py`."""
