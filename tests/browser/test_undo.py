"""Second thoughts in a real browser: the seconds count down, the button takes the step back, with JavaScript and without."""

import pytest

from cases.models import Case, Event
from cases.perform import Actor, perform
from shops.models import Shop
from tests.cases.roads import CHECKED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_tap_is_taken_back(open_return, ani, page_for, is_clean, javascript):
    case = open_return()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    page = page_for(ani, javascript=javascript)
    page.goto(f"/kerja/kasus/{case.reference}/")
    left = page.locator("[data-left]")
    first = int(left.text_content())
    assert 50 < first <= 60
    if javascript:
        page.wait_for_function(
            "(first) => +document.querySelector('[data-left]').textContent < first", arg=first
        )
        is_clean(page)
    page.get_by_role("button", name="Batalkan langkah ini").click()
    page.get_by_text("Dibatalkan. Kasus kembali seperti sebelumnya").wait_for()
    page.get_by_role("link", name="Setujui permintaan…").wait_for()
    assert Case.objects.get().state == "submitted"
    assert Event.objects.filter(action="undo", by="Ani").count() == 1
    if javascript:
        is_clean(page)


def test_when_the_time_is_over_the_button_is_gone(open_return, ani, page_for):
    Shop.objects.update(undo_seconds=3)
    case = open_return()
    perform(case, "approve", actor=Actor.member(ani), data=CHECKED)
    page = page_for(ani)
    page.goto(f"/kerja/kasus/{case.reference}/")
    page.get_by_text("Waktu untuk membatalkan sudah lewat.").wait_for()
    assert page.get_by_role("button", name="Batalkan langkah ini").count() == 0
    assert Case.objects.get().state == "approved"
