"""`python -m tests.crash.open_cases 500`: a shop, and that many returns whose time is long up."""

import sys
from datetime import UTC, datetime

import django

LONG_AGO = datetime(2024, 11, 19, 3, 0, tzinfo=UTC)


def main(number: int) -> None:
    """Open them through the same door as any other case."""
    from cases.intake import open_case
    from shops import presets
    from shops.founding import found_shop
    from shops.models import User

    owner = User.objects.create_user(f"sari{number}@sari.test", name="Sari")
    shop = found_shop(owner, name="Toko Sari", slug=f"sari-{number}", preset=presets.OWN_AUTOMATIC)
    for _ in range(number):
        open_case(
            "return_request", channel=shop.channels.get(kind="website"), now=LONG_AGO, variant="return_refund",
            reason="damaged", description="Sobek.", customer_name="Budi", customer_phone="+6281234567890",
        )  # fmt: skip


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
