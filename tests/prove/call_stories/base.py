"""What every story is made of."""

from itertools import count

from commerce.payments.gateway import PaymentsUnavailable
from estuary.kernel.idempotency import Claim
from tests.prove.scenes import Scene

_numbers = count(1)


class Story:
    """Something that somebody does, for which the provider is asked."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._asks_anew()

    def arrange(self) -> None:
        """What comes before; nothing fails yet."""

    def act(self) -> None:
        """What they do; raises what they are answered."""
        raise NotImplementedError

    def again(self, answered: Exception) -> None:
        """They ask once more."""
        if not isinstance(answered, PaymentsUnavailable):
            self._asks_anew()
        self.act()

    def _asks_anew(self) -> None:
        self._request = next(_numbers)

    def claim(self, step: str) -> Claim:
        """The key of a request; the same when it is repeated."""
        return Claim(caller="story", key=f"{self._request}:{step}", fingerprint=step)
