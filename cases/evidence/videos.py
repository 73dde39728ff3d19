"""Videos: checked from end to end and freed of the place of recording, mapped from disk and never read whole."""

from mmap import mmap
from typing import IO

from . import mp4, webm
from .flaws import audio, broken


def clean(file: IO[bytes], decoder: str) -> None:
    """Changes the file in place; its length stays."""
    with mmap(file.fileno(), 0) as data:
        if decoder == "MP4":
            mp4.strip(data)
        else:
            _clean_webm(data)


def _clean_webm(data: mmap) -> None:
    try:
        kinds = webm.strip(data)
    except webm.Broken as error:
        raise broken() from error
    if webm.PICTURE not in kinds:
        raise audio()
