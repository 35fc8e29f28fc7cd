from typing import Any

from drf_spectacular.contrib.rest_framework_simplejwt import SimpleJWTScheme
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import ExpiredTokenError, InvalidToken, TokenError
from rest_framework_simplejwt.tokens import AccessToken, Token


class TokenAuthentication(JWTAuthentication):
    """A bearer token. One that has expired says so by its code: the client then refreshes."""

    def get_validated_token(self, raw_token: bytes) -> Token:
        try:
            return AccessToken(raw_token)  # type: ignore[arg-type]
        except ExpiredTokenError as error:
            raise InvalidToken("The token has expired.", code="token_expired") from error
        except TokenError as error:
            raise InvalidToken("The token is not valid.", code="token_invalid") from error


class TokenScheme(SimpleJWTScheme):
    """How the schema tells of it."""

    target_class: Any = TokenAuthentication
