"""Which form takes in which kind of case, for pages that serve every kind alike."""

from collections.abc import Callable

from django.forms import Form

_forms: dict[str, type[Form]] = {}


def register_entry(kind: str) -> Callable[[type[Form]], type[Form]]:
    """Make a form known as the one that takes in this kind; decorates the form."""

    def keep(form_class: type[Form]) -> type[Form]:
        _forms[kind] = form_class
        return form_class

    return keep


def entry_form(kind: str) -> type[Form] | None:
    """The form of a kind; None where cases of this kind are not taken in by a form."""
    return _forms.get(kind)


def entry_kinds() -> list[str]:
    """Every kind that is taken in by a form."""
    return list(_forms)
