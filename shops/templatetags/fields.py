"""How a form's field is drawn: our class on every input, no placeholder in place of a label."""

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The input itself."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "input"})


@register.filter
def plain_control(field: BoundField) -> SafeString:
    """The input of a form that is not ours, without the help text that we do not show."""
    if field.name != "password1":
        field.help_text = ""
    return control(field)


@register.filter
def is_tick(field: BoundField) -> bool:
    """One box to tick, its words beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_choice(field: BoundField) -> bool:
    """A few choices side by side."""
    return isinstance(field.field.widget, RadioSelect)
