"""A database and a folder of this run's own, made before the settings are read and removed after it."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2


@contextmanager
def own() -> Iterator[Path]:
    """Point DATABASE_URL at a new database `bench_<pid>` of the server it names, DATA_DIR at a new folder."""
    server, name = os.environ.get("DATABASE_URL", "postgresql:///postgres"), f"bench_{os.getpid()}"
    folder = Path(tempfile.mkdtemp(prefix="umkm-bench-"))
    _administer(server, f"CREATE DATABASE {name}")
    try:
        os.environ |= {
            "DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
            "DATA_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DJANGO_SETTINGS_MODULE": "umkm_aftersales.settings",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "WARNING",
            # Every measured customer comes from an address of their own, as behind a proxy.
            "TRUSTED_PROXIES": "1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEBUG": "0",
        }
        yield folder
    finally:
        _administer(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)


def _administer(server: str, statement: str) -> None:
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)
