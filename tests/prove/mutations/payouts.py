"""Money that goes out, and what the provider says of all of it."""

from tests.prove.mutations.mutation import Mutation

_I = "tests/integration"
_PAYMENTS = f"{_I}/commerce/payments"
_PAYOUTS = f"{_I}/commerce/payouts"

MUTATIONS = [
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
]
