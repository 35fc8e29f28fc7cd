"""Time, orders and what is sold in them."""

from tests.prove.mutations.mutation import Mutation

_I = "tests/integration"
_BOOKINGS = f"{_I}/commerce/bookings"
_CHECKOUT = f"{_I}/commerce/checkout"
_ENTITLEMENTS = f"{_I}/commerce/entitlements"
_SEAT_RACES = f"{_BOOKINGS}/test_seat_races.py"

MUTATIONS = [
    # --- time ---
    Mutation(
        "the counting UPDATE judges whether there is room",
        "commerce/bookings/holds.py",
        'Session.objects.planned().filter(seats_taken__lte=F("capacity") - seats)',
        "Session.objects.planned()",
        f"{_CHECKOUT}/test_workshops.py::test_a_full_date_says_how_many_are_left",
    ),
    Mutation(
        "a slot is inserted ON CONFLICT DO NOTHING",
        "commerce/bookings/holds.py",
        "Session.objects.bulk_create([session], ignore_conflicts=True)",
        "Session.objects.bulk_create([session])",
        f"{_CHECKOUT}/test_races.py::test_one_of_many_gets_the_slot",
    ),
    Mutation(
        "the session is locked before its lapsed seats are given on",
        "commerce/bookings/holds.py",
        "    list(Session.objects.filter(pk=session_id).lock())\n    _cancel_lapsed",
        "    _cancel_lapsed",
        f"{_SEAT_RACES}"
        "::test_giving_up_seats_and_taking_over_what_lapsed_never_wait_for_each_other",
    ),
    Mutation(
        "a hold that stands does not give way",
        "commerce/bookings/holds.py",
        "list(occupying.lapsed(now).lock())",
        "list(occupying.lock())",
        f"{_BOOKINGS}/test_planning.py::test_one_date_that_collides_is_named_and_none_is_planned",
    ),
    Mutation(
        "only what lapsed is taken again",
        "commerce/bookings/holds.py",
        "if booking.cancelled_by != CancelledBy.LAPSED or before",
        "if before",
        f"{_BOOKINGS}/test_seats.py::test_a_late_payment_for_what_is_gone_takes_nothing",
    ),
    Mutation(
        "a booking is cancelled once",
        "commerce/bookings/operations.py",
        "    if booking.status in (BookingStatus.CANCELLED, BookingStatus.COMPLETED):\n"
        "        raise BookingClosed\n",
        "",
        f"{_BOOKINGS}/test_seats.py::test_seats_given_up_come_back_once_and_the_session_stands",
    ),
    Mutation(
        "who moves times of one practitioner takes turns",
        "commerce/bookings/rescheduling.py",
        '    locks.take(f"calendar:{practitioner_id}")\n',
        "",
        f"{_BOOKINGS}/test_rescheduling.py"
        "::test_who_moves_a_time_waits_for_others_who_move_one_of_the_same_practitioner",
    ),
    Mutation(
        "the limits of moving a booking",
        "commerce/bookings/rescheduling.py",
        "    _refuse_limits(booking, now=now)\n    _move",
        "    _move",
        f"{_BOOKINGS}/test_rescheduling.py::test_a_client_moves_three_times",
    ),
    Mutation(
        "other people's bookings do not exist",
        "commerce/bookings/querysets.py",
        "return self.filter(Q(client=user) | Q(service__practitioner__user=user))",
        "return self.all()",
        f"{_BOOKINGS}/test_views.py::test_other_people_s_bookings_do_not_exist",
    ),
    Mutation(
        "only the practitioner says who came",
        "commerce/bookings/operations.py",
        "if booking is None or booking.service.practitioner.user_id != by.pk:",
        "if booking is None:",
        f"{_BOOKINGS}/test_attendance.py::test_only_the_practitioner_says_it",
    ),
    # --- orders ---
    Mutation(
        "an order is completed once",
        "commerce/checkout/operations.py",
        " or order.paid_at is not None:\n        return",
        ":\n        return",
        f"{_CHECKOUT}/test_lapsing.py::test_completing_again_changes_nothing",
    ),
    Mutation(
        "an order that is closed or over is not paid",
        "commerce/checkout/operations.py",
        "if order.status != OrderStatus.OPEN or order.payment_id is None:\n"
        "        raise OrderClosed",
        "if order.payment_id is None:\n        raise OrderClosed",
        f"{_CHECKOUT}/test_buying.py"
        "::test_an_order_that_is_closed_or_somebody_else_s_is_not_opened",
    ),
    Mutation(
        "a hold does not lapse early",
        "commerce/checkout/operations.py",
        "order.status != OrderStatus.OPEN or order.expires_at > now:\n        return",
        "order.status != OrderStatus.OPEN:\n        return",
        f"{_CHECKOUT}/test_lapsing.py::test_a_hold_does_not_lapse_early",
    ),
    Mutation(
        "other people's orders do not exist",
        "commerce/checkout/querysets.py",
        "return self.filter(user=user)",
        "return self.all()",
        f"{_CHECKOUT}/test_prepaid.py::test_nobody_pays_for_another_s_order",
    ),
    Mutation(
        "credits of an order that lapses are let go",
        "commerce/checkout/operations.py",
        "    promotions.release(reference=reference(order), now=now)\n"
        "    credits.release(reference=reference(order), now=now)\n",
        "    promotions.release(reference=reference(order), now=now)\n",
        f"{_CHECKOUT}/test_credits.py"
        "::test_what_is_held_cannot_be_spent_elsewhere_and_comes_back_when_the_hold_lapses",
    ),
    Mutation(
        "a late payment needs its credits again",
        "commerce/checkout/operations.py",
        "    if not can_pay or (booking",
        "    if (booking",
        f"{_CHECKOUT}/test_credits.py::test_a_late_payment_needs_its_credits_again",
    ),
    Mutation(
        "nobody buys from themselves",
        "commerce/checkout/buying.py",
        "if service.practitioner.user_id == client.pk:",
        "if False:",
        f"{_CHECKOUT}/test_refusals.py::test_practitioners_do_not_book_themselves",
    ),
    Mutation(
        "what changed since it was shown is not sold",
        "commerce/checkout/buying.py",
        "    refuse_own(client, service)\n    if offer.terms_id != service.terms_id:",
        "    refuse_own(client, service)\n    if False:",
        f"{_CHECKOUT}/test_refusals.py::test_what_changed_since_it_was_shown_is_not_sold",
    ),
    Mutation(
        "only the client chooses credits instead of money",
        "commerce/checkout/cancelling.py",
        "if refund_to == RefundTo.CREDITS and booking.client_id != by.pk:",
        "if False:",
        f"{_CHECKOUT}/test_credits.py::test_a_practitioner_does_not_choose_where_the_money_goes",
    ),
    Mutation(
        "a caller's key is claimed in the transaction of its effect",
        "site/estuary/kernel/idempotency.py",
        "    return stored.reference or None\n",
        "    return None\n",
        f"{_CHECKOUT}/test_races.py::test_one_key_sent_many_times_at_once_books_once",
    ),
    Mutation(
        "a caller's key with another request is refused",
        "site/estuary/kernel/idempotency.py",
        "    if stored.fingerprint != asked.fingerprint:\n"
        "        raise KeyReused\n    return stored if",
        "    return stored if",
        f"{_CHECKOUT}/test_buying.py::test_the_same_key_with_another_body_is_refused",
    ),
    # --- packages ---
    Mutation(
        "the entitlement is locked before a unit is chosen",
        "commerce/entitlements/operations.py",
        "    list(Entitlement.objects.usable(now).with_open(alike).lock())\n",
        "",
        f"{_ENTITLEMENTS}/test_races.py::test_the_last_unit_is_booked_once_however_many_want_it",
    ),
    Mutation(
        "the entitlement is locked before it is refunded",
        "commerce/entitlements/operations.py",
        "row = Entitlement.objects.filter(pk=entitlement.pk).lock().get()",
        "row = Entitlement.objects.filter(pk=entitlement.pk).get()",
        f"{_ENTITLEMENTS}/test_races.py::test_a_refund_waits_for_a_booking_that_is_being_written",
    ),
    Mutation(
        "a unit is used before its entitlement expires",
        "commerce/entitlements/operations.py",
        "        if starts_at < unit.entitlement.expires_at:\n            return unit",
        "        if True:\n            return unit",
        f"{_ENTITLEMENTS}/test_redeeming.py::test_a_session_must_begin_before_the_expiry",
    ),
    Mutation(
        "another's entitlement does not exist",
        "commerce/entitlements/operations.py",
        "EntitlementUnit.objects.filter(entitlement__client=by, **said)",
        "EntitlementUnit.objects.filter(**said)",
        f"{_ENTITLEMENTS}/test_redeeming.py::test_what_is_anothers_does_not_exist",
    ),
    # --- promotions, receipts ---
    Mutation(
        "the counting UPDATE judges whether a code is used up",
        "commerce/promotions/operations.py",
        "        .not_used_up()\n        .filter(pk=promotion.pk)\n        .update",
        "        .filter(pk=promotion.pk)\n        .update",
        f"{_I}/commerce/promotions/test_operations.py"
        "::test_of_many_at_once_one_takes_the_last_use[False]",
    ),
    Mutation(
        "a client's own limit is judged under the lock",
        "commerce/promotions/operations.py",
        "if not taken or _is_used_up_by(promotion, user):",
        "if not taken:",
        f"{_I}/commerce/promotions/test_operations.py"
        "::test_of_many_at_once_one_takes_the_last_use[True]",
    ),
    Mutation(
        "the counter of receipts is held until the number is written",
        "commerce/receipts/operations.py",
        "held = ReceiptCounter.objects.select_for_update()",
        "held = ReceiptCounter.objects.all()",
        f"{_I}/commerce/receipts/test_operations.py"
        "::test_thirty_receipts_at_once_have_thirty_consecutive_numbers",
    ),
]
