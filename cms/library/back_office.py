"""Images and documents as scripts of the back office read them.

Wagtail's own would take the API's tokens, which browsers of the back office do not send, and show
every file to whoever may enter.
"""

from typing import Any

from django.db.models import QuerySet
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

ANY = ("add", "change", "delete", "choose")


class MayChoose(BasePermission):
    """Of those who may enter the back office, whoever has something to do with such files."""

    def has_permission(self, request: Any, view: Any) -> bool:
        policy = policy_registry.get_by_type(view.model)
        return bool(policy.user_has_any_permission(request.user, ANY))


class _OwnFilesMixin:
    authentication_classes = (SessionAuthentication,)
    permission_classes = (MayChoose,)
    request: Any

    def get_queryset(self) -> QuerySet[Any]:
        """Those that one may choose or do anything with."""
        found: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]
        policy = policy_registry.get_by_type(found.model)
        theirs = policy.instances_user_has_any_permission_for(self.request.user, ANY)
        return found.filter(pk__in=theirs.values("pk"))


class Images(_OwnFilesMixin, ImagesAdminAPIViewSet):
    pass


class Documents(_OwnFilesMixin, DocumentsAdminAPIViewSet):
    pass


def register(router: WagtailAPIRouter) -> None:
    """In place of Wagtail's own."""
    router.register_endpoint("images", Images)
    router.register_endpoint("documents", Documents)
