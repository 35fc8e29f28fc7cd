from django.urls import path

from cms.streams import authoring_views, comment_views, feed_views, views

urlpatterns = [
    path("", authoring_views.StreamsOrNew.as_view(), name="streams"),
    path("mine/", authoring_views.OwnStreams.as_view(), name="streams-mine"),
    path("feeds/<slug:name>.rss", feed_views.RssFeed.as_view(), name="streams-rss"),
    path("feeds/<slug:name>.atom", feed_views.AtomFeed.as_view(), name="streams-atom"),
    path("saved/", views.SavedStreams.as_view(), name="streams-saved"),
    path("<slug:name>/", authoring_views.StreamByName.as_view(), name="stream"),
    path("<slug:name>/submit/", authoring_views.SubmitStream.as_view(), name="stream-submit"),
    path("<slug:name>/withdraw/", authoring_views.WithdrawStream.as_view(), name="stream-withdraw"),
    path("<slug:name>/review/", authoring_views.StreamReview.as_view(), name="stream-review"),
    path("<slug:name>/figures/", authoring_views.StreamFigures.as_view(), name="stream-figures"),
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
