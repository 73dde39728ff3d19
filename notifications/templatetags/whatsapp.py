"""The wa.me address of a prepared message, for templates."""

from django import template

from notifications import outbox

register = template.Library()

register.filter("whatsapp_link", outbox.whatsapp_link)
