from datetime import timedelta
from types import SimpleNamespace

from marketplace.catalogue.policies import BookingRules, rules

USUAL = SimpleNamespace(
    slot_step_minutes=15,
    buffer_before_minutes=0,
    buffer_after_minutes=15,
    minimum_notice_hours=24,
    horizon_days=60,
)
NOTHING = SimpleNamespace(**dict.fromkeys(vars(USUAL)))


def test_a_service_without_figures_follows_its_practitioner():
    assert rules(own=NOTHING, usual=USUAL) == BookingRules(
        step_minutes=15,
        buffer_before=timedelta(0),
        buffer_after=timedelta(minutes=15),
        notice=timedelta(hours=24),
        horizon=timedelta(days=60),
    )


def test_a_service_may_have_each_figure_of_its_own_and_zero_is_one():
    own = SimpleNamespace(**vars(NOTHING) | {"buffer_after_minutes": 0, "horizon_days": 7})

    found = rules(own=own, usual=USUAL)

    assert (found.buffer_after, found.horizon) == (timedelta(0), timedelta(days=7))
    assert found.notice == timedelta(hours=24)
