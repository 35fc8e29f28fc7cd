"""What a practitioner who writes in the back office sees there: theirs, and nothing else.

They belong to the group of authors and to no other; staff belong to others, and are not confined.
Registered as Wagtail's policies in `wagtail_hooks`; a test walks every address of the back office.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.profiles.models import PractitionerPage
from cms.workflows.people import is_author, pages_of, profiles_of
from marketplace.accounts.models import User
from marketplace.practitioners.states import AUTHORS

# They may never publish: a moderator does.
ON_OWN_PAGES = ("add_page", "change_page")


class AuthorsPagePolicy(PagePermissionPolicy):
    """Authors write on their own profile and below it, whoever made those pages for them.

    Wagtail asks all its questions of the list of a person's permissions on pages; theirs is made
    from the row that says whose profile it is, and is not kept in any table.
    """

    def get_all_permissions_for_user(self, user: Any) -> Iterable[GroupPagePermission]:
        """Those of their groups; of an author, those on their own profile."""
        if not is_author(user):
            return super().get_all_permissions_for_user(user)
        permissions = Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=ON_OWN_PAGES
        )
        return [
            GroupPagePermission(page=page, permission=permission)
            for page in profiles_of(user)
            for permission in permissions
        ]

    def users_with_any_permission_for_instance(
        self, actions: Any, instance: Any, include_superusers: bool = True
    ) -> QuerySet[User]:
        """Those of the groups, and the author whose page it is."""
        users = super().users_with_any_permission_for_instance(
            actions, instance, include_superusers
        )
        if not set(actions) & {"add", "change"}:
            return users
        profiles = PractitionerPage.objects.ancestor_of(instance, inclusive=True)
        found = users.values("pk")
        people = profiles.values("practitioner")
        own = Q(practitioner__in=people, groups__name=AUTHORS)
        return User.objects.filter(Q(pk__in=found) | own, is_active=True).distinct()


class AuthorsFilePolicy(CollectionOwnershipPermissionPolicy):
    """Authors see, choose and change the images and documents that they uploaded themselves.

    Wherever those lie; what they upload here goes into the collection that their group may add to.
    """

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        """Whatever may be done with a file, with one's own."""
        if is_author(user):
            known = set(actions) & {"change", "delete", "choose"}
            return bool(known) and getattr(instance, f"{self.owner_field_name}_id") == user.pk
        return super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        """The same, as a list."""
        if is_author(user):
            return self.model._default_manager.filter(**{self.owner_field_name: user})
        return super().instances_user_has_any_permission_for(user, actions)


def own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """What an author may link to or choose: Wagtail's chooser does not ask the policy."""
    if not is_author(request.user):
        return pages
    return pages.filter(pk__in=pages_of(request.user).values("pk"))


def own_files(files: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Which images and documents an author may choose."""
    return files.filter(uploaded_by_user=request.user) if is_author(request.user) else files
