from rest_framework.routers import SimpleRouter

from marketplace.media.views import Media

router = SimpleRouter(use_regex_path=False)
router.register("media", Media, basename="media")

urlpatterns = router.urls
