"""Guards in the code: locks, compare-and-set, filters and refusals, each with how to take it away.

`old` must be in the file exactly once; `python3 manage.py prove B3` puts `new` in its place, in a
copy of the checkout, and expects the test to turn red.
"""

from dataclasses import dataclass

_I = "tests/integration"
_BOOKINGS = f"{_I}/commerce/bookings"
_LANGUAGES = f"{_I}/cms/pages/test_loading.py"
_ROWS = f"{_I}/cms/pages/test_rows.py"
_DESK = f"{_I}/cms/test_desk.py"
_CHECKOUT = f"{_I}/commerce/checkout"
_CREDITS = f"{_I}/commerce/credits"
_DISPUTES = f"{_I}/commerce/disputes"
_ENTITLEMENTS = f"{_I}/commerce/entitlements"
_PROFILES = f"{_I}/cms/profiles/test_writing.py"
_PAYMENTS = f"{_I}/commerce/payments"
_LISTINGS = f"{_I}/cms/listings/test_writing.py"
_MEDIA = f"{_I}/marketplace/media"
_MEMBERSHIPS = f"{_I}/commerce/memberships"
_PAYOUTS = f"{_I}/commerce/payouts"
_WORKFLOWS = f"{_I}/cms/workflows"
_CONTENT = f"{_I}/cms/api/test_visibility.py"
_STREAMS = f"{_I}/cms/streams"
_CHANGES = f"{_I}/cms/changes/test_operations.py"
_KEEPING = f"{_I}/cms/test_caching.py"
_RESOLVING = f"{_I}/cms/resolving/test_views.py"
_REALTIME = f"{_I}/live/realtime"
_WEBHOOKS = f"{_I}/live/webhooks"
_SLUGS = f"{_I}/marketplace/test_former_slugs.py"
_RELEASES = f"{_I}/cms/releases/test_operations.py"
_SEAT_RACES = f"{_BOOKINGS}/test_seat_races.py"
_PREVIEWS = f"{_I}/cms/previews/test_operations.py"
_ROUTES = f"{_I}/routes/test_every_route.py"
_SHARING = f"{_I}/cms/previews/test_views.py"


@dataclass(frozen=True)
class Mutation:
    """One guard, and the change that takes it away."""

    guard: str
    file: str
    old: str
    new: str
    test: str


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
    # --- payments ---
    Mutation(
        "the lock on a payment when a refund is planned",
        "commerce/payments/operations.py",
        "locked = Payment.objects.lock().get(pk=payment.pk)",
        "locked = Payment.objects.get(pk=payment.pk)",
        f"{_PAYMENTS}/test_operations.py::test_of_many_refunds_at_once_only_what_came_in_goes_back",
    ),
    Mutation(
        "no more goes back than came in",
        "commerce/payments/operations.py",
        " or given + amount_cents > payment.amount_cents:",
        ":",
        f"{_PAYMENTS}/test_operations.py::test_no_more_goes_back_than_came_in",
    ),
    Mutation(
        "one reason gives back once",
        "commerce/payments/operations.py",
        "return planned or _planned(",
        "return _planned(",
        f"{_PAYMENTS}/test_operations.py::test_one_reason_gives_back_once",
    ),
    Mutation(
        "a failed refund is tried again once",
        "commerce/payments/operations.py",
        "    if not failed.may_be_retried:\n        raise RefundNotFailed\n",
        "",
        f"{_PAYMENTS}/test_failed_refunds.py::test_only_what_failed_is_tried_again_and_once",
    ),
    Mutation(
        "a payment that has ended stays as it ended",
        "commerce/payments/operations.py",
        "    _post_fee(payment, intent)\n    if payment.status in FINAL:\n        return payment\n",
        "    _post_fee(payment, intent)\n",
        f"{_PAYMENTS}/test_operations.py::test_old_news_does_not_undo_a_payment",
    ),
    Mutation(
        "a fee is booked once",
        "commerce/payments/operations.py",
        "    if payment.fee_cents is None:\n        payment.fee_cents = intent.fee_cents",
        "    if True:\n        payment.fee_cents = 2 * intent.fee_cents",
        f"{_PAYMENTS}/test_webhooks.py::test_a_fee_that_is_named_later_reaches_the_books",
    ),
    Mutation(
        "an event is believed only when it is signed",
        "commerce/payments/stripe_gateway.py",
        "            _verify(body, signature)\n",
        "",
        f"{_PAYMENTS}/test_webhooks.py::test_what_is_not_signed_rightly_is_refused_and_not_kept",
    ),
    Mutation(
        "an event is kept once",
        "commerce/payments/webhooks.py",
        "    if is_new:\n        events.record",
        "    if True:\n        events.record",
        f"{_PAYMENTS}/test_webhooks.py::test_an_event_that_comes_three_times_is_stored_once",
    ),
    Mutation(
        "another's saved card does not pay",
        "commerce/payments/cards.py",
        "if card is None or card.user_id != user.pk or card.detached_at is not None:",
        "if card is None or card.detached_at is not None:",
        f"{_PAYMENTS}/test_saved_cards.py"
        "::test_another_s_card_is_refused_before_the_provider_is_asked",
    ),
    Mutation(
        "a refused question is no refusal of what it asks about",
        "commerce/payments/stripe_calls.py",
        "raise PaymentsUnavailable from refused",
        "raise",
        f"{_PAYMENTS}/test_operations.py"
        "::test_a_refusal_to_say_how_a_refund_stands_is_not_taken_for_its_refusal",
    ),
    Mutation(
        "a person is looked for before they are made known again",
        "commerce/payments/asking.py",
        "may_be_new=attempt == 1",
        "may_be_new=True",
        f"{_PAYMENTS}/test_operations.py"
        "::test_a_person_made_known_behind_a_failure_is_not_made_known_twice",
    ),
    Mutation(
        "a payment of somebody unknown is given up without making them known",
        "commerce/payments/operations.py",
        "customer = known_customer(payment.user)",
        "customer = customer_of(payment.user, attempt=payment.attempt)",
        f"{_PAYMENTS}/test_operations.py"
        "::test_a_payment_of_somebody_the_provider_will_not_know_can_be_given_up",
    ),
    Mutation(
        "a card of somebody unknown is given up without making them known",
        "commerce/payments/setups.py",
        "customer = known_customer(setup.user)",
        "customer = customer_of(setup.user, attempt=setup.attempt)",
        f"{_PAYMENTS}/test_saving_a_card.py"
        "::test_one_of_somebody_the_provider_will_not_know_can_be_given_up",
    ),
    # --- memberships ---
    Mutation(
        "no other subscription is begun while one cannot be ended",
        "commerce/memberships/stripe_gateway.py",
        "with suppress(UnknownToProvider):",
        "with suppress(Exception):",
        f"{_MEMBERSHIPS}/test_changing.py"
        "::test_while_one_that_waits_for_the_bank_cannot_be_ended_no_other_is_begun",
    ),
    Mutation(
        "a schedule that comes to nothing is let go",
        "commerce/memberships/stripe_gateway.py",
        '                self._release(subscription_id, key=f"{key}:undo")\n',
        "",
        f"{_MEMBERSHIPS}/test_changing.py"
        "::test_a_downgrade_that_is_refused_leaves_no_schedule_behind",
    ),
    Mutation(
        "a plan of somebody unknown is given up without making them known",
        "commerce/memberships/carrying.py",
        "customer = known_customer(change.membership.practitioner.user)",
        "customer = customer_of(change.membership.practitioner.user, attempt=change.attempt)",
        f"{_MEMBERSHIPS}/test_changing.py"
        "::test_one_whose_owner_the_provider_will_not_know_is_given_up",
    ),
    Mutation(
        "older news of a membership does not replace newer",
        "commerce/memberships/operations.py",
        "    if is_current and membership.asked_at is not None and asked_at < membership.asked_at:",
        "    if False:",
        f"{_MEMBERSHIPS}/test_hearing.py::test_older_news_does_not_replace_newer",
    ),
    Mutation(
        "a membership is locked while the provider's answer is written down",
        "commerce/memberships/operations.py",
        "    return Membership.objects.lock().filter(ours).first()",
        "    return Membership.objects.filter(ours).first()",
        f"{_MEMBERSHIPS}/test_races.py::test_a_renewal_heard_many_times_at_once_is_booked_once",
    ),
    Mutation(
        "a paid invoice is told once",
        "commerce/memberships/invoices.py",
        "    if was_paid:\n        return row\n",
        "",
        f"{_MEMBERSHIPS}/test_hearing.py::test_a_paid_invoice_is_told_once",
    ),
    Mutation(
        "a subscription that is there is taken over, not made again",
        "commerce/memberships/carrying.py",
        "    for found in _of_membership(customer, membership):",
        "    for found in []:",
        f"{_MEMBERSHIPS}/test_changing.py::test_a_beginning_cut_off_and_asked_for_again_is_one",
    ),
    Mutation(
        "what charges a card is never carried out later",
        "commerce/memberships/carrying.py",
        "    if change.kind not in CHARGING:\n        carry_out",
        "    if True:\n        carry_out",
        f"{_MEMBERSHIPS}/test_changing.py::test_a_beginning_cut_off_is_found_or_given_up",
    ),
    Mutation(
        "what is owed is paid before a plan is changed",
        "commerce/memberships/changing.py",
        "    if membership.status == MembershipStatus.PAST_DUE:\n        raise MembershipPastDue\n",
        "",
        f"{_MEMBERSHIPS}/test_operations.py::test_an_unpaid_plan_is_kept_for_its_grace",
    ),
    Mutation(
        "another's saved card does not pay for a plan",
        "commerce/memberships/changing.py",
        "    standing = SavedCard.objects.of(user).standing()",
        "    standing = SavedCard.objects.standing()",
        f"{_MEMBERSHIPS}/test_changing.py::test_without_a_saved_card_there_is_nothing_to_charge",
    ),
    # --- books and credits ---
    Mutation(
        "an entry adds up before it is written",
        "commerce/ledger/operations.py",
        "    _require_balance(legs)\n    entry",
        "    entry",
        f"{_I}/commerce/ledger/test_operations.py::test_postings_that_do_not_add_up_are_refused",
    ),
    Mutation(
        "a repeat of an entry posts nothing",
        "commerce/ledger/operations.py",
        "    if stored.postings.exists():\n        return None\n",
        "",
        f"{_I}/commerce/ledger/test_operations.py::test_the_same_event_is_posted_once",
    ),
    Mutation(
        "accounts are opened in one order",
        "commerce/ledger/operations.py",
        "for leg in sorted(legs, key=_turn)",
        "for leg in legs",
        f"{_I}/commerce/ledger/test_races.py"
        "::test_two_first_entries_open_their_accounts_in_one_order",
    ),
    Mutation(
        "the lots that pay are locked",
        "commerce/credits/operations.py",
        "lots = usable.filter(source__in=sources).lock().in_bulk()",
        "lots = usable.filter(source__in=sources).in_bulk()",
        f"{_CREDITS}/test_races.py::test_one_of_fifty_gets_credits_that_suffice_for_one",
    ),
    Mutation(
        "credits are held whole or not at all",
        "commerce/credits/operations.py",
        "    if sum(share.cents for share in shares) < amount_cents:\n        raise CreditsShort\n",
        "",
        f"{_CREDITS}/test_operations.py::test_too_few_credits_hold_nothing_at_all",
    ),
    Mutation(
        "what concerns one reference takes its turn",
        "commerce/credits/operations.py",
        '    locks.take(f"credits:{reference}")\n',
        "",
        f"{_CREDITS}/test_races.py::test_a_release_waits_for_the_hold_that_is_being_made",
    ),
    Mutation(
        "never more credits come back than were spent",
        "commerce/credits/operations.py",
        "    if sum(share.cents for share in shares) < amount_cents:\n"
        "        raise MoreThanSpent\n",
        "",
        f"{_CREDITS}/test_operations.py::test_never_more_comes_back_than_was_spent",
    ),
    Mutation(
        "the sweep passes by lots in somebody's hands",
        "commerce/credits/operations.py",
        ".lock(skip_locked=True)",
        ".lock()",
        f"{_CREDITS}/test_races.py::test_a_sweep_passes_by_what_is_in_somebodys_hands",
    ),
    Mutation(
        "only the verified owner of the address accepts credits",
        "commerce/credits/transfers.py",
        "if waiting is None or not by.is_verified or waiting.receiver_email != by.email:",
        "if waiting is None:",
        f"{_CREDITS}/test_transfers.py::test_only_the_verified_owner_of_the_address_accepts",
    ),
    Mutation(
        "a transfer is accepted once, and in time",
        "commerce/credits/transfers.py",
        "if waiting.status != TransferStatus.WAITING or waiting.expires_at <= now:",
        "if waiting.status != TransferStatus.WAITING:",
        f"{_CREDITS}/test_transfers.py::test_it_is_accepted_once_and_in_time",
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
    # --- facts, letters, accounts ---
    Mutation(
        "a delivery is taken by one, for the length of its lease",
        "site/estuary/kernel/outbox.py",
        "        Q(leased_until=None) | Q(leased_until__lt=now),\n",
        "",
        f"{_I}/kernel/test_outbox.py::test_two_relays_and_many_workers_hand_over_once",
    ),
    Mutation(
        "facts that another relay has are left to it",
        "site/estuary/kernel/outbox.py",
        ".select_for_update(skip_locked=True)[:BATCH]",
        "[:BATCH]",
        f"{_I}/kernel/test_outbox.py::test_two_relays_and_many_workers_hand_over_once",
    ),
    Mutation(
        "a person is told one thing once, in numbers without gaps",
        "live/notifications/operations.py",
        "User.objects.lock().with_profile()",
        "User.objects.with_profile()",
        f"{_I}/live/notifications/test_operations.py"
        "::test_numbers_have_no_gaps_and_no_doubles_under_eight_threads",
    ),
    Mutation(
        "a letter is sent by one, for the length of its lease",
        "live/notifications/operations.py",
        'due.update(attempts=F("attempts") + 1, due_at=now + LEASE)',
        'due.update(attempts=F("attempts") + 1)',
        f"{_I}/live/notifications/test_operations.py::test_many_deliveries_at_once_send_once",
    ),
    Mutation(
        "other people's notifications are left alone",
        "live/notifications/querysets.py",
        "return self.filter(user=user, in_app=True)",
        "return self.filter(in_app=True)",
        f"{_I}/live/notifications/test_views.py::test_other_peoples_are_left_alone",
    ),
    Mutation(
        "a refresh token buys the next pair once",
        "marketplace/accounts/sessions.py",
        "    if not is_first_use:\n        raise TokenUsed\n",
        "",
        f"{_I}/marketplace/accounts/test_sessions.py::test_of_many_uses_at_once_one_gets_the_pair",
    ),
    Mutation(
        "two sales at once do not both get the rate of the first",
        "commerce/earnings/operations.py",
        '    locks.take(f"sales:{practitioner.pk}")\n    made',
        "    made",
        f"{_I}/commerce/earnings/test_operations.py"
        "::test_of_two_sales_at_once_the_second_sees_the_first",
    ),
    Mutation(
        "what is given back after its payout is carried",
        "commerce/earnings/operations.py",
        "ACCOUNTS.get(EarningStatus(earning.status), AccountKind.CARRY)",
        "ACCOUNTS.get(EarningStatus(earning.status), AccountKind.EARNINGS_AVAILABLE)",
        f"{_I}/commerce/earnings/test_operations.py"
        "::test_what_is_given_back_after_its_payout_is_carried",
    ),
    # --- disputes ---
    Mutation(
        "who writes a dispute down takes turns",
        "commerce/disputes/operations.py",
        'Dispute.objects.lock().select_related("payment", "order")',
        'Dispute.objects.select_related("payment", "order")',
        f"{_DISPUTES}/test_races.py::test_lost_many_times_at_once_it_is_taken_back_once",
    ),
    Mutation(
        "a dispute goes forward only",
        "commerce/disputes/operations.py",
        "is_news = is_new or policies.follows(before=before, after=found.status)",
        "is_news = True",
        f"{_DISPUTES}/test_operations.py::test_an_old_answer_does_not_open_it_again",
    ),
    Mutation(
        "what moved by a dispute is counted once",
        "commerce/disputes/operations.py",
        "    if posted is not None:\n",
        "    if True:\n",
        f"{_DISPUTES}/test_operations.py"
        "::test_events_in_any_order_any_number_of_times_end_the_same",
    ),
    Mutation(
        "what is lost is taken back once it is known what the bank took",
        "commerce/disputes/operations.py",
        "if dispute.settled_at is not None or not dispute.withdrawn_cents:",
        "if dispute.settled_at is not None:",
        f"{_DISPUTES}/test_operations.py::test_lost_before_it_is_known_what_was_taken_waits",
    ),
    Mutation(
        "what another dispute holds is not let go",
        "commerce/disputes/operations.py",
        "Dispute.objects.open().filter(payment=dispute.payment_id).exclude(pk=dispute.pk)",
        "Dispute.objects.none()",
        f"{_DISPUTES}/test_operations.py::test_a_second_dispute_holds_what_the_first_lets_go",
    ),
    Mutation(
        "a refund that the provider has is found before its dispute is settled",
        "commerce/disputes/operations.py",
        "            payments.look_for_refund(refund_id=refund.pk)\n",
        "            pass\n",
        f"{_DISPUTES}/test_refunds.py"
        "::test_what_the_provider_has_given_back_unknown_to_us_is_not_settled",
    ),
    Mutation(
        "a refund waits while its payment is disputed",
        "commerce/payments/operations.py",
        "if refund.status in _ENDED or _waits(refund):",
        "if refund.status in _ENDED:",
        f"{_DISPUTES}/test_refunds.py::test_the_booking_is_cancelled_and_the_refund_waits_unasked",
    ),
    Mutation(
        "a refund that is refused because of a dispute is not given up",
        "commerce/payments/operations.py",
        "        if refused.reason == DISPUTED:\n",
        "        if False:\n",
        f"{_DISPUTES}/test_refunds.py"
        "::test_a_refusal_by_the_provider_finds_the_dispute_nobody_told_us_of",
    ),
    Mutation(
        "what is disputed does not become credits",
        "commerce/checkout/giving_back.py",
        "        raise PaymentDisputed\n",
        "        return\n",
        f"{_DISPUTES}/test_refunds.py::test_a_disputed_payment_does_not_become_credits",
    ),
    Mutation(
        "whether it is disputed is asked again under the order's lock",
        "commerce/checkout/giving_back.py",
        "== RefundTo.CREDITS:\n        _refuse_disputed(order)\n    if own.credits",
        "== RefundTo.CREDITS:\n        pass\n    if own.credits",
        f"{_DISPUTES}/test_races.py::test_money_does_not_become_credits_once_it_is_disputed",
    ),
    Mutation(
        "who holds earnings back takes turns with who earns",
        "commerce/earnings/operations.py",
        '    locks.take(f"sales:{practitioner.pk}")\n    hold, is_new',
        "    hold, is_new",
        f"{_DISPUTES}/test_races.py::test_a_unit_earned_at_the_moment_it_is_disputed_is_held_back",
    ),
    Mutation(
        "no more of a booking comes back than its bank has left",
        "commerce/checkout/cancelling.py",
        "        price_cents=booking.paid_cents,\n",
        "        price_cents=booking.price_cents,\n",
        f"{_DISPUTES}/test_taking_back.py::test_of_what_is_left_no_more_comes_back_than_was_paid",
    ),
    Mutation(
        "what is earned later is held back too",
        "commerce/earnings/operations.py",
        "frozen_at=now if is_held else None",
        "frozen_at=None",
        f"{_DISPUTES}/test_operations.py::test_units_used_while_it_is_open_are_held_back_too",
    ),
    Mutation(
        "what was booked stays while something is left of its payment",
        "commerce/disputes/taking_back.py",
        "if _is_gone(dispute.payment, dispute):",
        "if dispute:",
        f"{_DISPUTES}/test_taking_back.py"
        "::test_a_part_is_taken_in_proportion_and_what_was_booked_stays",
    ),
    Mutation(
        "what is booked while it is taken back is not missed",
        "commerce/disputes/taking_back.py",
        "if not set(_booked(order)) <= set(held):",
        "if False:",
        f"{_DISPUTES}/test_taking_back.py"
        "::test_a_unit_booked_while_it_is_taken_back_makes_us_try_again",
    ),
    Mutation(
        "what was said first to a bank is what is sent",
        "commerce/disputes/answering.py",
        "    if dispute.answer:\n        return\n",
        "",
        f"{_DISPUTES}/test_answering.py"
        "::test_pressed_again_while_nobody_knows_the_first_words_are_sent",
    ),
    Mutation(
        "an answer that may have arrived is looked up before it is sent again",
        "commerce/disputes/answering.py",
        "if dispute.attempt > 1 or keys_may_be_gone(dispute.answer_planned_at):",
        "if False:",
        f"{_DISPUTES}/test_answering.py::test_after_a_day_it_is_looked_up_before_it_is_sent_again",
    ),
    Mutation(
        "only the practitioner is told what a booking earns",
        "commerce/earnings/serializers.py",
        "if asker.pk != booking.service.practitioner.user_id:",
        "if asker is None:",
        f"{_I}/commerce/earnings/test_views.py"
        "::test_only_the_practitioner_is_told_what_a_booking_earns",
    ),
    Mutation(
        "a statement tells of nobody else's sales",
        "commerce/earnings/statements.py",
        "        postings__account__party=user,\n",
        "",
        f"{_I}/commerce/earnings/test_views.py"
        "::test_a_statement_tells_the_year_by_month_and_in_sum",
    ),
    # --- payouts ---
    Mutation(
        "what became of a payout is asked from when it was asked for",
        "commerce/payouts/following.py",
        'asked_for = Coalesce("attempted_at", "sent_at")',
        'asked_for = Coalesce("sent_at", "attempted_at")',
        f"{_PAYOUTS}/test_sending.py::test_what_arrived_before_we_found_that_it_was_sent_is_found",
    ),
    Mutation(
        "what was sent is only looked at",
        "commerce/payouts/stripe_gateway.py",
        "        return look(\n            lambda: [_transfer(t)",
        "        return ask(\n            lambda: [_transfer(t)",
        f"{_PAYOUTS}/test_sending.py"
        "::test_a_refusal_to_say_what_was_sent_is_not_taken_for_a_refusal_to_send",
    ),
    Mutation(
        "an account whose making was not heard of is asked for again",
        "tasks/payouts.py",
        "begun_since(now - ASK_ABOUT_ACCOUNTS)",
        "none()",
        f"{_I}/tasks/test_payouts.py"
        "::test_an_account_whose_making_was_not_heard_of_is_made_known_once",
    ),
    Mutation(
        "an account that is refused is no fault of ours",
        "tasks/payouts.py",
        "    with suppress(PaymentRefused):\n        accounts.open_at_provider",
        "    if True:\n        accounts.open_at_provider",
        f"{_I}/tasks/test_payouts.py::test_an_account_that_is_refused_is_no_fault_of_ours",
    ),
    Mutation(
        "payouts of one practitioner, and the swap of their account, take turns",
        "commerce/payouts/operations.py",
        "filter(practitioner=practitioner_id).lock().first()",
        "filter(practitioner=practitioner_id).first()",
        f"{_PAYOUTS}/test_accounts.py"
        "::test_who_asks_for_a_payout_waits_for_who_replaces_the_account",
    ),
    Mutation(
        "an account that is not ready is not paid to",
        "commerce/payouts/operations.py",
        "if account is None or not account.is_ready:",
        "if account is None:",
        f"{_PAYOUTS}/test_operations.py::test_without_an_account_that_is_ready_nothing_is_paid",
    ),
    Mutation(
        "a run pays each practitioner once",
        "commerce/payouts/runs.py",
        "    if weekly.finished_at is not None:\n        return weekly\n",
        "",
        f"{_PAYOUTS}/test_operations.py::test_who_earned_more_since_a_run_waits_for_the_next",
    ),
    Mutation(
        "what is left below the minimum is not paid",
        "commerce/payouts/operations.py",
        "if earned - netted < settings.PAYOUT_LEAST_CENTS:",
        "if earned - netted < 1:",
        f"{_PAYOUTS}/test_operations.py::test_what_is_left_below_the_minimum_is_not_paid",
    ),
    Mutation(
        "a payout is not cancelled once the provider is asked",
        "commerce/payouts/operations.py",
        "    if not payout.may_be_cancelled:\n        raise PayoutOnItsWay\n",
        "",
        f"{_PAYOUTS}/test_operations.py::test_it_is_not_cancelled_once_the_provider_is_being_asked",
    ),
    Mutation(
        "other people's payouts are not cancelled",
        "commerce/payouts/operations.py",
        "payout = Payout.objects.of(user).filter(public_id=payout_id).lock().first()",
        "payout = Payout.objects.filter(public_id=payout_id).lock().first()",
        f"{_PAYOUTS}/test_operations.py::test_nobody_cancels_another_s",
    ),
    Mutation(
        "a transfer is looked for before it is made again",
        "commerce/payouts/sending.py",
        "transfer = _found(payout) if may_be_there else None",
        "transfer = None",
        f"{_PAYOUTS}/test_sending.py"
        "::test_a_transfer_that_is_there_is_found_by_its_group_and_not_made_again",
    ),
    Mutation(
        "a key that the provider may have forgotten is not used again",
        "commerce/payouts/sending.py",
        "    if keys_may_be_gone(payout.attempted_at):\n        same",
        "    if False:\n        same",
        f"{_PAYOUTS}/test_sending.py"
        "::test_a_transfer_that_is_not_there_after_a_day_is_made_under_another_key",
    ),
    Mutation(
        "a payout is sent and undone once, whoever brings the news",
        "commerce/payouts/sending.py",
        "    if payout.status == PayoutStatus.SENDING:\n        _sent(",
        "    if True:\n        _sent(",
        f"{_PAYOUTS}/test_sending.py::test_old_news_of_a_transfer_changes_nothing",
    ),
    Mutation(
        "a transfer that does not fit is not taken for a payout's",
        "commerce/payouts/sending.py",
        "    if (transfer.amount_cents, transfer.currency, transfer.destination) != (",
        '    if transfer is None and (transfer.amount_cents, transfer.currency, "") != (',
        f"{_PAYOUTS}/test_sending.py::test_a_transfer_of_another_amount_is_for_staff",
    ),
    Mutation(
        "a second transfer is never taken for the first",
        "commerce/payouts/sending.py",
        "if len(standing) > 1:",
        "if len(standing) > 9:",
        f"{_PAYOUTS}/test_sending.py::test_a_second_transfer_is_never_taken_for_the_first",
    ),
    Mutation(
        "what a bank sent back stops payouts to its account",
        "commerce/payouts/sending.py",
        "    accounts.stop(account_id=payout.account_id, why=why, at=at)\n",
        "",
        f"{_PAYOUTS}/test_sending.py"
        "::test_nothing_is_paid_there_until_the_owner_has_been_at_the_provider",
    ),
    Mutation(
        "a bank that sends back by an older payout does not undo a newer one",
        "commerce/payouts/following.py",
        "had_arrived = payout.status == PayoutStatus.PAID and payout.bank_payout_id == answer.id",
        "had_arrived = payout.status == PayoutStatus.PAID",
        f"{_PAYOUTS}/test_sending.py::test_what_the_provider_paid_out_again_by_itself_has_arrived",
    ),
    Mutation(
        "an account is not replaced while money is on its way",
        "commerce/payouts/accounts.py",
        "if Payout.objects.bound_to_account().filter(account=old).exists():",
        "if False:",
        f"{_PAYOUTS}/test_accounts.py::test_it_is_not_replaced_while_money_is_on_its_way",
    ),
    Mutation(
        "older news of an account does not replace newer",
        "commerce/payouts/accounts.py",
        "if account is None or (account.asked_at is not None and account.asked_at > asked_at):",
        "if account is None:",
        f"{_PAYOUTS}/test_accounts.py::test_older_news_does_not_replace_newer",
    ),
    Mutation(
        "other people's payouts do not exist",
        "commerce/payouts/querysets.py",
        'to one practitioner."""\n        return self.filter(practitioner__user=user)',
        'to one practitioner."""\n        return self.all()',
        f"{_PAYOUTS}/test_views.py::test_another_s_payouts_do_not_exist",
    ),
    Mutation(
        "an owner's visit counts from when it was, not from when it is heard of",
        "commerce/payouts/accounts.py",
        "if account.stopped_at is not None and account.stopped_at <= at:",
        "if account.stopped_at is not None:",
        f"{_PAYOUTS}/test_webhooks.py"
        "::test_who_was_there_before_the_bank_sent_money_back_has_put_nothing_right",
    ),
    Mutation(
        "an account whose owner was there since is not stopped",
        "commerce/payouts/accounts.py",
        "    if account.owner_was_there_at is None or account.owner_was_there_at < at:\n"
        "        account.stopped_at,",
        "    if True:\n        account.stopped_at,",
        f"{_PAYOUTS}/test_webhooks.py::test_who_put_it_right_before_we_heard_of_it_is_not_stopped",
    ),
    Mutation(
        "thin events are read back",
        "commerce/reconciliation/stripe_gateway.py",
        "        yield from (_thin(one) for one in _thin_events(since))\n",
        "",
        f"{_I}/commerce/reconciliation/test_operations.py"
        "::test_an_owner_at_the_provider_of_whom_nobody_told_is_heard_of",
    ),
    # --- events of the provider ---
    Mutation(
        "an event is read no further than an event goes",
        "commerce/payments/views.py",
        "    if len(body) > LARGEST_EVENT:\n        raise EventTooLarge\n",
        "",
        f"{_PAYMENTS}/test_webhooks.py::test_an_event_that_is_too_large_is_refused",
    ),
    Mutation(
        "an event of the other mode is not kept",
        "commerce/payments/stripe_gateway.py",
        'if bool(said.get("livemode")) != is_live():',
        "if False:",
        f"{_PAYMENTS}/test_webhooks.py"
        "::test_what_happens_in_the_other_mode_is_thanked_for_and_not_kept",
    ),
    Mutation(
        "of an event only what a row can hold is read",
        "commerce/payments/stripe_gateway.py",
        " or not said.isprintable()",
        "",
        f"{_PAYMENTS}/test_webhooks.py::test_what_is_signed_and_no_event_is_refused",
    ),
    # --- uploads ---
    Mutation(
        "what one may hold is counted one upload at a time",
        "marketplace/media/operations.py",
        '    locks.take(f"media:{by.pk}")\n',
        "",
        f"{_MEDIA}/test_operations.py::test_two_begun_at_once_do_not_share_one_room",
    ),
    Mutation(
        "an upload is looked through where nobody else can write",
        "marketplace/media/operations.py",
        "contents.type_of(store.read(key=key, ",
        "contents.type_of(store.read(key=asset.incoming_key, ",
        f"{_MEDIA}/test_operations.py"
        "::test_what_has_changed_meanwhile_and_back_is_judged_where_it_stays",
    ),
    Mutation(
        "an upload is what its bytes say",
        "marketplace/media/operations.py",
        "    if content_type != asset.content_type:\n",
        "    if content_type is None:\n",
        f"{_MEDIA}/test_operations.py::test_what_is_no_video_is_refused_and_discarded",
    ),
    Mutation(
        "an upload has the size that was announced",
        "marketplace/media/operations.py",
        "        if arrived.size_bytes != asset.size_bytes:\n",
        "        if not arrived.size_bytes:\n",
        f"{_MEDIA}/test_operations.py"
        "::test_a_store_that_let_more_in_than_was_signed_for_is_found_out",
    ),
    Mutation(
        "other people's uploads do not exist",
        "marketplace/media/querysets.py",
        "return self.filter(owner=user, state__in=HELD)",
        "return self.filter(state__in=HELD)",
        f"{_MEDIA}/test_views.py::test_one_sees_ones_own_and_other_peoples_do_not_exist",
    ),
    Mutation(
        "only practitioners upload for pages",
        "marketplace/media/operations.py",
        "    if rule.is_for_practitioners and not by.is_practitioner:\n",
        "    if False:\n",
        f"{_MEDIA}/test_views.py"
        "::test_clients_upload_a_picture_of_themselves_but_nothing_for_pages",
    ),
    Mutation(
        "of several that finish at once one is kept",
        "marketplace/media/operations.py",
        "    asset = MediaAsset.objects.lock().get(pk=asset_id)\n    if asset.is_finished:\n"
        "        return asset\n",
        "    asset = MediaAsset.objects.lock().get(pk=asset_id)\n",
        f"{_MEDIA}/test_operations.py"
        "::test_several_that_finish_at_once_keep_one_and_leave_the_rest_to_be_deleted",
    ),
    Mutation(
        "what is being deleted is not kept",
        "marketplace/media/querysets.py",
        "return self.filter(key=key, is_being_deleted=False)",
        "return self.filter(key=key)",
        f"{_MEDIA}/test_operations.py::test_what_comes_too_late_to_be_kept_is_not_kept",
    ),
    Mutation(
        "an object is promised to be deleted before it is made",
        "marketplace/media/operations.py",
        "    promise_to_delete(key=key, due_at=now + IN_THE_MAKING)\n",
        "",
        f"{_MEDIA}/test_sweeping.py"
        "::test_cut_off_while_it_is_looked_through_it_leaves_nothing_for_ever",
    ),
    Mutation(
        "a picture is not decoded when it is too large",
        "marketplace/media/contents.py",
        "            if image.width * image.height > most_pixels:\n",
        "            if False:\n",
        "tests/unit/marketplace/media/test_contents.py"
        "::test_a_picture_too_large_to_decode_is_not_decoded",
    ),
    Mutation(
        "where a picture was taken is not kept",
        "marketplace/media/contents.py",
        '    image.info = {k: v for k, v in image.info.items() if k == "transparency"}\n',
        "",
        "tests/unit/marketplace/media/test_contents.py"
        "::test_what_is_written_beside_the_pixels_goes_too",
    ),
    Mutation(
        "the local store takes what was signed for",
        "marketplace/media/local_views.py",
        '    if request.META.get("CONTENT_LENGTH") != str(ticket.size_bytes):\n'
        '        return _refused(403, "signature_refused", "Another size was signed for.")\n',
        "",
        f"{_MEDIA}/test_views.py::test_only_what_was_signed_for_is_taken",
    ),
    Mutation(
        "a signature ends",
        "marketplace/media/local_storage.py",
        "    if ticket.expires <= now.timestamp():\n        raise BadTicket\n",
        "",
        f"{_MEDIA}/test_views.py::test_a_signature_ends_and_cannot_be_made_up",
    ),
    Mutation(
        "R2 is asked for exactly one length",
        "marketplace/media/r2_storage.py",
        '{"ContentType": content_type, "ContentLength": size_bytes}',
        '{"ContentType": content_type}',
        f"{_MEDIA}/test_r2_storage.py"
        "::test_an_upload_is_signed_for_its_key_its_type_and_its_exact_length",
    ),
    Mutation(
        "a picture is made once of an upload",
        "cms/library/operations.py",
        "    media.attach(asset_id=asset.pk, now=now)\n    if made :="
        " EstuaryImage.objects.filter(asset=asset).first():\n        return made\n",
        "",
        f"{_I}/cms/library/test_operations.py"
        "::test_two_at_once_make_one_picture_and_the_other_copy_is_deleted",
    ),
    Mutation(
        "a picture is described or said to be decoration",
        "cms/library/operations.py",
        "    if not alt.strip() and not is_decorative:\n        raise DescriptionMissing\n",
        "",
        f"{_I}/cms/library/test_operations.py"
        "::test_a_picture_is_described_or_said_to_be_decoration",
    ),
    Mutation(
        "one chooses among one's own uploads",
        "cms/library/viewsets.py",
        "    return finished.filter(owner=user)\n",
        "    return finished\n",
        f"{_I}/cms/library/test_viewsets.py::test_a_practitioner_chooses_among_their_own",
    ),
    Mutation(
        "what editors upload is looked through as well",
        "cms/library/forms.py",
        "        return super().to_python(cleaned)\n",
        "        data.seek(0)\n        return super().to_python(data)\n",
        f"{_I}/cms/library/test_forms.py::test_where_a_picture_was_taken_is_not_kept",
    ),
    Mutation(
        "a document is a PDF by its bytes",
        "cms/library/forms.py",
        "        if contents.type_of(head) not in policies.DOCUMENTS:\n"
        '            raise ValidationError("This is not a PDF.")\n',
        "",
        f"{_I}/cms/library/test_forms.py::test_a_document_is_what_its_name_says",
    ),
    # --- followers ---
    Mutation(
        "who follows already is not counted again",
        "marketplace/followers/operations.py",
        "    if is_new:\n",
        "    if practitioner:\n",
        f"{_I}/marketplace/followers/test_operations.py"
        "::test_following_is_counted_once_however_often_it_is_said",
    ),
    Mutation(
        "followers are counted by the database",
        "marketplace/followers/operations.py",
        'rows.update(followers_count=F("followers_count") + step)',
        "rows.update(followers_count=practitioner.followers_count + step)",
        f"{_I}/marketplace/followers/test_operations.py::test_many_at_once_are_counted_right",
    ),
    Mutation(
        "nobody follows themselves",
        "marketplace/followers/operations.py",
        "    if practitioner.user_id == by.pk:\n        raise CannotFollowYourself\n",
        "",
        f"{_I}/marketplace/followers/test_operations.py::test_nobody_follows_themselves",
    ),
    Mutation(
        "only whom the public sees is followed",
        "marketplace/followers/operations.py",
        "    practitioner = Practitioner.objects.visible_to(by).called(name).first()\n",
        "    practitioner = Practitioner.objects.called(name).first()\n",
        f"{_I}/marketplace/followers/test_operations.py"
        "::test_who_is_not_public_is_not_followed_but_may_be_left",
    ),
    # --- words ---
    Mutation(
        "nobody judges what they wrote, submitted, or what is about them",
        "cms/workflows/models.py",
        "        if user.pk in people.concerned(task_state):\n            raise OwnWork\n",
        "",
        f"{_WORKFLOWS}/test_models.py::test_nobody_judges_the_profile_that_is_about_them",
    ),
    Mutation(
        "a profile is approved only while its practitioner is verified",
        "cms/workflows/models.py",
        "            raise NotVerified\n",
        "            pass\n",
        f"{_WORKFLOWS}/test_models.py"
        "::test_a_profile_is_approved_only_while_its_practitioner_is_verified",
    ),
    Mutation(
        "nothing is sent back without a reason",
        "cms/workflows/models.py",
        "            raise RejectedWithoutReason\n",
        "            pass\n",
        f"{_WORKFLOWS}/test_models.py::test_nothing_is_sent_back_without_a_reason",
    ),
    Mutation(
        "what was changed after a rejection is checked again",
        "cms/workflows/models.py",
        "if due is not None and due.pk != self.pk:",
        "if False:",
        f"{_WORKFLOWS}/test_models.py::test_what_was_changed_after_a_rejection_is_checked_again",
    ),
    Mutation(
        "of two who submit at once the second waits for the first",
        "cms/workflows/moderation.py",
        '.select_for_update(of=("self",)).get(pk=thing.pk)',
        ".get(pk=thing.pk)",
        f"{_WORKFLOWS}/test_moderation.py"
        "::test_of_two_who_submit_at_once_one_is_told_that_it_waits",
    ),
    Mutation(
        "of two clocks one publishes what is due",
        "cms/workflows/clock.py",
        'revision = due.select_for_update(of=("self",), skip_locked=True).first()',
        "revision = due.first()",
        f"{_WORKFLOWS}/test_clock.py::test_two_clocks_publish_once",
    ),
    Mutation(
        "of two clocks one publishes a release",
        "cms/releases/operations.py",
        'release = due.select_for_update(of=("self",), skip_locked=True).first()',
        "release = due.first()",
        f"{_RELEASES}::test_of_two_clocks_one_publishes",
    ),
    Mutation(
        "what may be in the way of a release is asked again when its time has come",
        "cms/releases/operations.py",
        "    by = User.objects.get(pk=release.scheduled_by_id)\n"
        "    _refuse_what_is_in_the_way(release, by)\n",
        "    by = User.objects.get(pk=release.scheduled_by_id)\n",
        f"{_RELEASES}::test_a_right_that_was_lost_meanwhile_stops_the_release",
    ),
    Mutation(
        "a release has only what was approved",
        "cms/releases/operations.py",
        "if not _is_approved(thing, revision):",
        "if False:",
        f"{_RELEASES}::test_what_was_not_approved_holds_all_of_it_back",
    ),
    Mutation(
        "what is approved waits for its release",
        "cms/releases/finishing.py",
        "if not kept.exists():",
        "if True:",
        f"{_RELEASES}"
        "::test_what_is_in_a_release_is_kept_when_it_is_approved_and_published_with_the_release",
    ),
    # --- pages of rows in the back office ---
    Mutation(
        "a post and its page are made in one transaction",
        "cms/desk.py",
        "    @db.transaction\n    def _make(",
        "    def _make(",
        f"{_DESK}::test_a_post_whose_page_cannot_be_made_has_no_row",
    ),
    Mutation(
        "of two posts at once each has a slug of its own",
        "cms/streams/operations.py",
        '    locks.take(f"post-slug:{wanted}")  # two at once would both find it free\n',
        "",
        f"{_DESK}::test_two_posts_at_once_with_one_slug_are_both_kept",
    ),
    Mutation(
        "a copied post has a row of its own",
        "cms/streams/authoring.py",
        '"slug": copied.slug, "post": copied.post}',
        '"slug": copied.slug}',
        f"{_DESK}::test_a_post_is_copied_with_a_row_of_its_own",
    ),
    Mutation(
        "a copied post takes no slug that another has",
        "cms/desk.py",
        "        if slug in PostPage.reserved_slugs or Post.objects.called(slug).exists():\n",
        "        if slug in PostPage.reserved_slugs:\n",
        f"{_DESK}::test_a_copy_that_is_not_valid_leaves_nothing",
    ),
    Mutation(
        "no row gets two pages by a copy",
        "cms/pages/rows.py",
        '        """Never."""\n        return False\n',
        '        """Never."""\n        return super().can_copy_to(destination, recursive)\n',
        f"{_DESK}::test_nor_are_they_through_the_api_of_the_back_office",
    ),
    Mutation(
        "nor by the copy of what they lie below",
        "cms/pages/rows.py",
        "        return allowed and not (recursive and has_rows_below(self.page))\n",
        "        return allowed\n",
        f"{_DESK}::test_a_tree_with_pages_of_rows_in_it_is_not_copied_by_any_other_way",
    ),
    Mutation(
        "a page is not moved below another practitioner's",
        "cms/pages/rows.py",
        "        return allowed and not lies_with_another(self, parent)\n",
        "        return allowed\n",
        f"{_DESK}::test_a_page_stays_with_its_practitioner",
    ),
    Mutation(
        "a post without words is gone",
        "cms/receivers.py",
        "    streams.forget(post_id=instance.post_id, now=timezone.now())\n",
        "",
        f"{_DESK}::test_a_post_whose_page_is_deleted_is_gone_for_everybody",
    ),
    Mutation(
        "what a draft shows is kept",
        "cms/streams/authoring.py",
        "    _keep_files({name: getattr(page, name) for name in FILES}, now=now)\n",
        "",
        f"{_DESK}::test_a_file_that_a_draft_shows_is_kept",
    ),
    Mutation(
        "a service's page is of one that is there, or of a new one",
        "cms/listings/forms.py",
        '        if self.instance.pk is None and bool(said.get("service")) == '
        'bool(said.get("service_type")):\n',
        "        if False:\n",
        f"{_DESK}::test_a_service_is_either_there_or_new",
    ),
    Mutation(
        "a practitioner shares their own pages alone",
        "cms/door.py",
        '    return issubclass(model, Page) and _page("pk")(user, said)\n',
        "    return True\n",
        f"{_SHARING}::test_and_nothing_else",
    ),
    Mutation(
        "a practitioner finds no links that staff made",
        "cms/previews/views.py",
        "        return there.made_by(self.request.user) if self.confined(self.request.user) ",
        "        return there if True ",
        f"{_SHARING}::test_links_that_staff_made_of_a_practitioners_page_are_not_theirs_to_see",
    ),
    # --- languages ---
    Mutation(
        "what is private in a language is not led to",
        "cms/pages/loading.py",
        " and found.url and (found.is_public or not stored.is_public):\n",
        " and found.url:\n",
        f"{_LANGUAGES}::test_what_nobody_may_read_in_the_language_is_read_in_the_other",
    ),
    Mutation(
        "nor what is a draft in it",
        "cms/pages/loading.py",
        " and found.url and (found.is_public or not stored.is_public):\n",
        " and (found.is_public or not stored.is_public):\n",
        f"{_LANGUAGES}::test_a_draft_is_not_led_to_in_place_of_what_is_private",
    ),
    Mutation(
        "what leads to a page is made anew when its translation is published",
        "cms/changes/operations.py",
        "    shown = [page, *page.get_translations()]",
        "    shown = [page]",
        f"{_LANGUAGES}::test_a_page_that_is_published_in_a_language_is_led_to_at_once",
    ),
    Mutation(
        "a translation tells the row nothing",
        "cms/receivers.py",
        ' and getattr(page, "tells_row", True):\n',
        ":\n",
        f"{_ROWS}::test_a_translation_has_the_same_row_and_tells_it_nothing",
    ),
    Mutation(
        "nor does the double of a page",
        "cms/pages/rows.py",
        "        if self.alias_of_id is not None:\n            self.tells_row = False\n",
        "",
        f"{_ROWS}::test_a_service_is_translated_though_its_practitioner_is_not",
    ),
    Mutation(
        "no draft makes a translation tell the row",
        "cms/pages/rows.py",
        "        draft.tells_row = self.tells_row\n",
        "",
        f"{_ROWS}::test_no_draft_makes_a_translation_tell_the_row",
    ),
    Mutation(
        "a translation belongs to the page that tells its row",
        "cms/pages/rows.py",
        "        if not self.tells_row and "
        "(there is None or there.translation_key != self.translation_key):\n",
        "        if False:\n",
        f"{_ROWS}::test_a_translation_belongs_to_the_page_of_its_row",
    ),
    Mutation(
        "the archive of a translation ends no sale",
        "cms/archiving.py",
        "    tells_row = isinstance(page, ServicePage) and page.tells_row\n",
        "    tells_row = isinstance(page, ServicePage)\n",
        f"{_ROWS}::test_a_translation_goes_though_the_service_is_booked_and_stays_on_sale",
    ),
    Mutation(
        "what is translated is deleted last",
        "cms/deletion.py",
        '        if getattr(thing.specific, "tells_row", False) and thing',
        "        if False and thing",
        f"{_ROWS}::test_a_translated_page_is_deleted_after_its_translations",
    ),
    Mutation(
        "a service that is not listed is shown in no language",
        "cms/visibility.py",
        "status=ServiceStatus.ACTIVE, is_listed=True)",
        "status=ServiceStatus.ACTIVE)",
        f"{_ROWS}::test_what_is_not_public_in_its_own_language_is_so_in_none",
    ),
    Mutation(
        "a draft in a language is not read in it",
        "cms/pages/rows.py",
        "    spoken = Q(live=True, locale__language_code=language)\n",
        "    spoken = Q(locale__language_code=language)\n",
        f"{_ROWS}::test_what_is_not_published_in_a_language_is_read_in_the_first",
    ),
    # --- what authors write ---
    Mutation(
        "a draft does not overwrite one that was kept meanwhile",
        "cms/pages/drafts.py",
        "    if revision != (current := revision_of(page)):\n",
        "    if (current := revision_of(page)) is None:\n",
        f"{_PROFILES}::test_two_tabs_do_not_overwrite_one_another",
    ),
    Mutation(
        "a page is locked while it is written",
        "cms/pages/drafts.py",
        '    Page.objects.select_for_update(of=("self",), no_key=True).get(pk=page.pk)\n',
        "",
        f"{_PROFILES}::test_of_several_drafts_at_once_one_is_kept",
    ),
    Mutation(
        "a draft in review is not changed",
        "cms/pages/drafts.py",
        "    if is_in_review(page):\n        raise DraftInReview\n",
        "",
        f"{_PROFILES}::test_a_draft_is_submitted_and_cannot_be_changed_meanwhile",
    ),
    Mutation(
        "what an editor has locked is not changed",
        "cms/pages/drafts.py",
        "    if (lock := page.get_lock()) is not None and lock.for_user(by):\n"
        "        raise DraftLocked\n",
        "",
        f"{_PROFILES}::test_what_an_editor_has_locked_waits",
    ),
    Mutation(
        "another practitioner's page is not written",
        "cms/profiles/operations.py",
        "Practitioner.objects.of(by.pk).called(name)",
        "Practitioner.objects.called(name)",
        f"{_PROFILES}::test_another_practitioners_draft_does_not_exist",
    ),
    Mutation(
        "another practitioner's service is not written",
        "cms/listings/operations.py",
        "Service.objects.filter(practitioner__user=by.pk).called(name)",
        "Service.objects.called(name)",
        f"{_LISTINGS}::test_another_practitioners_service_does_not_exist",
    ),
    Mutation(
        "a service and its page are made together",
        "cms/listings/operations.py",
        "@db.transaction\ndef _create(\n",
        "def _create(\n",
        f"{_LISTINGS}::test_what_does_not_fit_leaves_neither_row_nor_page",
    ),
    Mutation(
        "another practitioner's picture is not used",
        "cms/library/operations.py",
        "EstuaryImage.objects.filter(pk=said.image, uploaded_by_user=by)",
        "EstuaryImage.objects.filter(pk=said.image)",
        f"{_PROFILES}::test_a_picture_is_ones_own_and_described",
    ),
    Mutation(
        "an archived service is not changed",
        "cms/listings/operations.py",
        "    if service.status not in MAY_BE_CHANGED:\n",
        "    if False:\n",
        f"{_LISTINGS}::test_an_archived_service_is_sold_and_changed_no_more",
    ),
    Mutation(
        "rich text loses what runs",
        "cms/pages/cleaning.py",
        "    for tag in soup(_DROPPED):\n        tag.decompose()\n",
        "",
        "tests/unit/cms/test_cleaning.py::test_rich_text_is_what_its_editor_would_keep",
    ),
    # --- who hears of words ---
    Mutation(
        "a feed's writers take turns until they have committed",
        "live/realtime/operations.py",
        '    locks.take(f"feed:{feed}")\n',
        "",
        f"{_REALTIME}/test_operations.py::test_no_number_is_seen_before_a_lower_one",
    ),
    Mutation(
        "an occasion is put into a feed once",
        "live/realtime/operations.py",
        "    if already is not None:\n        return already\n",
        "",
        f"{_REALTIME}/test_operations.py::test_the_same_occasion_is_written_once",
    ),
    Mutation(
        "a gap in the numbers is read from the database",
        "live/realtime/hub.py",
        "if seq is None or (seq == self.last + 1 and self._looking is None):",
        "if True:",
        f"{_REALTIME}/test_consumers.py::test_a_message_lost_by_redis_is_found_at_the_next_one",
    ),
    Mutation(
        "what was said while Redis was away is read when it is back",
        "live/realtime/hub.py",
        "                    self._look()  # what was said while nobody listened\n",
        "",
        f"{_REALTIME}/test_consumers.py"
        "::test_what_was_said_while_redis_was_away_is_found_when_it_is_back",
    ),
    Mutation(
        "a socket that does not read is closed",
        "live/realtime/hub.py",
        "            self.is_overrun.set()",
        "            pass",
        f"{_REALTIME}/test_consumers.py::test_who_does_not_read_is_closed_and_holds_up_nobody",
    ),
    Mutation(
        "browsers of other sites open no socket",
        "live/realtime/sockets.py",
        "if origin and origin not in settings.CORS_ALLOWED_ORIGINS:",
        "if False:",
        f"{_REALTIME}/test_consumers.py::test_browsers_of_other_sites_are_refused",
    ),
    Mutation(
        "what was missed is told before anything newer",
        "live/realtime/consumers.py",
        "                await self.begun.wait()\n",
        "                pass\n",
        f"{_REALTIME}/test_consumers.py"
        "::test_what_was_missed_is_told_in_order_before_anything_newer",
    ),
    Mutation(
        "a name that leads into our own network is not connected to",
        "live/webhooks/gateway.py",
        "    if not settings.WEBHOOKS_TO_PRIVATE_NETWORKS and not all(map(is_public, numbers)):",
        "    if False:",
        f"{_WEBHOOKS}/test_gateway.py::test_a_name_that_leads_into_our_network_is_refused",
    ),
    Mutation(
        "what was looked up is what is connected to",
        "live/webhooks/gateway.py",
        "socket.create_connection((numbers[0], port),",
        "socket.create_connection((host, port),",
        f"{_WEBHOOKS}/test_gateway.py::test_what_was_looked_up_is_what_is_connected_to",
    ),
    Mutation(
        "an endpoint that drips is cut off",
        "live/webhooks/gateway.py",
        "            end.start()\n",
        "",
        f"{_WEBHOOKS}/test_gateway.py::test_an_answer_that_drips_is_cut_off",
    ),
    Mutation(
        "a webhook is sent under a lease",
        "live/webhooks/sending.py",
        "    if not _take(delivery_id, now=now):\n        return None\n",
        "    _take(delivery_id, now=now)\n",
        f"{_WEBHOOKS}/test_sending.py::test_what_a_killed_worker_held_is_sent_when_its_lease_ends",
    ),
    Mutation(
        "webhooks to one endpoint follow one another",
        "live/webhooks/querysets.py",
        "            ~Exists(in_hand),\n",
        "",
        f"{_WEBHOOKS}/test_sending.py::test_one_that_is_slow_takes_no_more_than_one_worker",
    ),
    Mutation(
        "410 switches an endpoint off",
        "live/webhooks/sending.py",
        "    if answer is not None and answer.status == GONE:",
        "    if False:",
        f"{_WEBHOOKS}/test_sending.py::test_410_switches_the_endpoint_off_at_once",
    ),
    Mutation(
        "while a secret is rotated both sign",
        "live/webhooks/sending.py",
        "        good.append(endpoint.previous_secret)\n",
        "        pass\n",
        f"{_WEBHOOKS}/test_sending.py::test_while_a_secret_is_rotated_both_are_good",
    ),
    Mutation(
        "row and fact are told in one transaction",
        "cms/receivers.py",
        "@db.transaction_if_not_already\ndef on_page_published(",
        "def on_page_published(",
        f"{_CHANGES}::test_row_and_fact_are_told_together_or_not_at_all",
    ),
    Mutation(
        "a kept answer is older than what changed while it was made",
        "cms/caching.py",
        'body=response.content, content_type=response["Content-Type"], tags=named, clock=clock',
        'body=response.content, content_type=response["Content-Type"], tags=named, '
        "clock=cache.get(CLOCK)",
        f"{_KEEPING}::test_an_answer_made_while_something_changed_is_not_taken_for_new",
    ),
    Mutation(
        "a lost hint to forget is made good by the fact",
        "tasks/content.py",
        "    caching.forget(names.parted(tags))\n",
        "",
        f"{_KEEPING}::test_a_hint_that_was_lost_is_made_good_by_the_fact",
    ),
    Mutation(
        "nothing is kept of what the signed-in see",
        "cms/caching.py",
        "        and not (request.user and request.user.is_authenticated)\n"
        '        and "Authorization" not in request.headers\n',
        "",
        f"{_KEEPING}::test_what_the_signed_in_see_is_neither_kept_nor_taken_from_there",
    ),
    Mutation(
        "nothing is kept of what a password opened",
        "cms/caching.py",
        "        and settings.SESSION_COOKIE_NAME not in request.COOKIES\n",
        "",
        f"{_KEEPING}::test_what_a_password_opened_is_kept_for_nobody_else",
    ),
    Mutation(
        "redirects in a circle lead nowhere",
        "cms/resolving/finding.py",
        "        if onward in seen:  # a circle\n            return None, False\n",
        "        if onward in seen:  # a circle\n            return here, False\n",
        f"{_RESOLVING}::test_a_circle_leads_nowhere",
    ),
    Mutation(
        "a private page that was unpublished is not told of",
        "cms/resolving/finding.py",
        "first_published_at__isnull=False).public()\n",
        "first_published_at__isnull=False)\n",
        f"{_RESOLVING}::test_a_private_page_that_was_unpublished_is_not_told_of",
    ),
    Mutation(
        "a practitioner's former slug is nobody else's",
        "marketplace/practitioners/operations.py",
        '    taken |= set(former.exclude(practitioner=but).values_list("slug", flat=True))\n',
        "",
        f"{_SLUGS}::test_nobody_else_takes_a_former_slug[practitioners]",
    ),
    Mutation(
        "a service's former slug is no other's",
        "marketplace/catalogue/operations.py",
        '    taken |= set(former.exclude(service=but).values_list("slug", flat=True))\n',
        "",
        f"{_SLUGS}::test_nobody_else_takes_a_former_slug[services]",
    ),
    # --- content ---
    Mutation(
        "a card is shown of pages that are public",
        "cms/pages/references.py",
        "        if page is None or not page.is_public:\n",
        "        if page is None:\n",
        f"{_CONTENT}::test_a_private_page_is_linked_to_and_not_shown",
    ),
    Mutation(
        "a draft has no address",
        "cms/pages/loading.py",
        "url=address_at(url_path, roots) if live else None,",
        "url=address_at(url_path, roots),",
        f"{_CONTENT}::test_a_draft_is_not_named_by_what_leads_to_it",
    ),
    Mutation(
        "a practitioner who is not listed is in no card",
        "cms/pages/loading.py",
        "Practitioner.objects.listed().with_details()",
        "Practitioner.objects.with_details()",
        f"{_CONTENT}::test_cards_of_rows_that_are_not_public_are_null",
    ),
    Mutation(
        "a service that is not on sale is in no card",
        "cms/pages/loading.py",
        "Service.objects.on_sale().with_details()",
        "Service.objects.with_details()",
        f"{_CONTENT}::test_a_service_of_a_practitioner_who_is_not_public_is_not_shown",
    ),
    Mutation(
        "a post that is not listed is in no card",
        "cms/streams/showing.py",
        "objects.live().filter(post__in=listed)",
        "objects.live()",
        f"{_CONTENT}::test_cards_of_rows_that_are_not_public_are_null",
    ),
    Mutation(
        "an upload of somebody's is not got at by its number",
        "cms/pages/rowkinds.py",
        "filter(kind__in=PLAYED, owner__is_staff=True)",
        "filter(kind__in=PLAYED)",
        f"{_CONTENT}::test_an_upload_is_not_got_at_by_its_number",
    ),
    Mutation(
        "a post that is not for everybody keeps its body to its readers",
        "cms/pages/api_fields.py",
        '        if self.field_name in self.context.get("held_back", {}).get(value.pk, ()):\n'
        "            return self.nothing()\n",
        "",
        f"{_CONTENT}::test_a_post_that_is_not_for_everybody_shows_its_teaser",
    ),
    Mutation(
        "snippets that are not published are left out",
        "cms/snippets/models.py",
        "rows=lambda: Faq.objects.published(),",
        "rows=lambda: Faq.objects.all(),",
        f"{_CONTENT}::test_snippets_that_are_not_published_are_left_out",
    ),
    # --- streams ---
    Mutation(
        "a first like is told by its insert ON CONFLICT DO NOTHING",
        "cms/streams/reacting.py",
        "bulk_create([row], ignore_conflicts=True)",
        "bulk_create([row])",
        f"{_STREAMS}/test_reacting.py::test_one_person_pressing_many_times_at_once_counts_once",
    ),
    Mutation(
        "a like that was there is not counted",
        "cms/streams/reacting.py",
        "    if _inserted(model(post=post, user=by, made_at=now)):\n",
        "    if _inserted(model(post=post, user=by, made_at=now)) or True:\n",
        f"{_STREAMS}/test_views.py::test_a_gesture_is_made_once_and_taken_back_once",
    ),
    Mutation(
        "counters of reactions are moved by F()",
        "cms/streams/reacting.py",
        "{counter: F(counter) + 1}",
        "{counter: getattr(post, counter) + 1}",
        f"{_STREAMS}/test_reacting.py::test_many_people_at_once_all_count",
    ),
    Mutation(
        "the counter of comments is moved by F()",
        "cms/streams/commenting.py",
        'update(comments=F("comments") + difference)',
        "update(comments=comment.post.comments + difference)",
        f"{_STREAMS}/test_reacting.py::test_many_people_at_once_all_count",
    ),
    Mutation(
        "a like is taken back once",
        "cms/streams/reacting.py",
        "    if gone:\n",
        "    if True:\n",
        f"{_STREAMS}/test_reacting.py::test_taking_back_many_times_at_once_counts_once",
    ),
    Mutation(
        "a comment is locked before it is hidden or removed",
        "cms/streams/commenting.py",
        "comments.standing() if standing else comments).lock().first()",
        "comments.standing() if standing else comments).first()",
        f"{_STREAMS}/test_reacting.py"
        "::test_hiding_and_removing_a_comment_at_once_counts_it_no_more_once",
    ),
    Mutation(
        "only who may have a stream comments on it",
        "cms/streams/operations.py",
        "    if not post.can_access:",
        "    if False:",
        f"{_STREAMS}/test_comments.py::test_who_may_not_read_may_not_comment",
    ),
    Mutation(
        "a cancelled booking makes nobody a client",
        "commerce/entitlements/clients.py",
        "client=user, status__in=_PAID",
        "client=user",
        f"{_STREAMS}/test_views.py::test_who_has_the_whole_of_a_stream[cancelled]",
    ),
    Mutation(
        "a package that was given back makes nobody a client",
        "commerce/entitlements/clients.py",
        ".exclude(status__in=_GIVEN_BACK)",
        "",
        f"{_STREAMS}/test_views.py::test_who_has_the_whole_of_a_stream[package given back]",
    ),
    Mutation(
        "what is for followers is for followers",
        "cms/streams/querysets.py",
        "(Q(access=Access.FOLLOWERS) & _followed_by(user))",
        "Q(access=Access.FOLLOWERS)",
        f"{_STREAMS}/test_views.py::test_who_has_the_whole_of_a_stream[stranger]",
    ),
    Mutation(
        "the content API holds back what is not for the reader",
        "cms/api/access.py",
        "for page in closed if page.post_id not in readable}",
        "for page in closed if False}",
        f"{_STREAMS}/test_views.py::test_who_has_the_whole_of_a_stream[nobody]",
    ),
    Mutation(
        "feeds tell the teaser only of what is not for everybody",
        "cms/streams/feeds.py",
        "    if page.access != Access.FREE:\n        return teaser\n",
        "",
        f"{_STREAMS}/test_authoring.py::test_a_channel_is_followed_by_a_feed",
    ),
    Mutation(
        "what is archived is gone for its author too",
        "cms/streams/querysets.py",
        "practitioner__user=user, archived_at=None))",
        "practitioner__user=user))",
        f"{_STREAMS}/test_authoring.py"
        "::test_what_is_archived_is_gone_and_what_was_said_below_it_stays",
    ),
    Mutation(
        "a first publication is told of once",
        "cms/streams/operations.py",
        "    if row.published_at is None:\n",
        "    if True:\n",
        f"{_STREAMS}/test_operations.py::test_the_first_publication_is_told_of_once",
    ),
    Mutation(
        "a visitor's word is one that we signed",
        "cms/streams/reacting.py",
        "visitor_of(token) or secrets",
        'token.partition(":")[0] or secrets',
        f"{_STREAMS}/test_views.py::test_a_visitor_looks_once_a_day_with_the_word_we_signed",
    ),
    Mutation(
        "one address counts for a few visitors",
        "cms/streams/reacting.py",
        "from_there.count() >= VISITORS_PER_ADDRESS",
        "False",
        f"{_STREAMS}/test_views.py::test_one_address_counts_for_a_few_visitors",
    ),
    Mutation(
        "answers are not answered",
        "cms/streams/commenting.py",
        "        if parent.parent_id is not None:\n",
        "        if False:\n",
        f"{_STREAMS}/test_comments.py::test_a_comment_is_answered_and_an_answer_is_not",
    ),
    Mutation(
        "a comment is changed and removed by its writer only",
        "cms/streams/commenting.py",
        "    if comment.author_id != by.pk:\n",
        "    if False:\n",
        f"{_STREAMS}/test_comments.py::test_what_others_said_is_not_there_to_be_changed",
    ),
    Mutation(
        "a comment is changed for ten minutes",
        "cms/streams/policies.py",
        "return now < written_at + timedelta(minutes=minutes)",
        "return True",
        f"{_STREAMS}/test_comments.py::test_words_are_changed_for_ten_minutes",
    ),
    Mutation(
        "comments are hidden below one's own streams only",
        "cms/streams/commenting.py",
        "    if post.practitioner.user_id != by.pk:\n",
        "    if False:\n",
        f"{_STREAMS}/test_comments.py::test_nobody_else_hides",
    ),
    Mutation(
        "what a moderator hid only a moderator shows",
        "cms/streams/commenting.py",
        "    if comment.hidden_by == HiddenBy.MODERATOR:\n",
        "    if False:\n",
        f"{_STREAMS}/test_comments.py::test_what_a_moderator_hid_only_a_moderator_shows",
    ),
    Mutation(
        "streams are written by their authors only",
        "cms/streams/authoring.py",
        "Post.objects.of(by.pk).called(name)",
        "Post.objects.called(name)",
        f"{_STREAMS}/test_authoring.py::test_other_peoples_streams_are_not_there_to_be_written",
    ),
    Mutation(
        "two first streams at once share a channel",
        "cms/streams/authoring.py",
        "    Practitioner.objects.lock().get(pk=practitioner.pk)  # or two would find none\n",
        "",
        f"{_STREAMS}/test_authoring.py::test_two_first_streams_at_once_share_a_channel",
    ),
    Mutation(
        "files of streams are the author's own",
        "cms/streams/authoring.py",
        "MediaAsset.objects.of(by).filter(public_id=fields[name])",
        "MediaAsset.objects.filter(public_id=fields[name])",
        f"{_STREAMS}/test_authoring.py::test_files_of_others_are_not_there",
    ),
    Mutation(
        "services in a body are the author's own",
        "cms/streams/authoring.py",
        "Service.objects.of(practitioner).called(name)",
        "Service.objects.called(name)",
        f"{_STREAMS}/test_authoring.py::test_what_belongs_to_others_stands_in_no_body",
    ),
    Mutation(
        "authors write the blocks that are for them",
        "cms/pages/authored.py",
        '        if one["type"] in allowed:\n',
        '        if one["type"] in body.child_blocks:\n',
        f"{_STREAMS}/test_authoring.py::test_what_an_editor_put_in_stays_where_it_is_sent_back",
    ),
    Mutation(
        "rich text in a block is cleaned",
        "cms/pages/authored.py",
        "return cleaning.cleaned(_text(said), features=block.features or ())",
        "return _text(said)",
        f"{_STREAMS}/test_authoring.py::test_rich_text_is_cleaned",
    ),
    Mutation(
        "a block is checked by its own rules",
        "cms/pages/authored.py",
        "            block.clean(block.to_python(raw))\n",
        "            pass\n",
        f"{_STREAMS}/test_authoring.py::test_a_block_that_does_not_fit_is_named",
    ),
    Mutation(
        "a file is kept while a draft or a page shows it",
        "cms/streams/authoring.py",
        "        if not is_shown and not Revision",
        "        if not Revision",
        f"{_STREAMS}/test_authoring.py::test_a_file_is_let_go_when_no_stream_and_no_draft_shows_it",
    ),
    # --- drafts ---
    Mutation(
        "refreshes of one preview take turns",
        "cms/previews/operations.py",
        "    locks.take(",
        "    str(",
        f"{_PREVIEWS}::test_refreshes_at_once_leave_one_row",
    ),
    Mutation(
        "an expired preview is shown to nobody",
        "cms/previews/querysets.py",
        "self.filter(expires_at__gt=now, editor__is_active=True)",
        "self.filter(editor__is_active=True)",
        f"{_PREVIEWS}::test_a_preview_lasts_an_hour_after_the_last_change",
    ),
    Mutation(
        "a preview ends with its editor's account",
        "cms/previews/querysets.py",
        "self.filter(expires_at__gt=now, editor__is_active=True)",
        "self.filter(expires_at__gt=now)",
        f"{_PREVIEWS}::test_a_preview_ends_with_its_editors_account",
    ),
    Mutation(
        "a preview is named by a signed token",
        "cms/previews/tokens.py",
        "UUID(hex=_signer().unsign(token))",
        'UUID(hex=token.partition(".")[0])',
        f"{_PREVIEWS}::test_what_is_not_a_token_shows_nothing",
    ),
    Mutation(
        "somebody else's open editor prolongs nothing",
        "cms/previews/querysets.py",
        '            user=OuterRef("editor"),\n',
        "",
        f"{_PREVIEWS}::test_somebody_elses_open_editor_prolongs_nothing",
    ),
    Mutation(
        "a review link that is over shows nothing",
        "cms/previews/operations.py",
        "ReviewLink.objects.open(now).select_related",
        "ReviewLink.objects.select_related",
        f"{_PREVIEWS}::test_a_revoked_link_shows_nothing_and_stays_revoked",
    ),
    Mutation(
        "whoever may not edit may not share",
        "cms/previews/views.py",
        "if not may_share(request.user, self.subject):",
        "if False:",
        f"{_SHARING}::test_who_may_not_edit_may_not_share",
    ),
    Mutation(
        "a link is revoked on the page of its own object alone",
        "cms/previews/views.py",
        "get_object_or_404(self.links(), pk=key)",
        "get_object_or_404(ReviewLink, pk=key)",
        f"{_SHARING}::test_a_link_is_revoked_on_the_page_of_its_own_object_alone",
    ),
    Mutation(
        "no answer about a draft is kept",
        "cms/previewing.py",
        "        add_never_cache_headers(response)\n",
        "",
        f"{_I}/cms/test_previewing.py::test_no_answer_is_kept_or_found",
    ),
    Mutation(
        "what is not named at the authors' door is refused",
        "cms/door.py",
        "            return permission_denied(request)\n",
        "            return None\n",
        f"{_I}/cms/test_every_address.py::test_an_author_finds_nothing_of_another_author",
    ),
    Mutation(
        "what is named at the authors' door with another's is not there",
        "cms/door.py",
        "        if not judge(request.user, match.kwargs):\n            raise Http404\n",
        "",
        f"{_I}/cms/test_every_address.py::test_the_door_is_in_the_way_of_every_request",
    ),
    Mutation(
        "authors have permissions on their own pages alone",
        "cms/permissions.py",
        "            for page in profiles_of(user)",
        "            for page in Page.objects.filter(depth=1)",
        f"{_I}/cms/test_permissions.py"
        "::test_an_author_finds_their_own_pages_alone_in_explorer_and_search",
    ),
    Mutation(
        "authors are not told who else owns or edits pages",
        "cms/explorer.py",
        "    if is_author(request.user):\n        return User.objects.filter(pk=request.user.pk)\n",
        "",
        f"{_I}/cms/test_explorer.py::test_an_author_is_not_told_who_else_owns_or_edits_pages",
    ),
    Mutation(
        "authors find their own files alone",
        "cms/permissions.py",
        "            return self.model._default_manager.filter(**{self.owner_field_name: user})\n",
        "            return self.model._default_manager.all()\n",
        f"{_I}/cms/test_every_address.py::test_an_author_finds_nothing_of_another_author",
    ),
    Mutation(
        "an author's page does not refer to what is another's",
        "cms/pages/forms.py",
        "                    raise PermissionDenied\n",
        "                    pass\n",
        f"{_I}/cms/test_permissions.py"
        "::test_an_author_neither_uses_nor_sees_the_picture_of_another",
    ),
    Mutation(
        "nobody publishes the page about themselves",
        "cms/pages/rows.py",
        "        return not self._is_own() and super().can_publish()\n",
        "        return super().can_publish()\n",
        f"{_WORKFLOWS}/test_models.py::test_a_moderator_does_not_publish_the_page_about_themselves",
    ),
    Mutation(
        "who may not unpublish archives nothing",
        "cms/archiving.py",
        "    if not allowed:\n        raise PermissionDenied\n",
        "    pass\n",
        f"{_I}/cms/test_deletion.py::test_who_may_not_unpublish_archives_nothing",
    ),
    Mutation(
        "who is suspended loses the desk",
        "marketplace/practitioners/operations.py",
        "    row.user.groups.remove(*Group.objects.filter(name=states.AUTHORS))\n"
        "    events.record(PractitionerSuspended",
        "    events.record(PractitionerSuspended",
        f"{_I}/cms/test_permissions.py::test_who_is_suspended_loses_the_desk",
    ),
    # --- every route ---
    Mutation(
        "other people's bookings do not exist",
        "commerce/bookings/querysets.py",
        "        return self.filter(Q(client=user) | Q(service__practitioner__user=user))\n",
        "        return self.all()\n",
        f"{_ROUTES}::test_nobody_gets_what_is_not_theirs[trade]",
    ),
    Mutation(
        "a person is told by name, and by nothing else",
        "commerce/bookings/serializers.py",
        '"name": instance.get_short_name()}',
        '"name": instance.email}',
        f"{_ROUTES}::test_nobody_gets_what_is_not_theirs[trade]",
    ),
    Mutation(
        "dates of other people's services are not there to be changed",
        "commerce/bookings/schedule_views.py",
        "    if service.practitioner.user_id != request.user.pk:\n        raise NotFound\n",
        "",
        f"{_ROUTES}::test_nobody_gets_what_is_not_theirs[words]",
    ),
    Mutation(
        "nobody but the client gives a package back",
        "commerce/checkout/returning.py",
        "Entitlement.objects.of(by).filter(",
        "Entitlement.objects.filter(",
        f"{_CHECKOUT}/test_returning.py::test_another_s_package_does_not_exist_at_these_addresses",
    ),
    Mutation(
        "pages about what is not public are not shown",
        "cms/api/views.py",
        "Page.objects.live().exclude(hidden_pages())",
        "Page.objects.live()",
        f"{_CONTENT}::test_pages_about_what_is_not_public_stay_published_and_are_not_shown[listed]",
    ),
    Mutation(
        "a week is changed by its practitioner alone",
        "marketplace/schedules/views.py",
        "Practitioner.objects.of(request.user).called(name)",
        "Practitioner.objects.called(name)",
        f"{_I}/marketplace/schedules/test_views.py::test_only_the_owner_changes_the_week",
    ),
]
