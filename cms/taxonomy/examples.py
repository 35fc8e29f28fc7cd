"""A way of working, as the frontend shows it."""

from cms.taxonomy import serializers

EXAMPLES = {
    serializers.ModalityCard: {
        "id": "0956e73b-d428-4b60-b471-f8c4d6d5b728",
        "slug": "breathwork",
        "name": "Breathwork",
        "summary": "Working with the breath, lying down or sitting.",
    },
}
