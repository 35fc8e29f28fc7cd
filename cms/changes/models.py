from django.db import models


class GoneAddress(models.Model):
    """Where a page was that has been deleted: whoever comes back is told that it is gone.

    Pages that were only unpublished are still there, and tell it by themselves.
    """

    path = models.CharField(max_length=2000)
    gone_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="gone_address_once", fields=["path"])]

    def __str__(self) -> str:
        return self.path
