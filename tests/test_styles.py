"""The one style sheet that pages load is made from its sources, and stays small."""

from umkm_aftersales.management.commands.join_css import ORDER, SOURCES, TARGET, joined


def test_the_joined_sheet_is_up_to_date():
    assert TARGET.read_text() == joined()


def test_every_source_has_its_place_in_the_order():
    assert sorted(path.stem for path in SOURCES.glob("*.css")) == sorted(ORDER)
