"""Clara follows Ana."""

from marketplace.followers import serializers
from marketplace.practitioners.examples import CARD

EXAMPLES = {
    serializers.Following: {"is_following": True, "followers_count": 212},
    serializers.FollowedCard: {"practitioner": CARD, "followed_at": "2027-02-20T18:00:00Z"},
}
