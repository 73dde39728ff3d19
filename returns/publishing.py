"""The life of a return policy: one draft at a time, published as the next version, in force from its day on."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.welcome import Page
from returns.clauses import in_short
from returns.law import Caution, cautions
from returns.models import WAY_NAMES, ReturnPolicy, published_policies
from returns.policy import Rules
from returns.presets import first_rules
from shops.audit import NotAllowed, note, owner_changes
from shops.models import Membership, Shop

AUDITED_AS = "policy"
MOST_CATEGORIES = 100
Status = ReturnPolicy.Status


class Overtaken(NotAllowed):
    """Somebody else saved or published the draft since this page was loaded."""


@dataclass(frozen=True)
class Versions:
    """The published versions of a shop, the newest first, as they stand on a day."""

    all: list[ReturnPolicy]
    in_force: ReturnPolicy | None
    coming: list[ReturnPolicy]


def versions(shop: Shop, today: date) -> Versions:
    """Every version with its standing; one query."""
    every = list(shop.return_policies.published().select_related("published_by"))
    force = next((version for version in every if version.effective_on <= today), None)
    newer = [version for version in every if force is None or version.version > force.version]
    # Of two that are to come, the higher number holds from its day on.
    coming = [
        v for v in newer if not any(n.version > v.version and n.effective_on <= v.effective_on for n in newer)
    ]
    return Versions(every, force, coming)


def version_for_public(found: Versions, wanted: str | None) -> ReturnPolicy:
    """The version that somebody asked for by its number, otherwise what holds or will hold first; 404 without one."""
    if wanted is None:
        chosen = found.in_force or next(reversed(found.coming), None)
    else:
        chosen = next((version for version in found.all if str(version.version) == wanted), None)
    if chosen is None:
        raise Http404
    return chosen


def link_for(shop: Shop) -> Page | None:
    """The policy's link on the service page, once there is something to read."""
    if not published_policies(shop):
        return None
    words, hint = _("Kebijakan retur"), _("Batas waktu, syarat, bukti, dan ongkos kirim balik")
    return Page(words, hint, "more", reverse("policy", args=[shop.slug]))


def draft_of(shop: Shop) -> ReturnPolicy | None:
    """The draft, if there is one."""
    return shop.return_policies.filter(status=Status.DRAFT).select_related("edited_by").first()


def rules_to_edit(shop: Shop) -> Rules:
    """Where the editor begins: the draft, else what was published last, else a sensible start."""
    last = draft_of(shop) or shop.return_policies.published().first()
    return last.contents if last else first_rules()


def categories_of(shop: Shop) -> list[str]:
    """What the shop calls its goods, for the editor to suggest; one query."""
    named = shop.products.exclude(category="").values_list("category", flat=True)
    return list(named.distinct().order_by("category")[:MOST_CATEGORIES])


def cautions_for(shop: Shop, rules: Rules) -> list[Caution]:
    """What this shop should know before publishing these rules."""
    return cautions(rules, has_contact=bool(shop.whatsapp or shop.email))


def short_text(policy: ReturnPolicy, link: str) -> str:
    """The policy in a few lines, to be pasted where customers are."""
    return in_short(policy.contents, WAY_NAMES, link)


def save_draft(owner: Membership, rules: Rules, *, seen: str, now: datetime) -> ReturnPolicy:
    """Keep the draft; `seen` is the mark of the one that the page showed, empty where there was none.

    Side effects: none but the row. Nothing is published by it.
    """
    with owner_changes(owner) as shop:
        draft = _draft_as_seen(shop, seen) or ReturnPolicy(shop=shop, revision=0)
        draft.rules, draft.revision = rules.as_json(), draft.revision + 1
        draft.edited_at, draft.edited_by = now, owner.user
        draft.save()
        return draft


def publish(
    owner: Membership, *, seen: str, effective_on: date, understood: bool, now: datetime
) -> ReturnPolicy:
    """Make the draft the next version. What the law minds must have been understood, and that is written down.

    Side effects: an entry in the shop's trace of changes.
    """
    with owner_changes(owner) as shop:
        draft = _draft_as_seen(shop, seen)
        if draft is None:
            raise Overtaken(_("Draf ini sudah diterbitkan atau tidak ada lagi. Tidak ada yang berubah."))
        if effective_on < now.astimezone(shop.zone).date():
            raise NotAllowed(_("Tanggal mulai berlaku sudah lewat. Pilih hari ini atau sesudahnya."))
        known = cautions_for(shop, draft.contents)
        if known and not understood:
            raise NotAllowed(_("Baca dulu peringatannya, lalu centang “Saya mengerti”."))
        last = shop.return_policies.published().first()
        draft.status, draft.version = Status.PUBLISHED, (last.version if last else 0) + 1
        draft.effective_on, draft.published_at, draft.published_by = effective_on, now, owner.user
        draft.understood = [vars(caution) for caution in known]
        draft.save()
        _write_down(shop, draft, now)
        return draft


def discard_draft(owner: Membership, *, seen: str, now: datetime) -> None:
    """Throw the draft away; published versions stay."""
    with owner_changes(owner) as shop:
        draft = _draft_as_seen(shop, seen)
        if draft is None:
            raise Overtaken(_("Draf ini sudah diterbitkan atau tidak ada lagi. Tidak ada yang berubah."))
        draft.delete()
        note(shop, owner.user, AUDITED_AS, _("Draf kebijakan retur dibuang"), now=now)


def _draft_as_seen(shop: Shop, seen: str) -> ReturnPolicy | None:
    """The draft, unless it is another one than the page showed; the shop's lock is held."""
    draft = draft_of(shop)
    if draft and draft.mark != seen:
        words = _("Draf ini baru saja diubah oleh %(by)s. Periksa dulu, lalu simpan lagi.")
        raise Overtaken(words % {"by": draft.edited_by})
    return draft


def _write_down(shop: Shop, policy: ReturnPolicy, now: datetime) -> None:
    about = _("Kebijakan retur versi %(version)d, berlaku %(day)s") % {
        "version": policy.version,
        "day": date_format(policy.effective_on, "j M Y"),
    }
    if policy.understood:
        about += ". " + _("%d peringatan hukum dibaca") % len(policy.understood)
    note(shop, policy.published_by, AUDITED_AS, about, now=now)
