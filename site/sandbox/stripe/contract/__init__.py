"""What Stripe's own description says about a request, an answer and what may be expanded."""

from sandbox.stripe.contract.answers import answer_faults
from sandbox.stripe.contract.document import API_VERSION, Document, document
from sandbox.stripe.contract.expansion import check_expansions
from sandbox.stripe.contract.requests import checked

__all__ = ["API_VERSION", "Document", "answer_faults", "check_expansions", "checked", "document"]
