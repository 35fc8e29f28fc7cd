"""The shape of a whole site's words; `reading.site_in` makes it."""

from rest_framework import serializers

from cms.taxonomy.serializers import FocusedPicture


class Link(serializers.Serializer):
    text = serializers.CharField()
    url = serializers.CharField(help_text="With its host, or mailto: and tel:.")
    page_id = serializers.IntegerField(allow_null=True, help_text="Of `content/pages/`.")


class MenuItem(Link):
    """A link, or a heading (`url` is null) that opens onto links."""

    url = serializers.CharField(allow_null=True)
    links = Link(many=True)


class Column(serializers.Serializer):
    text = serializers.CharField()
    links = Link(many=True)


class FooterShape(serializers.Serializer):
    columns = Column(many=True)
    note = serializers.CharField(help_text="HTML.", allow_blank=True)


class Language(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField(help_text="Its first page.")


class Seo(serializers.Serializer):
    """For pages that say nothing themselves."""

    title_suffix = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    image = FocusedPicture(allow_null=True)
    organisation = serializers.CharField()
    profiles = serializers.ListField(child=serializers.URLField())
    robots = serializers.ChoiceField(choices=["all", "noindex"])


class Copy(serializers.Serializer):
    """Words that belong to no page; those before booking, payment and about health are HTML."""

    tagline = serializers.CharField(allow_blank=True)
    search_placeholder = serializers.CharField(allow_blank=True)
    nothing_found = serializers.CharField(allow_blank=True)
    reasons_to_trust = serializers.ListField(child=serializers.CharField())
    before_booking = serializers.CharField(allow_blank=True)
    before_payment = serializers.CharField(allow_blank=True)
    health_note = serializers.CharField(allow_blank=True)
    support_email = serializers.CharField(allow_blank=True)


class AnnouncementShape(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField()
    text = serializers.CharField(help_text="HTML.", allow_blank=True)
    tone = serializers.ChoiceField(choices=["note", "good_news", "warning"])
    readers = serializers.ChoiceField(choices=["everybody", "clients", "practitioners"])
    link = Link(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)


class SiteShape(serializers.Serializer):
    """What stands on every page."""

    name = serializers.CharField()
    url = serializers.CharField()
    locale = serializers.CharField()
    locales = Language(many=True)
    navigation = MenuItem(many=True)
    footer = FooterShape()
    seo = Seo()
    copy = Copy()
    announcements = AnnouncementShape(many=True)
