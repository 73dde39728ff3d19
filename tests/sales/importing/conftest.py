"""Plans of files without a database, and whole imports with one."""

import io
from contextlib import ExitStack

import pytest
from django.utils import timezone

from sales.importing import runs, safety, work
from sales.importing.plan import planned
from shops import presets
from shops.founding import add_channel
from shops.models import Shop


@pytest.fixture
def plan():
    """What importing a file would do."""
    with ExitStack() as stack:

        def read(content, name="orders.xlsx", zone="Asia/Jakarta", **known):
            file = io.BytesIO(content)
            kind = safety.kind_of(file, name, len(content))
            return stack.enter_context(planned(file, kind, Shop(time_zone=zone), **known))

        yield read


@pytest.fixture
def shopee_channel(shop):
    """Toko Sari on Shopee."""
    return add_channel(shop, "shopee", "Shopee", presets.SHOPEE)


@pytest.fixture
def receive(shopee_channel, sari):
    """Keep a file as somebody uploads it."""

    def make(content, name="orders.xlsx", *, channel=None, by=sari, now=None):
        return runs.receive(
            channel or shopee_channel,
            io.BytesIO(content),
            name,
            len(content),
            by=by.user,
            now=now or timezone.now(),
        )

    return make


@pytest.fixture
def bring_in(receive):
    """Upload a file, look at it, import it; answers the run as it stands then."""

    def make(content, name="orders.xlsx", **how):
        run, known = receive(content, name, **how)
        assert not known
        work.work_on(run)
        run.refresh_from_db()
        if runs.start(run, now=timezone.now()):
            work.work_on(run)
            run.refresh_from_db()
        return run

    return make
