"""One module a command: `HELP` and `MORE` say what it does, `add_arguments` and `run` do it.

What a command needs is imported when it runs: spaCy and pandas take seconds, `--help` should not.
"""

# In the order of `eventpack --help`; each is a module here.
NAMES = (
    "build",
    "annotate",
    "review",
    "validate",
    "explain",
    "evaluate",
    "diff",
    "export",
    "publish",
    "report",
    "completion",
)
