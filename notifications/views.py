"""Messages that need a person: prepared for WhatsApp, uncertain, or failed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notifications import outbox
from notifications.access import message_for_staff, waiting_messages
from notifications.models import Message
from shops.access import desk_page


@require_safe
@desk_page
def waiting(request: HttpRequest) -> HttpResponse:
    """What nobody but a person can settle, the oldest first."""
    after = request.GET.get("after", "")
    rows, following = waiting_messages(request.membership, timezone.now(), after)
    context = {"here": "messages", "rows": rows, "following": following, "after": after}
    return render(request, "notifications/waiting.html", context)


@require_POST
@desk_page
def open_whatsapp(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a person opens the prepared message, then lead on to WhatsApp.

    A page, not a redirect: `form-action 'self'` stops a form whose answer leads to another site.
    """
    message = message_for_staff(request.membership, pk)
    if message.channel != Message.Channel.WHATSAPP_LINK:
        raise Http404
    now = timezone.now()
    if not message.may_be_read(now):
        return _back(request, False, "")
    outbox.mark_opened(message, now)
    context = {"here": "messages", "message": message, "link": outbox.whatsapp_link(message)}
    return render(request, "notifications/open.html", context)


@require_POST
@desk_page
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """A person says that the message has gone out."""
    message = message_for_staff(request.membership, pk)
    done = outbox.mark_sent(message, request.user, timezone.now())
    return _back(request, done, _("Dicatat: pesan sudah terkirim."))


@require_POST
@desk_page
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """A person decides that the message is not sent."""
    message = message_for_staff(request.membership, pk)
    done = outbox.skip(message, request.user, timezone.now())
    return _back(request, done, _("Dicatat: pesan tidak jadi dikirim."))


@require_POST
@desk_page
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """A person sends an uncertain or failed e-mail once more."""
    done = outbox.resend(message_for_staff(request.membership, pk), timezone.now())
    return _back(request, done, _("Pesan masuk antrean dan dikirim ulang."))


def _back(request: HttpRequest, done: bool, words: str) -> HttpResponse:
    if done:
        messages.success(request, words)
    else:
        messages.warning(request, _("Pesan ini sudah diurus sebelumnya. Tidak ada yang berubah."))
    came_from = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return redirect(came_from)
    return redirect("messages")
