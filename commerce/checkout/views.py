from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commerce.bookings import holds, rescheduling
from commerce.bookings.models import Booking
from commerce.bookings.operations import (
    AttendanceClosed,
    BookingClosed,
    BookingNotFound,
    NoSuchSeat,
)
from commerce.bookings.querysets import BookingQuerySet
from commerce.bookings.serializers import AskForAnotherTime, NewTime
from commerce.bookings.views import ReadBookings
from commerce.checkout import buying, cancelling, operations, seats
from commerce.checkout.models import Order
from commerce.checkout.refusals import BOOKING, OPENING, SERVICE, WAY_BACK
from commerce.checkout.serializers import (
    CancelBooking,
    CancellationQuoteCard,
    ConfirmPayment,
    NewBooking,
    NewBookingAnswer,
    OpenPayment,
    OrderCard,
    QuestionOfPrice,
    ServiceQuoteCard,
)
from commerce.checkout.states import RefundTo
from commerce.earnings.serializers import BookingDetailWithCommission, BookingWithCommission
from commerce.entitlements import operations as entitlements
from commerce.payments.cards import CardNotFound
from commerce.payments.gateway import PaymentRefused, PaymentsUnavailable
from commerce.payments.operations import PaymentNotOpen
from commerce.payments.states import PaymentStatus
from estuary.kernel.api.idempotency import HEADER, IdempotentMixin
from estuary.kernel.api.refusals import refusals
from marketplace.accounts.permissions import signed_in
from marketplace.models import Service, User

_CHANGED = {200: BookingWithCommission, **refusals(BookingClosed)}


@extend_schema(tags=["Bookings"])
@extend_schema_view(
    list=extend_schema(summary="List your bookings, newest first"),
    retrieve=extend_schema(summary="Show one of your bookings"),
    upcoming=extend_schema(responses=BookingWithCommission(many=True)),
    history=extend_schema(responses=BookingWithCommission(many=True)),
    update=extend_schema(responses=_CHANGED),
    partial_update=extend_schema(responses=_CHANGED),
    attendance=extend_schema(
        responses={
            200: BookingWithCommission,
            **refusals(BookingNotFound, BookingClosed, AttendanceClosed, NoSuchSeat),
        }
    ),
)
class Bookings(IdempotentMixin, ReadBookings):
    """Booking and cancelling, on top of reading; with what a booking earns."""

    serializer_class = BookingWithCommission
    detail_serializer_class = BookingDetailWithCommission

    def get_queryset(self) -> BookingQuerySet:
        return super().get_queryset().select_related("earning").prefetch_related("parts__earning")

    @extend_schema(
        summary="Book a slot, or seats of a workshop or a course",
        description="Holds them for 15 minutes and answers what is to be paid. A time that "
        "went meanwhile is 409 slot_taken, with the nearest free ones in errors.slot; a date "
        "without so many seats is 409 session_full. A course is bought with all its sessions to "
        "come: the booking that is answered stands for the whole, its `parts` for each.",
        request=NewBooking,
        parameters=[HEADER],
        responses={201: NewBookingAnswer, **refusals(*BOOKING)},
    )
    def create(self, request: Request) -> Response:
        asked = NewBooking(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        about: dict[str, Any] = {
            "client": signed_in(request),
            "service_id": said["service"],
            "notes": said["notes"],
            "means": _means(said),
            "claim": self.claim,
            "now": timezone.now(),
        }
        if "session" in said:
            booking = seats.book_seats(session_id=said["session"], guests=asked.guests(), **about)
        else:
            booking = buying.book(slot=said["slot"], **about)
        shown = self._shown(booking).prefetch_related("order_line__order__payment__refunds")
        answer = NewBookingAnswer(shown.get(), context=self.get_serializer_context())
        return Response(answer.data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Cancel a booking",
        description="What comes back is what cancel/quote/ says at the same moment.",
        request=CancelBooking,
        parameters=[HEADER],
        responses={
            200: BookingWithCommission,
            **refusals(
                BookingNotFound,
                BookingClosed,
                cancelling.PartOfCourse,
                *WAY_BACK,
            ),
        },
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: UUID) -> Response:
        asked = CancelBooking(data=request.data)
        asked.is_valid(raise_exception=True)
        booking = cancelling.cancel(
            public_id=public_id,
            by=signed_in(request),
            reason=asked.validated_data["reason"],
            refund_to=RefundTo(asked.validated_data["refund_to"]),
            claim=self.claim,
            now=timezone.now(),
        )
        return Response(self.get_serializer(self._shown(booking).get()).data)

    @extend_schema(
        summary="Move a booking to another time",
        description="To a free slot of the same service, for its client. Price and terms stay "
        "those of the sale.",
        request=NewTime,
        parameters=[HEADER],
        responses={
            200: BookingWithCommission,
            **refusals(
                BookingNotFound,
                BookingClosed,
                rescheduling.NotForPractitioners,
                rescheduling.NotRescheduled,
                rescheduling.TooLateToReschedule,
                rescheduling.RescheduledTooOften,
                rescheduling.AfterExpiry,
                holds.SlotNotOurs,
                holds.SlotTaken,
            ),
        },
    )
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, public_id: UUID) -> Response:
        asked = NewTime(data=request.data)
        asked.is_valid(raise_exception=True)
        bought = entitlements.entitlement_of(self.get_object())
        booking = rescheduling.reschedule(
            public_id=public_id,
            by=signed_in(request),
            slot=asked.validated_data["slot"],
            before=bought.expires_at if bought else None,
            claim=self.claim,
            now=timezone.now(),
        )
        return Response(self.get_serializer(self._shown(booking).get()).data)

    @extend_schema(
        summary="Ask the client to choose another time",
        description="For the practitioner, up to the start. Nothing moves until the client "
        "chooses; the limits on moving a booking are off for them until then.",
        request=AskForAnotherTime,
        parameters=[HEADER],
        responses={
            200: BookingWithCommission,
            **refusals(
                BookingNotFound,
                BookingClosed,
                rescheduling.NotForClients,
                rescheduling.NotRescheduled,
            ),
        },
    )
    @action(detail=True, methods=["post"], url_path="request-reschedule")
    def request_reschedule(self, request: Request, public_id: UUID) -> Response:
        asked = AskForAnotherTime(data=request.data)
        asked.is_valid(raise_exception=True)
        booking = rescheduling.ask_for_another_time(
            public_id=public_id,
            by=signed_in(request),
            reason=asked.validated_data["reason"],
            claim=self.claim,
            now=timezone.now(),
        )
        return Response(self.get_serializer(self._shown(booking).get()).data)

    @extend_schema(
        summary="Show what a cancellation would give back now",
        responses={
            200: CancellationQuoteCard,
            **refusals(BookingClosed, cancelling.PartOfCourse),
        },
    )
    @action(detail=True, url_path="cancel/quote")
    def cancel_quote(self, request: Request, public_id: UUID) -> Response:
        quoted = cancelling.quote_cancellation(
            booking=self.get_object(), by=signed_in(request), now=timezone.now()
        )
        return Response(CancellationQuoteCard(quoted).data)

    def _shown(self, booking: Booking) -> BookingQuerySet:
        return self.get_queryset().filter(pk=booking.pk)


class QuoteOfService(APIView):
    """What buying would cost; anybody may ask."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=["Services"],
        summary="Show what a service costs now",
        description="With a slot of its availability, or a session of its schedule, also what a "
        "cancellation would give back, and until when. Booking takes the same price, or is "
        "refused.",
        parameters=[QuestionOfPrice],
        responses={200: ServiceQuoteCard, **refusals(*SERVICE)},
    )
    def get(self, request: Request, name: str) -> Response:
        asked = QuestionOfPrice(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        user = request.user if isinstance(request.user, User) else None
        said = asked.validated_data
        about: dict[str, Any] = {
            "service_id": _service_called(name),
            "client": user,
            "means": _means(said),
            "now": timezone.now(),
        }
        if "session" in said:
            quoted = seats.quote_seats(session_id=said["session"], seats=said["seats"], **about)
        else:
            quoted = buying.quote_service(slot=said.get("slot", ""), **about)
        return Response(ServiceQuoteCard(quoted).data)


@extend_schema(
    tags=["Payments"],
    summary="Open the payment of an order",
    description="Answers the order with what a browser needs to confirm its payment.",
    request=OpenPayment,
    parameters=[HEADER],
    responses={
        200: OrderCard,
        **refusals(operations.OrderNotFound, operations.OrderClosed, PaymentsUnavailable, *OPENING),
    },
)
class CreateIntent(IdempotentMixin, APIView):
    """Makes an open order payable; repeating it answers the same payment."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        asked = OpenPayment(data=request.data)
        asked.is_valid(raise_exception=True)
        order = operations.open_payment(
            user=signed_in(request), order_id=asked.validated_data["order"], claim=self.claim
        )
        return Response(OrderCard(order).data)


@extend_schema(
    tags=["Payments"],
    summary="Settle an order",
    description="Asks the provider how the payment stands, tries it with `payment_method` if "
    "one is given, and answers the order. Safe to call at any time, any number of times. A "
    "declined card is 402 payment_refused, with the reason in errors.payment; a saved card that is "
    "not the caller's, or not saved any more, is 404 card_not_found.",
    request=ConfirmPayment,
    parameters=[HEADER],
    responses={
        200: OrderCard,
        **refusals(
            operations.OrderNotFound,
            operations.OrderClosed,
            CardNotFound,
            PaymentNotOpen,
            PaymentsUnavailable,
            *OPENING,
        ),
    },
)
class ConfirmOrder(IdempotentMixin, APIView):
    """Brings an order as far as it goes now."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        asked = ConfirmPayment(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        order = operations.pay(
            user=signed_in(request),
            order_id=said["order"],
            payment_method=said["payment_method"],
            return_url=said.get("return_url") or f"{settings.FRONTEND_URL}/checkout/return",
            claim=self.claim,
            now=timezone.now(),
        )
        if said["payment_method"]:
            _refuse_declined(order)
        return Response(OrderCard(order).data)


def _service_called(name: str) -> UUID:
    """The id of the service that has this id or slug."""
    found = Service.objects.called(name).values_list("public_id", flat=True).first()
    if found is None:
        raise buying.ServiceNotOnSale
    return found


def _means(said: dict[str, Any]) -> buying.Means:
    return buying.Means(promotion_code=said["promotion_code"], apply_credits=said["apply_credits"])


def _refuse_declined(order: Order) -> None:
    payment = order.payment
    if payment and payment.status == PaymentStatus.OPEN and payment.failure_code:
        raise PaymentRefused(payment.failure_message, reason=payment.failure_code)
