#!/usr/bin/env bash
# Makes or mends the virtual environment, while _venv.sh holds the lock: _install.sh PYTHON REQUIREMENTS
source "$(dirname -- "${BASH_SOURCE[0]}")/_venv.sh"

python=$1
requirements=$2
parent=$(dirname -- "$VENV")

free_megabytes() {
    df -Pk "$parent" | awk 'NR == 2 { print int($4 / 1024) }'
}

require_space() {
    local free
    free=$(free_megabytes)
    [ "$free" -ge "$1" ] ||
        fail "Ruang disk di $parent tinggal $free MB, perlu paling sedikit $1 MB untuk pustaka Python; kosongkan ruang atau pilih tempat lain dengan VENV."
}

# Only ever removes what is a virtual environment, and only when it is of no use.
remove_useless_venv() {
    [ -e "$VENV" ] || return 0
    is_supported "$VENV_PYTHON" && is_wanted_python && return 0
    if [ -f "$VENV/pyvenv.cfg" ]; then
        rm -rf -- "$VENV"
    elif [ -n "$(ls -A "$VENV")" ]; then
        fail "$VENV berisi sesuatu yang bukan lingkungan Python; pindahkan isinya atau pilih tempat lain dengan VENV."
    fi
}

make_venv() {
    [ -e "$VENV_PYTHON" ] && return
    if command -v uv >/dev/null && uv venv --quiet --allow-existing --python "$python" "$VENV" >/dev/null 2>&1; then
        return
    fi
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "Python ini ($python) tidak membawa modul venv; pasang dulu (di Debian atau Ubuntu: sudo apt install python3-venv), lalu ulangi."
    "$python" -m venv "$VENV" >/dev/null 2>&1 ||
        fail "Lingkungan Python di $VENV tidak bisa dibuat; periksa hak akses dan ruang disk, lalu ulangi."
}

# uv does not read pip's settings; whoever has a mirror has told pip about it.
install_with_uv() {
    command -v uv >/dev/null || return 1
    [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}
    [ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE=${SSL_CERT_FILE:-$PIP_CERT}
    uv pip install --python "$VENV_PYTHON" --require-hashes -r "$ROOT/$requirements"
}

install_with_pip() {
    "$VENV_PYTHON" -m pip --version >/dev/null 2>&1 || "$VENV_PYTHON" -m ensurepip || return 1
    PIP_USER=0 "$VENV_PYTHON" -m pip install --disable-pip-version-check --require-hashes -r "$ROOT/$requirements"
}

install() {
    local log=$VENV/install.log
    : 2>/dev/null >"$log" || fail "Folder $VENV tidak bisa ditulisi; perbaiki hak aksesnya atau pilih tempat lain dengan VENV."
    if install_with_uv >>"$log" 2>&1 </dev/null || install_with_pip >>"$log" 2>&1 </dev/null; then
        return
    fi
    if grep -qi 'no space left' "$log"; then
        fail "Ruang disk habis saat memasang pustaka Python; kosongkan ruang di $parent, lalu ulangi."
    fi
    fail "Pustaka Python tidak bisa dipasang; periksa sambungan internet, lalu ulangi (rinciannya di $log)."
}

# requirements-dev.txt holds all of requirements.txt too.
remember() {
    mkdir -p "$VENV/.installed"
    cp "$ROOT/requirements.txt" "$VENV/.installed/"
    [ "$requirements" = requirements.txt ] || cp "$ROOT/$requirements" "$VENV/.installed/"
}

is_ready "$requirements" && exit 0 # somebody else did it while we waited for the lock
remove_useless_venv
[ -d "$VENV/.installed" ] || require_space 800
make_venv
printf 'Memasang pustaka Python di %s (hanya kali ini, bisa beberapa menit) …\n' "$VENV" >&2
install
remember
