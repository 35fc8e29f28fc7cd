"""The portrait that Ana uploads."""

from marketplace.media import operations, serializers

_PORTRAIT = {
    "id": "7f1d3c58-2b64-4e9a-8d07-5c3b9a1e6f42",
    "purpose": "portrait",
    "kind": "image",
    "file_name": "Ana by the sea.jpg",
    "content_type": "image/jpeg",
    "duration_seconds": None,
    "begun_at": "2027-02-15T10:00:00Z",
    "expires_at": "2027-02-15T11:00:00Z",
}
_BEGUN = {
    **_PORTRAIT,
    "state": "begun",
    "size_bytes": 2_340_112,
    "checksum": "",
    "width": None,
    "height": None,
    "stored_at": None,
    "download": None,
}

EXAMPLES = {
    serializers.NewUpload: {
        "purpose": "portrait",
        "file_name": "Ana by the sea.jpg",
        "content_type": "image/jpeg",
        "size_bytes": 2_340_112,
    },
    serializers.BegunUpload: {
        **_BEGUN,
        "upload": {
            "method": "PUT",
            "url": "https://files.estuary.test/incoming/kJ3v0dU?X-Amz-Signature=5b1f",
            "headers": {"Content-Type": "image/jpeg"},
            "expires_at": "2027-02-15T11:00:00Z",
        },
    },
    serializers.MediaCard: {
        **_PORTRAIT,
        "state": "stored",
        "size_bytes": 1_904_377,
        "checksum": "c0ffee0b7d2c4a8f9e1b6d3a5c7f9e8d4b2a6c1e3f5d7b9a8c6e4f2d1b3a5c70",
        "width": 3024,
        "height": 4032,
        "stored_at": "2027-02-15T10:00:09Z",
        "download": {
            "url": "https://files.estuary.test/media/pQ8w2xR?X-Amz-Signature=9c4e",
            "expires_at": "2027-02-15T11:00:09Z",
        },
    },
}
DETAILS = {
    operations.MediaTypeNotAllowed: {"content_type": ["One of image/jpeg, image/png, image/webp."]},
    operations.MediaTooLarge: {"size_bytes": ["At most 20 MB."]},
    operations.UploadOfAnotherSize: {"file": ["It has 51 bytes and not 2340112, as was said."]},
    operations.UploadOfAnotherType: {"file": ["It is not a file of type video/mp4."]},
    operations.PictureUnreadable: {"file": ["It is not a picture that can be read."]},
    operations.PictureTooLarge: {"file": ["It has more than 50 million pixels."]},
}
