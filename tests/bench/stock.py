"""Wagtail's own views over the same pages, with nothing of ours in between."""

from django.urls import path
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from estuary.urls import urlpatterns as ours


class StockMixin:
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)

    @classmethod
    def get_field_serializer_overrides(cls, model):
        return {}


class Pages(StockMixin, PagesAPIViewSet):
    pass


class Images(StockMixin, ImagesAPIViewSet):
    pass


class Documents(StockMixin, DocumentsAPIViewSet):
    pass


router = WagtailAPIRouter("stock")
router.register_endpoint("pages", Pages)
router.register_endpoint("images", Images)
router.register_endpoint("documents", Documents)

urlpatterns = [*ours, path("stock/", router.urls)]
