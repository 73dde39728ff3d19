"""Channels and their clocks."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shops import channels as domain
from shops.access import owner_page
from shops.audit import NotAllowed
from shops.forms.channels import ChannelForm, NewChannelForm, PresetForm, RuleForm
from shops.models import Channel


@owner_page
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every way in, with what its first clock promises."""
    rows = request.membership.shop.channels.prefetch_related("rules").order_by("-is_active", "id")
    listed = [(row, next((rule for rule in row.rules.all() if rule.clock == "answer"), None)) for row in rows]
    return render(request, "shops/channels.html", {"here": "settings", "channels": listed})


@owner_page
@require_http_methods(["GET", "POST"])
def add_channel(request: HttpRequest) -> HttpResponse:
    """A further way in."""
    form = NewChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = domain.add(request.membership, **form.cleaned_data, now=timezone.now())
        except NotAllowed as why:
            form.add_error("name", str(why))
        else:
            messages.success(request, _("Kanal ditambahkan. Periksa aturan waktunya."))
            return redirect("channel", channel.pk)
    return render(request, "shops/add_channel.html", {"here": "settings", "form": form})


@owner_page
@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """One channel: its name and use, its preset, its clocks."""
    found = _channel_or_404(request, pk)
    form = ChannelForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change(request.membership, pk, **form.cleaned_data, now=timezone.now())
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Kanal tersimpan."))
            return redirect("channel", pk)
    return _channel_page(request, pk, form=form)


@owner_page
@require_POST
def channel_preset(request: HttpRequest, pk: int) -> HttpResponse:
    """All clocks back to a preset's."""
    _channel_or_404(request, pk)
    form = PresetForm(request.POST)
    if not form.is_valid():
        return _channel_page(request, pk, preset_form=form)
    try:
        domain.use_preset(request.membership, pk, form.cleaned_data["preset"], now=timezone.now())
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Aturan waktu diganti. Kasus yang berjalan memakai janji lamanya."))
    return redirect("channel", pk)


@owner_page
@require_POST
def channel_rule(request: HttpRequest, pk: int, clock: str) -> HttpResponse:
    """One clock changed."""
    rule = _channel_or_404(request, pk).rules.filter(clock=clock).first()
    if rule is None:
        raise Http404
    form = RuleForm(request.POST, rule=rule)
    if not form.is_valid():
        return _channel_page(request, pk, rule_form=form)
    try:
        domain.set_rule(request.membership, pk, clock, **form.cleaned_data, now=timezone.now())
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("Aturan tersimpan. Kasus yang berjalan memakai janji lamanya."))
    return redirect("channel", pk)


def _channel_page(request, pk, *, form=None, preset_form=None, rule_form=None) -> HttpResponse:
    channel = _channel_or_404(request, pk)
    rules = [
        rule_form if rule_form and rule_form.rule.clock == rule.clock else RuleForm(rule=rule)
        for rule in channel.rules.order_by("id")
    ]
    page = {
        "here": "settings",
        "channel": channel,
        "form": form or ChannelForm(instance=_channel_or_404(request, pk)),
        "preset_form": preset_form or PresetForm(initial={"preset": channel.preset}),
        "rules": rules,
    }
    return render(request, "shops/channel.html", page)


def _channel_or_404(request: HttpRequest, pk: int) -> Channel:
    found = domain.channel_of(request.membership.shop, pk)
    if found is None:
        raise Http404
    return found
