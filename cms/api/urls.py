from wagtail.api.v2.router import WagtailAPIRouter

from cms.api import views

content = WagtailAPIRouter("content")
content.register_endpoint("pages", views.Pages)
content.register_endpoint("images", views.Images)
content.register_endpoint("documents", views.Documents)
