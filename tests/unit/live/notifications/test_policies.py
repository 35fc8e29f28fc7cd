from datetime import timedelta

from live.notifications import policies


def test_pauses_grow_from_a_minute_to_six_hours():
    minutes = [policies.pause_after(n) / timedelta(minutes=1) for n in range(1, 9)]

    assert minutes == [1, 4, 16, 64, 256, 360, 360, 360]


def test_eight_failures_are_enough():
    assert [policies.is_hopeless(n) for n in (1, 7, 8)] == [False, False, True]
