"""Facts, letters, accounts, uploads, followers, and what nobody may reach."""

from tests.prove.mutations.mutation import Mutation

_I = "tests/integration"
_CHECKOUT = f"{_I}/commerce/checkout"
_MEDIA = f"{_I}/marketplace/media"
_CONTENT = f"{_I}/cms/api/test_visibility.py"
_ROUTES = f"{_I}/routes/test_every_route.py"

MUTATIONS = [
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
        "            self._base_queryset = self._open_pages.exclude(hidden)\n",
        "            self._base_queryset = self._open_pages\n",
        f"{_CONTENT}::test_pages_about_what_is_not_public_stay_published_and_are_not_shown[listed]",
    ),
    Mutation(
        "nor by what leads to them",
        "cms/api/views.py",
        "        return self._open_pages.exclude(about_what_is_not_public())\n",
        "        return self._open_pages\n",
        f"{_CONTENT}::test_a_page_of_somebody_suspended_is_not_shown_by_what_leads_to_it",
    ),
    Mutation(
        "nor by what leads to them in a stream",
        "cms/pages/loading.py",
        "        public = public_pages()\n",
        "        public = Page.objects.live().public()\n",
        f"{_CONTENT}::test_nor_does_a_stream_lead_to_a_page_of_somebody_suspended",
    ),
    Mutation(
        "a week is changed by its practitioner alone",
        "marketplace/schedules/views.py",
        "Practitioner.objects.of(request.user).called(name)",
        "Practitioner.objects.called(name)",
        f"{_I}/marketplace/schedules/test_views.py::test_only_the_owner_changes_the_week",
    ),
]
