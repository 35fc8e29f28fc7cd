"""Amounts: currencies, bounds, fees, and how Stripe writes them in sentences."""

from sandbox.stripe.errors import ApiError

_KNOWN = """
usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bif bmd bnd bob brl bsd bwp byn bzd
cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq
gyd hkd hnl htg huf idr ils inr isk jmd jpy kes kgs khr kmf krw kyd kzt lak lbp lkr lrd lsl mad
mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln
pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs
uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw
"""
CURRENCIES = frozenset(_KNOWN.split())
_WHOLE = """
bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf
"""
WITHOUT_CENTS = frozenset(_WHOLE.split())
SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "cad": "CA$", "aud": "A$", "nzd": "NZ$", "jpy": "¥"}
SMALLEST = {"usd": 50, "eur": 50, "gbp": 30, "cad": 50, "aud": 50, "chf": 50, "jpy": 50}
LARGEST = 99_999_999

FEE_PER_MILLE = 29
FEE_FIXED = 30


def fee_of(amount: int) -> int:
    """Stripe's price for a domestic card: 2.9 % and 30 cents, halves rounded up."""
    return (amount * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED


def written(amount: int, currency: str) -> str:
    """`$1,234.56` as Stripe writes it in messages."""
    number = f"{amount:,}" if currency in WITHOUT_CENTS else f"{amount / 100:,.2f}"
    return f"{SIGNS[currency]}{number}" if currency in SIGNS else f"{number} {currency.upper()}"


def check_currency(currency: str) -> str:
    """The currency in lower case; raises ApiError for one Stripe does not know."""
    lowered = currency.lower()
    if lowered not in CURRENCIES:
        raise ApiError(
            f"Invalid currency: {currency[:20]}. Stripe currently supports these currencies: "
            + ", ".join(sorted(CURRENCIES)),
            param="currency",
        )
    return lowered


def check_amount(amount: int, currency: str, *, param: str = "amount") -> int:
    """The amount, when Stripe would charge it."""
    if amount < 1:
        raise ApiError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=param,
        )
    smallest = SMALLEST.get(currency, 1)
    if amount < smallest:
        raise ApiError(
            f"Amount must be at least {written(smallest, currency)} {currency}",
            code="amount_too_small",
            param=param,
        )
    if amount > LARGEST:
        raise ApiError(
            f"Amount must be no more than {written(LARGEST, currency)} {currency}",
            code="amount_too_large",
            param=param,
        )
    return amount
