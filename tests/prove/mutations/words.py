"""Words: how they are written, translated and kept to their rows."""

from tests.prove.mutations.mutation import Mutation

_I = "tests/integration"
_LANGUAGES = f"{_I}/cms/pages/test_loading.py"
_TRANSLATING = f"{_I}/cms/pages/test_translating.py"
_ROWS = f"{_I}/cms/pages/test_rows.py"
_DESK = f"{_I}/cms/test_desk.py"
_PROFILES = f"{_I}/cms/profiles/test_writing.py"
_LISTINGS = f"{_I}/cms/listings/test_writing.py"
_WORKFLOWS = f"{_I}/cms/workflows"
_RELEASES = f"{_I}/cms/releases/test_operations.py"
_SHARING = f"{_I}/cms/previews/test_views.py"

MUTATIONS = [
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
        "    if instance.tells_row:\n        streams.forget",
        "    if False:\n        streams.forget",
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
        "(type(page))) is not None and page.tells_row:\n",
        "(type(page))) is not None:\n",
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
        "        if not self.tells_row and not belongs:\n",
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
        "cms/listings/models.py",
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
    # --- translations in the back office ---
    Mutation(
        "a translation begins as a draft",
        "site/estuary/settings/base.py",
        "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False\n",
        "",
        f"{_TRANSLATING}::test_what_an_editor_begins_to_translate_is_a_draft_like_others",
    ),
    Mutation(
        "a translation is reviewed like what it is one of",
        "cms/pages/models.py",
        "        return page.workflowpage.workflow if page is not None else None\n",
        "        return None\n",
        f"{_TRANSLATING}::test_it_is_published_once_somebody_else_approves",
    ),
    Mutation(
        "nobody publishes by bringing translations up to date",
        "cms/pages/translation_views.py",
        "            field.disabled, field.help_text = True, ",
        "            field.disabled, field.help_text = False, ",
        f"{_TRANSLATING}::test_who_may_not_publish_does_not_by_bringing_translations_up_to_date",
    ),
    Mutation(
        "nor by putting the first language in a translation's place",
        "cms/pages/translation_views.py",
        "    if not _may_publish(request.user, get_object_or_404(Page, pk=page_id)):\n",
        "    if False:\n",
        f"{_TRANSLATING}::test_nor_by_putting_the_first_language_in_its_place",
    ),
    Mutation(
        "how terms are called is told to those who write",
        "cms/pages/translation_views.py",
        "    permission_classes = (MayEdit,)\n",
        "    permission_classes = ()\n",
        f"{_TRANSLATING}::test_and_tells_them_to_nobody_who_writes_none",
    ),
    Mutation(
        "scripts of the back office find what one may choose",
        "cms/library/back_office.py",
        '        return found.filter(pk__in=theirs.values("pk"))\n',
        "        return found\n",
        f"{_TRANSLATING}::test_nobody_else_does_nor_what_lies_where_they_may_not_choose",
    ),
    Mutation(
        "and nothing, if one has nothing to do with such files",
        "cms/library/back_office.py",
        "        return bool(policy.user_has_any_permission(request.user, ANY))\n",
        "        return True\n",
        f"{_TRANSLATING}::test_nobody_else_does_nor_what_lies_where_they_may_not_choose",
    ),
]
