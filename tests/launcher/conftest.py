"""Data folders of their own, and commands that really run in them."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.launcher.installation import Installation


@pytest.fixture
def place():
    """A folder with a short name, for sockets have short addresses."""
    path = Path(tempfile.mkdtemp(prefix="umkm-launcher-", dir="/tmp"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database():
    """The folder of a database that was made once and is copied, for making one takes a second."""
    path = Path(tempfile.mkdtemp(prefix="umkm-launcher-", dir="/tmp"))
    first = Installation(path / "data")
    first.servers().stop()
    yield first.data / "postgres"
    first.clear()
    path.rmdir()


@pytest.fixture
def installation(place, new_database):
    """A data folder that has served before, with an empty database."""
    found = Installation(place / "data")
    found.data.mkdir(mode=0o700)
    shutil.copytree(new_database, found.data / "postgres")
    yield found
    found.clear()


@pytest.fixture
def install(place):
    """Make installations whose folder is still to be made."""
    made = []

    def make(data):
        made.append(Installation(data))
        return made[-1]

    yield make
    for found in made:
        found.clear()
