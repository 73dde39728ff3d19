"""The wall between shops: every address, asked for the things of Ibu Sari's shop, as everybody who might try."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from cases.intake import open_case
from cases.models import Attachment, Case, Deadline, Event
from cases.perform import Actor, perform
from notifications.models import Message
from remedies import unknown
from remedies.models import Parcel, Voucher
from returns import publishing
from returns.models import ReturnPolicy
from returns.presets import first_rules
from sales import counter, merging, products
from sales.counter import Item
from sales.customers import write_note
from sales.models import (
    ColumnMapping,
    Customer,
    CustomerMerge,
    CustomerNote,
    ImportRun,
    Order,
    OrderLine,
    Product,
    Variant,
)  # fmt: skip
from sales.products import VariantChange
from shops.invitations import invitation_path
from shops.models import AuditEntry, Channel, ClockRule, Membership, OpeningPeriod, Shop, SpecialDay, User
from warranty import units
from warranty.models import RegisteredUnit, UnitProof, WarrantyTerm

DRAFT_KEY = UUID("7f8d3c1e-9a53-4b39-8a2b-0a4f7c1d2e3f")

# What is answered to a GET and to an empty POST of nobody in particular, of Tono, who owns another shop, of
# Joko, who packs, of Ani, who serves, and of Sari, who owns this one. An address that is not in this table
# fails the test: decide who may come in.
WALL = {
    "account_change_password": ("302 200 200 200 200", "302 200 200 200 200"),
    "account_inactive": ("200 200 200 200 200", "405 405 405 405 405"),
    "account_login": ("200 302 302 302 302", "200 302 302 302 302"),
    "account_logout": ("302 200 200 200 200", "302 302 302 302 302"),
    "account_reauthenticate": ("302 200 200 200 200", "302 200 200 200 200"),
    "account_reset_password": ("200 200 200 200 200", "200 200 200 200 200"),
    "account_reset_password_done": ("200 200 200 200 200", "405 405 405 405 405"),
    "account_reset_password_from_key": ("200 200 200 200 200", "200 200 200 200 200"),
    "account_reset_password_from_key_done": ("200 200 200 200 200", "405 405 405 405 405"),
    "account_set_password": ("302 302 302 302 302", "302 302 302 302 302"),
    "account_signup": ("200 302 302 302 302", "200 302 302 302 302"),
    "act": ("302 404 403 200 200", "302 404 403 400 400"),
    "add_term": ("302 200 403 403 200", "302 422 403 403 422"),
    "add_unit": ("302 200 403 200 200", "302 422 403 422 422"),
    "add_product": ("302 200 403 200 200", "302 422 403 422 422"),
    "add_channel": ("302 200 403 403 200", "302 200 403 403 200"),
    "audit": ("302 200 403 403 200", "302 405 403 403 405"),
    "bundle": ("302 404 200 200 200", "405 405 405 405 405"),
    "bundle_zip": ("405 405 405 405 405", "302 404 200 200 200"),
    "cancel_import": ("405 405 405 405 405", "302 404 403 302 302"),
    "case": ("302 404 200 200 200", "405 405 405 405 405"),
    "case_file": ("302 404 200 200 200", "405 405 405 405 405"),
    "case_thumbnail": ("302 404 200 200 200", "405 405 405 405 405"),
    "change_customer": ("302 404 403 200 200", "302 404 403 422 422"),
    "change_order": ("302 404 403 200 200", "302 404 403 422 422"),
    "change_product": ("302 404 403 200 200", "302 404 403 422 422"),
    "change_role": ("302 404 403 403 200", "302 404 403 403 200"),
    "change_unit": ("302 404 403 200 200", "302 404 403 422 422"),
    "channel": ("302 404 403 403 200", "302 404 403 403 200"),
    "channel_preset": ("302 405 403 403 405", "302 404 403 403 200"),
    "channel_rule": ("302 405 403 403 405", "302 404 403 403 200"),
    "channels": ("302 200 403 403 200", "302 405 403 403 405"),
    "choose_language": ("405 405 405 405 405", "302 302 302 302 302"),
    "claim_form": ("200 200 200 200 200", "422 422 422 422 422"),
    "complaint_form": ("200 200 200 200 200", "422 422 422 422 422"),
    "confirm_unit": ("405 405 405 405 405", "302 404 403 302 302"),
    "customer": ("302 404 403 200 200", "405 405 405 405 405"),
    "customers": ("302 200 403 200 200", "405 405 405 405 405"),
    "decline_invitation": ("302 405 405 405 405", "302 302 302 302 302"),
    "destination": ("302 404 403 302 302", "302 404 403 302 302"),
    "disable": ("302 404 403 403 200", "302 404 403 403 302"),
    "draft_thumbnail": ("200 200 200 200 200", "405 405 405 405 405"),
    "enable": ("302 405 403 403 405", "302 404 403 403 302"),
    "first_run": ("404 404 404 404 404", "404 404 404 404 404"),
    "flip_day": ("302 405 403 403 405", "302 302 403 403 302"),
    "healthz": ("200 200 200 200 200", "200 200 200 200 200"),
    "holidays": ("302 200 403 403 200", "302 200 403 403 200"),
    "home": ("200 200 200 200 200", "405 405 405 405 405"),
    "hours": ("302 200 403 403 200", "302 200 403 403 200"),
    "import": ("302 404 403 200 200", "405 405 405 405 405"),
    "import_columns": ("302 404 403 200 200", "302 404 403 422 422"),
    "imports": ("302 200 403 200 200", "302 422 403 422 422"),
    "inbox": ("302 200 200 200 200", "405 405 405 405 405"),
    "invitation": ("200 200 200 200 200", "200 200 200 200 200"),
    "invite": ("302 200 403 403 200", "302 200 403 403 200"),
    "invite_again": ("302 405 403 403 405", "302 404 403 403 302"),
    "leave": ("302 200 200 200 200", "302 302 302 302 302"),
    "merge_customer": ("302 404 403 200 200", "302 404 403 404 404"),
    "message_open": ("405 405 405 405 405", "302 404 403 200 200"),
    "message_resend": ("405 405 405 405 405", "302 404 403 302 302"),
    "message_sent": ("405 405 405 405 405", "302 404 403 302 302"),
    "message_skip": ("405 405 405 405 405", "302 404 403 302 302"),
    "messages": ("302 200 403 200 200", "405 405 405 405 405"),
    "mfa_activate_totp": ("302 302 302 302 302", "302 302 302 302 302"),
    "mfa_authenticate": ("302 302 302 302 302", "302 302 302 302 302"),
    "mfa_deactivate_totp": ("302 404 404 404 404", "302 404 404 404 404"),
    "mfa_download_recovery_codes": ("302 404 404 404 404", "302 404 404 404 404"),
    "mfa_generate_recovery_codes": ("302 302 302 302 302", "302 302 302 302 302"),
    "mfa_index": ("302 200 200 200 200", "302 405 405 405 405"),
    "mfa_reauthenticate": ("302 302 302 302 302", "302 302 302 302 302"),
    "mfa_view_recovery_codes": ("302 404 404 404 404", "302 405 405 405 405"),
    "new_sale": ("302 200 403 200 200", "302 422 403 422 422"),
    "note_customer": ("405 405 405 405 405", "302 404 403 422 422"),
    "noticed": ("302 404 200 200 200", "405 405 405 405 405"),
    "open_shop": ("302 200 403 403 200", "302 200 403 403 200"),
    "orders_csv": ("302 200 403 403 200", "405 405 405 405 405"),
    "orders_workbook": ("302 200 403 403 200", "405 405 405 405 405"),
    "paste_chat": ("302 200 403 200 200", "302 422 403 422 422"),
    "outgoing_slip": ("302 404 302 302 302", "405 405 405 405 405"),
    "parcel_desk": ("302 200 200 200 200", "405 405 405 405 405"),
    "parcel_owner": ("302 404 200 200 200", "302 404 409 409 409"),
    "parcels_expected": ("302 200 200 200 200", "405 405 405 405 405"),
    "policy": ("200 200 200 200 200", "405 405 405 405 405"),
    "policy_card": ("302 200 200 200 200", "302 405 405 405 405"),
    "policy_discard": ("302 302 403 403 200", "302 302 403 403 302"),
    "policy_draft": ("302 200 403 403 200", "302 422 403 403 422"),
    "policy_live": ("302 405 403 403 405", "302 422 403 403 422"),
    "policy_poster": ("302 200 200 200 200", "302 405 405 405 405"),
    "policy_preview": ("302 302 403 403 200", "302 405 403 403 405"),
    "policy_publish": ("302 302 403 403 200", "302 302 403 403 422"),
    "policy_settings": ("302 200 403 403 200", "302 405 403 403 405"),
    "order": ("302 404 200 200 200", "405 405 405 405 405"),
    "orders": ("302 200 200 200 200", "405 405 405 405 405"),
    "product": ("302 404 200 200 200", "405 405 405 405 405"),
    "products": ("302 200 200 200 200", "405 405 405 405 405"),
    "profile": ("302 200 403 403 200", "302 200 403 403 200"),
    "quick_entry": ("302 200 403 200 200", "302 422 403 422 422"),
    "quick_kinds": ("302 200 403 200 200", "405 405 405 405 405"),
    "rate": ("302 302 302 302 302", "302 302 302 302 302"),
    "readyz": ("503 503 503 503 503", "503 503 503 503 503"),
    "receipt_form": ("200 200 200 200 200", "422 422 422 422 422"),
    "register_unit": ("200 200 200 200 200", "422 422 422 422 422"),
    "reminders": ("200 200 200 200 200", "302 302 302 302 302"),
    "remove_product": ("405 405 405 405 405", "302 404 403 302 302"),
    "losses": ("302 200 403 403 200", "405 405 405 405 405"),
    "losses_csv": ("302 200 403 403 200", "405 405 405 405 405"),
    "report": ("302 200 403 403 200", "405 405 405 405 405"),
    "report_cases": ("302 200 403 403 200", "405 405 405 405 405"),
    "report_csv": ("302 200 403 403 200", "405 405 405 405 405"),
    "report_xlsx": ("302 200 403 403 200", "405 405 405 405 405"),
    "reset": ("302 404 403 403 200", "302 404 403 403 302"),
    "return_slip": ("302 302 302 302 302", "405 405 405 405 405"),
    "return_standing": ("405 405 405 405 405", "200 200 200 200 200"),
    "return_form": ("200 200 200 200 200", "422 422 422 422 422"),
    "service_qr": ("302 200 200 200 200", "302 405 405 405 405"),
    "settings": ("302 200 200 200 200", "302 405 405 405 405"),
    "shelf": ("302 200 200 200 200", "405 405 405 405 405"),
    "shelf_label": ("302 404 200 200 200", "405 405 405 405 405"),
    "shop": ("200 200 200 200 200", "405 405 405 405 405"),
    "shop_logo": ("200 200 200 200 200", "405 405 405 405 405"),
    "start_import": ("405 405 405 405 405", "302 404 403 302 302"),
    "switch_shop": ("302 405 405 405 405", "302 404 302 302 302"),
    "team": ("302 200 403 403 200", "302 405 403 403 405"),
    "term": ("302 404 403 403 200", "302 404 403 403 422"),
    "terms": ("302 200 403 403 200", "302 405 403 403 405"),
    "track": ("200 200 200 200 200", "405 405 405 405 405"),
    "track_act": ("200 200 200 200 200", "303 303 303 303 303"),
    "track_file": ("200 200 200 200 200", "405 405 405 405 405"),
    "track_find": ("200 200 200 200 200", "422 422 422 422 422"),
    "track_thumbnail": ("200 200 200 200 200", "405 405 405 405 405"),
    "trust_import": ("405 405 405 405 405", "302 404 403 302 302"),
    "turn": ("302 404 403 200 200", "405 405 405 405 405"),
    "turn_entry": ("302 404 403 200 200", "302 404 403 422 422"),
    "undo": ("405 405 405 405 405", "302 404 409 409 409"),
    "unit": ("302 404 200 200 200", "405 405 405 405 405"),
    "unit_proof": ("302 404 403 200 200", "405 405 405 405 405"),
    "units": ("302 200 200 200 200", "405 405 405 405 405"),
    "unmerge_customer": ("405 405 405 405 405", "302 404 403 302 302"),
    "unknown_parcel": ("302 200 200 200 200", "302 422 422 422 422"),
    "upload": ("405 405 405 405 405", "422 422 422 422 422"),
    "warranty": ("200 200 200 200 200", "405 405 405 405 405"),
    "warranty_card": ("200 200 200 200 200", "405 405 405 405 405"),
    "voucher": ("302 404 403 200 200", "405 405 405 405 405"),
    "vouchers": ("302 200 403 200 200", "405 405 405 405 405"),
    "use_voucher": ("405 405 405 405 405", "302 404 403 302 302"),
    "cancel_voucher": ("405 405 405 405 405", "302 404 403 302 302"),
    "weekly_digest": ("302 405 405 405 405", "302 404 404 404 302"),
    "withdraw": ("302 404 403 403 200", "302 404 403 403 302"),
}  # fmt: skip

# Whoever holds the link of a case is its customer, of a form its writer, of an invitation the invited.
BY_LINK = {
    "track",
    "track_act",
    "track_file",
    "track_thumbnail",
    "return_slip",
    "draft_thumbnail",
    "invitation",
    "rate",
    "reminders",
    "warranty_card",
}


def addresses(patterns=None):
    """Every address that the resolver knows."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


NAMES = sorted(pattern.name or str(pattern.pattern) for pattern in addresses())


@pytest.fixture
def house(open_return, shop, sari, ani, joko, now):
    """A case with all that belongs to it: words, a photo, a note of the team, letters; and somebody invited."""
    shop.logo.save("logo.webp", ContentFile(b"webp"))
    case = open_return(customer_email="", now=now - timedelta(hours=1))
    photo = Attachment(
        shop=shop, case_id=case.pk, kind="photo", name="foto.jpg", content_type="image/jpeg", size=4, sha256="0" * 64,
        added_at=now,
    )  # fmt: skip
    photo.file.save("asli.jpg", ContentFile(b"jpeg"), save=False)
    photo.thumbnail.save("kecil.jpg", ContentFile(b"jpeg"), save=False)
    photo.save()
    draft = Attachment.objects.get(pk=photo.pk)
    draft.pk, draft.case_id, draft.draft_key = None, None, DRAFT_KEY
    draft.save()
    perform(case, "note", actor=Actor.member(ani), note="Rahasia tim kita.", now=now)
    complaint = open_case(
        "complaint", channel=case.channel, now=now, customer_name="Budi Santoso", customer_phone="+6281234567890",
        description=case.description, category="product",
    )  # fmt: skip
    invited = Membership.objects.create(
        shop=shop, user=User.objects.create_user("rina@sari.test", name="Rina"), role=Membership.Role.SERVICE
    )
    term = WarrantyTerm.objects.create(shop=shop, product="Blender mini", months=12)
    unit = units.register(
        shop, term=term, serial_number="BM-1", owner_name="Budi Santoso", owner_phone="+6281234567890", now=now,
    )  # fmt: skip
    policy = publishing.save_draft(sari, first_rules(), seen="", now=now)
    today = now.astimezone(shop.zone).date()
    publishing.publish(sari, seen=policy.mark, effective_on=today, understood=True, now=now)
    publishing.save_draft(sari, first_rules(), seen="", now=now)
    proof = UnitProof(unit=unit, kind="photo", name="nota.jpg", content_type="image/jpeg", added_at=now)
    proof.file.save("nota.jpg", ContentFile(b"jpeg"))
    product = products.add(
        sari, {"name": "Blender mini"}, [VariantChange({"sku": "BM-1", "price": 185_000})], now=now
    )
    counter_channel = shop.channels.get(kind="counter")
    order, older = (
        counter.sell(
            shop, counter_channel, items=[Item(product.name, 1, 185_000, product.variants.get())], submission=uuid4(),
            name="Budi Santoso", phone=phone, now=now,
        )
        for phone in ("+6281234567890", "+6285600001111")
    )  # fmt: skip
    merge = merging.merge(sari, order.customer_id, older.customer_id, now=now)
    write_note(ani, order.customer, "Rahasia tim kita.", now=now)
    run = ImportRun.objects.create(
        shop=shop, channel=counter_channel, by=ani.user, file_name="Budi Santoso.csv", sha256="0" * 64, layout="mapped",
        status="previewed", created_at=now, mapping={"signature": "0", "headers": ["Nomor"], "sample": [["1"]]},
        counts={"orders": 1, "lines": 1, "units": 1, "amount": 1, "rows": 1, "known": 0, "first": []},
    )  # fmt: skip
    given = {"value": 25_000, "expires_on": today + timedelta(days=30)}
    perform(case, "give_voucher", actor=Actor.member(ani), data=given, now=now)
    parcel = unknown.take_in(
        joko, courier="JNE", tracking_number="001234567890", received_on=today, description=case.description,
        submission=uuid4(), files=(), now=now,
    )  # fmt: skip
    return {
        "voucher": Voucher.objects.get().pk,
        "parcel": parcel.reference, "import": run.pk, "product": product.pk, "order": order.pk, "customer": order.customer_id, "merge": merge.pk,
        "term": term.pk, "unit": unit.pk, "proof": proof.pk, "card": unit.token,
        "slug": shop.slug, "kind": "complaint", "complaint": complaint.reference, "ref": case.reference, "token": case.token, "action": "approve", "clock": "answer",
        "day": "2026-12-24", "draft_key": DRAFT_KEY, "case": case, "photo": photo.pk, "draft": draft.pk,
        "channel": shop.channels.get(kind="website").pk, "shop": shop.pk, "ani": ani.pk, "invited": invited.pk,
        "message": Message.objects.get(template="return_submitted").pk,
        "key": invitation_path(invited).rstrip("/").split("-", 1)[1], "uidb36": "1",
    }  # fmt: skip


def key_of(name):
    """Whose key an address with a `pk` means."""
    if name.startswith("message_"):
        return "message"
    if "channel" in name:
        return "channel"
    if "invit" in name or name == "withdraw":
        return "invited"
    if name.startswith(("case_", "track_")):
        return "photo"
    if name.endswith("voucher"):
        return "voucher"
    if name in ("unit", "term", "order", "customer", "product", "import"):
        return name
    for thing in ("order", "customer", "product", "import"):
        if name.endswith(f"_{thing}"):
            return "merge" if name == "unmerge_customer" else thing
    if name.endswith("_unit"):
        return "unit"
    if name in ("switch_shop", "weekly_digest"):
        return "shop"
    if name == "import_columns":
        return "import"
    return {"draft_thumbnail": "draft", "unit_proof": "proof"}.get(name, "ani")


def address_of(name, house):
    """The address, filled with the things of Sari's shop."""
    [pattern] = [found for found in addresses() if found.name == name]
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))
    values = {part: house[key_of(name) if part == "pk" else part] for part in wanted}
    if name == "track_act":
        values["action"] = "cancel"
    if name == "parcel_owner":
        values["ref"] = house["parcel"]
    if name in ("turn", "turn_entry"):
        values |= {"ref": house["complaint"], **({"kind": "return_request"} if "kind" in wanted else {})}
    return reverse(name, kwargs=values)


@pytest.fixture
def clients(log_in, tono, joko, ani, sari):
    members = {"tono": tono, "joko": joko, "ani": ani, "sari": sari}
    return {"nobody": Client(), **{name: log_in(member) for name, member in members.items()}}


def of_the_shop(shop):
    """Every row that belongs to Sari's shop."""
    return [
        list(model.objects.filter(**{path: shop.pk}).order_by("pk").values())
        for model, path in (
            (Shop, "pk"), (Membership, "shop"), (Channel, "shop"), (ClockRule, "channel__shop"), (OpeningPeriod, "shop"),
            (SpecialDay, "shop"), (Case, "shop"), (Event, "case__shop"), (Deadline, "case__shop"), (Message, "shop"),
            (Attachment, "shop"), (AuditEntry, "shop"), (WarrantyTerm, "shop"), (RegisteredUnit, "shop"),
            (UnitProof, "unit__shop"), (ReturnPolicy, "shop"), (Product, "shop"), (Variant, "shop"), (Order, "shop"),
            (OrderLine, "shop"), (Customer, "shop"), (CustomerNote, "shop"), (CustomerMerge, "shop"),
            (ImportRun, "shop"), (ColumnMapping, "channel__shop"), (Voucher, "shop"), (Parcel, "shop"),
        )
    ]  # fmt: skip


def secrets_of(case):
    """What a stranger's page must not hold."""
    return (
        case.reference, case.token, "Budi Santoso", "6281234567890", "0812-3456-7890", case.description, "Rahasia tim kita",
        "ani@sari.test", "rina@sari.test", case.order_number,
    )  # fmt: skip


def test_every_address_has_its_place_in_the_table():
    assert sorted(WALL) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_who_may_come_in(name, house, clients, shop):
    address = address_of(name, house)
    before = of_the_shop(shop)
    answers = [
        " ".join(
            str(_answer(visitor, client, method, name, address, house, before))
            for visitor, client in clients.items()
        )
        for method in ("get", "post")
    ]
    assert tuple(answers) == WALL[name]


def _answer(visitor, client, method, name, address, house, before):
    """The status that a visitor is answered, after proving that a stranger saw and changed nothing of the shop."""
    with transaction.atomic():
        client.raise_request_exception = False
        response = getattr(client, method)(address)
        if visitor in ("nobody", "tono") and name not in BY_LINK:
            content = b"".join(response) if response.streaming else response.content
            text = (content.decode(errors="replace") + str(response.headers)).replace(address, "")
            assert [word for word in secrets_of(house["case"]) if word in text] == []
            assert of_the_shop(house["case"].shop) == before
        transaction.set_rollback(True)
    return response.status_code


# An address that names somebody else's thing answers as one that names nothing.
OF_OTHERS = sorted(
    name for name, (got, posted) in WALL.items() if "404" in (got.split()[1], posted.split()[1])
)
OBJECTS = [
    name for name in OF_OTHERS if re.search("<", str(next(p.pattern for p in addresses() if p.name == name)))
]


def test_things_of_others_are_guarded():
    assert {"act", "case", "case_file", "channel", "disable", "message_open", "switch_shop"} <= set(OBJECTS)


@pytest.mark.parametrize("name", OBJECTS)
def test_not_yours_and_not_there_look_alike(name, house, clients):
    theirs, absent = address_of(name, house), address_of(name, {**house, **_nothing(house)})
    assert theirs != absent
    for method in ("get", "post"):
        found = [getattr(clients["tono"], method)(address) for address in (theirs, absent)]
        assert found[0].status_code == found[1].status_code
        assert _bare(found[0], theirs) == _bare(found[1], absent)


def _nothing(house):
    """The same keys, of things that do not exist."""
    return {name: 999_999_999 for name, key in house.items() if isinstance(key, int)} | {
        "ref": "RT-2222222",
        "complaint": "KL-2222222",
        "parcel": "PK-2222222",
    }


def _bare(response, address):
    """What a page says, without what is drawn anew each time or repeats the address."""
    text = response.content.decode().replace(address, "")
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-csrf|nonce)="[^"]*"', "", text)


@pytest.mark.parametrize("name", sorted(BY_LINK - {"invitation", "draft_thumbnail"}))
def test_a_wrong_link_opens_nothing(name, house):
    response = Client().get(address_of(name, {**house, "token": "A" * 24, "card": "A" * 24}))
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["track_file", "track_thumbnail"])
def test_a_link_opens_only_the_files_of_its_own_case(name, house, open_return):
    other = open_return()
    assert Client().get(address_of(name, house)).status_code == 200
    assert Client().get(address_of(name, {**house, "token": other.token})).status_code == 404
    Attachment.objects.filter(pk=house["photo"]).update(internal=True)
    assert Client().get(address_of(name, house)).status_code == 404


def test_nobody_signs_up_by_themselves(db):
    form = {
        "email": "x@x.test",
        "password1": "kain batik parang",
        "password2": "kain batik parang",
        "name": "X",
    }
    Client().post(reverse("account_signup"), form)
    assert not User.objects.exists()
