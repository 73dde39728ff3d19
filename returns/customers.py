"""What returns add to an order's page: the policy that it was sold under, and the cases about its goods."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.customers import case_entry, cases_about
from cases.models import Case
from returns.models import policy_sold_under, sale_of
from sales import order_facts
from sales.models import Order
from sales.order_facts import Fact
from sales.timeline import OF_ORDER, Source
from shops.models import Membership, Shop


def policy_of(shop: Shop, order: Order) -> Fact | None:
    """Which version of the policy holds for an order, for good."""
    today = timezone.localdate(timezone=shop.zone)
    sold = policy_sold_under(shop, sale_of(order).day(shop.zone), today)
    if sold.policy is None:
        return None
    words = _("versi %d") if sold.by_sale else _("versi %d, karena pada hari pesanan belum ada kebijakan")
    address = f"{reverse('policy', args=[shop.slug])}?versi={sold.policy.version}"
    return Fact(_("Kebijakan retur"), words % sold.policy.version, address)


def cases_with_goods_of(member: Membership, order: Order) -> QuerySet[Case]:
    """The cases about its goods that are not found by its number: they name another order, or came another way."""
    found = Case.objects.filter(shop=member.shop_id, return_request__lines__order_line__order=order)
    found = found.exclude(pk__in=cases_about(member, order).values("pk"))
    return found.select_related("channel").defer("description", "search").distinct()


OF_ORDER.offer(Source("case_of_several", "opened_at", cases_with_goods_of, case_entry))
order_facts.offer(policy_of)
