"""The entry point. Help and version are answered before anything heavy is imported: they are what people type first."""

import os
import sys

from leakguard.cli.overview import overview, version


def main() -> None:
    """The console script."""
    arguments = sys.argv[1:]
    if arguments == ["--help"]:
        print(overview(), end="")
    elif arguments == ["--version"]:
        print(version())
    elif arguments == ["--help-scripts"]:
        from leakguard.cli.scripts import for_scripts

        print(for_scripts(), end="")
    else:
        # Pictures are compared side by side on all cores: threads of the numerical library would only be in their way. It reads
        # this when it is loaded.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from leakguard.cli.environment import read_environment
        from leakguard.cli.program import Program
        from leakguard.cli.session import config_file

        sys.exit(Program(lambda: read_environment(config=config_file())).run(arguments))
