"""Why a file cannot be taken, as a sentence that still lacks the file's name."""

from django.utils.translation import gettext as _


class Flaw(Exception):
    """Raised deep inside; `accept` puts the name in and turns it into `Unacceptable`."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def about(self, name: str) -> str:
        return self.sentence % {**self.facts, "name": name}


def audio() -> Flaw:
    return Flaw(_("“%(name)s” adalah rekaman suara, Kak. Untuk bukti, kirim foto, video, atau PDF."))


def unplayable() -> Flaw:
    return Flaw(_("“%(name)s” jenis video yang belum bisa kami putar. Coba kirim sebagai MP4 ya, Kak."))


def broken() -> Flaw:
    return Flaw(_("Video “%(name)s” rusak atau terpotong. Coba rekam atau kirim ulang ya, Kak."))
