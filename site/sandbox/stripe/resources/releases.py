"""Authorised money that is not taken after all."""

from sandbox.stripe.world import Body, World


def release(world: World, charge: Body, amount: int) -> Body:
    """Give back what was not captured. Stripe shows it as refunded; no money moves."""
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    return world.save(charge)
