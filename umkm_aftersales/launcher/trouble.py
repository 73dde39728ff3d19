"""What ends a command early: a trouble told in one sentence, or somebody asking to stop."""

import errno

REASONS = {
    errno.EACCES: "tidak ada hak akses",
    errno.EPERM: "tidak ada hak akses",
    errno.EROFS: "hanya bisa dibaca",
    errno.ENOSPC: "disk penuh",
    errno.EDQUOT: "jatah disk habis",
    errno.ENOTDIR: "bukan folder",
    errno.EEXIST: "bukan folder",
    errno.EADDRINUSE: "sudah dipakai program lain",
    errno.EADDRNOTAVAIL: "bukan alamat mesin ini",
}


class Trouble(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do."""


class Stopped(Exception):
    """Ctrl-C or SIGTERM arrived while something was being waited for."""


def reason(error: OSError) -> str:
    """What the operating system complains about, in words."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))
