"""`python -m umkm_aftersales.launcher <command>`: what the scripts in bin/ call."""

import importlib
import sys

from umkm_aftersales.launcher.terminal import warn
from umkm_aftersales.launcher.trouble import Trouble

COMMANDS = {"run": "run", "manage": "manage", "test": "suite", "bench": "bench", "servers": "serve_only"}


def main() -> int:
    """Run one command; a trouble is one sentence, not a traceback."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        warn(f"Pemakaian: python -m umkm_aftersales.launcher {'|'.join(COMMANDS)} …")
        return 2
    name, *arguments = sys.argv[1:]
    command = importlib.import_module(f"umkm_aftersales.launcher.{COMMANDS[name]}")
    try:
        return command.main(arguments)
    except Trouble as trouble:
        warn(str(trouble))
        return 1


if __name__ == "__main__":
    sys.exit(main())
