from django.db.models import TextChoices


class Purpose(TextChoices):
    """What an upload is for; it decides what it may be, and how large."""

    AVATAR = "avatar", "Picture of an account"
    ATTACHMENT = "attachment", "Attachment of a message"
    PORTRAIT = "portrait", "Portrait of a practitioner"
    PICTURE = "picture", "Picture of a page"
    STREAM_VIDEO = "stream_video", "Video of a stream"
    STREAM_AUDIO = "stream_audio", "Audio of a stream"
    CAPTIONS = "captions", "Captions of a video"
    DOCUMENT = "document", "Document"


class MediaKind(TextChoices):
    """What sort of file it is."""

    IMAGE = "image", "Image"
    AUDIO = "audio", "Audio"
    VIDEO = "video", "Video"
    DOCUMENT = "document", "Document"
    CAPTIONS = "captions", "Captions"


class AssetState(TextChoices):
    """begun -> stored <-> attached; what is begun or stored may be discarded, and stays so."""

    BEGUN = "begun", "Begun"
    STORED = "stored", "Stored"
    ATTACHED = "attached", "Attached"
    DISCARDED = "discarded", "Discarded"


# What lies in the store, and what counts against what one may hold.
FINISHED = (AssetState.STORED, AssetState.ATTACHED)
HELD = (AssetState.BEGUN, *FINISHED)
MAY_BE_DISCARDED = (AssetState.BEGUN, AssetState.STORED)
