"""The same photo is known again after what happens to photos, and a thousand different ones are told apart."""

from collections import Counter, defaultdict
from random import Random

import pytest
from PIL import Image

from cases.evidence.likeness import NOTHING, is_same_photo, likeness_of
from cases.noticed import MOST_ALIKE
from tests.cases import scenes


def seen(picture):
    """The likeness of a photo as it is taken in: from its small picture."""
    small = picture.copy()
    small.thumbnail((320, 320), Image.Resampling.LANCZOS)
    return likeness_of(small)


def is_found(one, other):
    """Whether the index leads from one to the other, and the sketches agree."""
    return bool(set(one.marks) & set(other.marks)) and is_same_photo(one.sketch, other.sketch)


@pytest.fixture(scope="module")
def photos():
    """Photos in which there is something to see."""
    dice = Random(7)
    kinds = [scenes.things] * 16 + [scenes.pattern] * 8
    return scenes.of_goods(60)[::3] + [kind(dice) for kind in kinds]


@pytest.mark.parametrize("change", scenes.CHANGES)
def test_the_same_photo_is_known_again(photos, change):
    lost = []
    for number, photo in enumerate(photos):
        before, after = seen(photo), seen(scenes.CHANGES[change](photo))
        if before.marks and not is_found(before, after):
            lost.append(number)
    assert len(lost) <= len(photos) // 12, lost  # the hardest crop costs one in twelve, most changes none


@pytest.mark.slow
def test_a_thousand_different_photos_give_no_false_alarm():
    known, holders, alike, looked = [], defaultdict(set), set(), 0
    for number, photo in enumerate(scenes.thousand()):
        likeness = seen(photo)
        known.append(likeness)
        shared = Counter(other for mark in likeness.marks for other in holders[mark])
        near = [other for other, _marks in shared.most_common(MOST_ALIKE)]  # those that a shop is shown
        looked += len(near)
        alike |= {(other, number) for other in near if is_same_photo(known[other].sketch, likeness.sketch)}
        for mark in likeness.marks:
            holders[mark].add(number)
    assert alike == set()
    assert len(known) == 1000
    assert sum(likeness != NOTHING for likeness in known) > 700
    assert looked > 0, "nothing was ever compared"


@pytest.mark.parametrize("seed", range(12))
def test_with_too_little_in_it_a_photo_has_no_likeness(seed):
    assert seen(scenes.plain(Random(seed))) == NOTHING


@pytest.mark.parametrize("colour", ["white", "black", "#777777"])
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (320, 1), (1, 320), (320, 240)])
def test_a_surface_of_any_size_has_no_likeness(colour, size):
    assert likeness_of(Image.new("RGB", size, colour)) == NOTHING


def test_turned_or_mirrored_it_is_another_photo(photos):
    first = seen(photos[0])
    assert not is_found(first, seen(photos[0].rotate(180)))
    assert not is_found(first, seen(photos[0].transpose(Image.Transpose.FLIP_LEFT_RIGHT)))


def test_nothing_is_like_nothing():
    assert not is_same_photo(b"", b"")
