"""A case in its customer's hands: find it, follow it, answer, and take the steps that the table allows them."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases import history, throttle
from cases.access import case_after, case_before, case_for_customer, file_for_customer, find_case
from cases.models import Case
from cases.perform import Actor
from cases.reference import is_plausible, normalise
from cases.refusals import NotPossible, Refused, Stale
from cases.serving import send_file, send_thumbnail
from cases.steps import StepForm, step_form, take_once
from cases.views.basket import Basket
from cases.workflow import Role, Step
from shops.forms.fields import readable
from shops.limits import client_address

REPLY = "reply"
RATINGS = ("rate", "rate_low")  # they have a page of their own


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Reference and the end of the phone number lead to the case; a wrong pair never says which half is wrong."""
    answers = readable(request.POST or request.GET)
    context = {
        "reference": answers.get("reference", "")[:40],
        "phone_last4": answers.get("phone_last4", "")[:20],
    }
    if request.method == "POST":
        case, error, status = _found(request, normalise(context["reference"]), context["phone_last4"])
        if case:
            return _redirect(case)
        context |= error
    else:
        status = 200
    return render(request, "cases/public/find.html", context, status=status)


def _found(request: HttpRequest, reference: str, phone: str) -> tuple[Case | None, dict, int]:
    now = timezone.now()
    # Some type the whole number: its end is in there.
    last4 = "".join(character for character in phone if character.isascii() and character.isdigit())[-4:]
    if not is_plausible(reference):
        return (
            None,
            {"reference_error": _("Nomor kasus ini salah ketik. Periksa lagi huruf dan angkanya.")},
            422,
        )
    if len(last4) != 4:
        return None, {"phone_error": _("Tulis 4 angka terakhir nomor HP Kakak.")}, 422
    sentence = throttle.turned_away(
        throttle.FIND_BY_ADDRESS, client_address(request), now=now
    ) or throttle.turned_away(throttle.FIND_BY_REFERENCE, reference, now=now)  # fmt: skip
    if sentence:
        return None, {"notice": sentence}, 429
    if case := find_case(reference, last4):
        return case, {}, 303
    words = _("Nomor kasus dan nomor HP ini tidak cocok. Periksa keduanya, lalu coba lagi ya, Kak.")
    return None, {"notice": words}, 422


@never_cache
@require_safe
def track(request: HttpRequest, token: str) -> HttpResponse:
    """One case: where it stands, whose turn it is, what was said, what can be done."""
    return _page(request, case_for_customer(token))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track_act(request: HttpRequest, token: str, action: str) -> HttpResponse:
    """Take a step: GET asks once more and repeats the facts, POST takes it."""
    case = case_for_customer(token)
    step = case.workflow.step(case.state, action, case.variant)
    if step and Role.CUSTOMER not in step.by:
        step = None
    if request.method == "POST":
        return _act(request, case, action, step)
    if step is None or _is_inline(step) or case.specific.why_shut(step, timezone.now()):
        return redirect("track", token)
    form = step_form(step, case.specific)(initial={"seen": case.version}, auto_id=_ids(step))
    return _ask(request, case, form)


def _act(request: HttpRequest, case: Case, action: str, step: Step | None) -> HttpResponse:
    now = timezone.now()
    if step is None:
        return _gone(request, case, action, now)
    basket = Basket.held_by(request, case.shop) if step.files else None
    form = step_form(step, case.specific)(readable(request.POST), auto_id=_ids(step), instance=case.specific)
    if basket and "remove" in request.POST:
        basket.drop(request.POST["remove"])
        return _again(request, case, _unjudged(form), basket)
    if basket:
        basket.take_in(request, now=now)
        if basket.refusals:
            return _again(request, case, form, basket, status=429 if basket.crowded else 422)
    if sentence := throttle.turned_away(throttle.ACT_BY_TOKEN, case.token, now=now, zone=case.shop.zone):
        return _again(request, case, form, basket, notice=sentence, status=429)
    return _take(request, case, form, basket, now)


def _take(
    request: HttpRequest, case: Case, form: StepForm, basket: Basket | None, now: datetime
) -> HttpResponse:
    files = basket.unique() if basket else []
    refusal = take_once(form, case, actor=Actor.customer(case), now=now, files=files)
    if refusal is None:
        return _done(request, case, form.step)
    case = case_for_customer(case.token)
    if isinstance(refusal, NotPossible):
        return _gone(request, case, form.step.action, now)
    changed = [event for event in refusal.events if not event.internal] if isinstance(refusal, Stale) else []
    status = 422 if type(refusal) is Refused else refusal.status
    return _again(request, case, form, basket, notice=str(refusal), changed=changed, status=status)


def _done(request: HttpRequest, case: Case, step: Step) -> HttpResponse:
    messages.success(request, _("Sudah kami catat: %s.") % (step.done_public or step.done))
    return _redirect(case)


def _gone(request: HttpRequest, case: Case, action: str, now: datetime) -> HttpResponse:
    """The step is not there any more; what was typed for it is kept for a plain message."""
    note = readable(request.POST).get("note", "").strip()
    known = case.workflow.named(action, case.variant)
    if known and Role.CUSTOMER in known.by:
        customer = Actor.customer(case)
        if history.was_just_sent(case, action, note, {}, [], actor=customer, now=now):
            return _done(request, case, known)
    words = _("Langkah ini tidak tersedia lagi. Status kasus sekarang: %s.") % case.place.public
    return _page(request, case, notice=words, typed=note, status=409)


def _redirect(case: Case) -> HttpResponse:
    response = redirect("track", case.token)
    response.status_code = 303
    return response


def _ids(step: Step) -> str:
    """Several forms stand on one page: their fields must not share names."""
    return f"id_{step.action}_%s"


def _is_inline(step: Step) -> bool:
    """Whether the step's form stands on the case's page itself; the others ask once more on a page of their own."""
    return bool(step.asks or step.files)


def _unjudged(form: StepForm) -> StepForm:
    """The same answers without a word about what is still missing."""
    kept = {name: form.data.get(name) for name in form.fields}
    return type(form)(initial=kept, auto_id=_ids(form.step))


def _again(request: HttpRequest, case: Case, form: StepForm, basket: Basket | None, **said) -> HttpResponse:
    """The page that the form came from, with everything that was typed and kept."""
    if form.is_bound:
        # Whoever reads what has changed may now send the same again.
        form.data["seen"] = str(case.version)
    if _is_inline(form.step):
        return _page(request, case, form=form, basket=basket, **said)
    return _ask(request, case, form, **said)


def _ask(request: HttpRequest, case: Case, form: StepForm, **said) -> HttpResponse:
    """One question with its facts, before a step that decides something."""
    context = {
        "shop": case.shop,
        "case": case,
        "zone": case.shop.zone,
        "form": form,
        "step": form.step,
        "known": history.known(case.specific),
        **_said(case, said),
    }
    return render(request, "cases/public/act.html", context, status=said.get("status", 200))


def _page(
    request: HttpRequest, case: Case, *, form: StepForm | None = None, basket: Basket | None = None, **said
) -> HttpResponse:
    specific = case.specific
    specific.shop, specific.channel = case.shop, case.channel
    events = history.public_events(case)
    entries = history.timeline(specific, events)
    now = timezone.now()
    every = case.workflow.steps_for(case.state, Role.CUSTOMER, case.variant)
    open_now = [step for step in every if step.action not in RATINGS and not step.aside]
    steps = [step for step in open_now if not specific.why_shut(step, now)]
    inline = [_form_of(step, specific, form) for step in steps if _is_inline(step)]
    takes_files = any(form.step.files for form in inline)
    # What the shop waits for is the answer; after the end somebody may only want to say something.
    reply = (
        None
        if takes_files and case.is_open
        else _form_of(case.workflow.step(case.state, REPLY, case.variant), specific, form)
    )
    typed = said.get("typed") or (form.data.get("note", "") if form and form.step.shut else "")
    if reply and typed and not reply.is_bound:
        reply.initial["note"] = typed
    before = case_before(case)
    context = {
        "shop": case.shop, "case": case, "zone": case.shop.zone, "now": now, "takes_files": takes_files,
        "shut": [words for step in every if (words := specific.why_shut(step, now))], "before": before, "after": case_after(case),
        "before_entries": history.timeline(before, history.public_events(before)) if before else [],
        "road": history.road(case, events), "entries": entries,
        "inline": inline, "others": [step for step in steps if not _is_inline(step)], "reply": reply,
        "known": history.known(specific), "goods": specific.goods_in_words, "found": specific.found_in_words,
        "decisions": specific.decided_in_words,
        "may_rate": any(step.action in RATINGS for step in every) and not case.rated_at,
        "specific": specific, "asides": [step.action for step in every if step.aside],
        "ships": any(form.step.action == "ship" for form in inline),
        "said_by_shop": history.said_by_shop(case, entries), "silence": history.silence_means(case), "is_late": case.is_late(now),
        "basket": basket or Basket(case.shop), **_said(case, said),
    }  # fmt: skip
    return render(request, "cases/public/track.html", context, status=said.get("status", 200))


def _form_of(step: Step, case: Case, sent: StepForm | None) -> StepForm:
    """The form of a step: the one that was just sent, if it is this step's, otherwise a fresh one."""
    if sent and sent.step.action == step.action:
        return sent
    return step_form(step, case)(initial={"seen": case.version}, auto_id=_ids(step))


def _said(case: Case, said: dict) -> dict:
    """What the page must say first: a sentence, and what has changed meanwhile."""
    changed = [(history.words_of(case, event), event.at) for event in said.get("changed", [])]
    return {"notice": said.get("notice", ""), "changed": changed}


@require_safe
def track_file(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """A file of the case."""
    return send_file(request, file_for_customer(token, pk))


@require_safe
def track_thumbnail(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The small picture of a photo of the case."""
    return send_thumbnail(request, file_for_customer(token, pk))
