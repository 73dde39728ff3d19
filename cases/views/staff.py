"""The team's side of a case: its page, its files, and one page per step."""

import uuid
from collections.abc import Iterator
from copy import copy
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import serving, story
from cases.access import case_after, case_before, case_for_staff, file_for_staff, files_of
from cases.evidence import Unacceptable
from cases.models import Attachment, Case
from cases.noticed import notice
from cases.perform import Actor, find_step
from cases.refusals import NotPossible, Refused, Stale
from cases.steps import StepForm, step_form, take, take_once
from cases.undo import chance, undo
from cases.uploads import drafts_of, drop_draft, keep_draft
from cases.workflow import ANYWHERE, Audience, Note, Step, Text, Turn
from notifications.access import messages_about
from notifications.models import Message
from notifications.outbox import WAITING
from shops.access import sees_money, staff_page

# A reply goes to the customer or stays with the team: one form, two steps of the table.
REPLIES = {"public": "write", "internal": "note"}


# The case ----------------------------------------------------------------------------------------


@require_safe
@staff_page()
def case_page(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything about one case, and the steps that this role may take."""
    return _case_page(request, case_for_staff(request.membership, ref))


def _case_page(request: HttpRequest, case: Case, *, status: int = 200, **reply) -> HttpResponse:
    now, desk = timezone.now(), sees_money(request.membership)
    actor = Actor.member(request.membership)
    files = files_of(case, with_money=desk)
    clock = story.clock_of(case) if case.is_open else None
    allowed = case.workflow.steps_for(case.state, actor.role, case.variant)
    every = [step for step in allowed if not case.why_shut(step, now)]
    steps = [step for step in every if not step.aside]
    history = story.history_of(case, files, with_money=desk, whole="semua" in request.GET)
    context = {
        "here": "inbox", "now": now, "case": case, "shop": case.shop, "with_money": desk,
        "speaks": desk and case.workflow.for_customer,
        "asides": [step.action for step in every if step.aside],
        "clock": clock, "clock_used": clock.used(now) if clock else 0, "silence": story.consequence(case, now),
        "loses": _loses(case), "evidence": [file for file in files if not file.internal],
        "facts": story.facts_of(case, with_money=desk),
        "history": history, "chance": chance(case, history.newest(), actor, now),
        "steps": [step for step in steps if step.tone not in ("stop", "quiet")],
        "stops": [step for step in steps if step.tone == "stop"],
        "quiets": [step for step in steps if step.tone == "quiet"],
        "assign": _assign_form(case) if desk else None,
        **_told(messages_about(request.membership, case.reference) if desk else [], now),
        "reply_key": uuid.uuid4(), "after": case_after(case), **_before(case, desk), **reply,
    }  # fmt: skip
    return render(request, "cases/case.html", context, status=status)


def _before(case: Case, with_money: bool) -> dict:
    """The thread of the case that was turned into this one."""
    before = case_before(case)
    if before is None:
        return {}
    files = files_of(before, with_money=with_money)
    return {
        "before": before,
        "before_evidence": [file for file in files if not file.internal],
        "before_history": story.history_of(before, files, with_money=with_money),
    }


def _told(about: list[Message], now: datetime) -> dict:
    """The case's messages: what still waits for somebody, what is done with, what went to the team."""
    done = (Message.Status.SENT, Message.Status.SKIPPED, Message.Status.UNDONE)
    customers = [message for message in about if message.to_customer]
    return {
        "waiting": [message for message in customers if message.status not in done],
        "settled": [message for message in customers if message.status in done],
        "told_team": [message for message in about if not message.to_customer],
        "troubled": any(message.status in WAITING and message.may_be_read(now) for message in customers),
    }


def _loses(case: Case) -> bool:
    step = case.workflow.step(case.state, case.due_action, case.variant) if case.due_action else None
    return bool(step and step.loses)


def _assign_form(case: Case) -> StepForm:
    step = case.workflow.step(case.state, "assign", case.variant)
    return step_form(step, case)(instance=copy(case), auto_id="pic_%s")


@require_safe
@staff_page()
def noticed(request: HttpRequest, ref: str) -> HttpResponse:
    """What may be worth a second look: comparing photos takes a moment, so the case's page asks for it by itself."""
    case = case_for_staff(request.membership, ref)
    found = notice(case, case.attachments.all(), timezone.now(), with_money=sees_money(request.membership))
    return render(request, "cases/noticed.html", {"case": case, "shop": case.shop, "noticed": found})


@require_safe
@staff_page()
def case_file(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """One file, whole."""
    return serving.send_file(request, file_for_staff(request.membership, ref, pk))


@require_safe
@staff_page()
def case_thumbnail(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """One photo, small."""
    return serving.send_thumbnail(request, file_for_staff(request.membership, ref, pk))


# The steps ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def act(request: HttpRequest, ref: str, action: str) -> HttpResponse:
    """Ask before a step, take it, or say kindly why not."""
    case = case_for_staff(request.membership, ref)
    if action in REPLIES.values():
        action = REPLIES.get(request.POST.get("audience", ""), action)
    if case.workflow.named(action, case.variant) is None:
        raise Http404
    try:
        step = find_step(case, action, Actor.member(request.membership))
    except NotPossible as refusal:
        return _not_possible(request, case, refusal)
    if step.page:
        return redirect(step.page, case.reference)
    if step.additive and step.source == ANYWHERE:  # its form stands on the case's own page
        return _add(request, case, step) if request.method == "POST" else redirect("case", case.reference)
    return _decide(request, case, step) if request.method == "POST" else _ask(request, case, step)


def _ask(request: HttpRequest, case: Case, step: Step) -> HttpResponse:
    """The confirmation; what changed since the person's page was loaded is said on it."""
    form = step_form(step, case)(
        instance=copy(case), auto_id="langkah_%s", initial=_today_for_dates(case, step)
    )
    changed = story.news(
        case, _number(request.GET.get("seen"), case.version), with_money=sees_money(request.membership)
    )
    return _confirmation(request, case, step, form, changed=changed)


def _today_for_dates(case: Case, step: Step) -> dict:
    today = timezone.now().astimezone(case.shop.zone).date()
    dates = (name for name in step.asks if isinstance(case._meta.get_field(name), models.DateField))
    return {name: today for name in dates if getattr(case, name) is None}


def _decide(request: HttpRequest, case: Case, step: Step) -> HttpResponse:
    draft_key = _key(request.POST.get("draft_key"))
    drafts, wrong = _uploads(request, case, step, draft_key)
    data = request.POST.copy()
    data["seen"] = data.get("seen") or "0"  # whoever does not say what they saw has seen nothing
    form = step_form(step, case)(data, instance=copy(case), auto_id="langkah_%s")
    if "again" in request.POST and (anew := form.worked_out_anew()):
        return _confirmation(request, case, step, anew, draft_key=draft_key)
    if wrong or "remove" in request.POST:
        form.is_valid()
        return _confirmation(request, case, step, form, sentences=wrong, draft_key=draft_key, status=400)
    refusal = take(form, case, actor=Actor.member(request.membership), files=drafts)
    if refusal is None:
        if not _undoable_for(case, step):  # otherwise the page says so itself, with the way back
            messages.success(request, f"{step.done}.")
        return redirect("case", case.reference)
    fresh = case_for_staff(request.membership, case.reference)
    if isinstance(refusal, NotPossible):
        return _not_possible(request, fresh, refusal)
    if isinstance(refusal, Stale):
        form.untick()
    changed = story.entries(fresh, getattr(refusal, "events", []), with_money=sees_money(request.membership))
    return _confirmation(
        request, fresh, step, form, sentences=[str(refusal)], changed=changed, draft_key=draft_key,
        status=refusal.status,
    )  # fmt: skip


def _undoable_for(case: Case, step: Step) -> int:
    """For how many seconds the step can be undone."""
    return case.shop.undo_seconds if step.can_be_undone else 0


def _is_about_all(case: Case, step: Step, form: StepForm) -> bool:
    """Whether the step grants one of several ways for all that the case is worth, no more and no less."""
    tells = any(tell.to is Audience.CUSTOMER for tell in step.tells)
    asks_money = any(isinstance(case._meta.get_field(name), models.BigIntegerField) for name in step.asks)
    grants = bool(case.variant) and step.tone == "act" and tells and case.turn == Turn.SHOP
    return grants and not (asks_money or form.sheet)


def _confirmation(
    request: HttpRequest,
    case: Case,
    step: Step,
    form: StepForm,
    *,
    sentences=(),
    changed=(),
    draft_key=None,
    status=200,
) -> HttpResponse:
    now = timezone.now()
    draft_key = draft_key or uuid.uuid4()
    with_money = sees_money(request.membership)
    context = {
        "here": "inbox", "now": now, "case": case, "shop": case.shop, "step": step, "form": form,
        "then": story.after(case, step, now), "with_money": with_money,
        "undoable_for": _undoable_for(case, step),
        "noticed": notice(case, case.attachments.all(), now, with_money=with_money),
        "names_amount": with_money and case.amount is not None and _is_about_all(case, step, form),
        "sentences": sentences, "changed": changed, "draft_key": draft_key,
        "drafts": drafts_of(case.shop, draft_key) if step.files else [], "silence": story.consequence(case, now),
    }  # fmt: skip
    return render(request, "cases/act.html", context, status=status)


def _not_possible(request: HttpRequest, case: Case, refusal: Refused) -> HttpResponse:
    """A step that is gone, most often because somebody, perhaps this very person, took one just before."""
    now = timezone.now()
    seen = _number(request.POST.get("seen") or request.GET.get("seen"), case.version)
    changed = story.news(case, seen, with_money=sees_money(request.membership))
    context = {
        "here": "inbox", "now": now, "case": case, "shop": case.shop, "refusal": refusal, "changed": changed,
        "with_money": sees_money(request.membership), "silence": story.consequence(case, now),
    }  # fmt: skip
    return render(request, "cases/not_possible.html", context, status=409 if changed else refusal.status)


@require_POST
@staff_page()
def undo_step(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back the latest step, or say kindly why not."""
    case = case_for_staff(request.membership, ref)
    try:
        undo(case, actor=Actor.member(request.membership), seen=_number(request.POST.get("seen"), 0))
    except Refused as refusal:
        return _not_possible(request, case_for_staff(request.membership, ref), refusal)
    messages.success(
        request, _("Dibatalkan. Kasus kembali seperti sebelumnya, dan tidak ada pesan yang dikirim.")
    )
    return redirect("case", case.reference)


def _add(request: HttpRequest, case: Case, step: Step) -> HttpResponse:
    """A step that decides nothing: a reply, a note, who looks after it."""
    draft_key = _key(request.POST.get("draft_key"))
    drafts, wrong = _uploads(request, case, step, draft_key)
    form = step_form(step, case)(request.POST, instance=copy(case))
    refusal = Refused(" ".join(wrong)) if wrong or "remove" in request.POST else None
    refusal = refusal or _taken(form, case, Actor.member(request.membership), drafts)
    if refusal is None:
        messages.success(request, f"{step.done}.")
        return redirect("case", case.reference)
    return _case_page(
        request, case_for_staff(request.membership, case.reference), status=refusal.status,
        refusal=str(refusal), reply_note=request.POST.get("note", ""), reply_action=step.action,
        reply_key=draft_key, drafts=drafts_of(case.shop, draft_key),
    )  # fmt: skip


def _taken(form: StepForm, case: Case, actor: Actor, files: list[Attachment]) -> Refused | None:
    """Words go out once however often the button is pressed; who looks after a case may go back and forth."""
    if form.step.note is Note.NONE:
        return take(form, case, actor=actor, files=files)
    return take_once(form, case, actor=actor, now=timezone.now(), files=files)


def _uploads(
    request: HttpRequest, case: Case, step: Step, draft_key: uuid.UUID
) -> tuple[list[Attachment], list[str]]:
    """Keep what came with the form; the drafts it holds now, and a sentence for each file that was refused."""
    if not step.files:
        return [], []
    if removed := _number(request.POST.get("remove"), 0):
        drop_draft(case.shop, draft_key, removed)
    wrong = []
    for upload in _in_order(request, step_form(step, case).shots):
        try:
            keep_draft(upload, shop=case.shop, draft_key=draft_key, now=timezone.now())
        except Unacceptable as error:
            wrong.append(f"{upload.name}: {error}")
    return drafts_of(case.shop, draft_key), wrong


def _in_order(request: HttpRequest, shots: tuple[Text, ...]) -> Iterator[UploadedFile]:
    """What was sent, shot by shot, each file called after its shot; then whatever came besides."""
    with translation.override(settings.LANGUAGE_CODE):
        captions = [f"{n}. {words}" for n, words in enumerate(shots, 1)]
    for n, caption in enumerate(captions, 1):
        for upload in request.FILES.getlist(f"shot-{n}"):
            upload.name = f"{caption} - {upload.name}"
            yield upload
    yield from request.FILES.getlist("files")


def _key(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def _number(text: str | None, otherwise: int) -> int:
    """A number from an address or a form; anything else counts as not said."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
