import io
from zoneinfo import available_timezones

import pytest
from PIL import Image

from estuary.demo import pictures, texts
from estuary.demo.crafts import CATEGORIES, CRAFTS
from estuary.demo.people import COUNTRIES, WEEKS, person
from marketplace.schedules.hours import Window, overlapping

PEOPLE = [person(number) for number in range(2000)]


def test_two_thousand_people_have_names_and_addresses_of_their_own():
    assert len({who.name for who in PEOPLE}) == len(PEOPLE)
    assert len({who.email for who in PEOPLE}) == len(PEOPLE)
    assert PEOPLE[0].email == "practitioner@estuary.test"


def test_a_number_is_always_the_same_person():
    assert person(7) == person(7)
    assert texts.story(person(7)) == texts.story(person(7))


def test_thirty_people_cover_every_craft_and_many_zones():
    thirty = PEOPLE[:30]

    assert {who.craft.slug for who in thirty} == {craft.slug for craft in CRAFTS}
    assert len({who.town.zone for who in thirty}) >= 20
    assert {who.craft.category for who in thirty} == set(CATEGORIES)
    assert {who.craft.slug for who in PEOPLE if who.craft is who.second} == set()


def test_towns_are_in_zones_that_exist():
    zones = {town.zone for country in COUNTRIES for town in country.towns}

    assert zones <= available_timezones()


@pytest.mark.parametrize("week", WEEKS)
def test_no_week_overlaps_itself(week):
    assert overlapping([Window(*one) for one in week]) is None


def test_what_is_written_fits_where_it_goes():
    for who in PEOPLE[:100]:
        assert 20 < len(texts.summary(who)) <= 400
        assert len(texts.title(who)) <= 120
        assert "{" not in texts.story(who)
    for offer in (offer for craft in CRAFTS for offer in craft.offers):
        assert len(offer.title) <= 160
        assert 5 <= offer.minutes <= 1440
        assert 0 < offer.price[0] <= offer.price[1]


def test_a_portrait_is_a_square_jpeg_and_drawn_the_same_each_time():
    first = pictures.portrait(PEOPLE[1].face)

    image = Image.open(io.BytesIO(first))
    assert (image.format, image.size) == ("JPEG", (640, 640))
    assert pictures.portrait(PEOPLE[1].face) == first
    assert pictures.portrait(PEOPLE[2].face) != first


@pytest.mark.parametrize("feminine", [True, False])
def test_every_kind_of_portrait_can_be_drawn(feminine):
    for number in range(25):
        face = pictures.Face(seed=f"{number}", feminine=feminine)
        assert len(pictures.portrait(face, size=64)) > 500


@pytest.mark.parametrize("kind", pictures.SCENES)
def test_every_scene_can_be_drawn_and_is_told_in_words(kind):
    image = Image.open(io.BytesIO(pictures.scene(kind, seed="x", width=96, height=72)))

    assert image.size == (96, 72)
    assert pictures.SCENES_IN_WORDS[kind]
