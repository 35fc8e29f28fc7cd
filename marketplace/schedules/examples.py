"""Ana's week, and when she is away."""

from marketplace.schedules import serializers

_WINDOWS = [
    {"weekday": 0, "start_time": "09:00", "end_time": "12:30"},
    {"weekday": 1, "start_time": "09:00", "end_time": "17:00"},
]
_WEEK = {"timezone": "Europe/Lisbon", "weekly_hours": _WINDOWS}
_STRETCH = {"start_time": "14:00", "end_time": "19:00"}
_AWAY = {"start": "2027-04-02T08:00:00Z", "end": "2027-04-06T20:00:00Z", "reason": "Easter"}

EXAMPLES = {
    serializers.Schedule: _WEEK,
    serializers.NewSchedule: _WEEK,
    serializers.Override: {"date": "2027-03-19", **_STRETCH},
    serializers.NewOverride: {"date": "2027-03-19", "windows": [_STRETCH]},
    serializers.Away: {"id": "5d1e0d52-77c1-4ef5-93ef-0f2d3f7a4c03", **_AWAY},
    serializers.NewAway: _AWAY,
}
