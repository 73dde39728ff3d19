"""Changing the ways in which requests arrive, and the clocks that hold on each of them."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shops import founding, presets
from shops.audit import NotAllowed, What, note, owner_changes
from shops.facts import kept
from shops.models import Channel, ClockRule, Membership, Shop

OnDue = ClockRule.OnDue

# A clock's name for people, and what may happen when its time is up.
CLOCKS = {
    "answer": (gettext_lazy("Jawaban pertama toko"), (OnDue.APPROVE, OnDue.ALARM)),
    "ship_back": (gettext_lazy("Pelanggan mengirim barang"), (OnDue.CLOSE,)),
    "inspect": (gettext_lazy("Pemeriksaan barang"), (OnDue.APPROVE, OnDue.ALARM)),
    "appeal": (gettext_lazy("Banding ke marketplace"), (OnDue.CLOSE,)),
}


def clock_name(clock: str) -> str:
    """What people call a clock."""
    return CLOCKS[clock][0] if clock in CLOCKS else clock


def outcomes(rule: ClockRule) -> list[str]:
    """What may happen when this clock's time is up: the present outcome is always among them."""
    known = CLOCKS[rule.clock][1] if rule.clock in CLOCKS else ()
    return list(dict.fromkeys([*known, rule.on_due]))


@kept
def channels_of(shop: Shop) -> tuple[Channel, ...]:
    """The shop's channels, the first one first, with their rules."""
    return tuple(shop.channels.prefetch_related("rules").order_by("pk"))


@kept
def rules_of(shop: Shop) -> dict[int, dict[str, ClockRule]]:
    """The shop's own clock rules: by channel, then by clock."""
    return {channel.pk: {rule.clock: rule for rule in channel.rules.all()} for channel in channels_of(shop)}


def channel_of(shop: Shop, pk: int) -> Channel | None:
    """A channel of this shop."""
    return shop.channels.filter(pk=pk).first()


def add(owner: Membership, *, kind: str, name: str, preset: str, now: datetime) -> Channel:
    """A further channel with the clocks of its preset."""
    with owner_changes(owner) as shop:
        _free_name(shop, name)
        channel = founding.add_channel(shop, kind, name, preset)
        note(shop, owner.user, What.CHANNEL, _("%(name)s ditambahkan") % {"name": name}, now=now)
        return channel


def change(owner: Membership, pk: int, *, name: str, is_active: bool, now: datetime) -> None:
    """Rename a channel, or take it out of use; its cases go on."""
    with owner_changes(owner) as shop:
        channel = _held(shop, pk)
        _free_name(shop, name, but=pk)
        if not is_active and not shop.channels.filter(is_active=True).exclude(pk=pk).exists():
            raise NotAllowed(_("Ini kanal terakhir yang dipakai. Aktifkan kanal lain dulu."))
        before = channel.name
        channel.name, channel.is_active = name, is_active
        channel.save(update_fields=["name", "is_active"])
        use = _("dipakai") if is_active else _("tidak dipakai")
        note(shop, owner.user, What.CHANNEL, f"{before} → {name}, {use}", now=now)


def use_preset(owner: Membership, pk: int, preset: str, *, now: datetime) -> None:
    """Put all clocks back to a preset's."""
    with owner_changes(owner) as shop:
        channel = _held(shop, pk)
        founding.apply_preset(channel, preset)
        about = f"{channel.name}: {dict(presets.CHOICES)[preset]}"
        note(shop, owner.user, What.RULES, about, now=now)


def set_rule(
    owner: Membership, pk: int, clock: str, *, number: int, unit: str, on_due: str, reminders: list[int],
    now: datetime,
) -> None:  # fmt: skip
    """Change one clock of a channel; where its number came from no longer holds then."""
    with owner_changes(owner) as shop:
        channel = _held(shop, pk)
        rule = channel.rules.filter(clock=clock).first()
        if rule is None:
            raise NotAllowed(_("Aturan ini sudah diganti. Muat ulang halaman."))
        before = str(rule.amount)
        if (rule.number, rule.unit) != (number, unit):
            rule.source, rule.source_on = _("Diubah oleh toko"), now.astimezone(shop.zone).date()
        rule.number, rule.unit, rule.on_due, rule.reminders = number, unit, on_due, reminders
        rule.save()
        words = f"{channel.name}, {clock_name(clock)}: {before} → {rule.amount}, {rule.get_on_due_display()}"
        percents = ", ".join(f"{percent} %" for percent in reminders)
        note(shop, owner.user, What.RULES, f"{words}, {percents}" if percents else words, now=now)


def _held(shop: Shop, pk: int) -> Channel:
    channel = channel_of(shop, pk)
    if channel is None:
        raise NotAllowed(_("Kanal ini tidak ada lagi."))
    return channel


def _free_name(shop: Shop, name: str, but: int | None = None) -> None:
    if shop.channels.filter(name__iexact=name).exclude(pk=but).exists():
        raise NotAllowed(_("Sudah ada kanal dengan nama ini."))
