# Finds a Python and keeps the virtual environment; sourced by the commands beside it.
#
#   PYTHON  the interpreter to use (3.11, 3.12 or 3.13); otherwise the newest that runs
#   VENV    where the virtual environment lives; otherwise .venv beside the code

set -euo pipefail

ROOT=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=${VENV:-$ROOT/.venv}
case $VENV in /*) ;; *) VENV=$PWD/$VENV ;; esac
VENV_PYTHON=$VENV/bin/python

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

# Prints a Python that really runs: the shims of version managers exist even when they lead nowhere.
find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        is_supported "$PYTHON" ||
            fail "PYTHON=$PYTHON tidak bisa dipakai: perlu Python 3.11, 3.12, atau 3.13 yang bisa dijalankan."
        printf '%s\n' "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3 python "$(uv python find '>=3.11,<3.14' 2>/dev/null || true)"; do
        if [ -n "$candidate" ] && is_supported "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Tidak ada Python 3.11, 3.12, atau 3.13 di mesin ini; pasang dulu (misalnya: sudo apt install python3 python3-venv), atau tunjuk dengan PYTHON=/alamat/python3."
}

# Whether everything in a requirements file is installed already, in the Python that was asked for.
is_ready() {
    cmp -s "$ROOT/$1" "$VENV/.installed/$1" && is_supported "$VENV_PYTHON" && is_wanted_python
}

is_wanted_python() {
    local version='import sys; print(sys.version_info[:2])'
    [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" -c "$version" 2>/dev/null)" = "$("$VENV_PYTHON" -c "$version" 2>/dev/null)" ]
}

# Makes the virtual environment hold a requirements file; of several first starts one does the work.
ensure_venv() {
    local python parent
    is_ready "$1" && return
    case $(uname -s) in
        Linux | Darwin) ;;
        *) fail "Hanya Linux dan macOS yang didukung; di Windows jalankan lewat WSL." ;;
    esac
    python=$(find_python)
    parent=$(dirname -- "$VENV")
    mkdir -p -- "$parent" 2>/dev/null || fail "Folder $parent tidak bisa dibuat; perbaiki hak aksesnya atau pilih tempat lain dengan VENV."
    # macOS has no flock command, but Python can hold the lock for the program that it becomes.
    "$python" -c '
import fcntl, os, sys
handle = os.open(sys.argv[1], os.O_RDONLY)
fcntl.flock(handle, fcntl.LOCK_EX)
os.set_inheritable(handle, True)
os.execvp("bash", ["bash", *sys.argv[2:]])
' "$parent" "$ROOT/bin/_install.sh" "$python" "$1"
}

launch() {
    local requirements=$1
    shift
    ensure_venv "$requirements"
    # The code is found from any folder, and no file in that folder is taken for a module of ours.
    PYTHONPATH=$ROOT${PYTHONPATH:+:$PYTHONPATH} exec "$VENV_PYTHON" -P -m umkm_aftersales.launcher "$@"
}
