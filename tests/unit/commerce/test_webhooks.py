from commerce.payments.webhooks import joined


def test_every_room_that_hears_of_an_event_is_asked_in_turn():
    payments, memberships = {"a": print, "b": print}, {"b": repr, "c": repr}

    assert joined(payments, memberships) == {"a": (print,), "b": (print, repr), "c": (repr,)}
