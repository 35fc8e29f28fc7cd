"""What the demo's practitioners publish, and what its clients make of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cms import seeding as pages
from cms.models import PostPage
from cms.pages.rows import telling
from cms.streams import commenting, reacting
from cms.streams.models import Post
from estuary.demo import pictures
from estuary.demo.accounts import NEIGHBOURS
from estuary.demo.people import person
from marketplace.accounts.models import User
from marketplace.followers import operations as followers
from marketplace.practitioners.models import Practitioner


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One post, of the practitioner with this number; `says` becomes its paragraphs."""

    of: int
    slug: str
    title: str
    teaser: str
    says: tuple[str, ...]
    kind: str = "article"
    access: str = "free"
    tags: tuple[str, ...] = ()
    minutes: int | None = None
    in_days: int | None = None
    said: tuple[tuple[int, str], ...] = ()  # by which neighbour
    answer: str = ""


PIECES = (
    Piece(
        of=0,
        slug="ten-minutes-before-sleep",
        title="Ten minutes before sleep",
        teaser="A small practice for the end of the day. You need a floor and nobody who calls.",
        says=(
            "Lie down where nobody needs you. Let the breath come in as it likes, and go out twice "
            "as slowly. When you lose count, begin again; losing count is part of it.",
            "After ten minutes get up as though somebody were asleep beside you.",
        ),
        tags=("sleep", "before bed"),
        said=((0, "I did not make it past minute six, and slept until seven."), (1, "Thank you.")),
        answer="Minute six is exactly where I fall asleep, too.",
    ),
    Piece(
        of=0,
        slug="the-long-way-out",
        title="The long way out",
        teaser="A recording for the nights after our sessions, for those who know the way already.",
        says=("Twenty minutes, with long silences. If you wake in between, do not begin again.",),
        kind="audio",
        access="purchasers",
        tags=("sleep",),
        minutes=21,
    ),
    Piece(
        of=0,
        slug="morning-hour-live",
        title="A morning hour, live",
        teaser="Come as you are, cameras off. We begin slowly, and end with tea.",
        says=("Bring something to write with, and a cup. The recording stays here for a week.",),
        kind="live",
        access="followers",
        tags=("morning",),
        minutes=60,
        in_days=9,
    ),
    Piece(
        of=1,
        slug="what-your-shoulders-remember",
        title="What your shoulders remember",
        teaser="Why they rise when the telephone rings, and what to do about it at your desk.",
        says=(
            "A shoulder that has been high for ten years believes that this is where it lives. It "
            "does not come down because it is told to.",
            "So we do not tell it. We let the arm hang, and wait longer than is polite.",
        ),
        tags=("work", "posture"),
        said=((2, "Read this at my desk, with my shoulders at my ears."),),
    ),
    Piece(
        of=1,
        slug="five-quiet-movements",
        title="Five quiet movements",
        teaser="For rooms with thin walls and children asleep next door. Twelve minutes, no mat.",
        says=("Watch it once before you join in: there is nothing to hurry after.",),
        kind="video",
        tags=("movement", "at home"),
        minutes=12,
    ),
    Piece(
        of=2,
        slug="a-week-of-soups",
        title="A week of soups",
        teaser="Seven evenings, one pot, and nothing that has to be weighed.",
        says=(
            "Start with onions, always, and give them longer than you want to. Everything else is "
            "what you have: a carrot, half a cabbage, yesterday's rice.",
        ),
        tags=("food", "at home"),
        said=((3, "We are at day four. The children ate it."),),
        answer="Then you have passed the hardest test there is.",
    ),
    Piece(
        of=2,
        slug="shopping-list",
        title="The list that hangs on my own door",
        teaser="What I buy each week, and what I stopped buying. For those who follow along.",
        says=("Lentils, lemons, and more herbs than seem reasonable. No powders of any colour.",),
        access="followers",
        tags=("food",),
    ),
    Piece(
        of=3,
        slug="one-next-step",
        title="One next step",
        teaser="A question that makes a long list short, and why it has to be asked out loud.",
        says=(
            "Ask somebody to ask you: what would be done if only one thing were done this week? "
            "Answer before you have thought about it. Then do it before anything else.",
        ),
        tags=("work",),
    ),
    Piece(
        of=3,
        slug="between-two-jobs",
        title="Between two jobs",
        teaser="A conversation about the weeks that nobody plans, with notes to take away.",
        says=("Recorded on a walk; please forgive the geese.",),
        kind="audio",
        access="followers",
        tags=("work", "change"),
        minutes=34,
    ),
    Piece(
        of=4,
        slug="listening-to-a-gong",
        title="Listening to a gong",
        teaser="Where a sound ends, and what comes after it. With headphones, if you have any.",
        says=("Do nothing about it. It is over sooner than you think, and later.",),
        kind="audio",
        tags=("sound",),
        minutes=9,
        said=((0, "I played it to my cat. He left, and came back."),),
    ),
    Piece(
        of=4,
        slug="how-i-tune-a-room",
        title="How I tune a room",
        teaser="A look behind the evenings: curtains, corners, and the place where nobody sits.",
        says=("Clap once in each corner. Where it answers, hang something.",),
        kind="video",
        access="purchasers",
        tags=("sound",),
        minutes=7,
    ),
    Piece(
        of=5,
        slug="ending-a-session-well",
        title="Ending well",
        teaser="Why the last five minutes belong to you, and how to carry them out of the door.",
        says=(
            "Nobody should go from the couch to the tram. Sit for a while where the coats are, "
            "drink the water, and let the first sentence of the day wait until you are outside.",
        ),
        tags=("rest",),
    ),
)


def publish(*, people: int, now: datetime) -> int:
    """How many were made. One that is there is left alone, with what was said below it."""
    readers = [User.objects.with_email(one.email).get() for one in NEIGHBOURS]
    made = sum(_publish(piece, readers, now) for piece in PIECES if piece.of < people)
    _translate(PIECES[0])
    return made


def _translate(piece: Piece) -> None:
    """One post in Portuguese, with its channel and its author's page; once only."""
    post = telling(PostPage).filter(post__slug=piece.slug).first()
    if post is None:
        return
    channel = post.get_parent().specific
    pages.translate(
        channel.get_parent().specific,
        language="pt",
        professional_title="Respiração consciente",
        summary="Sessões calmas, em Lisboa ou por vídeo, para quem dorme mal ou respira à pressa.",
    )
    pages.translate(channel, language="pt", introduction="Para o fim do dia.")
    pages.translate(
        post,
        language="pt",
        slug="dez-minutos-antes-de-dormir",
        title="Dez minutos antes de dormir",
        teaser="Uma pequena prática para o fim do dia. Basta o chão e ninguém que telefone.",
        body=[
            ("words", f"<p>{paragraph}</p>")
            for paragraph in (
                "Deite-se onde ninguém precise de si. Deixe o ar entrar como quiser, e sair duas "
                "vezes mais devagar. Quando perder a conta, recomece: perdê-la faz parte.",
                "Ao fim de dez minutos, levante-se como se alguém dormisse ao seu lado.",
            )
        ],
    )


def _publish(piece: Piece, readers: list[User], now: datetime) -> bool:
    if Post.objects.filter(slug=piece.slug).exists():
        return False
    who = person(piece.of)
    row = Practitioner.objects.select_related("user").get(user__email=who.email)
    post = pages.write_post(
        practitioner=row,
        text=pages.PostText(
            title=piece.title,
            slug=piece.slug,
            teaser=piece.teaser,
            kind=piece.kind,
            access=piece.access,
            body=[("words", f"<p>{paragraph}</p>") for paragraph in piece.says],
            tags=piece.tags,
            modalities=[who.craft.slug],
            picture=pages.PictureFile(
                name=f"{piece.slug}.jpg",
                content=pictures.scene(who.craft.scene, seed=piece.slug),
                description=f"A drawing of {pictures.SCENES_IN_WORDS[who.craft.scene]}",
            ),
            duration_seconds=piece.minutes * 60 if piece.minutes else None,
            starts_at=now + timedelta(days=piece.in_days) if piece.in_days else None,
        ),
    )
    _respond(piece, post, row, readers, now)
    return True


def _respond(
    piece: Piece, post: Post, row: Practitioner, readers: list[User], now: datetime
) -> None:
    name = str(post.public_id)
    for number, reader in enumerate(readers[: 1 + len(piece.slug) % len(readers)]):
        followers.follow(name=row.slug, by=reader)
        reacting.like(name=name, by=reader, now=now)
        if number == 0:
            reacting.save(name=name, by=reader, now=now)
    said = [
        commenting.write(name=name, by=readers[number], text=text, now=now)
        for number, text in piece.said
    ]
    if said and piece.answer:
        commenting.write(
            name=name, by=row.user, text=piece.answer, now=now, reply_to=said[0].public_id
        )
