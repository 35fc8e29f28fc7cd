"""What is at an address, as the frontend asks."""

from cms.resolving import serializers
from estuary.kernel.api.rooms import Several

PAGE = {
    "id": 12,
    "meta": {
        "type": "cms.StandardPage",
        "detail_url": "https://api.estuary.test/api/v1/content/pages/12/",
        "html_url": "https://estuary.test/about/",
        "slug": "about",
    },
    "title": "About us",
}

EXAMPLES = {
    serializers.Resolved: Several(
        {
            "page": {"kind": "page", "page": PAGE, "redirect": None},
            "redirect": {
                "kind": "redirect",
                "page": None,
                "redirect": {"target": "https://estuary.test/about/", "is_permanent": True},
            },
            "gone": {"kind": "gone", "page": None, "redirect": None},
            "not found": {"kind": "not_found", "page": None, "redirect": None},
        }
    ),
}
