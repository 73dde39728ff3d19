"""Keeps programs alive: starts the dead again, ever more slowly, and gives up loudly."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from umkm_aftersales.launcher.processes import Child
from umkm_aftersales.launcher.stopping import StopRequest
from umkm_aftersales.launcher.terminal import last_line, say
from umkm_aftersales.launcher.trouble import Trouble

TOO_MANY_DEATHS = 5
WITHIN_SECONDS = 60.0
LOOK_SECONDS = 0.2


class Service(Protocol):
    """Something that can be started, again and again."""

    name: str

    def start(self, stop: StopRequest) -> Child: ...


@dataclass
class Post:
    """One service, who serves it now, and how often it fell lately."""

    service: Service
    child: Child
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_MANY_DEATHS))
    again_at: float | None = None

    def hopeless(self, now: float) -> bool:
        return len(self.deaths) == TOO_MANY_DEATHS and now - self.deaths[0] < WITHIN_SECONDS

    def delay(self, now: float) -> float:
        """At once after the first death in a minute, then after 1, 2, 4 … times the pause."""
        recent = sum(now - death < WITHIN_SECONDS for death in self.deaths)
        return 2.0 ** (recent - 2) if recent > 1 else 0.0


class Supervisor:
    """The services of one `bin/run`, in the order in which they were started."""

    def __init__(self, stop: StopRequest, *, pause: float = 1.0) -> None:
        self.stop = stop
        self.pause = pause
        self.posts: list[Post] = []

    def start(self, service: Service) -> None:
        self.posts.append(Post(service, service.start(self.stop)))

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Wait for a good start; at this stage any death means that something is wrong for good."""
        began = time.monotonic()
        while not ready():
            for post in self.posts:
                if post.child.ended:
                    raise _fallen(post, "berhenti saat dimulai")
            if time.monotonic() - began > seconds:
                raise Trouble(f"{what} belum siap setelah {seconds:.0f} detik.")
            self.stop.pause(LOOK_SECONDS / 2)

    def watch(self) -> None:
        """Look after everybody until somebody asks for an end."""
        while True:
            for post in self.posts:
                self._look_after(post, time.monotonic())
            self.stop.pause(LOOK_SECONDS)

    def _look_after(self, post: Post, now: float) -> None:
        if post.again_at is None and post.child.ended:
            say(f"{post.service.name} berhenti tak terduga (kode {post.child.process.returncode}).")
            self._count_death(post, now)
        if post.again_at is not None and now >= post.again_at:
            self._start_again(post)

    def _count_death(self, post: Post, now: float) -> None:
        # Workers whose master was killed would keep its port or its tasks.
        post.child.kill_group()
        post.deaths.append(now)
        if post.hopeless(now):
            raise _fallen(post, f"berhenti {TOO_MANY_DEATHS} kali dalam satu menit")
        post.again_at = now + self.pause * post.delay(now)

    def _start_again(self, post: Post) -> None:
        try:
            post.child = post.service.start(self.stop)
            post.again_at = None
            say(f"{post.service.name} dijalankan lagi.")
        except Trouble as trouble:
            say(str(trouble))
            self._count_death(post, time.monotonic())

    def end(self, *names: str) -> None:
        """Stop these, in this order, asking all of them before waiting for any."""
        posts = {post.service.name: post for post in self.posts}
        children = [posts[name].child for name in names if name in posts]
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()


def _fallen(post: Post, what: str) -> Trouble:
    log = post.child.log
    return Trouble(f"{post.service.name} {what}: {last_line(log) or 'tanpa pesan'} Lihat {log}.")
