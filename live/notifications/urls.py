from django.urls import path

from live.notifications import views

urlpatterns = [
    path("", views.Notifications.as_view(), name="notifications"),
    path("unread-count/", views.Unread.as_view(), name="notifications-unread-count"),
    path("read/", views.Read.as_view(), name="notifications-read"),
]
