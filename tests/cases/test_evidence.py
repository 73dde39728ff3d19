"""What customers send as evidence: real files of every kind, and what must not come through."""

import hashlib
import io
import struct
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from cases import evidence
from cases.evidence import Accepted, Unacceptable, accept, heif, mp4
from cases.evidence.likeness import NOTHING
from tests.cases import make_files as make

VIDEOS = ["clip.mp4", "clip.mov", "clip.3gp", "fragments.mp4", "clip.webm", "live.webm"]


def taken(data, name="foto.jpg"):
    accepted = accept(io.BytesIO(data), name)
    with accepted.content as content:
        return accepted, content.read()


def refusal(data, name="foto.jpg"):
    with pytest.raises(Unacceptable) as refused:
        accept(io.BytesIO(data), name)
    return str(refused.value)


def upright(data):
    image = Image.open(io.BytesIO(data))
    assert image.format == "JPEG"
    return image


def tells_place(data):
    return any(place in data for place in make.PLACES)


def is_red(image, x, y):
    red, green, blue = image.getpixel((x, y))
    return red > 150 and green < 90 and blue < 90


# Photos


def test_large_phone_photo_is_shrunk_turned_and_forgets_the_place():
    original = make.large_phone_jpeg()
    assert 11_000_000 < len(original) < evidence.MAX_IMAGE_BYTES

    accepted, data = taken(original, "IMG_20261120.jpg")

    image = upright(data)
    assert (accepted.width, accepted.height) == image.size == (1200, 1600)
    assert [is_red(image, x, y) for x, y in [(1190, 10), (10, 10), (10, 1590), (1190, 1590)]] == [
        True,
        False,
        False,
        False,
    ]
    assert dict(image.getexif()) == {}
    assert not set(image.info) & {"exif", "comment", "icc_profile", "xmp"}
    assert b"Xiaomi" not in data and b"Rumah Budi" not in data and b"Exif" not in data
    assert accepted.size == len(data) < 1_500_000
    assert accepted.sha256 == hashlib.sha256(original).hexdigest()
    assert accepted.taken_at == datetime(2026, 11, 20, 14, 5, 9)
    assert (accepted.kind, accepted.content_type, accepted.extension) == ("photo", "image/jpeg", ".jpg")


@pytest.mark.parametrize(
    "orientation, corner",
    [(1, "nw"), (2, "ne"), (3, "se"), (4, "sw"), (5, "nw"), (6, "ne"), (7, "se"), (8, "sw")],
)
def test_every_orientation_is_applied(orientation, corner):
    _accepted, data = taken(make.phone_jpeg(exif=make.phone_exif(orientation)))
    image = upright(data)
    right, low = image.width - 6, image.height - 6
    corners = {"nw": (5, 5), "ne": (right, 5), "se": (right, low), "sw": (5, low)}
    assert image.size == ((160, 120) if orientation < 5 else (120, 160))
    assert [name for name, at in corners.items() if is_red(image, *at)] == [corner]


def test_heic_becomes_a_jpeg_without_the_place():
    accepted, data = taken(make.stored("photo.heic"), "IMG_0001.HEIC")
    image = upright(data)
    assert image.size == (256, 192)
    assert is_red(image, 5, 5)
    assert dict(image.getexif()) == {}
    assert b"Xiaomi" not in data
    assert accepted.taken_at == datetime(2026, 11, 20, 14, 5, 9)
    assert (accepted.extension, accepted.original_name) == (".jpg", "IMG_0001.HEIC")


@pytest.mark.parametrize("decoder", ["PNG", "WEBP", "AVIF", "GIF"])
def test_other_photo_formats_become_jpeg_whatever_they_are_called(decoder):
    accepted, data = taken(make.encoded(make.picture(), decoder), "catatan.exe")
    assert upright(data).size == (160, 120)
    assert (accepted.kind, accepted.content_type, accepted.extension) == ("photo", "image/jpeg", ".jpg")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_png_of_every_mode(mode):
    image = Image.new("I;16", (160, 120), 40_000) if mode == "I;16" else make.picture(mode=mode)
    _accepted, data = taken(make.encoded(image, "PNG"))
    assert (upright(data).size, upright(data).mode) == ((160, 120), "RGB")


def test_cmyk_jpeg():
    _accepted, data = taken(make.encoded(make.picture(mode="CMYK"), "JPEG"))
    assert is_red(upright(data), 5, 5)


def test_transparency_becomes_white():
    _accepted, data = taken(make.transparent_png())
    assert min(upright(data).getpixel((120, 10))) > 245


def test_png_loses_its_texts():
    accepted, data = taken(make.png_with_texts())
    assert not tells_place(data) and b"xmp" not in data
    assert accepted.taken_at == datetime(2026, 11, 20, 14, 5, 9)


def test_colour_profile_is_applied_and_dropped():
    _accepted, data = taken(make.jpeg_with_profile())
    assert "icc_profile" not in upright(data).info
    assert b"ICC_PROFILE" not in data
    assert is_red(upright(data), 5, 5)


@pytest.mark.parametrize(
    "written", ["0000:00:00 00:00:00", "kemarin", "", "2026:13:40 25:61:00", "0001:01:01 00:00:00"]
)
def test_impossible_time_of_taking_is_none(written):
    accepted, _data = taken(make.phone_jpeg(exif=make.phone_exif(taken=written)))
    assert accepted.taken_at is None


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_broken_exif_does_not_cost_the_photo():
    accepted, _data = taken(make.phone_jpeg(exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xee" * 40))
    assert (accepted.width, accepted.height, accepted.taken_at) == (160, 120, None)


def test_thumbnail_is_small_and_clean():
    accepted, _data = taken(make.phone_jpeg())
    large, _data = taken(make.encoded(make.picture(2000, 1000), "JPEG"))
    assert upright(accepted.thumbnail).size == (120, 160)
    assert upright(large.thumbnail).size == (320, 160)
    assert dict(upright(accepted.thumbnail).getexif()) == {}


def test_a_photo_is_described_as_it_comes_in_and_a_plain_surface_is_not():
    accepted, _data = taken(make.encoded(make.picture(1200, 900), "JPEG", quality=90))
    assert len(accepted.likeness.marks) > 4
    assert evidence.accept(io.BytesIO(make.PDF), "nota.pdf").likeness is None
    plain, _data = taken(make.encoded(Image.new("RGB", (80, 80), "white"), "PNG"))
    assert plain.likeness == NOTHING


def test_polyglot_comes_out_as_nothing_but_a_photo():
    accepted, data = taken(make.polyglot_jpeg(), "bukti.html.jpg")
    assert b"<script" not in data and b"<html" not in data
    assert b"<script" not in accepted.thumbnail
    assert data.endswith(b"\xff\xd9")
    assert upright(data).size == (160, 120)


@pytest.mark.parametrize("side", [5_001, 12_000, 20_000])
def test_png_bomb_is_refused(side):
    bomb = make.png_bomb(side)
    assert len(bomb) < 80_000
    sentence = "Gambar “foto.png” terlalu besar, lebih dari 25 megapiksel. Coba foto ulang ya, Kak."
    assert refusal(bomb, "foto.png") == sentence


def test_heic_that_lies_about_its_size():
    data = make.heic_of_false_size()
    assert data != make.stored("photo.heic")
    try:
        accepted, _stored = taken(data)
    except Unacceptable:
        return
    assert max(accepted.width, accepted.height) <= 256


def test_turned_heic_is_turned_once():
    _accepted, data = taken(make.heic_turned())
    image = upright(data)
    assert image.size == (192, 256)
    corners = [(5, 5), (186, 5), (186, 250), (5, 250)]
    assert [is_red(image, *at) for at in corners] == [False, False, False, True]


def test_heic_that_crashes_the_decoder_is_refused_like_any_other():
    assert refusal(make.heic_that_crashes_the_decoder()) == UNREADABLE
    with pytest.raises(heif.Unreadable, match="exit -"):
        heif.to_png(make.heic_that_crashes_the_decoder(), max_pixels=10**6, max_side=100)


def test_heic_of_too_many_pixels_is_refused():
    with pytest.raises(heif.TooLarge):
        heif.to_png(make.stored("photo.heic"), max_pixels=256 * 192 - 1, max_side=100)


UNREADABLE = "“foto.jpg” bukan foto yang bisa dibuka. Coba foto ulang atau kirim sebagai JPG ya, Kak."


@pytest.mark.parametrize("decoder", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "HEIF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_truncated_photo_is_refused(decoder, part):
    heic = decoder == "HEIF"
    data = make.stored("photo.heic") if heic else make.encoded(make.picture(400, 300), decoder)
    assert refusal(data[: int(len(data) * part)]) == UNREADABLE


def test_jpeg_of_a_thousand_scans_is_refused():
    assert upright(taken(make.jpeg_of_many_scans(3))[1]).size == (160, 120)
    assert refusal(make.jpeg_of_many_scans(1000)) == UNREADABLE


# Videos


@pytest.mark.parametrize("name", VIDEOS)
def test_video_forgets_the_place_and_keeps_its_length(name):
    original = make.stored(name)
    assert tells_place(original)

    accepted, data = taken(original, name)

    assert not tells_place(data) and b"com.apple" not in data
    assert len(data) == len(original) == accepted.size
    assert accepted.sha256 == hashlib.sha256(original).hexdigest()
    assert (accepted.kind, accepted.width, accepted.thumbnail) == ("video", None, None)


def test_android_video_forgets_the_place():
    original = make.android_mp4()
    accepted, data = taken(original)
    assert b"\xa9xyz" in original and b"-06.2001+106.8166/" in original
    assert not tells_place(data) and b"\xa9xyz" not in data
    assert (accepted.content_type, len(data)) == ("video/mp4", len(original))


@pytest.mark.parametrize(
    "name, content_type, extension",
    [
        ("clip.mp4", "video/mp4", ".mp4"),
        ("clip.mov", "video/quicktime", ".mov"),
        ("clip.3gp", "video/3gpp", ".3gp"),
        ("clip.webm", "video/webm", ".webm"),
    ],
)
def test_type_of_a_video_comes_from_its_content(name, content_type, extension):
    accepted, _data = taken(make.stored(name), "foto.jpg")
    assert (accepted.content_type, accepted.extension) == (content_type, extension)


@pytest.mark.parametrize("name", VIDEOS)
def test_cleaning_twice_changes_nothing_more(name):
    _accepted, once = taken(make.stored(name))
    _accepted, twice = taken(once)
    assert once == twice


def boxes(data):
    found, at = {}, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        found.setdefault(kind, []).append(data[at : at + size])
        at += size
    return found


@pytest.mark.parametrize("name", ["clip.3gp", "fragments.mp4"])
def test_picture_and_sound_stay_as_they_were(name):
    original = make.stored(name)
    _accepted, data = taken(original)
    assert boxes(data)[b"mdat"] == boxes(original)[b"mdat"]
    assert b"avcC" in data


def test_webm_keeps_everything_but_its_tags():
    original = make.stored("clip.webm")
    _accepted, data = taken(original)
    start = original.index(bytes.fromhex("1254c367"), original.index(bytes.fromhex("1f43b675")) - 400)
    end = original.index(bytes.fromhex("1f43b675"))
    assert data[:start] == original[:start]
    assert data[start] == 0xEC and not any(data[start + 9 : end])
    assert data[end:] == original[end:]


def test_text_track_goes_with_its_samples():
    original = make.stored("clip.mp4")
    assert b"GPS(106.8166" in original
    _accepted, data = taken(original)
    media, was = boxes(data)[b"mdat"][0], boxes(original)[b"mdat"][0]
    changed = [at for at, (new, old) in enumerate(zip(media, was, strict=True)) if new != old]
    text = was.index(b"GPS(106.8166")
    assert changed[0] >= text - 2 and changed[-1] < text + 40
    assert b"text" not in data and b"sbtl" not in data
    assert data.count(b"trak") == 2


@pytest.mark.parametrize("kind", [b"uuid", b"free", b"skip", b"gps ", b"meta", b"udta", b"sefd"])
def test_boxes_that_nobody_needs_are_emptied(kind):
    original = make.stored("clip.mp4") + make.box(kind, b"freeGPS -06.2001+106.8166")
    _accepted, data = taken(original)
    assert data[-33:] == make.box(b"free", bytes(25))


def test_nothing_but_whole_videos():
    sentence = "Video “v.mp4” rusak atau terpotong. Coba rekam atau kirim ulang ya, Kak."
    for name in VIDEOS:
        whole = make.stored(name)
        if name != "live.webm":  # a recording without lengths may end anywhere
            assert refusal(whole[:-1], "v.mp4") == sentence
        assert refusal(whole[: len(whole) // 3], "v.mp4") == sentence
    assert refusal(make.stored("clip.mp4") + b"<script>", "v.mp4") == sentence
    assert refusal(make.stored("clip.mp4")[:32], "v.mp4") == sentence
    assert refusal(make.stored("clip.mp4").replace(b"stsc", b"stsx"), "v.mp4") == sentence
    assert refusal(make.stored("clip.mp4").replace(b"moov", b"moox"), "v.mp4") == sentence


def test_video_of_countless_boxes_is_refused():
    data = make.stored("clip.mp4") + make.box(b"free", b"") * (mp4.MAX_BOXES + 1)
    assert "rusak atau terpotong" in refusal(data)


@pytest.mark.parametrize("name", ["voice.m4a", "voice.webm"])
def test_sound_alone_is_refused(name):
    sentence = f"“{name}” adalah rekaman suara, Kak. Untuk bukti, kirim foto, video, atau PDF."
    assert refusal(make.stored(name), name) == sentence


def test_sound_in_a_container_of_videos_is_refused():
    data = make.stored("voice.m4a").replace(b"M4A ", b"mp42", 1)
    assert "rekaman suara" in refusal(data, "PTT-20261120.mp4")


# Documents


def test_pdf_is_kept_as_it_is():
    accepted, data = taken(make.PDF, "nota.pdf")
    assert data == make.PDF
    assert (accepted.kind, accepted.content_type, accepted.extension) == (
        "document",
        "application/pdf",
        ".pdf",
    )


# What is refused


@pytest.mark.parametrize(
    "data, says",
    [
        (make.HTML, "“foto.jpg” ternyata halaman web"),
        (b"\xef\xbb\xbf \n<HTML><body>", "“foto.jpg” ternyata halaman web"),
        (b"GIF88a" + make.SCRIPT, "“foto.jpg” ternyata halaman web"),
        (b"<?php system($_GET['c']); ?>", "“foto.jpg” ternyata halaman web"),
        (make.SVG, "“foto.jpg” gambar SVG"),
        (b"  <svg onload=alert(1)>", "“foto.jpg” gambar SVG"),
        (b"PK\x03\x04" + bytes(60), "“foto.jpg” berupa arsip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "“foto.jpg” berupa arsip"),
        (b"MZ\x90\0" + bytes(60), "“foto.jpg” berupa program"),
        (b"\x7fELF" + bytes(60), "“foto.jpg” berupa program"),
        (b"#!/bin/sh\nrm -rf /\n", "“foto.jpg” berupa program"),
        (b"#!AMR\n" + bytes(60), "“foto.jpg” adalah rekaman suara"),
        (b"ID3\x04" + bytes(60), "“foto.jpg” adalah rekaman suara"),
        (b"OggS" + bytes(60), "“foto.jpg” adalah rekaman suara"),
        (b"RIFF\0\0\0\0WAVEfmt ", "“foto.jpg” adalah rekaman suara"),
        (b"RIFF\0\0\0\0AVI LIST", "“foto.jpg” jenis video yang belum bisa kami putar"),
        (make.stored("clip.webm").replace(b"webm", b"matr"), "“foto.jpg” jenis video yang belum bisa"),
        (make.box(b"ftyp", b"crx \0\0\0\0crx "), "“foto.jpg” jenis video yang belum bisa"),
        (make.encoded(make.picture(), "BMP"), "“foto.jpg” jenis gambar yang belum bisa kami buka"),
        (make.encoded(make.picture(), "TIFF"), "“foto.jpg” jenis gambar yang belum bisa kami buka"),
        (b"halo kak, ini bukti saya", "“foto.jpg” bukan foto, video, atau PDF yang kami kenal"),
        (b"\0", "“foto.jpg” bukan foto, video, atau PDF yang kami kenal"),
        (b" %PDF-1.4", "“foto.jpg” bukan foto, video, atau PDF yang kami kenal"),
        (b"\xff\xd8\xff\xe0" + make.HTML, "“foto.jpg” bukan foto yang bisa dibuka"),
        (b"", "“foto.jpg” kosong. Coba pilih filenya lagi ya, Kak."),
    ],
)
def test_refusal_says_what_it_is(data, says):
    assert refusal(data)[: len(says)] == says


MB = 1024 * 1024


@pytest.mark.parametrize(
    "head, size, sentence",
    [
        (make.stored("clip.mp4"), 200 * MB, "“f” terlalu besar (200 MB). Video paling besar 60 MB ya, Kak."),
        (
            make.stored("clip.mp4"),
            60 * MB + 1,
            "“f” terlalu besar (61 MB). Video paling besar 60 MB ya, Kak.",
        ),
        (make.phone_jpeg(), 15 * MB + 1, "“f” terlalu besar (16 MB). Foto paling besar 15 MB ya, Kak."),
        (make.PDF, 10 * MB + 1, "“f” terlalu besar (11 MB). PDF paling besar 10 MB ya, Kak."),
    ],
)
def test_too_large_is_refused_unread(head, size, sentence):
    file = make.Endless(head, size)
    with pytest.raises(Unacceptable) as refused:
        accept(file, "f")
    assert str(refused.value) == sentence
    assert file.was_read <= 4096


def test_file_that_is_longer_than_it_says_is_not_read_to_the_end():
    file = make.Endless(make.PDF, size=200 * MB, says=1000)
    with pytest.raises(Unacceptable, match="PDF paling besar 10 MB"):
        accept(file, "nota.pdf")
    assert file.was_read < 11 * MB


def test_jpeg_with_millions_of_bytes_behind_it_is_kept_small():
    accepted, _data = taken(make.phone_jpeg() + bytes(14 * MB))
    assert accepted.size < 10_000


# Names


@pytest.mark.parametrize(
    "name, cleaned",
    [
        ("foto.jpg", "foto.jpg"),
        ("C:\\Users\\budi\\foto.jpg", "foto.jpg"),
        ("../../etc/passwd", "passwd"),
        ("foto\0.jpg\r\n", "foto.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("fo\u200bto\ufeff \u2028 saya.jpg", "foto saya.jpg"),
        ("\ud800.jpg", ".jpg"),
        ("Café\u00a0ibu.jpg", "Café ibu.jpg"),
        ("..", "tanpa-nama"),
        ("", "tanpa-nama"),
        ("foto/", "tanpa-nama"),
        ("100%(name)s.jpg", "100%(name)s.jpg"),
    ],
)
def test_names_are_cleaned(name, cleaned):
    accepted, _data = taken(make.PDF, name)
    assert accepted.original_name == cleaned
    assert refusal(b"", name) == f"“{cleaned}” kosong. Coba pilih filenya lagi ya, Kak."


def test_long_name_keeps_start_and_extension():
    accepted, _data = taken(make.PDF, "bukti" * 200 + ".pdf")
    assert len(accepted.original_name) == 120
    assert accepted.original_name[:10] == "buktibukti"
    assert accepted.original_name[-5:] == "….pdf"


@given(st.text(st.characters(codec=None), max_size=300))
def test_any_name_gives_a_short_storable_one(name):
    accepted, _data = taken(make.PDF, name)
    assert 1 <= len(accepted.original_name) <= 120
    assert accepted.original_name.isprintable()
    assert accepted.original_name.encode() and "/" not in accepted.original_name


# Any bytes whatever

WHOLE = [
    make.phone_jpeg(),
    make.jpeg_with_profile(),
    make.encoded(make.picture(), "JPEG", progressive=True),
    make.png_with_texts(),
    make.encoded(make.picture(mode="P"), "GIF"),
    make.encoded(make.picture(), "WEBP", exif=make.phone_exif()),
    make.encoded(make.picture(), "AVIF", exif=make.phone_exif()),
    make.stored("photo.heic"),
    make.PDF,
    *(make.stored(name) for name in [*VIDEOS, "voice.m4a"]),
]
HEADS = [whole[:length] for whole in WHOLE for length in (4, 16, 64)]


def only_taken_or_refused(data):
    try:
        accepted = accept(io.BytesIO(data), "foto.jpg")
    except Unacceptable as refused:
        assert "“foto.jpg”" in str(refused)
        return
    assert type(accepted) is Accepted
    stored = accepted.content.read()
    accepted.content.close()
    assert len(stored) == accepted.size > 0
    if accepted.kind == "photo":
        assert upright(stored).size == (accepted.width, accepted.height)


@given(st.one_of(st.just(b""), st.sampled_from(HEADS)), st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes(head, rest):
    only_taken_or_refused(head + rest)


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8), st.binary(max_size=8)), max_size=6)


@given(st.sampled_from(WHOLE), CHANGES, st.floats(0, 1.5))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files(whole, changes, kept):
    data = bytearray(whole)
    for place, removed, inserted in changes:
        at = int(place * len(data))
        data[at : at + removed] = inserted
    only_taken_or_refused(bytes(data[: int(kept * len(data))]) if kept < 1 else bytes(data))
