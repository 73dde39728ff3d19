"""The demo shop itself: who works there, through which channels requests come in, when it is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shops import presets
from shops.founding import add_channel, found_shop
from shops.models import Channel, Membership, Shop, User
from umkm_aftersales.demo.people import SHOP_PHONE

SLUG = "demo"
OPENED_AGO = timedelta(days=520)
Kind, Role = Channel.Kind, Membership.Role

OWNER = ("sari@demo.test", "Sari", Role.OWNER)
EMPLOYEES = (("ani@demo.test", "Ani", Role.SERVICE), ("joko@demo.test", "Joko", Role.WAREHOUSE))
LOGINS = (OWNER, *EMPLOYEES)

_CHANNELS = (
    (Kind.TOKOPEDIA, "Tokopedia", presets.TOKOPEDIA),
    (Kind.TIKTOK, "TikTok Shop", presets.TOKOPEDIA),
    (Kind.SHOPEE, "Shopee", presets.SHOPEE),
    (Kind.LAZADA, "Lazada", presets.LAZADA),
    (Kind.INSTAGRAM, "Instagram", presets.OWN),
)


@dataclass(frozen=True)
class Team:
    """The three who work there."""

    sari: Membership
    ani: Membership
    joko: Membership

    @property
    def desk(self) -> tuple[Membership, ...]:
        """Who decides and talks to customers, as often as they do."""
        return self.ani, self.ani, self.sari


def found(password: str, now: datetime) -> tuple[Shop, Team]:
    """Open the shop with its people, who can all log in, and its channels."""
    email, name, _role = OWNER
    since = now - OPENED_AGO
    shop = found_shop(
        User.objects.create_user(email, password, name=name),
        name="Toko Contoh Sari",
        slug=SLUG,
        preset=presets.OWN_AUTOMATIC,
        whatsapp=SHOP_PHONE,
        email="toko@demo.test",
        address="Jl. Contoh No. 12, Bandung 40000 (alamat rekaan)",
        return_address="Toko Contoh Sari, bagian retur\nJl. Contoh No. 12, Bandung 40000 (alamat rekaan)",
        observes_joint_leave=True,
        now=since,
    )
    for kind, channel_name, preset in _CHANNELS:
        add_channel(shop, kind, channel_name, preset)
    ani, joko = (_employ(shop, *employee, password, since) for employee in EMPLOYEES)
    sari = shop.memberships.select_related("user").get(role=Role.OWNER)
    return shop, Team(sari, ani, joko)


def _employ(shop: Shop, email: str, name: str, role: str, password: str, now: datetime) -> Membership:
    user = User.objects.create_user(email, password, name=name)
    return Membership.objects.create(shop=shop, user=user, role=role, accepted_at=now)
