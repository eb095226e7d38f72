"""The text of an article becomes a tree of tokens (spaCy), and the tree answers questions of grammar: who does what to whom
in a clause. Text in, `Doc` out. Start with `parser.py`, then `grammar.py`."""
