"""G: the guide does what it says, line by line, for a stranger with a shell."""

import os
import re
import subprocess

from django.conf import settings

from commerce.models import Booking
from tests.factories import ServiceFactory
from tests.factories.schedules import open_all_week
from tests.prove.house import House

BLOCKS = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROMISE = re.compile(r"^(.*\S) {4}# (\w+)$", re.MULTILINE)
CHECKED = r'said=$(\1); [ "$said" = "\2" ] || { echo "said $said instead of \2"; exit 1; }'


def test_g1_the_guide_s_session_line_by_line(house: House, figure):
    open_all_week(ServiceFactory(title="Breathwork for sleep").practitioner)
    guide = (settings.ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    lines = "\n".join(BLOCKS.findall(guide)).replace("\\\n", "")
    script, promises = PROMISE.subn(CHECKED, lines)

    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=os.environ | {"API": f"{house.addresses[0]}/api/v1", "STRIPE": house.stripe_url},
        capture_output=True,
        text=True,
        timeout=120,
    )

    cancelled = Booking.objects.filter(status="cancelled", refund_cents=8000).count()
    figure(
        "G1",
        "the session of docs/api.md, from registration to refund, with curl",
        must_be="every line answers what the guide says",
        measured=f"{promises} answers as promised, {cancelled} booking cancelled and paid back"
        if ended.returncode == 0
        else f"failed: {ended.stdout[-200:]}{ended.stderr[-200:]}".replace("\n", " "),
        holds=ended.returncode == 0 and promises >= 7 and cancelled == 1,
    )
