"""Whatever is sent to the form: an answer for people, and no case out of nonsense."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case

FORM = "/toko/sari/retur/"
NAMES = [
    "delivered_on",
    "order_number", "customer_name", "phone", "email", "kind", "reason", "description", "wanted_variant", "product",
    "amount", "consent", "submission", "draft_key", "remove", "homepage", "evidence", "seen",
]  # fmt: skip

text = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="\x00\x01\t\n\r\u202e\ufeff\ud7ff 0+-.", max_size=20),
    st.sampled_from(
        ["0", "-1", "9" * 30, "9" * 5000, "null", "[]", "{}", "exchange", "damaged", "on", "0812 3456 7890"]
    ),
)
values = st.one_of(text, st.lists(text, max_size=3))


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), values, max_size=14))
def test_nonsense_is_answered_and_makes_no_case(shop, sent):
    response = Client().post(FORM, sent)

    # Any of these answers lacks something that every request needs.
    assert response.status_code in (200, 422)
    assert Case.objects.count() == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(NAMES), value=values)
def test_one_strange_answer_among_good_ones_never_breaks_the_page(shop, answers, name, value):
    response = Client().post(FORM, {**answers, name: value}, REMOTE_ADDR="10.0.0.1")

    assert response.status_code in (200, 303, 422, 429)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=400),
    content_type=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/plain; charset=latin-1",
            "",
        ]
    ),
)
def test_bytes_that_no_browser_sends(shop, body, content_type):
    response = Client().generic("POST", FORM, body, content_type=content_type)

    assert response.status_code in (200, 400, 422)
    assert Case.objects.count() == 0


def test_a_megabyte_of_text_is_too_long(client, shop, answers):
    page = client.post(FORM, {**answers, "description": "x" * (1 << 20), "customer_name": "y" * (1 << 18)})

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"description", "customer_name"}
    assert Case.objects.count() == 0


def test_a_file_where_text_belongs_and_text_where_a_file_belongs(client, shop, answers, photo):
    page = client.post(FORM, {**answers, "customer_name": photo(), "evidence": "bukan berkas"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["customer_name"]
    assert Case.objects.count() == 0


@pytest.mark.parametrize("encoding", [b"\xff\xfe\xfa", b"\xed\xa0\x80", b"Bud\xed"])
def test_broken_utf8_is_read_as_far_as_it_goes(client, shop, answers, encoding):
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (name.encode(), value)
        for name, value in {**{k: v.encode() for k, v in answers.items()}, "customer_name": encoding}.items()
    )
    response = client.generic(
        "POST", FORM, parts + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code in (303, 422)
