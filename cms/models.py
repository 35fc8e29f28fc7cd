"""Every model of this app, so that Django and readers find them in one place."""

from cms.library.models import EstuaryDocument as EstuaryDocument
from cms.library.models import EstuaryImage as EstuaryImage
from cms.library.models import EstuaryRendition as EstuaryRendition
