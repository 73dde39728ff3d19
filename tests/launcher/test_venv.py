"""The scripts in bin/: a Python that runs, a virtual environment that is whole, and one sentence if not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAKE_LAUNCHER = "import os, sys; print(sys.argv[1:], os.getcwd())"


@pytest.fixture
def clone(place):
    """The scripts in a repository that needs no packages, so that nothing is fetched."""
    root = place / "clone"
    shutil.copytree(ROOT / "bin", root / "bin")
    package = root / "umkm_aftersales" / "launcher"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text(FAKE_LAUNCHER)
    for folder in (package, package.parent):
        (folder / "__init__.py").touch()
    for name in ("requirements.txt", "requirements-dev.txt"):
        (root / name).write_text("# nothing\n")
    return root


def environment(**changes):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "VENV"))}
    return kept | {"PYTHON": sys.executable, "PATH": f"{without_uv()}"} | changes


def without_uv():
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if not Path(folder, "uv").exists())


def start(clone, *arguments, command="manage", cwd="/", **env):
    return subprocess.Popen(
        [clone / "bin" / command, *arguments],
        env=environment(**env),
        cwd=cwd,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def call(clone, *arguments, **options):
    process = start(clone, *arguments, **options)
    output, errors = process.communicate(timeout=240)
    return process.returncode, output, errors


def script(path, *lines):
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def installing(clone):
    return f"Memasang pustaka Python di {clone}/.venv (hanya kali ini, bisa beberapa menit) …\n"


def test_the_first_start_installs_and_the_next_ones_are_silent(clone, place):
    assert call(clone, "a b", "--c", cwd=place) == (
        0,
        f"['manage', 'a b', '--c'] {place}\n",
        installing(clone),
    )
    assert call(clone, cwd=place) == (0, f"['manage'] {place}\n", "")
    (clone / "requirements.txt").write_text("# something else\n")
    assert call(clone)[2] == installing(clone)
    assert call(clone)[2] == ""


def test_two_first_starts_at_once_make_one_whole_environment(clone):
    both = [start(clone, str(number), command="test") for number in (1, 2)]
    words = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [output for output, _ in words] == ["['test', '1'] /\n", "['test', '2'] /\n"]
    assert sorted(errors for _, errors in words) == ["", installing(clone)]
    # What the tests need holds all that the application needs.
    assert call(clone, command="run")[2] == ""


@pytest.mark.parametrize(
    "python",
    [
        ["echo 3.10 >&2", "exit 1"],  # an interpreter that is too old says no to the question
        ["echo 'pyenv: python3.13: command not found' >&2", "exit 127"],
    ],
)
def test_a_python_that_will_not_do_is_one_sentence(clone, place, python):
    fake = script(place / "python", *python)
    assert call(clone, PYTHON=str(fake)) == (
        1,
        "",
        f"PYTHON={fake} tidak bisa dipakai: perlu Python 3.11, 3.12, atau 3.13 yang bisa dijalankan.\n",
    )
    assert not (clone / ".venv").exists()


def test_a_machine_without_python_is_one_sentence(clone, place):
    folder = place / "path"
    folder.mkdir()
    for name in ("bash", "dirname", "cmp", "uname", "env"):
        (folder / name).symlink_to(shutil.which(name))
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        script(folder / name, "exit 127")
    assert call(clone, PYTHON="", PATH=str(folder)) == (
        1,
        "",
        "Tidak ada Python 3.11, 3.12, atau 3.13 di mesin ini; pasang dulu (misalnya: sudo apt install python3 "
        "python3-venv), atau tunjuk dengan PYTHON=/alamat/python3.\n",
    )


def test_a_shim_that_leads_nowhere_is_passed_over(clone, place):
    folder = place / "path"
    folder.mkdir()
    for name in ("python3.13", "python3.12", "python3.11", "python3"):
        script(folder / name, "exit 127")
    script(folder / "python", f'exec "{sys.executable}" "$@"')
    code, output, _ = call(clone, PYTHON="", PATH=f"{folder}{os.pathsep}{without_uv()}")
    assert (code, output) == (0, "['manage'] /\n")


def test_a_python_without_ensurepip_is_one_sentence(clone, place):
    fake = script(
        place / "python",
        'case "$*" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1;; esac',
        f'exec "{sys.executable}" "$@"',
    )
    assert call(clone, PYTHON=str(fake)) == (
        1,
        "",
        f"Python ini ({fake}) tidak membawa modul venv; pasang dulu (di Debian atau Ubuntu: "
        "sudo apt install python3-venv), lalu ulangi.\n",
    )


def test_packages_that_cannot_be_fetched_are_one_sentence_and_the_next_start_tries_again(clone):
    needed = "there-is-no-such-package==1 --hash=sha256:" + "0" * 64
    (clone / "requirements.txt").write_text(needed)
    offline = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    code, output, errors = call(clone, **offline)
    assert (code, output) == (1, "")
    assert errors == installing(clone) + (
        "Pustaka Python tidak bisa dipasang; periksa sambungan internet, lalu ulangi "
        f"(rinciannya di {clone}/.venv/install.log).\n"
    )
    assert "there-is-no-such-package" in (clone / ".venv" / "install.log").read_text()

    (clone / "requirements.txt").write_text("# nothing\n")
    assert call(clone) == (0, "['manage'] /\n", installing(clone))


def test_a_full_disk_is_one_sentence(clone, place):
    folder = place / "path"
    folder.mkdir()
    script(
        folder / "df",
        "echo 'Filesystem 1024-blocks Used Available Capacity Mounted'",
        "echo '/dev/x 9 9 102400 99% /'",
    )
    assert call(clone, PATH=f"{folder}{os.pathsep}{without_uv()}") == (
        1,
        "",
        f"Ruang disk di {clone} tinggal 100 MB, perlu paling sedikit 800 MB untuk pustaka Python; "
        "kosongkan ruang atau pilih tempat lain dengan VENV.\n",
    )


def test_a_broken_environment_is_made_anew_but_nothing_else_is_ever_removed(clone, place):
    broken = place / "broken"
    (broken / "bin").mkdir(parents=True)
    (broken / "pyvenv.cfg").write_text("home = /gone\n")
    (broken / "bin" / "python").symlink_to("/gone/python")
    assert call(clone, VENV=str(broken))[0] == 0
    assert call(clone, VENV=str(broken))[2] == ""

    mine = place / "mine"
    mine.mkdir()
    (mine / "photo.jpg").write_text("precious")
    assert call(clone, VENV="mine", cwd=place) == (
        1,
        "",
        f"{mine} berisi sesuatu yang bukan lingkungan Python; pindahkan isinya atau pilih tempat lain dengan VENV.\n",
    )
    assert [(path.name, path.read_text()) for path in mine.iterdir()] == [("photo.jpg", "precious")]
