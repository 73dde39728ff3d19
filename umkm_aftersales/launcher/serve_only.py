"""`launcher servers`: the data folder's servers alone, for looking into the data by hand."""

from umkm_aftersales.launcher import folder, lock, servers
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.supervisor import Supervisor
from umkm_aftersales.launcher.terminal import say
from umkm_aftersales.launcher.trouble import Stopped


def main(arguments: list[str]) -> int:
    """Print the addresses, one a line, and keep the servers up until told to stop."""
    data = folder.chosen()
    data.prepare()
    with StopRequest() as stop, lock.held(data, "run") as holding:
        supervisor = Supervisor(stop)
        try:
            _serve(servers.embedded(data), holding, supervisor)
        except Stopped:
            pass
        finally:
            supervisor.end("valkey")
            supervisor.end("postgres")
    return 0


def _serve(own: list[servers.Server], holding: lock.Lock, supervisor: Supervisor) -> None:
    for server in own:
        supervisor.start(server)
    urls = servers.addresses(own)
    holding.note(urls)
    for name, value in urls.items():
        say(f"{name}={value}")
    supervisor.watch()
