"""The supervisor with real processes that die."""

import os
import sys

import psutil
import pytest

from tests.launcher.installation import until
from umkm_aftersales.launcher.processes import spawn
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.supervisor import Supervisor
from umkm_aftersales.launcher.trouble import Trouble


class Mortal:
    """A program that writes a line and dies."""

    name = "mortal"

    def __init__(self, place, code="import sys; sys.exit('tidak kuat')"):
        self.log = place / "mortal.log"
        self.code = code
        self.starts = 0

    def start(self, stop):
        self.starts += 1
        command = [sys.executable, "-S", "-c", self.code]
        return spawn(self.name, command, log=self.log, env=dict(os.environ), cwd=self.log.parent)


def test_what_cannot_be_kept_up_ends_everything_with_the_name_of_its_log(place, capsys):
    mortal = Mortal(place)
    with StopRequest() as stop:
        supervisor = Supervisor(stop, pause=0.01)
        supervisor.start(mortal)
        with pytest.raises(Trouble) as trouble:
            supervisor.watch()
    assert str(trouble.value) == (
        f"mortal berhenti 5 kali dalam satu menit: tidak kuat Lihat {place}/mortal.log."
    )
    assert mortal.starts == 5
    assert capsys.readouterr().out.splitlines()[:2] == [
        "mortal berhenti tak terduga (kode 1).",
        "mortal dijalankan lagi.",
    ]


def test_a_death_while_starting_is_told_at_once(place):
    mortal = Mortal(place)
    with StopRequest() as stop:
        supervisor = Supervisor(stop)
        supervisor.start(mortal)
        with pytest.raises(Trouble) as trouble:
            supervisor.wait_until(lambda: False, seconds=60, what="Web")
    assert str(trouble.value) == f"mortal berhenti saat dimulai: tidak kuat Lihat {place}/mortal.log."
    assert mortal.starts == 1


def test_who_does_not_listen_is_killed_with_all_it_started(place):
    deaf = (
        "import os, signal, time; signal.signal(15, signal.SIG_IGN); os.fork(); "
        "print('here', flush=True); time.sleep(600)"
    )
    mortal = Mortal(place, deaf)
    with StopRequest() as stop:
        child = mortal.start(stop)
        until(lambda: mortal.log.read_text().count("here") == 2, "both of them")
    family = psutil.Process(child.process.pid).children()
    assert len(family) == 1
    child.grace = 0.2
    child.stop()
    assert child.process.returncode == -9
    assert psutil.wait_procs(family, timeout=20)[1] == []


def test_a_later_death_is_answered_more_slowly(place):
    with StopRequest() as stop:
        supervisor = Supervisor(stop)
        supervisor.start(Mortal(place))
        post = supervisor.posts[0]
        post.child.process.wait()
        waits = []
        for death in (100.0, 101.0, 102.0, 103.0):
            post.deaths.append(death)
            waits.append(post.delay(death))
        assert waits == [0.0, 1.0, 2.0, 4.0]
        assert not post.hopeless(103.0)
        assert post.delay(161.5) == 1.0  # only two of them were in the last minute
