"""Every model of this app, so that Django and readers find them in one place."""

from marketplace.accounts.models import User as User
from marketplace.accounts.models import UserProfile as UserProfile
from marketplace.catalogue.models import Category as Category
from marketplace.catalogue.models import FormerServiceSlug as FormerServiceSlug
from marketplace.catalogue.models import Service as Service
from marketplace.catalogue.models import ServiceTerms as ServiceTerms
from marketplace.followers.models import Follow as Follow
from marketplace.media.models import MediaAsset as MediaAsset
from marketplace.media.models import MediaRemnant as MediaRemnant
from marketplace.packages.models import Package as Package
from marketplace.packages.models import PackageItem as PackageItem
from marketplace.packages.models import PackageTerms as PackageTerms
from marketplace.practitioners.models import Certification as Certification
from marketplace.practitioners.models import FormerPractitionerSlug as FormerPractitionerSlug
from marketplace.practitioners.models import Place as Place
from marketplace.practitioners.models import Practitioner as Practitioner
from marketplace.schedules.models import DateOverride as DateOverride
from marketplace.schedules.models import TimeAway as TimeAway
from marketplace.schedules.models import WeeklyHours as WeeklyHours
