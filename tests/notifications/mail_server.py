"""A mail server on a real socket that misbehaves on command."""

import socketserver
import threading
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    """One SMTP conversation; `server.moods` says what becomes of a stage: an answer, "drop" or "hang"."""

    def handle(self):
        try:
            self._talk()
        except OSError:  # the client has had enough
            pass

    def _talk(self):
        if not self._answer("greeting", "220 test"):
            return
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split(" ")[0].lower()
            if verb == "quit":
                self._answer("quit", "221 bye")
                return
            if not self._answer(verb, "354 go on" if verb == "data" else "250 ok"):
                return
            if verb == "data" and self._mood("data")[:1] in ("", "3"):
                letter = self._letter()
                if not self._mood("letter"):
                    self.server.kept.append(letter)
                if not self._answer("letter", "250 kept"):
                    return

    def _mood(self, stage):
        return self.server.moods.get(stage, "")

    def _answer(self, stage, usual):
        mood = self._mood(stage) or usual
        if mood == "hang":
            self.server.enough.wait(10)
        if mood in ("hang", "drop"):
            return False
        self.wfile.write(f"{mood}\r\n".encode())
        return True

    def _letter(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


@contextmanager
def mail_server(**moods):
    """A running server; its `kept` are the letters that it took in."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads, server.moods, server.kept, server.enough = True, moods, [], threading.Event()
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.enough.set()
        server.shutdown()
