"""What our programs see of the world: the same for the web, the worker, beat and the command line."""

import os
from urllib.parse import parse_qs, urlsplit

from umkm_aftersales.launcher.folder import ROOT, DataFolder
from umkm_aftersales.launcher.postgres import program_folder
from umkm_aftersales.launcher.trouble import Trouble

DEFAULT_PORT = "8000"
# What somebody may have set for their shop and what a test run must not inherit.
OF_AN_INSTALLATION = (
    *(
        "ALLOWED_HOSTS",
        "DEBUG",
        "DEFAULT_FROM_EMAIL",
        "DEMO_PASSWORD",
        "EMAIL_URL",
        "FIRST_RUN",
        "HOST",
        "LOG_LEVEL",
    ),
    *("PORT", "PUBLIC_URL", "SECRET_KEY", "SECURE_SSL_REDIRECT", "STATIC_ROOT", "TRUSTED_PROXIES"),
)


def port() -> int:
    """The port of the web server."""
    text = os.environ.get("PORT") or DEFAULT_PORT
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} bukan nomor port; pakai angka 1 sampai 65535, misalnya PORT=8080.")
    return int(text)


def for_programs(folder: DataFolder, urls: dict[str, str]) -> dict[str, str]:
    """The environment for everything that loads the settings; `urls` name the embedded servers."""
    if not os.environ.get("SECRET_KEY"):
        folder.secret_key()
    env = {name: value for name, value in os.environ.items() if name != "FIRST_RUN"}
    env.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port()}")
    env.setdefault("STATIC_ROOT", str(folder.static))
    return env | urls | _always(folder) | _for_tools(urls)


def for_trials(folder: DataFolder, urls: dict[str, str], secret_key: str) -> dict[str, str]:
    """The environment for tests and measurements: nothing of a real installation reaches them."""
    env = {name: value for name, value in os.environ.items() if name not in OF_AN_INSTALLATION}
    own = {"SECRET_KEY": secret_key, "STATIC_ROOT": str(folder.static)}
    return env | urls | _always(folder) | _for_tools(urls) | own


def _always(folder: DataFolder) -> dict[str, str]:
    return {
        "DATA_DIR": str(folder.path),
        "DJANGO_SETTINGS_MODULE": "umkm_aftersales.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def _for_tools(urls: dict[str, str]) -> dict[str, str]:
    """The way to an embedded database for psql and pg_dump, in the version that fits it."""
    if "DATABASE_URL" not in urls:
        return {}
    (host,) = parse_qs(urlsplit(urls["DATABASE_URL"]).query)["host"]
    return {
        "PGHOST": host,
        "PATH": os.pathsep.join([str(program_folder()), os.environ.get("PATH", os.defpath)]),
    }
