"""What is asked for an import: the file and its channel, and what unknown columns mean."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sales.importing.headers import suggested
from sales.importing.layouts import FIELDS, NEEDED
from sales.importing.safety import ENDINGS
from sales.models import ImportRun
from shops.channels import channels_of
from shops.forms.fields import PlainWords
from shops.models import Channel, Shop


class UploadForm(PlainWords, forms.Form):
    """One file of one channel."""

    channel = forms.ChoiceField(label=_("Kanal"), widget=forms.Select(attrs={"class": "input"}))
    file = forms.FileField(
        label=_("Berkas pesanan"),
        help_text=_(
            "Berkas .xlsx atau .csv, langsung dari marketplace. Jangan dibuka dan disimpan di Excel dulu."
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": ",".join(ENDINGS)}),
    )

    def __init__(self, *args, shop: Shop, last: ImportRun | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._channels = {str(row.pk): row for row in channels_of(shop) if row.is_active}
        self.fields["channel"].choices = [(key, row.name) for key, row in self._channels.items()]
        self.fields["file"].error_messages |= {
            "empty": _now("Berkasnya kosong."), "missing": _now("Pilih berkasnya dulu."),
        }  # fmt: skip
        self.initial["channel"] = str(last.channel_id) if last else self._likely()

    def _likely(self) -> str | None:
        """The first marketplace, for that is where files come from."""
        own = (Channel.Kind.SHOPEE, Channel.Kind.TIKTOK, Channel.Kind.TOKOPEDIA, Channel.Kind.LAZADA)
        return next((key for key, row in self._channels.items() if row.kind in own), None)

    def clean_channel(self) -> Channel:
        """The channel itself."""
        return self._channels[self.cleaned_data["channel"]]


class ColumnsForm(PlainWords, forms.Form):
    """Which column holds what; those named before, else the likely ones, are chosen already."""

    def __init__(self, *args, run: ImportRun, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        headers = [header for header in run.mapping["headers"] if header]
        guesses = run.mapping.get("fields") or suggested(tuple(run.mapping["headers"]))
        choices = [("", _now("– tidak ada –")), *((header, header) for header in dict.fromkeys(headers))]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=name in NEEDED, initial=guesses.get(name, ""),
                widget=forms.Select(attrs={"class": "input"}), error_messages={"required": _now("Belum dipilih.")},
            )  # fmt: skip

    def clean(self) -> dict:
        """No column means two things."""
        data = super().clean()
        taken: dict[str, str] = {}
        for name, header in list(data.items()):
            if header and header in taken:
                label = self.fields[taken[header]].label
                self.add_error(name, _now("Kolom ini sudah dipakai untuk %s.") % str(label).lower())
            taken.setdefault(header, name)
        return data

    def chosen(self) -> dict[str, str]:
        """Field → header."""
        return {name: header for name, header in self.cleaned_data.items() if header}
