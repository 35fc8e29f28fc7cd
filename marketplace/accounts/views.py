from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from estuary.kernel.api.refusals import refusals
from estuary.kernel.api.schemas import Said
from estuary.kernel.api.throttling import CredentialsThrottle, RoleThrottle
from marketplace.accounts import operations, sessions
from marketplace.accounts.models import User
from marketplace.accounts.serializers import (
    Address,
    Credentials,
    LinkToken,
    Me,
    NewAccount,
    PasswordByLink,
    PasswordChange,
    RefreshToken,
    SignedIn,
    TokenPair,
    UserChanges,
)

_SIGNED_OUT = "You are signed out."
_VERIFIED = "Your e-mail address is verified."
_MAIL_SENT = "The mail is on its way."
_MAIL_PERHAPS_SENT = "If there is an account with this address, a mail is on its way to it."
_PASSWORD_SET = "The password is changed. Sign in with the new one."


class _Open(APIView):
    """For those who are not signed in; a stale access token in the header does no harm."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class _Guarded(_Open):
    """Open, and watched: somebody may be guessing."""

    throttle_classes = (RoleThrottle, CredentialsThrottle)


class Register(_Guarded):
    @extend_schema(
        tags=["Accounts"],
        summary="Register",
        description="Signs in at once; a verification mail is sent.",
        request=NewAccount,
        responses={
            201: SignedIn,
            **refusals(operations.EmailTaken, operations.PasswordRefused),
        },
    )
    def post(self, request):
        user = operations.register(**_read(NewAccount, request))
        return _signed_in(request, user, status=status.HTTP_201_CREATED)


class Login(_Guarded):
    @extend_schema(
        tags=["Accounts"],
        summary="Sign in",
        description="A refusal never tells whether the account exists.",
        request=Credentials,
        responses={200: SignedIn, **refusals(operations.CredentialsRefused)},
    )
    def post(self, request):
        return _signed_in(request, operations.sign_in(**_read(Credentials, request)))


class Refresh(_Open):
    @extend_schema(
        tags=["Accounts"],
        summary="Exchange a refresh token for the next pair",
        description="A refresh token works once; used again it is refused with `token_used`.",
        request=RefreshToken,
        responses={
            200: TokenPair,
            **refusals(
                sessions.TokenExpired,
                sessions.TokenInvalid,
                sessions.TokenUsed,
                sessions.PasswordChanged,
            ),
        },
    )
    def post(self, request):
        return Response(TokenPair(sessions.renew(**_read(RefreshToken, request))).data)


class Logout(_Open):
    @extend_schema(
        tags=["Accounts"],
        summary="Sign out",
        description="The refresh token is worth nothing afterwards. Safe to repeat.",
        request=RefreshToken,
        responses={200: Said(_SIGNED_OUT), **refusals(sessions.TokenInvalid)},
    )
    def post(self, request):
        sessions.end(**_read(RefreshToken, request))
        return _said(_SIGNED_OUT)


class OwnAccount(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(tags=["Accounts"], summary="Show one's own account", responses={200: Me})
    def get(self, request):
        user = User.objects.with_details().get(pk=request.user.pk)
        return Response(Me(user, context={"request": request}).data)

    @extend_schema(
        tags=["Accounts"],
        summary="Replace what one says about oneself",
        description="What is left out is reset. Fields that cannot be set here are refused.",
        request=UserChanges,
        responses={200: Me},
    )
    def put(self, request):
        return self._change(request, partial=False)

    @extend_schema(
        tags=["Accounts"],
        summary="Change some of what one says about oneself",
        description="Fields that cannot be set here are refused.",
        request=UserChanges,
        responses={200: Me},
    )
    def patch(self, request):
        return self._change(request, partial=True)

    def _change(self, request, *, partial):
        changes = _read(UserChanges, request, partial=partial)
        about_profile = changes.pop("profile", {})
        user = operations.update_profile(
            user_id=request.user.pk, about_user=changes, about_profile=about_profile
        )
        return Response(Me(user, context={"request": request}).data)


class VerifyEmail(_Open):
    @extend_schema(
        tags=["Accounts"],
        summary="Verify an e-mail address by the token of its mail",
        description="A token works once: `link_invalid` or `link_expired` otherwise.",
        request=LinkToken,
        responses={
            200: Said(_VERIFIED),
            **refusals(operations.LinkInvalid, operations.LinkExpired),
        },
    )
    def post(self, request):
        operations.verify_email(**_read(LinkToken, request), now=timezone.now())
        return _said(_VERIFIED)


class ResendVerification(APIView):
    permission_classes = (IsAuthenticated,)
    throttle_classes = (RoleThrottle, CredentialsThrottle)

    @extend_schema(
        tags=["Accounts"],
        summary="Send the verification mail again",
        request=None,
        responses={200: Said(_MAIL_SENT), **refusals(operations.AlreadyVerified)},
    )
    def post(self, request):
        operations.ask_for_verification(user_id=request.user.pk)
        return _said(_MAIL_SENT)


class AskForReset(_Guarded):
    @extend_schema(
        tags=["Accounts"],
        summary="Ask for a mail to reset a password",
        description="The answer never tells whether the account exists.",
        request=Address,
        responses={200: Said(_MAIL_PERHAPS_SENT)},
    )
    def post(self, request):
        operations.ask_for_reset(**_read(Address, request))
        return _said(_MAIL_PERHAPS_SENT)


class ResetPassword(_Guarded):
    @extend_schema(
        tags=["Accounts"],
        summary="Choose a new password by the token of a reset mail",
        description="Ends every session. A token works once: `link_invalid` or `link_expired` "
        "otherwise.",
        request=PasswordByLink,
        responses={
            200: Said(_PASSWORD_SET),
            **refusals(operations.LinkInvalid, operations.LinkExpired, operations.PasswordRefused),
        },
    )
    def post(self, request):
        operations.reset_password(**_read(PasswordByLink, request), now=timezone.now())
        return _said(_PASSWORD_SET)


class ChangePassword(APIView):
    permission_classes = (IsAuthenticated,)
    throttle_classes = (RoleThrottle, CredentialsThrottle)

    @extend_schema(
        tags=["Accounts"],
        summary="Change one's own password",
        description="Ends every session begun before, this one too, and answers the next pair.",
        request=PasswordChange,
        responses={200: TokenPair, **refusals(operations.PasswordRefused)},
    )
    def post(self, request):
        user = operations.change_password(user_id=request.user.pk, **_read(PasswordChange, request))
        return Response(TokenPair(sessions.begin(user=user)).data)


def _read(
    shape: type[serializers.Serializer], request: Request, *, partial: bool = False
) -> dict[str, Any]:
    serializer = shape(data=request.data, partial=partial)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _signed_in(request: Request, user: User, *, status: int = status.HTTP_200_OK) -> Response:
    pair = sessions.begin(user=user)
    details = User.objects.with_details().get(pk=user.pk)
    answer = {"access": pair.access, "refresh": pair.refresh, "user": details}
    return Response(SignedIn(answer, context={"request": request}).data, status=status)


def _said(message: str) -> Response:
    response = Response({})
    response.message = message  # type: ignore[attr-defined]
    return response
