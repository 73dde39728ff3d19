"""The data folder's own rules: space, logs, the way to the sockets."""

import pytest

from umkm_aftersales.launcher.folder import LOG_MEGABYTES, MEGABYTE, DataFolder, require_space
from umkm_aftersales.launcher.sockets import fits, socket_folder
from umkm_aftersales.launcher.trouble import Trouble


def test_too_little_space_is_refused_with_the_figures(place):
    require_space(place, 1)
    with pytest.raises(Trouble) as trouble:
        require_space(place, 10**9)
    assert str(trouble.value).startswith(f"Ruang disk di {place} tinggal ")
    assert "perlu paling sedikit 1000000000 MB" in str(trouble.value)


def test_a_big_log_is_put_aside_at_a_start(place):
    data = DataFolder(place / "data")
    data.prepare()
    log = data.log("web")
    log.write_bytes(b"x" * LOG_MEGABYTES * MEGABYTE)
    assert data.log("web").exists()
    with log.open("ab") as file:
        file.write(b"y")
    assert not data.log("web").exists()
    assert (data.logs / "web.log.1").stat().st_size == LOG_MEGABYTES * MEGABYTE + 1


def test_the_limit_of_a_socket_address_counts_bytes(place):
    name = "/postgres/.s.PGSQL.5432"
    assert fits(place / ("x" * (103 - len(name) - len(f"{place}/"))))
    assert not fits(place / ("x" * (104 - len(name) - len(f"{place}/"))))


def test_a_socket_folder_that_others_may_read_is_not_used(place, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    data = DataFolder(place / ("x" * 100))
    data.prepare()
    sockets = socket_folder(data)
    sockets.chmod(0o755)
    with pytest.raises(Trouble) as trouble:
        socket_folder(data)
    assert "Pilih folder yang lebih pendek dengan DATA_DIR." in str(trouble.value)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    assert socket_folder(data).parent == place
    sockets.rmdir()
