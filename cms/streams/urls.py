from django.urls import path

from cms.streams import comment_views, views

urlpatterns = [
    path("", views.Streams.as_view(), name="streams"),
    path("saved/", views.SavedStreams.as_view(), name="streams-saved"),
    path("<slug:name>/", views.StreamByName.as_view(), name="stream"),
    path("<slug:name>/like/", views.Like.as_view(), name="stream-like"),
    path("<slug:name>/save/", views.Save.as_view(), name="stream-save"),
    path("<slug:name>/view/", views.View.as_view(), name="stream-view"),
    path("<slug:name>/comments/", comment_views.Comments.as_view(), name="comments"),
    path(
        "<slug:name>/comments/<uuid:comment_id>/",
        comment_views.CommentById.as_view(),
        name="comment",
    ),
    path(
        "<slug:name>/comments/<uuid:comment_id>/replies/",
        comment_views.Replies.as_view(),
        name="comment-replies",
    ),
    path(
        "<slug:name>/comments/<uuid:comment_id>/hide/",
        comment_views.HideComment.as_view(),
        name="comment-hide",
    ),
    path(
        "<slug:name>/comments/<uuid:comment_id>/report/",
        comment_views.ReportComment.as_view(),
        name="comment-report",
    ),
]
