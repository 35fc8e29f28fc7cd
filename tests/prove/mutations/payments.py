"""Money that comes in: payments, memberships, credits, disputes."""

from tests.prove.mutations.mutation import Mutation

_I = "tests/integration"
_CREDITS = f"{_I}/commerce/credits"
_DISPUTES = f"{_I}/commerce/disputes"
_PAYMENTS = f"{_I}/commerce/payments"
_MEMBERSHIPS = f"{_I}/commerce/memberships"

MUTATIONS = [
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
]
