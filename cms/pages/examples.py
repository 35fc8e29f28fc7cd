"""What Ana changed, and waits for."""

from typing import Any

from cms.pages import serializers

REVIEW: dict[str, Any] = {
    "status": "in_review",
    "reason": "",
    "by": "",
    "findings": [],
    "submitted_at": "2027-02-20T09:00:00Z",
    "judged_at": None,
    "goes_live_at": None,
}
REVISION = "3f6c1a0b9d2e4f708a5c"

EXAMPLES = {
    serializers.ReviewDetail: {
        **REVIEW,
        "revision": REVISION,
        "changes": [
            {
                "field": "summary",
                "before": "An hour that slows down.",
                "after": "An hour that slows you down before you sleep.",
            }
        ],
    },
}
