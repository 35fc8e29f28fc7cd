"""What the demo's pages say: the words of a craft, told by one person."""

from estuary.demo.crafts import QUESTIONS, Offer
from estuary.demo.people import Person

_OPENINGS = (
    "For {years} years I have worked as a {title} in {city}. Most people find me through somebody "
    "they trust, and that is how I like it.",
    "I trained late, at thirty-four, after a first life in an office. {years} years on I still "
    "look forward to Mondays.",
    "My room in {city} has one window, two chairs and a kettle. In {years} years it has heard a "
    "good deal, and it keeps everything to itself.",
    "I learned this work from my aunt, then unlearned half of it at school. What is left after "
    "{years} years is simple, and it holds.",
)
_NOTES = (
    "When I am not working I swim in cold water, badly and with joy.",
    "Outside of work I keep bees, which is the best school of patience I know.",
    "I share a garden with three neighbours and a goat called Professor.",
    "On Sundays I bake for the whole street. The street has opinions.",
    "I take the long way home whenever there is one.",
    "I am learning the cello. The cello is being patient with me.",
    "I walk the same hill every morning, and it is never the same hill.",
    "My children say I explain too much. I am working on it.",
)


def summary(person: Person) -> str:
    """Two sentences for cards."""
    return person.draw("summary").choice(person.craft.summaries)


def title(person: Person) -> str:
    return person.draw("title").choice(person.craft.titles)


def story(person: Person) -> str:
    """Who they are, as HTML. Two people of one craft seldom tell the same one."""
    own = person.draw("story")
    opening = own.choice(_OPENINGS).format(
        years=person.years, title=title(person).lower(), city=person.town.city
    )
    middle = person.craft.story if own.random() < 0.5 else person.second.about
    if middle == person.second.about:
        middle = f"I also practise {person.second.name.lower()}. {middle}"
    return _html(opening, middle, own.choice(_NOTES))


def approach(person: Person) -> str:
    return _html(person.craft.approach)


def education(person: Person) -> list[dict[str, object]]:
    year = 2026 - person.years
    return [
        {"title": f"Diploma in {craft.name.lower()}", "institution": craft.school, "year": when}
        for craft, when in ((person.craft, year), (person.second, min(year + 4, 2025)))
    ]


def questions(person: Person) -> list[tuple[str, str]]:
    return person.draw("questions").sample(QUESTIONS, 3)


def description(offer: Offer, person: Person, *, online: bool = False) -> str:
    """What happens in a session, as HTML; with `online` it is never in their town."""
    where = (
        f"We meet in {person.town.city}, or online if you prefer."
        if person.sees_people and not online
        else "We meet online; you get the link with your booking."
    )
    return _html(offer.description, where)


def _html(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
