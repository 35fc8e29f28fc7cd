"""Clara, who books; what the schema shows of her account."""

from marketplace.accounts import operations, serializers

CLARA = {"id": "3f0f3c57-2a4e-4d0b-9a39-6d5a0a9c1e01", "name": "Clara"}

_PROFILE = {"bio": "", "timezone": "Europe/Lisbon", "location": "Lisbon", "preferences": {}}
_ME = {
    "id": CLARA["id"],
    "email": "clara@example.org",
    "first_name": "Clara",
    "last_name": "Moreira",
    "phone_number": "+351 912 345 678",
    "is_practitioner": False,
    "is_verified": True,
    "roles": ["user"],
    "profile": {**_PROFILE, "avatar": None},
    "practitioner": None,
    "created_at": "2027-02-20T18:04:11.250000Z",
}
_PAIR = {
    "access": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.access.5uS0C2hS",
    "refresh": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.refresh.Qb1aP7xT",
}
_ADDRESS, _PASSWORD = {"email": "clara@example.org"}, "a-quiet-room-1"
_LINK = {"token": "eyJ1c2VyIjo0MX0:1vQ2aB:verify:Zk3xq0"}

EXAMPLES = {
    serializers.NewAccount: {
        **_ADDRESS,
        "password": _PASSWORD,
        "first_name": "Clara",
        "last_name": "Moreira",
        "timezone": "Europe/Lisbon",
    },
    serializers.Credentials: {**_ADDRESS, "password": _PASSWORD},
    serializers.RefreshToken: {"refresh": _PAIR["refresh"]},
    serializers.LinkToken: _LINK,
    serializers.Address: _ADDRESS,
    serializers.PasswordByLink: {**_LINK, "password": "a-quieter-room-2"},
    serializers.PasswordChange: {
        "current_password": _PASSWORD,
        "new_password": "a-quieter-room-2",
    },
    serializers.UserChanges: {
        "first_name": "Clara",
        "last_name": "Moreira",
        "phone_number": "+351 912 345 678",
        "profile": _PROFILE,
    },
    serializers.Me: _ME,
    serializers.TokenPair: _PAIR,
    serializers.SignedIn: {**_PAIR, "user": _ME},
}

DETAILS = {
    operations.PasswordRefused: {
        "password": ["This password is too short. It must contain at least 10 characters."]
    },
}
