from rest_framework.routers import SimpleRouter

from marketplace.packages.views import Bundles, Packages

router = SimpleRouter(use_regex_path=False)
router.register("packages", Packages, basename="package")
router.register("bundles", Bundles, basename="bundle")

urlpatterns = router.urls
