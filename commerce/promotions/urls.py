from rest_framework.routers import SimpleRouter

from commerce.promotions.views import Promotions

router = SimpleRouter(use_regex_path=False)
router.register("promotions", Promotions, basename="promotion")

urlpatterns = router.urls
