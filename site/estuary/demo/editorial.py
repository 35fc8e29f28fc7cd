"""What editors wrote: menus, help, vocabularies, a campaign, and the first pages in Portuguese."""

from typing import Any

from cms import seeding as pages
from cms.models import (
    Announcement,
    Audience,
    CertificationKind,
    Faq,
    Footer,
    HelpIndexPage,
    HelpPage,
    HomePage,
    LandingPage,
    MarketplaceCopy,
    Modality,
    Navigation,
    PractitionerIndexPage,
    SeoDefaults,
    StandardPage,
    Testimonial,
)
from cms.seeding import Block


def write() -> bool:
    """Whether there was anything to write: what editors have made of it since is theirs."""
    if HelpPage.objects.exists():
        return False
    _vocabularies()
    _help()
    _campaign()
    _voices()
    _frame()
    _portuguese()
    return True


def _words(*paragraphs: str) -> Block:
    return ("words", "".join(f"<p>{one}</p>" for one in paragraphs))


def _vocabularies() -> None:
    for order, (slug, name, summary) in enumerate(AUDIENCES):
        pages.write_snippet(
            kind=Audience, known_by={"slug": slug}, name=name, summary=summary, sort_order=order
        )
    for order, (slug, name, issuer, is_regulated) in enumerate(PAPERS):
        pages.write_snippet(
            kind=CertificationKind,
            known_by={"slug": slug},
            name=name,
            issuer=issuer,
            is_regulated=is_regulated,
            sort_order=order,
        )
    if breathwork := Modality.objects.filter(slug="breathwork", locale__language_code="en").first():
        pages.write_snippet(
            kind=Modality,
            known_by={"slug": "breathwork", "locale": breathwork.locale},
            description="<p>You breathe slower than usual, on purpose, while somebody watches over "
            "the pace. Most people feel it within minutes: warm hands, a quieter head.</p>",
            benefits=[
                ("point", "Falling asleep sooner"),
                ("point", "A way out of a racing heart"),
                ("point", "Nothing to carry, nothing to buy"),
            ],
            questions=[
                (
                    "question",
                    {"question": "Do I need to lie down?", "answer": "<p>A chair will do.</p>"},
                )
            ],
            regulated_note="<p>With asthma, epilepsy or a heart condition, ask your doctor "
            "first.</p>",
        )
        pages.write_snippet(
            kind=Modality,
            known_by={"slug": "breathwork-for-sleep"},
            name="Breathwork for sleep",
            parent=breathwork,
            summary="Evening breathing, lying down, with the lights out.",
        )


def _help() -> None:
    index = HelpIndexPage.topmost()
    for slug, title, readers, introduction, body in HELP:
        pages.write_child(
            parent=index,
            kind=HelpPage,
            slug=slug,
            title=title,
            readers=readers,
            introduction=introduction,
            body=body,
        )
    for order, (question, answer, topic) in enumerate(QUESTIONS):
        pages.write_snippet(
            kind=Faq,
            known_by={"question": question},
            answer=f"<p>{answer}</p>",
            topic=topic,
            sort_order=order,
        )


def _campaign() -> None:
    pages.write_child(
        parent=HomePage.topmost(),
        kind=LandingPage,
        slug="sleep-week",
        title="Sleep week",
        summary="Seven evenings, seven ways to switch off.",
        show_in_menus=True,
        sections=[
            (
                "section",
                {
                    "title": "Seven evenings",
                    "anchor": "evenings",
                    "tone": "soft",
                    "content": _raw(
                        _words("Each evening another practitioner shows one way to switch off."),
                        (
                            "quote",
                            {"text": "I had forgotten what a full night is.", "attribution": "Rui"},
                        ),
                    ),
                },
            ),
            (
                "section",
                {
                    "title": "What you need",
                    "anchor": "",
                    "tone": "plain",
                    "content": _raw(_words("A bed, half an hour, and a phone in another room.")),
                },
            ),
        ],
    )


def _voices() -> None:
    for order, (name, about, text) in enumerate(VOICES):
        pages.write_snippet(
            kind=Testimonial, known_by={"name": name}, about=about, text=text, sort_order=order
        )
    pages.write_snippet(
        kind=Announcement,
        known_by={"title": "Sleep week begins on Monday"},
        text="<p>Seven evenings, seven ways to switch off.</p>",
        tone="good_news",
        page=LandingPage.objects.get(slug="sleep-week").page_ptr,
        link_text="See the evenings",
    )


def _frame() -> None:
    about = StandardPage.objects.filter(slug="about").first()
    help_index, people = HelpIndexPage.topmost(), PractitionerIndexPage.topmost()
    campaign = LandingPage.objects.get(slug="sleep-week")
    pages.write_setting(
        kind=Navigation,
        items=[
            ("link", _link(page=people)),
            ("link", _link(page=campaign)),
            ("link", _link(page=help_index)),
        ],
    )
    pages.write_setting(
        kind=Footer,
        columns=[
            ("column", {"text": "Estuary", "links": [_link(page=about), _link(page=help_index)]}),
            (
                "column",
                {
                    "text": "For practitioners",
                    "links": [_link(text="Offer your work", address="/apply/")],
                },
            ),
        ],
        note="<p>Nothing here replaces a doctor.</p>",
    )
    pages.write_setting(
        kind=SeoDefaults,
        title_suffix=" | Estuary",
        description="Practitioners you can trust, at times that suit you.",
        organisation="Estuary",
    )
    pages.write_setting(
        kind=MarketplaceCopy,
        tagline="Care, by people",
        search_placeholder="Breathwork, massage, a calm voice",
        nothing_found="Nothing yet. Try another word, or look at all practitioners.",
        reasons_to_trust=[
            ("point", "A person has looked at every practitioner's papers."),
            ("point", "You see the price and the policy before you pay."),
            ("point", "The time is yours for fifteen minutes while you decide."),
        ],
        before_payment="<p>Your card is charged when the time is yours, never before.</p>",
        health_note="<p>In an emergency, call your local emergency number.</p>",
        support_email="help@estuary.test",
    )


def _portuguese() -> None:
    pages.translate(
        HomePage.topmost(),
        language="pt",
        slug="inicio",
        title="Estuary",
        introduction="Encontre quem o ajude a sentir-se melhor, à hora que sirva aos dois.",
        body=[
            ("heading", {"text": "Cuidado, por pessoas", "level": "h2"}),
            _words(
                "Respiração em Lisboa, qigong em Katmandu, uma voz calma antes de dormir: cada "
                "profissional foi visto por uma pessoa antes de o encontrar aqui."
            ),
        ],
    )
    if about := StandardPage.objects.filter(slug="about").first():
        pages.translate(
            about,
            language="pt",
            slug="sobre",
            title="Sobre a Estuary",
            introduction="Um pequeno mercado para quem cuida de pessoas.",
            body=[
                _words(
                    "Quem cuida escolhe as suas horas e os seus preços. Antes de pagar, vê o "
                    "preço, as regras de cancelamento e as horas livres."
                )
            ],
        )
    for page, slug, title in (
        (HelpIndexPage.topmost(), "ajuda", "Ajuda"),
        (PractitionerIndexPage.topmost(), "profissionais", "Profissionais"),
    ):
        pages.translate(page, language="pt", slug=slug, title=title)
    if breathwork := Modality.objects.filter(slug="breathwork", locale__language_code="en").first():
        pages.translate(
            breathwork,
            language="pt",
            name="Respiração consciente",
            summary="Respirar devagar e com guia, para acalmar o sistema nervoso.",
        )


def _link(*, text: str = "", page: Any = None, address: str = "") -> dict[str, Any]:
    return {"text": text, "page": page.pk if page else None, "address": address}


def _raw(*blocks: Block) -> list[dict[str, Any]]:
    return [{"type": name, "value": value} for name, value in blocks]


AUDIENCES = (
    ("beginners", "Beginners", "Nothing is needed but an hour."),
    ("new-parents", "New parents", "For little sleep and sore arms."),
    ("desk-workers", "Desk workers", "For necks that look at screens."),
    ("older-people", "Older people", "Slowly, and with a chair at hand."),
)
PAPERS = (
    ("physiotherapist", "Physiotherapist", "The state", True),
    ("yoga-teacher-200", "Yoga teacher, 200 hours", "A registered school", False),
    ("breathwork-facilitator", "Breathwork facilitator, 400 hours", "Breath Institute", False),
    ("psychotherapist", "Psychotherapist", "The state", True),
)
HELP = (
    (
        "booking",
        "How do I book?",
        "clients",
        "Choose a time, pay, done. It is held for you while you decide.",
        [
            (
                "steps",
                {
                    "title": "",
                    "items": [
                        {"title": "Choose a time", "text": "<p>Only free ones are shown.</p>"},
                        {"title": "Pay", "text": "<p>By card, credits, or both.</p>"},
                        {"title": "Come", "text": "<p>We remind you a day before.</p>"},
                    ],
                },
            )
        ],
    ),
    (
        "cancelling",
        "What if I cannot come?",
        "clients",
        "You see what comes back before you cancel.",
        [_words("Each service says its policy. Until then you may also move the booking.")],
    ),
    (
        "getting-paid",
        "When am I paid?",
        "practitioners",
        "Every Monday, for what is two days past.",
        [_words("Earnings become available 48 hours after a session has ended.")],
    ),
    (
        "verification",
        "How are practitioners verified?",
        "everybody",
        "By a person who looks at papers.",
        [_words("We ask for certificates, and for references where the law does.")],
    ),
)
QUESTIONS = (
    ("Is my card charged at once?", "When the time is yours: within fifteen minutes.", "Payments"),
    ("Can I pay with credits?", "Yes, in part or whole; say so at the checkout.", "Payments"),
    ("Do I need a camera?", "For sessions online it helps; it is yours to switch off.", "Sessions"),
)
VOICES = (
    ("Rui M.", "client since 2024", "I had forgotten what a full night is."),
    ("Hannah K.", "comes every other week", "She noticed my shoulders before I said a word."),
    ("Tomás P.", "new father", "Twenty minutes, and I was myself again."),
)
