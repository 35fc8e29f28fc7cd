"""What readers get of words, who hears of them, and drafts that are shown."""

from tests.prove.mutations.mutation import Mutation

_I = "tests/integration"
_WORKFLOWS = f"{_I}/cms/workflows"
_CONTENT = f"{_I}/cms/api/test_visibility.py"
_CHANGES = f"{_I}/cms/changes/test_operations.py"
_KEEPING = f"{_I}/cms/test_caching.py"
_RESOLVING = f"{_I}/cms/resolving/test_views.py"
_REALTIME = f"{_I}/live/realtime"
_WEBHOOKS = f"{_I}/live/webhooks"
_SLUGS = f"{_I}/marketplace/test_former_slugs.py"
_PREVIEWS = f"{_I}/cms/previews/test_operations.py"
_SHARING = f"{_I}/cms/previews/test_views.py"

MUTATIONS = [
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
        f"{_CONTENT}::test_a_post_that_is_not_listed_is_in_no_stream_s_body",
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
    Mutation(
        "of a draft's new slug nobody hears",
        "cms/receivers.py",
        "    for one in [page] if page.live else below:\n",
        "    for one in [page]:\n",
        f"{_CHANGES}::test_of_a_draft_s_new_slug_nobody_hears",
    ),
]
