"""Before the first request: tables, static files and, in a new database, the demo shop."""

import sys
from pathlib import Path

import django


def main(arguments: list[str]) -> None:
    """Run inside the environment that `run` made, with the servers up."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if "--empty" not in arguments:
        seed(settings.DATA_DIR / "demo-unfinished")


def seed(unfinished: Path) -> None:
    """Make the demo shop where nobody has an account yet, or where making it was cut short."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands

    if not unfinished.exists() and get_user_model().objects.exists():
        return
    if "seed_demo" not in get_commands():
        print("Toko demo belum ada di versi ini; lanjut tanpa toko demo.", flush=True)
        return
    unfinished.touch()
    call_command("seed_demo")
    unfinished.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
