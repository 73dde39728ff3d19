"""The icons: 24 px grid, drawn in the text's colour, never without a word beside them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

SHAPES = {
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h5l1.5 3h3L15 13h5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "chart": '<path d="M4 20h16M7 16v-5M12 16V5M17 16V9"/>',
    "more": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "back": '<path d="m14.5 5-7 7 7 7"/>',
    "next": '<path d="m9.5 5 7 7-7 7"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "warn": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.1"/>',
    "shop": '<path d="M5 11v9h14v-9M3.5 10 5.5 4h13l2 6zM10 20v-5h4v5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4.3 3.6-6 7.5-6s6.7 1.7 7.5 6"/>',
    "none": '<path d="M6 12h12"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.2 2"/>',
    "lock": '<path d="M5.5 11h13v9h-13zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "photo": '<path d="M4 7.5h4L9.5 5h5L16 7.5h4V19H4z"/><circle cx="12" cy="13" r="3.2"/>',
    "parcel": '<path d="m12 3.5 8 4v9l-8 4-8-4v-9zM4 7.5l8 4 8-4M12 11.5v9"/>',
    "shield": '<path d="M12 3.5 19 6v6c0 4.5-3 7.3-7 8.8-4-1.5-7-4.3-7-8.8V6zM9 12l2.2 2.2L15.2 10"/>',
    "voucher": '<path d="M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3zM14 7v10"/>',
    "return": '<path d="M8.5 5 4.5 9l4 4M4.5 9H14a5 5 0 0 1 0 10H8"/>',
}

TURN_ICONS = {"shop": "shop", "customer": "person", "nobody": "none"}


@register.simple_tag
def icon(name: str) -> str:
    """The icon of this name, for eyes only."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(SHAPES[name])
    )


@register.simple_tag
def turn_icon(turn: str) -> str:
    """The icon of whose turn it is."""
    return icon(TURN_ICONS[turn])
