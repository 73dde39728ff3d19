"""Importing the files of marketplaces: upload, preview, unknown columns, progress, what was imported."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sales.access import import_for_staff
from sales.forms.imports import ColumnsForm, UploadForm
from sales.importing import runs
from sales.importing.flaws import Refused
from sales.importing.layouts import LABELS
from sales.importing.safety import MAX_BYTES
from sales.models import ImportRun
from shops.access import desk_page
from shops.forms.fields import readable
from shops.models import Channel

Status = ImportRun.Status


@dataclass(frozen=True)
class Line:
    """One import in the list."""

    run: ImportRun
    layout: str


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def imports(request: HttpRequest) -> HttpResponse:
    """Bring in a file; below it, every import that has been."""
    shop = request.membership.shop
    page = runs.page_of(shop, readable(request.GET).get("after", ""))
    last = page.rows[0] if page.rows else None
    answers = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*answers, shop=shop, last=last)
    if form.is_bound and form.is_valid() and (run := _received(request, form)):
        return redirect("import", run.pk)
    context = {
        "here": "settings", "shop": shop, "form": form, "lines": [Line(run, _label(run)) for run in page.rows],
        "next": page.next, "most": MAX_BYTES // 1024 // 1024,
    }  # fmt: skip
    return render(request, "sales/imports.html", context, status=422 if form.is_bound else 200)


def _received(request: HttpRequest, form: UploadForm) -> ImportRun | None:
    upload, channel = form.cleaned_data["file"], form.cleaned_data["channel"]
    try:
        run, known = runs.receive(
            channel, upload.file, upload.name, upload.size, by=request.user, now=timezone.now()
        )
    except Refused as why:
        form.add_error("file", str(why))
        return None
    if known:
        messages.info(request, _("Berkas yang sama sudah pernah diunggah. Tidak ada yang berubah."))
    else:
        runs.nudge()
    return run


def _label(run: ImportRun) -> str:
    """The kind of file, unless the channel is called just that."""
    label = str(LABELS.get(run.layout, ""))
    return "" if label == run.channel.name else label


@require_safe
@desk_page
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what it would do, what it has done, or why it did nothing."""
    run = import_for_staff(request.membership, pk)
    context = {
        "here": "settings", "shop": request.membership.shop, "run": run, "layout": _label(run),
        "marketplace": LABELS.get(run.layout, ""), "is_waiting": run.status in (Status.UPLOADED, Status.RUNNING),
        "needs_columns": run.status == Status.PREVIEWED and not run.layout,
        "is_doubtful": run.status == Status.PREVIEWED and run.errors_total,
        "other_channel": _is_of_another_channel(run), "hidden_errors": run.errors_total - len(run.errors),
    }  # fmt: skip
    return render(request, "sales/import.html", context)


def _is_of_another_channel(run: ImportRun) -> bool:
    """Whether the file comes from another marketplace than the channel that was chosen."""
    kinds = {"tiktok": {Channel.Kind.TIKTOK, Channel.Kind.TOKOPEDIA}}.get(run.layout, {run.layout})
    return run.layout not in ("", "mapped") and run.channel.kind not in kinds


@require_POST
@desk_page
def start_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the preview shows is wanted."""
    run = import_for_staff(request.membership, pk)
    if runs.start(run, now=timezone.now()):
        runs.nudge()
    return redirect("import", pk)


@require_POST
@desk_page
def cancel_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the preview shows is not wanted."""
    run = import_for_staff(request.membership, pk)
    if runs.cancel(run, now=timezone.now()):
        messages.success(request, _("Dibatalkan. Tidak ada yang diimpor."))
    return redirect("import", pk)


@require_POST
@desk_page
def trust_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers that end in zeros are right: somebody has compared them."""
    run = import_for_staff(request.membership, pk)
    if runs.look_again(run, trusted=True):
        runs.nudge()
    return redirect("import", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column holds what; the next file of these headers is known then."""
    run = import_for_staff(request.membership, pk)
    if run.status != Status.PREVIEWED or "headers" not in run.mapping:
        raise Http404
    form = ColumnsForm(readable(request.POST) if request.method == "POST" else None, run=run)
    if request.method == "POST" and form.is_valid():
        if runs.name_columns(run, form.chosen(), now=timezone.now()):
            runs.nudge()
        return redirect("import", pk)
    context = {"here": "settings", "run": run, "form": form, "sample": _sample(run)}
    return render(request, "sales/import_columns.html", context, status=422 if form.errors else 200)


def _sample(run: ImportRun) -> list[tuple[str, list[str]]]:
    """Each column's header with what stands below it."""
    rows = run.mapping["sample"]
    columns = [
        [row[place] for row in rows if place < len(row) and row[place]]
        for place in range(len(run.mapping["headers"]))
    ]
    return [(header, cells) for header, cells in zip(run.mapping["headers"], columns, strict=True) if header]
