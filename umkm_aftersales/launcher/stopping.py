"""Being asked to stop: signals become a question that every wait asks, never an exception out of nowhere."""

import os
import selectors
import signal
import subprocess
import sys
from types import FrameType
from typing import Self

from umkm_aftersales.launcher.trouble import Stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequest:
    """While entered, SIGINT, SIGTERM and SIGHUP only note that somebody wants an end."""

    def __init__(self) -> None:
        self.asked = False
        # A program in the foreground that must hear of it too.
        self.foreground: subprocess.Popen | None = None

    def __enter__(self) -> Self:
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        self._before = {}
        for number in SIGNALS:
            # nohup ignores SIGHUP on purpose; leave it so.
            if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
                continue
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._ear)
        os.close(self._mouth)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        try:
            os.write(self._mouth, b".")
        except BlockingIOError:
            pass  # the pipe is full of requests already
        if self.foreground and not (number == signal.SIGINT and _from_keyboard()):
            self.foreground.send_signal(number)

    def check(self) -> None:
        """Raise `Stopped` if an end was asked for."""
        if self.asked:
            raise Stopped

    def pause(self, duration: float) -> None:
        """Sleep, but wake up and raise `Stopped` as soon as an end is asked for."""
        self.check()
        # Not select(): it cannot hear a descriptor above 1023.
        with selectors.DefaultSelector() as ears:
            ears.register(self._ear, selectors.EVENT_READ)
            ears.select(duration)
        self.check()


def _from_keyboard() -> bool:
    """Whether a Ctrl-C has reached the foreground program by itself."""
    return sys.stdin is not None and sys.stdin.isatty()
