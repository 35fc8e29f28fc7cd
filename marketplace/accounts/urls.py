from django.urls import path

from marketplace.accounts import views

urlpatterns = [
    path("register/", views.Register.as_view(), name="register"),
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("token/refresh/", views.Refresh.as_view(), name="token-refresh"),
    path("user/", views.OwnAccount.as_view(), name="user"),
    path("verify-email/", views.VerifyEmail.as_view(), name="verify-email"),
    path("verify-email/resend/", views.ResendVerification.as_view(), name="verify-email-resend"),
    path("password/reset/", views.AskForReset.as_view(), name="password-reset"),
    path("password/reset/confirm/", views.ResetPassword.as_view(), name="password-reset-confirm"),
    path("password/change/", views.ChangePassword.as_view(), name="password-change"),
]
