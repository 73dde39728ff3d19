"""Where the web server listens: is the place free, and does somebody answer there."""

import http.client
import os
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from umkm_aftersales.launcher.environment import port
from umkm_aftersales.launcher.trouble import Trouble, reason

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass
class Address:
    """A host and a port of this machine."""

    host: str
    port: int

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def require_free(self) -> None:
        """Refuse before anything is started, not when everything else already runs."""
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
                probe.listen(1)
        except socket.gaierror as error:
            raise Trouble(
                f"HOST={self.host} bukan alamat mesin ini; kosongkan HOST atau pakai 0.0.0.0."
            ) from error
        except PermissionError as error:
            raise Trouble(
                f"Port {self.port} hanya boleh dipakai root; pilih port lain, misalnya PORT=8080."
            ) from error
        except OSError as error:
            raise Trouble(
                f"Port {self.port} di {self.host} tidak bisa dipakai: {reason(error)}. "
                f"Pilih port lain, misalnya: PORT={self.port % 65535 + 1} bin/run"
            ) from error

    def answers(self, public_url: str) -> bool:
        """Whether the application answers at its health address, as if called by its public name."""
        connection = http.client.HTTPConnection(EVERYWHERE.get(self.host, self.host), self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": urlsplit(public_url).netloc})
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def chosen() -> Address:
    """HOST and PORT from the environment, else this machine alone on port 8000."""
    return Address(os.environ.get("HOST") or "127.0.0.1", port())
