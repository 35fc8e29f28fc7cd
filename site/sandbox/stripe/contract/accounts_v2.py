"""`/v2/core`, which the pruned description lacks: accounts, links, events.

Written by hand after the classes of the official library for the same version. What a request may
say is complete for recipients; customers and merchants are known by name and refused by the
sandbox as not played.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "maxLength": 5000}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer"}
NOTHING: Schema = {"type": "null"}
INCLUDES = [
    "configuration.customer",
    "configuration.merchant",
    "configuration.recipient",
    "defaults",
    "future_requirements",
    "identity",
    "requirements",
]
CONFIGURATIONS = ["customer", "merchant", "recipient"]
STATUSES = ["active", "pending", "restricted", "unsupported"]
STATUS_CODES = [
    "determining_status",
    "requirements_past_due",
    "requirements_pending_verification",
    "restricted_other",
    "unsupported_business",
    "unsupported_country",
    "unsupported_entity_type",
]


def one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def thing(*required: str, **properties: Schema) -> Schema:
    """A closed object."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, NOTHING]}


ANYTHING: Schema = {"type": "object", "additionalProperties": {}}
METADATA: Schema = {"type": "object", "additionalProperties": TEXT}
METADATA_CHANGE: Schema = {"type": "object", "additionalProperties": or_null(TEXT)}
INCLUDE = many(one_of(*INCLUDES))
ADDRESS = thing(
    city=TEXT, country=TEXT, line1=TEXT, line2=TEXT, postal_code=TEXT, state=TEXT, town=TEXT
)
DAY = thing("day", "month", "year", day=WHOLE, month=WHOLE, year=WHOLE)
INDIVIDUAL = thing(
    address=ADDRESS,
    date_of_birth=DAY,
    email=TEXT,
    given_name=TEXT,
    id_numbers=many(thing("type", "value", type=TEXT, value=TEXT)),
    legal_gender=one_of("female", "male"),
    metadata=METADATA,
    nationalities=many(TEXT),
    phone=TEXT,
    political_exposure=one_of("existing", "none"),
    surname=TEXT,
)
BUSINESS = thing(
    address=ADDRESS,
    id_numbers=many(thing("type", "value", type=TEXT, value=TEXT)),
    phone=TEXT,
    registered_name=TEXT,
    structure=TEXT,
)
IDENTITY = thing(
    business_details=BUSINESS,
    country=TEXT,
    entity_type=one_of("company", "government_entity", "individual", "non_profit"),
    individual=INDIVIDUAL,
)
DEFAULTS = thing(
    currency=TEXT,
    locales=many(TEXT),
    profile=thing(business_url=TEXT, doing_business_as=TEXT, product_description=TEXT),
    responsibilities=thing(
        "fees_collector",
        "losses_collector",
        fees_collector=one_of("application", "application_custom", "application_express", "stripe"),
        losses_collector=one_of("application", "stripe"),
    ),
)
REQUESTED = thing("requested", requested=FLAG)
CAPABILITIES = thing(stripe_balance=thing(stripe_transfers=REQUESTED))
COMMON: dict[str, Schema] = {
    "account_token": TEXT,
    "contact_email": TEXT,
    "contact_phone": TEXT,
    "dashboard": one_of("express", "full", "none"),
    "defaults": DEFAULTS,
    "display_name": TEXT,
    "identity": IDENTITY,
    "include": INCLUDE,
}
CREATE = thing(
    **COMMON,
    configuration=thing(
        customer=ANYTHING, merchant=ANYTHING, recipient=thing(capabilities=CAPABILITIES)
    ),
    metadata=METADATA,
)
UPDATE = thing(
    **COMMON,
    configuration=thing(
        customer=ANYTHING,
        merchant=ANYTHING,
        recipient=thing(applied=FLAG, capabilities=CAPABILITIES),
    ),
    metadata=METADATA_CHANGE,
)
USE_CASE = thing(
    "configurations",
    "refresh_url",
    collection_options=thing(
        fields=one_of("currently_due", "eventually_due"),
        future_requirements=one_of("include", "omit"),
    ),
    configurations=many(one_of(*CONFIGURATIONS)),
    refresh_url=TEXT,
    return_url=TEXT,
)
LINK = thing(
    "account",
    "use_case",
    account=TEXT,
    use_case=thing(
        "type",
        account_onboarding=USE_CASE,
        account_update=USE_CASE,
        type=one_of("account_onboarding", "account_update"),
    ),
)

CAPABILITY = thing(
    "status",
    "status_details",
    status=one_of(*STATUSES),
    status_details=many(
        thing(
            "code",
            "resolution",
            code=one_of(*STATUS_CODES),
            resolution=one_of("contact_stripe", "no_resolution", "provide_info"),
        )
    ),
)
DEADLINE = one_of("currently_due", "eventually_due", "past_due")
ENTRY = thing(
    "awaiting_action_from",
    "description",
    "errors",
    "impact",
    "minimum_deadline",
    "requested_reasons",
    awaiting_action_from=one_of("stripe", "user"),
    description=TEXT,
    errors=many(thing("code", "description", code=TEXT, description=TEXT)),
    impact=thing(
        restricts_capabilities=many(
            thing(
                "capability",
                "configuration",
                "deadline",
                capability=TEXT,
                configuration=one_of(*CONFIGURATIONS),
                deadline=thing("status", status=DEADLINE),
            )
        )
    ),
    minimum_deadline=thing("status", status=DEADLINE),
    reference=or_null(ANYTHING),
    requested_reasons=many(
        thing("code", code=one_of("routine_onboarding", "routine_verification"))
    ),
)
REQUIREMENTS = thing(
    "entries",
    "summary",
    entries=many(ENTRY),
    summary=or_null(
        thing(
            minimum_deadline=or_null(thing("status", status=DEADLINE, time=or_null(TEXT))),
        )
    ),
)
ACCOUNT = thing(
    "applied_configurations",
    "closed",
    "created",
    "id",
    "livemode",
    "object",
    applied_configurations=many(one_of(*CONFIGURATIONS)),
    closed=FLAG,
    configuration=or_null(
        thing(
            customer=NOTHING,
            merchant=NOTHING,
            recipient=or_null(
                thing(
                    "applied",
                    applied=FLAG,
                    capabilities=thing(
                        stripe_balance=thing(payouts=CAPABILITY, stripe_transfers=CAPABILITY)
                    ),
                )
            ),
        )
    ),
    contact_email=or_null(TEXT),
    contact_phone=or_null(TEXT),
    created=TEXT,
    dashboard=or_null(one_of("express", "full", "none")),
    defaults=or_null(ANYTHING),
    display_name=or_null(TEXT),
    future_requirements=or_null(REQUIREMENTS),
    id=TEXT,
    identity=or_null(ANYTHING),
    livemode=FLAG,
    metadata=METADATA,
    object=one_of("v2.core.account"),
    requirements=or_null(REQUIREMENTS),
)
ACCOUNT_LINK = thing(
    "account",
    "created",
    "expires_at",
    "livemode",
    "object",
    "url",
    "use_case",
    account=TEXT,
    created=TEXT,
    expires_at=TEXT,
    livemode=FLAG,
    object=one_of("v2.core.account_link"),
    url=TEXT,
    use_case=ANYTHING,
)
EVENT = thing(
    "created",
    "id",
    "livemode",
    "object",
    "type",
    changes=or_null(ANYTHING),
    context=or_null(TEXT),
    created=TEXT,
    data=ANYTHING,
    id=TEXT,
    livemode=FLAG,
    object=one_of("v2.core.event"),
    reason=or_null(ANYTHING),
    related_object=thing("id", "type", "url", id=TEXT, type=TEXT, url=TEXT),
    type=TEXT,
)
SCHEMAS = {"v2.account": ACCOUNT, "v2.account_link": ACCOUNT_LINK, "v2.event": EVENT}


def _page(schema: Schema) -> Schema:
    return thing(
        "data",
        data=many(schema),
        next_page_url=or_null(TEXT),
        previous_page_url=or_null(TEXT),
    )


def _operation(answer: Schema, *, body: Schema | None = None, **query: Schema) -> dict[str, Any]:
    described: dict[str, Any] = {
        "parameters": [
            {"in": "query", "name": name, "schema": schema} for name, schema in query.items()
        ],
        "responses": {"200": {"content": {"application/json": {"schema": answer}}}},
    }
    if body is not None:
        described["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return described


PATHS: dict[str, Any] = {
    "/v2/core/accounts": {
        "get": _operation(
            _page(ACCOUNT),
            applied_configurations=many(one_of(*CONFIGURATIONS)),
            closed=FLAG,
            limit=WHOLE,
            page=TEXT,
        ),
        "post": _operation(ACCOUNT, body=CREATE),
    },
    "/v2/core/accounts/{id}": {
        "get": _operation(ACCOUNT, include=INCLUDE),
        "post": _operation(ACCOUNT, body=UPDATE),
    },
    "/v2/core/accounts/{id}/close": {
        "post": _operation(
            ACCOUNT, body=thing(applied_configurations=many(one_of(*CONFIGURATIONS)))
        )
    },
    "/v2/core/account_links": {"post": _operation(ACCOUNT_LINK, body=LINK)},
    "/v2/core/events": {
        "get": _operation(
            _page(EVENT),
            created=thing(gt=TEXT, gte=TEXT, lt=TEXT, lte=TEXT),
            limit=WHOLE,
            object_id=TEXT,
            page=TEXT,
            types=many(TEXT),
        )
    },
    "/v2/core/events/{id}": {"get": _operation(EVENT)},
}
