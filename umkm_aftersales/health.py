"""Whether the process is up, and whether the clocks are kept."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cases.models import Case
from cases.tasks import LAST_SWEEP
from notifications.models import Message

# Beat sweeps every 30 seconds: five missed ones are a fault, not a delay.
SWEEP_MAX_AGE = timedelta(seconds=150)
BACKLOG_MAX_AGE = timedelta(minutes=10)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; touches nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker, last sweep, oldest unfired deadline and outbox backlog; 503 when any of them is bad."""
    now = timezone.now()
    checks = {
        "database": _guarded(_database),
        "broker": _guarded(_broker),
        "sweep": _guarded(lambda: _sweep(now)),
        "deadlines": _guarded(lambda: _deadlines(now)),
        "outbox": _guarded(lambda: _outbox(now)),
    }
    ok = all(check["ok"] for check in checks.values())
    return JsonResponse({"ok": ok, **checks}, status=200 if ok else 503)


def _guarded(check) -> dict:
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever is broken is the answer
        return {"ok": False, "error": type(error).__name__}


def _database() -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def _broker() -> dict:
    cache.set("readyz", 1, timeout=10)
    return {"ok": cache.get("readyz") == 1}


def _sweep(now: datetime) -> dict:
    last = cache.get(LAST_SWEEP)
    if last is None:
        return {"ok": False, "age_seconds": None}
    age = now - datetime.fromisoformat(last)
    return {"ok": age < SWEEP_MAX_AGE, "age_seconds": int(age.total_seconds())}


def _deadlines(now: datetime) -> dict:
    oldest = (
        Case.objects.filter(next_due_at__lte=now)
        .order_by("next_due_at")
        .values_list("next_due_at", flat=True)
        .first()
    )
    age = now - oldest if oldest else timedelta(0)
    return {"ok": age < SWEEP_MAX_AGE, "oldest_unfired_seconds": int(age.total_seconds())}


def _outbox(now: datetime) -> dict:
    waiting = Message.objects.filter(status=Message.Status.QUEUED, next_attempt_at__lte=now)
    oldest = waiting.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    age = now - oldest if oldest else timedelta(0)
    return {"ok": age < BACKLOG_MAX_AGE, "oldest_seconds": int(age.total_seconds())}
