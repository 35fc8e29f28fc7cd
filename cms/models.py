"""Every model of this app, so that Django and readers find them in one place."""

from cms.library.models import EstuaryDocument as EstuaryDocument
from cms.library.models import EstuaryImage as EstuaryImage
from cms.library.models import EstuaryRendition as EstuaryRendition
from cms.listings.models import ServicePage as ServicePage
from cms.pages.models import HomePage as HomePage
from cms.pages.models import StandardPage as StandardPage
from cms.profiles.models import PractitionerIndexPage as PractitionerIndexPage
from cms.profiles.models import PractitionerPage as PractitionerPage
from cms.releases.models import Release as Release
from cms.releases.models import ReleaseItem as ReleaseItem
from cms.taxonomy.models import Modality as Modality
from cms.workflows.models import AutomaticCheck as AutomaticCheck
from cms.workflows.models import ForbiddenClaim as ForbiddenClaim
from cms.workflows.models import Review as Review
from cms.workflows.models import SecondPairOfEyes as SecondPairOfEyes
from cms.workflows.models import Verification as Verification
