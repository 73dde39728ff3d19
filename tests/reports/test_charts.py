"""Charts drawn by the server: every bar as long as its number, every word harmless, in every language."""

import re
from fractions import Fraction
from html import unescape
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import Bar, Mark, Pair, Point, bars, pareto, pareto_rows, trend
from reports.statistics import duration, figure
from shops.money import rupiah

REASONS = {
    "Lainnya": 2, "Rusak di jalan": 6, "Jahitan atau bahan cacat": 14, "Tidak sesuai foto": 3, "Ukuran tidak pas": 9,
    "Salah kirim": 4,
}  # fmt: skip
WORDS = {"id": "alasan", "title": "Alasan retur", "description": "Tiga alasan teratas mencakup 76 persen."}
PERIODS = {"now": "1–23 Nov 2026", "before": "1–23 Okt 2026"}
WEEKS = ["14 Sep", "21 Sep", "28 Sep", "5 Okt", "12 Okt", "19 Okt", "26 Okt", "2 Nov", "9 Nov", "16 Nov"]
RATES = [21, 23, 20, 24, 26, 24, 29, 41, 36, 27]
NASTY = "<script>alert(\"1\")</script> & 'batik'"

# What a browser takes as a length here: nothing else may stand in a coordinate.
COORDINATE = re.compile(r"-?[0-9]+(\.[0-9])?%?")
COORDINATES = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height"}


def draw(counts, links=None, **options):
    return pareto(pareto_rows(counts, links=links), **WORDS, **options)


def weekly(values=RATES, **options):
    points = [Point(label, Fraction(value, 10)) for label, value in zip(WEEKS, values, strict=True)]
    return trend(points, **WORDS, **options)


def drawn(svg):
    return ElementTree.fromstring(svg)


def texts(svg, kind=None):
    found = drawn(svg).iter("text")
    return [text.text for text in found if kind is None or kind in text.get("class", "").split()]


def widths(svg, kind):
    return [rect.get("width") for rect in drawn(svg).iter("rect") if rect.get("class") == kind]


def places(svg, tag, kind, *names):
    return [
        tuple(found.get(name) for name in names)
        for found in drawn(svg).iter(tag)
        if found.get("class") == kind
    ]


# Rows of a Pareto chart -----------------------------------------------------------------------


def test_rows_fall_from_the_largest_and_add_up_to_the_whole():
    assert pareto_rows(REASONS) == [
        Bar("Jahitan atau bahan cacat", 14, Fraction(14, 38), Fraction(14, 38)),
        Bar("Ukuran tidak pas", 9, Fraction(9, 38), Fraction(23, 38)),
        Bar("Rusak di jalan", 6, Fraction(6, 38), Fraction(29, 38)),
        Bar("Salah kirim", 4, Fraction(4, 38), Fraction(33, 38)),
        Bar("Tidak sesuai foto", 3, Fraction(3, 38), Fraction(36, 38)),
        Bar("Lainnya", 2, Fraction(2, 38), Fraction(1)),
    ]


def test_percents_are_rounded_once_from_the_exact_parts():
    rows = pareto_rows(REASONS)
    assert [row.share_percent for row in rows] == [37, 24, 16, 11, 8, 5]
    assert [row.running_percent for row in rows] == [37, 61, 76, 87, 95, 100]


def test_rows_alike_stand_by_their_label():
    assert [row.label for row in pareto_rows({"ukuran": 1, "Warna": 1, "Bahan": 1, "Motif": 2})] == [
        "Motif", "Bahan", "ukuran", "Warna",
    ]  # fmt: skip


def test_of_nothing_every_part_is_nothing():
    assert pareto_rows({}) == []
    assert pareto_rows({"A": 0, "B": 0}) == [
        Bar("A", 0, Fraction(0), Fraction(0)),
        Bar("B", 0, Fraction(0), Fraction(0)),
    ]


def test_a_count_below_zero_is_a_mistake():
    with pytest.raises(ValueError, match="cannot be negative"):
        pareto_rows({"A": 3, "B": -1})


def test_a_row_carries_its_own_link():
    rows = pareto_rows({"A": 1, "B": 2}, links={"B": "/laporan/?alasan=b"})
    assert [(row.label, row.href) for row in rows] == [("B", "/laporan/?alasan=b"), ("A", "")]


@given(st.dictionaries(st.text(max_size=20), st.integers(0, 10**12), min_size=1, max_size=30))
def test_shares_add_up_exactly(counts):
    rows = pareto_rows(counts)
    total = sum(counts.values())
    assert sum(row.share for row in rows) == rows[-1].running == (1 if total else 0)
    assert {row.label: row.value for row in rows} == counts
    assert all(one.value >= next_.value for one, next_ in zip(rows, rows[1:], strict=False))


# The Pareto chart -----------------------------------------------------------------------------


def test_each_bar_is_as_long_as_its_share():
    svg = draw(REASONS)
    assert widths(svg, "bar-on") == ["36.8%"]
    assert widths(svg, "bar-off") == ["23.7%", "15.8%", "10.5%", "7.9%", "5.3%"]
    assert widths(svg, "sum") == ["36.8%", "60.5%", "76.3%", "86.8%", "94.7%", "100.0%", "12"]  # the legend's


def test_the_values_stand_in_words_beside_the_labels():
    assert texts(draw(REASONS)) == [
        "Jahitan atau", "bahan cacat", "14 kasus · 37%", "Ukuran tidak pas", "9 kasus · 24%", "Rusak di jalan",
        "6 kasus · 16%", "Salah kirim", "4 kasus · 11%", "Tidak sesuai foto", "3 kasus · 8%", "Lainnya", "2 kasus · 5%",
        "80%", "dijumlah dengan yang di atasnya",
    ]  # fmt: skip


def test_values_are_said_as_the_caller_says_them():
    assert "Rp1.498.000 · 100%" in texts(draw({"Ongkir": 1_498_000}, say=rupiah))


def test_of_too_few_no_share_is_said():
    assert texts(draw({"A": 3, "B": 1}, with_shares=False))[:4] == ["A", "3 kasus", "B", "1 kasus"]


def test_the_line_stands_where_it_is_asked_for():
    svg = draw(REASONS, mark_percent=75)
    assert places(svg, "line", "mark", "x1", "x2") == [("75.0%", "75.0%")] * 6
    assert "75%" in texts(svg, "axis")


@pytest.mark.parametrize(
    "counts, strong",
    [
        ({"A": 3, "B": 2}, ["A", "3 kasus · 60%"]), ({"A": 3, "B": 3}, ["A", "3 kasus · 50%", "B", "3 kasus · 50%"]),
        ({"A": 1}, ["A", "1 kasus · 100%"]), ({"A": 0, "B": 0}, []),
    ],
)  # fmt: skip
def test_only_what_leads_stands_out(counts, strong):
    assert texts(draw(counts), "strong") == strong


def test_nothing_to_show_draws_nothing():
    empty = [draw({}), bars([], **WORDS, **PERIODS), trend([], **WORDS), trend([Point("Nov", None)], **WORDS)]
    assert empty == [""] * 4
    assert all(isinstance(svg, SafeString) for svg in empty)


def test_nothing_counted_draws_bars_of_no_length():
    svg = draw({"A": 0, "B": 0})
    assert widths(svg, "sum") == [*widths(svg, "bar-off"), "12"] == ["0.0%", "0.0%", "12"]
    assert texts(svg, "subject") == ["A", "B"]


def test_no_bar_leaves_the_drawing():
    wrong = [Bar("A", 1, Fraction(9, 4), Fraction(5, 2)), Bar("B", 1, Fraction(-1, 4), Fraction(-3))]
    svg = pareto(wrong, **WORDS, mark_percent=80)
    assert widths(svg, "bar-on") == ["100.0%", "0.0%"]
    assert widths(svg, "sum") == ["100.0%", "0.0%", "12"]


# Labels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label, lines, whole",
    [
        ("Rusak di jalan", ["Rusak di jalan"], None),
        ("Ukuran atau model tidak pas", ["Ukuran atau model", "tidak pas"], None),
        ("Barang tidak sesuai dengan foto di halaman toko", ["Barang tidak sesuai", "dengan foto di halaman toko"], None),
        ("Barang tidak sesuai dengan foto di halaman toko Sari kami", ["Barang tidak sesuai", "dengan foto di halaman toko Sari…"],
         "Barang tidak sesuai dengan foto di halaman toko Sari kami"),
        ("KEMEJA BATIK PARANG XXL", ["KEMEJA BATIK", "PARANG XXL"], None),
        ("k" * 200, ["k" * 23, "…"], "k" * 200),
        ("  Rusak\n\n di\tjalan ", ["Rusak di jalan"], None),
        ("", ["–"], None),
        ("   ", ["–"], None),
    ],
)  # fmt: skip
def test_a_label_takes_two_lines_at_most_and_what_is_cut_stays_whole_in_its_title(label, lines, whole):
    svg = draw({label: 5, "Di atasnya": 50})
    assert texts(svg, "subject") == ["Di atasnya", *lines]
    assert [title.text for title in drawn(svg).iter("title")] == ["Alasan retur"] + ([whole] if whole else [])


def test_rows_do_not_touch_whatever_their_labels():
    svg = drawn(draw({"Ukuran atau model tidak pas": 3, "Warna": 2, "Tidak sesuai deskripsi atau foto": 1}))
    assert [row.get("transform") for row in svg.findall("g")] == [
        "translate(0 0)", "translate(0 68)", "translate(0 118)",
    ]  # fmt: skip
    assert svg.get("height") == "214"


def test_what_users_wrote_stays_words():
    links = {NASTY: '/laporan/?produk="><script>&kanal=1'}
    words = {"id": "alasan", "title": NASTY, "description": NASTY}
    pictures = [
        pareto(pareto_rows({NASTY: 1}, links=links), **words),
        bars([Pair(NASTY, 1, 2, links[NASTY])], **words, now=NASTY, before=NASTY),
        trend([Point(NASTY, 1)], **words, marks=[Mark(0, NASTY)], say=lambda _value: NASTY),
    ]
    for svg in pictures:
        assert "<script" not in svg
        assert drawn(svg).find("title").text == drawn(svg).find("desc").text == NASTY
    assert [drawn(svg).find(".//a").get("href") for svg in pictures[:2]] == [links[NASTY]] * 2


# Links ----------------------------------------------------------------------------------------

LINKS = {reason: f"/laporan/?alasan={number}&kanal=1234" for number, reason in enumerate(REASONS)}


def test_a_row_with_a_link_is_one_named_link():
    long = "Barang tidak sesuai dengan foto di toko"
    svg = drawn(draw({long: 5, "Salah": 1}, links={long: "/b?x=1&y=2", "Salah": "/a"}))
    assert [(a.get("href"), a.get("aria-label")) for a in svg.iter("a")] == [
        ("/b?x=1&y=2", "Barang tidak sesuai dengan foto di toko, 5 kasus · 83%"), ("/a", "Salah, 1 kasus · 17%"),
    ]  # fmt: skip


def test_the_whole_row_is_the_target_and_large_enough():
    targets = [rect for rect in drawn(draw(REASONS, links=LINKS)).iter("rect") if rect.get("class") is None]
    assert len(targets) == len(REASONS)
    for target in targets:
        assert (target.get("width"), target.get("pointer-events"), target.get("fill")) == (
            "100%",
            "all",
            "none",
        )
        assert int(target.get("height")) >= 44


def test_a_drawing_with_links_is_no_image():
    """The inside of role="img" is closed to screen readers, links included."""
    assert drawn(draw(REASONS)).get("role") == "img"
    assert drawn(draw(REASONS, links={"Lainnya": "/x"})).get("role") == "group"
    assert drawn(bars([Pair("A", 1, 2)], **WORDS, **PERIODS)).get("role") == "img"
    assert drawn(bars([Pair("A", 1, 2, "/x")], **WORDS, **PERIODS)).get("role") == "group"


def test_a_row_without_a_link_is_none():
    svg = drawn(draw(REASONS, links={"Lainnya": "/x"}))
    assert [a.get("href") for a in svg.iter("a")] == ["/x"]


# Beside the period before ---------------------------------------------------------------------


def test_both_periods_share_one_scale():
    svg = bars([Pair("A", 14, 9), Pair("B", 7, 28), Pair("C", 2, None), Pair("D", 0, 0)], **WORDS, **PERIODS)
    assert widths(svg, "bar-on") == ["50.0%", "25.0%", "7.1%", "0.0%", "12"]
    assert widths(svg, "bar-off") == ["32.1%", "100.0%", "0.0%", "12"]
    assert texts(svg) == [
        "A", "14 kasus", "sebelumnya 9 kasus", "B", "7 kasus", "sebelumnya 28 kasus", "C", "2 kasus",
        "belum ada pembanding", "D", "0 kasus", "sebelumnya 0 kasus", "1–23 Nov 2026", "1–23 Okt 2026",
    ]  # fmt: skip


def test_a_comparison_of_nothing_draws_bars_of_no_length():
    svg = bars([Pair("A", 0, 0), Pair("B", 0, None)], **WORDS, **PERIODS)
    assert widths(svg, "bar-on") == ["0.0%", "0.0%", "12"]


def test_medians_are_compared_in_their_own_words():
    svg = bars([Pair("Retur", Fraction(100_801, 2), 100_800)], **WORDS, **PERIODS, say=duration)
    assert texts(svg)[1:3] == ["14 jam", "sebelumnya 1 hari 4 jam"]
    assert widths(svg, "bar-on")[0] == "50.0%"


# Trends ---------------------------------------------------------------------------------------


def test_a_trend_runs_from_point_to_point_over_a_grid_from_zero():
    svg = weekly(marks=[Mark(8, "Pemasok jahit diganti")])
    lines = places(svg, "line", "trend", "x1", "y1", "x2", "y2")
    # Zero lies at y = 146 and six at y = 42, so 2,1 lies at 146 - 104 · 2,1 / 6 = 109,6.
    assert lines[0] == ("5.0%", "109.6", "15.1%", "106.1")
    assert lines[-1] == ("85.9%", "83.6", "96.0%", "99.2")
    assert len(lines) == 9
    assert all(one[2:] == next_[:2] for one, next_ in zip(lines, lines[1:], strict=False))
    assert places(svg, "line", "base", "y1", "y2") == [("146.0", "146.0"), ("94.0", "94.0"), ("42.0", "42.0")]
    assert texts(svg, "axis") == ["0", "3", "6", "Pemasok jahit diganti", "14 Sep", "12 Okt", "16 Nov"]


def test_the_peak_and_the_latest_value_are_said():
    svg = weekly()
    assert texts(svg, "strong") == ["4,1", "2,7"]
    assert places(svg, "circle", "dot", "cx", "cy") == [("75.8%", "56.9"), ("96.0%", "81.2")]


def test_a_peak_that_is_the_latest_value_is_said_once():
    assert texts(weekly(sorted(RATES)), "strong") == ["4,1"]


def test_the_words_of_two_values_close_by_stand_above_and_below():
    svg = weekly([0] * 8 + [41, 40])
    peak, latest = (float(text.get("y")) for text in drawn(svg).iter("text") if text.get("class") == "strong")
    assert latest - peak > 18


def test_a_missing_value_is_a_gap_and_no_zero():
    svg = trend([Point("Jan", 2), Point("Feb", None), Point("Mar", 1), Point("Apr", 1)], **WORDS)
    assert places(svg, "line", "trend", "x1", "x2") == [("65.7%", "96.0%")]
    assert places(svg, "circle", "dot", "cx", "cy") == [("5.0%", "24.0"), ("96.0%", "76.0")]


def test_one_point_stands_in_the_middle():
    svg = trend([Point("Nov 2026", 4)], **WORDS)
    assert places(svg, "circle", "dot", "cx", "cy") == [("50.0%", "24.0")]
    assert texts(svg) == ["0", "2", "4", "4", "Nov 2026"]
    assert places(svg, "line", "trend", "x1") == []


@pytest.mark.parametrize(
    "values, grid",
    [
        ([0, 0], ["0", "1", "2"]), ([1, 0], ["0", "1", "2"]), ([2, 3], ["0", "2", "4"]), ([11, 3], ["0", "6", "12"]),
        ([20, 3], ["0", "10", "20"]), ([21, 3], ["0", "20", "40"]), ([1_234, 3], ["0", "800", "1.600"]),
        ([Fraction(1, 2), 0], ["0", "0,3", "0,6"]), ([Fraction(41, 10), 2], ["0", "3", "6"]),
        ([Fraction(1, 100), 0], ["0", "0,1", "0,2"]), ([Fraction(999, 10), 2], ["0", "50", "100"]),
    ],
)  # fmt: skip
def test_the_grid_stands_at_round_values_that_reach_the_peak(values, grid):
    svg = trend([Point(str(number), value) for number, value in enumerate(values)], **WORDS)
    assert texts(svg, "axis")[:3] == grid


def test_what_happened_is_marked_at_its_point_one_below_the_other():
    svg = weekly(marks=[Mark(0, "Foto baru"), Mark(9, "Pemasok " * 9)])
    assert places(svg, "line", "mark", "x1", "y1", "y2") == [("5.0%", "6", "164"), ("96.0%", "24", "164")]
    title, first, second = (found.text for found in drawn(svg).iter("title"))
    assert (title, first, second) == ("Alasan retur", "Foto baru", "Pemasok " * 9)
    assert texts(svg, "axis")[3:5] == ["Foto baru", "Pemasok Pemasok Pemasok Pemasok P…"]


@pytest.mark.parametrize("at", [-1, 10])
def test_a_mark_outside_the_trend_is_a_mistake(at):
    with pytest.raises(ValueError, match="needs a point"):
        weekly(marks=[Mark(at, "Di luar")])


def test_a_trend_below_zero_is_a_mistake():
    with pytest.raises(ValueError, match="starts at zero"):
        weekly([-1] + RATES[1:])


# What every chart keeps to --------------------------------------------------------------------


def every_chart():
    counts = {f"Produk {number}": number * 1_111 for number in range(1, 9)}
    return [
        draw(REASONS), draw(counts, links=dict.fromkeys(counts, "/laporan/")),
        bars([Pair("A", 1_234_567, 7_654_321), Pair("B", Fraction(1, 3), None, "/x")], **WORDS, **PERIODS, say=figure),
        weekly(marks=[Mark(3, "Foto baru")]), trend([Point(str(n), n * 12_345) for n in range(12)], **WORDS),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en", "de"])
def test_no_language_reaches_the_coordinates(language, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    with translation.override("id"):
        usual = [[places_of(element) for element in drawn(svg).iter()] for svg in every_chart()]
    with translation.override(language):
        pictures = every_chart()
        shown = [Template("{{ svg }}").render(Context({"svg": svg})) for svg in pictures]
    assert shown == pictures
    assert [[places_of(element) for element in drawn(svg).iter()] for svg in shown] == usual
    found = [value for chart in usual for element in chart for value in element.values()]
    assert len(found) > 300
    assert [value for value in found if not COORDINATE.fullmatch(value)] == []


def places_of(element):
    return {name: value for name, value in element.attrib.items() if name in COORDINATES}


def test_every_chart_has_a_title_and_a_description_by_their_ids():
    for svg in map(drawn, every_chart()):
        title, description = svg[0], svg[1]
        assert (title.tag, description.tag) == ("title", "desc")
        assert (
            svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}" == "alasan-t alasan-d"
        )
        assert (title.text, description.text) == (WORDS["title"], WORDS["description"])


def test_no_chart_scales_its_words_or_needs_inline_style_or_script():
    for svg in every_chart():
        for element in drawn(svg).iter():
            assert element.tag in {"svg", "title", "desc", "g", "a", "rect", "line", "circle", "text"}
            assert not {
                name
                for name in element.attrib
                if name in {"viewBox", "style", "stroke"} or name.startswith("on")
            }
            assert element.get("fill") in {None, "none"}


wild = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=80)


@given(
    st.dictionaries(wild, st.integers(0, 10**9), min_size=1, max_size=12), wild, st.integers(-50, 200),
    st.sets(st.integers(0, 11)),
)  # fmt: skip
def test_any_words_and_counts_draw_a_sound_chart(counts, words, mark, linked):
    links = {label: f"/?q={number}" for number, label in enumerate(counts) if number in linked}
    svg = pareto(pareto_rows(counts, links=links), id="a", title=words, description=words, mark_percent=mark)
    chart = drawn(svg)
    assert unescape(chart.find("title").text or "") == unescape(words)
    assert len(list(chart.iter("a"))) == len(links)
    for rect in chart.iter("rect"):
        assert 0 <= float(rect.get("width").removesuffix("%")) <= 100
    # Label and value do not stand on the same letters.
    assert all(len(text) <= 35 for text in texts(svg, "subject"))


@given(st.lists(st.none() | st.fractions(0, 10**7), min_size=1, max_size=60))
def test_any_trend_stays_inside_its_drawing(values):
    svg = trend([Point(str(number), value) for number, value in enumerate(values)], **WORDS)
    known = [value for value in values if value is not None]
    assert bool(svg) == bool(known)
    if not known:
        return
    chart = drawn(svg)
    height = int(chart.get("height"))
    for circle in chart.iter("circle"):
        assert 0 <= float(circle.get("cx").removesuffix("%")) <= 100
        assert 24 <= float(circle.get("cy")) <= height - 28
    for text in chart.iter("text"):
        assert 10 <= float(text.get("y")) <= height
