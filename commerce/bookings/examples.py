"""Clara's session with Ana on Tuesday the 2nd of March 2027, and a workshop that is full."""

from commerce.bookings import (
    holds,
    operations,
    planning,
    schedule_serializers,
    serializers,
    waitlist,
    waitlist_serializers,
)
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.schemas import money
from marketplace.catalogue.examples import BREATH, EVENING
from marketplace.practitioners.examples import ANA

SLOT = "eyJzIjoiYjNhNGQ3YzIiLCJ0IjoyfQ:1vQ2aB:slot-of-Tuesday-at-nine"
OFFERED = {
    "start_time": "2027-03-02T09:00:00Z",
    "end_time": "2027-03-02T10:00:00Z",
    "slot": SLOT,
}
_NEXT = {
    "start_time": "2027-03-02T10:00:00Z",
    "end_time": "2027-03-02T11:00:00Z",
    "slot": "eyJzIjoiYjNhNGQ3YzIiLCJ0IjoyfQ:1vQ2aB:slot-of-Tuesday-at-ten",
}
BOOKING_ID = "1a6d9e4c-8b3f-4c71-a5e2-0f7b4d8c6e08"
CARD = {
    "id": BOOKING_ID,
    "status": "confirmed",
    "service": BREATH,
    "practitioner": ANA,
    "client": None,
    "session": {
        "id": "2b7e0f5d-9c4a-4d82-b6f3-1a8c5e9d7f14",
        "start_time": OFFERED["start_time"],
        "end_time": OFFERED["end_time"],
        "timezone": "Europe/Lisbon",
        "number": None,
        "location": {
            "type": "virtual",
            "name": "",
            "address": "",
            "city": "",
            "region": "",
            "country": "",
        },
    },
    "seats": 1,
    "participants": [{"seat": 1, "name": "", "attended": None}],
    "price": money(8000, "usd"),
    "credits_applied": money(0, "usd"),
    "order": {
        "id": "d2b7c4e8-5f1a-4a63-8e9d-3c0b6f7a2e09",
        "number": "ES-2027-000041",
        "status": "paid",
        "amount_due": money(0, "usd"),
        "expires_at": "2027-02-22T19:45:05Z",
    },
    "entitlement": None,
    "parent_booking": None,
    "parts": [],
    "cancellation_policy": "moderate",
    "can_cancel": True,
    "can_reschedule": True,
    "reschedule_request": None,
    "cancellation": None,
    "notes": "I sleep badly.",
    "created_at": "2027-02-22T19:30:05Z",
}
DETAIL = {
    **CARD,
    "reschedules": [
        {
            "at": "2027-02-24T11:20:00Z",
            "by": "client",
            "from": "2027-03-01T09:00:00Z",
            "to": "2027-03-02T09:00:00Z",
        }
    ],
}
CANCELLED = {
    **CARD,
    "status": "cancelled",
    "can_cancel": False,
    "can_reschedule": False,
    "cancellation": {
        "by": "client",
        "reason": "I am ill.",
        "at": "2027-02-27T08:12:40Z",
        "refund": money(8000, "usd"),
        "refund_in_credits": money(0, "usd"),
    },
}
PLANNED = {
    "id": "3c8f1a6e-0d5b-4e93-87a4-2b9d6f0e8a15",
    "start_time": "2027-03-12T18:00:00Z",
    "end_time": "2027-03-12T20:00:00Z",
    "timezone": "Europe/Lisbon",
    "capacity": 12,
    "available_spots": 0,
    "series": "4d9a2b7f-1e6c-4fa4-98b5-3c0e7a1f9b16",
    "number": None,
}
_IN_LINE = {
    "id": "5eab3c80-2f7d-40b5-a9c6-4d1f8b2a0c17",
    "status": "waiting",
    "service": EVENING,
    "session": PLANNED["id"],
    "day": None,
    "seats": 1,
    "is_automatic": False,
    "position": 2,
    "offer": None,
    "booking": None,
    "created_at": "2027-02-23T07:55:00Z",
}

EXAMPLES = {
    serializers.BookingCard: CARD,
    serializers.BookingDetail: DETAIL,
    serializers.NewTime: {"slot": _NEXT["slot"]},
    serializers.AskForAnotherTime: {"reason": "I have to be at the doctor's then."},
    serializers.ChangeNotes: {"notes": "I sleep badly, and have a cold."},
    serializers.Availability: {
        "timezone": "Europe/Lisbon",
        "days": [{"date": "2027-03-02", "slots": [OFFERED, _NEXT]}],
    },
    serializers.CalendarState: {"is_open": True, "made_at": "2027-02-22T20:00:00Z"},
    serializers.NewCalendarAddress: {
        "url": "https://estuary.example/api/v1/calendar/9fV2mQ7tLw4c8RkZ.ics"
    },
    schedule_serializers.PlannedSession: PLANNED,
    schedule_serializers.NewSessions: Several(
        {
            "each date": {"starts": ["2027-03-12T18:00:00Z", "2027-03-26T18:00:00Z"]},
            "every second Friday": {
                "start": "2027-03-12T18:00:00Z",
                "recurrence": {"frequency": "weekly", "step": 2, "count": 6},
                "capacity": 12,
            },
        }
    ),
    schedule_serializers.ChangeSession: {"capacity": 14},
    serializers.Attendance: {"participants": [{"seat": 1, "attended": True}]},
    waitlist_serializers.OwnPlannedSession: {**PLANNED, "waiting": 2},
    waitlist_serializers.JoinWaitlist: Several(
        {
            "for a seat": {"session": PLANNED["id"], "seats": 1},
            "for a time on a day": {"day": "2027-03-02", "is_automatic": True},
        }
    ),
    waitlist_serializers.WaitlistCard: Several(
        {
            "waiting": _IN_LINE,
            "with an offer": {
                **_IN_LINE,
                "status": "offered",
                "position": None,
                "offer": {
                    "start_time": PLANNED["start_time"],
                    "end_time": PLANNED["end_time"],
                    "until": "2027-03-02T19:55:00Z",
                    "slot": None,
                },
            },
        }
    ),
}

DETAILS = {
    holds.SlotTaken: {"slot": [_NEXT]},
    holds.SessionFull: {"available_spots": [0]},
    operations.NoSuchSeat: {"participants": ["There is no seat 2."]},
    planning.BadDates: {"starts": ["A date lies in the past."]},
    planning.SessionsCollide: {"starts": ["2027-03-12T18:00:00Z"]},
    planning.PractitionerAway: {"starts": ["2027-04-02T18:00:00Z"]},
    planning.SeatsTaken: {"capacity": ["12 seats are taken."]},
    waitlist.NotFull: {"available_spots": [3]},
    waitlist.TooManySeats: {"seats": ["It has 12 seats."]},
}
