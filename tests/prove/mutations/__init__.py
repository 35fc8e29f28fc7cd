"""Guards in the code: locks, compare-and-set, filters and refusals, each with how to take it away.

`old` must be in the file exactly once; `python3 manage.py prove B3` puts `new` in its place, in a
copy of the checkout, and expects the test to turn red.
"""

from tests.prove.mutations import content, orders, payments, payouts, people, streams, words
from tests.prove.mutations.mutation import Mutation

__all__ = ["MUTATIONS", "Mutation"]

MUTATIONS = [
    *orders.MUTATIONS,
    *payments.MUTATIONS,
    *payouts.MUTATIONS,
    *people.MUTATIONS,
    *words.MUTATIONS,
    *content.MUTATIONS,
    *streams.MUTATIONS,
]
