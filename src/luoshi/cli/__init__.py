"""The command line: one thin face of the archive.

Nothing heavy is imported for ``--help``: Django, the reader and the server are loaded by the
command that needs them.
"""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from luoshi.cli.app import app

    app(args=sys.argv[1:], prog_name="luoshi")
