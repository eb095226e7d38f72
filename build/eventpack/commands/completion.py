"""`eventpack completion`: the script by which a shell completes commands and options."""

from __future__ import annotations

import argparse
import sys

from ..core.optional_parts import needed

HELP = "print the script by which a shell completes eventpack's commands and options"
MORE = (
    "bash:  eventpack completion bash > ~/.local/share/bash-completion/completions/eventpack\n"
    "zsh:   eventpack completion zsh > DIR/_eventpack, with DIR in $fpath\n"
    "Open a new shell afterwards. Needs eventpack[completion]."
)
SHELLS = ("bash", "zsh", "tcsh")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack completion`."""
    parser.add_argument("shell", choices=SHELLS, help="the shell to complete in")


def run(arguments: argparse.Namespace) -> int:
    """Print the completion script for a shell; returns the exit status 0. Raises EventpackError if shtab is missing."""
    shtab = needed("shtab", "completion")
    sys.stdout.write(shtab.complete(arguments.whole, shell=arguments.shell))
    return 0
