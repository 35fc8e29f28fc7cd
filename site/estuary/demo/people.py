"""Who lives in the demo: people with names, places and hours that belong together.

A person is drawn from their number alone, so the same number is the same person every time.
"""

import random
from dataclasses import dataclass
from datetime import time
from itertools import product

from django.utils.text import slugify

from estuary.demo.crafts import CRAFTS, Craft
from estuary.demo.pictures import Face
from marketplace.schedules.hours import Window


@dataclass(frozen=True, slots=True)
class Town:
    """Somewhere to work from."""

    city: str
    region: str
    latitude: float
    longitude: float
    zone: str


@dataclass(frozen=True, slots=True)
class Country:
    """Names that people have there, what they speak, and where they live."""

    code: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    languages: tuple[str, ...]
    towns: tuple[Town, ...]
    skins: tuple[int, ...]
    hairs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One practitioner of the demo."""

    number: int
    first_name: str
    last_name: str
    email: str
    country: Country
    town: Town
    craft: Craft
    second: Craft
    face: Face
    years: int
    hours: tuple[Window, ...]
    sees_people: bool
    is_featured: bool

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def draw(self, what: str) -> random.Random:
        """Chance for one purpose, the same in every run."""
        return random.Random(f"{what} of {self.number}")


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LIGHT, _WARM, _BROWN, _DARK = (0, 1), (1, 2), (2, 3, 4), (4, 5)
_ALL_HAIR, _DARK_HAIR, _BLACK = (0, 1, 2, 3, 4, 6), (0, 1, 2), (0, 1)

COUNTRIES: tuple[Country, ...] = (
    Country(
        "PT", _names("Inês Marta Catarina Leonor Beatriz Joana"),
        _names("Rui Tiago Duarte Miguel André Vasco"),
        _names("Duarte Vaz Carvalho Moura Teixeira Sequeira Lobo Rocha Nobre Pires Falcão Serra"),
        ("pt", "en"),
        (Town("Lisbon", "Lisboa", 38.7223, -9.1393, "Europe/Lisbon"),
         Town("Ericeira", "Lisboa", 38.9629, -9.4170, "Europe/Lisbon"),
         Town("Ponta Delgada", "Açores", 37.7412, -25.6756, "Atlantic/Azores")),
        _WARM, _DARK_HAIR,
    ),
    Country(
        "US", _names("Hannah Maya Rachel Olivia Grace Naomi"),
        _names("Marcus Ethan Caleb Julian Noah Isaiah"),
        _names("Reed Whitfield Brooks Alvarez Sutton Hayes Coleman Park Bennett Rossi Lane Okafor"),
        ("en",),
        (Town("Portland", "Oregon", 45.5152, -122.6784, "America/Los_Angeles"),
         Town("Brooklyn", "New York", 40.6782, -73.9442, "America/New_York"),
         Town("Santa Fe", "New Mexico", 35.6870, -105.9378, "America/Denver"),
         Town("Honolulu", "Hawaii", 21.3069, -157.8583, "Pacific/Honolulu")),
        (0, 1, 2, 3, 4), _DARK_HAIR,
    ),
    Country(
        "IN", _names("Ananya Meera Kavya Priya Nandini Leela"),
        _names("Arjun Rohan Vikram Dev Kiran Nikhil"),
        _names("Iyer Menon Rao Deshpande Sharma Kulkarni Bose Pillai Nair Joshi Kapoor Varma"),
        ("en", "hi"),
        (Town("Rishikesh", "Uttarakhand", 30.0869, 78.2676, "Asia/Kolkata"),
         Town("Kochi", "Kerala", 9.9312, 76.2673, "Asia/Kolkata")),
        _BROWN, _BLACK,
    ),
    Country(
        "GB", _names("Imogen Freya Harriet Alice Rosalind Niamh"),
        _names("Callum Oliver Rory Theo Hugh Owen"),
        _names("Ashdown Pemberton Fraser Hollis Marsh Wren Thorne Calder Blythe Lacey Quinn Moss"),
        ("en",),
        (Town("Bristol", "England", 51.4545, -2.5879, "Europe/London"),
         Town("Edinburgh", "Scotland", 55.9533, -3.1883, "Europe/London"),
         Town("London", "England", 51.5072, -0.1276, "Europe/London")),
        _LIGHT, _ALL_HAIR,
    ),
    Country(
        "JP", _names("Haruka Yui Aiko Mio Sayuri Emi"),
        _names("Kenji Ren Daichi Haruto Sora Takumi"),
        _names("Tanaka Mori Fujita Ishikawa Ueda Nakano Okada Sakai Hayashi Kondo Maeda Ono"),
        ("ja", "en"),
        (Town("Kyoto", "Kyōto", 35.0116, 135.7681, "Asia/Tokyo"),
         Town("Kamakura", "Kanagawa", 35.3192, 139.5467, "Asia/Tokyo")),
        _LIGHT, _BLACK,
    ),
    Country(
        "NG", _names("Adaeze Temi Ngozi Folake Amara Zainab"),
        _names("Chidi Tunde Emeka Femi Ibrahim Kelechi"),
        _names("Okonkwo Adeyemi Balogun Eze Nwosu Bello Achebe Danjuma Obi Lawal Afolabi Uche"),
        ("en", "yo"),
        (Town("Lagos", "Lagos", 6.5244, 3.3792, "Africa/Lagos"),
         Town("Abuja", "FCT", 9.0765, 7.3986, "Africa/Lagos")),
        _DARK, _BLACK,
    ),
    Country(
        "BR", _names("Luana Camila Isadora Renata Jussara Bruna"),
        _names("Rafael Thiago Caio Mateus Davi Otávio"),
        _names(
            "Silveira Prado Queiroz Azevedo Barros Farias "
            "Mendonça Luz Tavares Campos Dantas Rios"
        ),
        ("pt", "en"),
        (Town("Florianópolis", "Santa Catarina", -27.5949, -48.5482, "America/Sao_Paulo"),
         Town("Salvador", "Bahia", -12.9777, -38.5016, "America/Bahia"),
         Town("Manaus", "Amazonas", -3.1190, -60.0217, "America/Manaus")),
        (1, 2, 3, 4, 5), _BLACK,
    ),
    Country(
        "DE", _names("Lena Johanna Frieda Clara Mathilda Anke"),
        _names("Jonas Matthias Felix Anton Lukas Henrik"),
        _names("Brandt Vogel Winter Lorenz Ahrens Seidel Bergmann Falk Kuhn Wolff Hartwig Stern"),
        ("de", "en"),
        (Town("Berlin", "Berlin", 52.52, 13.405, "Europe/Berlin"),
         Town("Freiburg", "Baden-Württemberg", 47.999, 7.8421, "Europe/Berlin")),
        _LIGHT, _ALL_HAIR,
    ),
    Country(
        "AU", _names("Matilda Sienna Tahlia Bronte Georgia Willow"),
        _names("Lachlan Angus Jarrah Finn Darcy Nate"),
        _names(
            "Hartley Sinclair Doyle McBride Fenwick Ellery "
            "Rowe Tully Baxter Kerr Mayfield Penrose"
        ),
        ("en",),
        (Town("Byron Bay", "New South Wales", -28.6474, 153.6020, "Australia/Sydney"),
         Town("Adelaide", "South Australia", -34.9285, 138.6007, "Australia/Adelaide"),
         Town("Fremantle", "Western Australia", -32.0569, 115.7439, "Australia/Perth")),
        _LIGHT, _ALL_HAIR,
    ),
    Country(
        "MX", _names("Ximena Itzel Valeria Citlali Marisol Paloma"),
        _names("Emiliano Diego Mateo Joaquín Andrés Iker"),
        _names(
            "Salazar Montoya Reyes Villanueva Cordero Luna "
            "Arriaga Solís Zamora Paredes Ibarra Nava"
        ),
        ("es", "en"),
        (Town("Oaxaca", "Oaxaca", 17.0732, -96.7266, "America/Mexico_City"),
         Town("Tulum", "Quintana Roo", 20.2114, -87.4654, "America/Cancun")),
        _BROWN, _DARK_HAIR,
    ),
    Country(
        "NP", _names("Sarita Asmita Dolma Nirmala Pema Sunita"),
        _names("Tenzin Bikash Pasang Suraj Karma Anil"),
        _names("Sherpa Gurung Tamang Shrestha Rai Thapa Lama Adhikari Magar Karki Dahal Limbu"),
        ("ne", "en"),
        (Town("Kathmandu", "Bagmati", 27.7172, 85.3240, "Asia/Kathmandu"),
         Town("Pokhara", "Gandaki", 28.2096, 83.9856, "Asia/Kathmandu")),
        (2, 3), _BLACK,
    ),
    Country(
        "MA", _names("Salma Yasmine Hiba Nour Imane Zineb"),
        _names("Youssef Amine Karim Ilyas Hamza Reda"),
        _names(
            "Bennani Alaoui Tazi Berrada Idrissi Fassi "
            "Chraibi Sefrioui Lahlou Kettani Amrani Ziani"
        ),
        ("ar", "fr", "en"),
        (Town("Essaouira", "Marrakesh-Safi", 31.5085, -9.7595, "Africa/Casablanca"),
         Town("Marrakesh", "Marrakesh-Safi", 31.6295, -7.9811, "Africa/Casablanca")),
        (1, 2, 3), _BLACK,
    ),
    Country(
        "NZ", _names("Aroha Maia Isla Tui Ngaire Ella"),
        _names("Tane Wiremu Jack Rangi Hemi Luke"),
        _names(
            "Ngata Parata Walker Te-Rangi Kereama Hughes "
            "Mahuta Paewai Sutherland Rewi Grant Tautari"
        ),
        ("en", "mi"),
        (Town("Wellington", "Wellington", -41.2866, 174.7756, "Pacific/Auckland"),
         Town("Waitangi", "Chatham Islands", -43.9535, -176.5597, "Pacific/Chatham")),
        (1, 2, 3), _DARK_HAIR,
    ),
    Country(
        "CA", _names("Élise Margot Sophie Skye Camille Tessa"),
        _names("Liam Gabriel Étienne Cole Samuel Beau"),
        _names(
            "Tremblay Gagnon Fortin MacLeod Singh Bouchard "
            "Leclerc Morin Campbell Roy Chan Pelletier"
        ),
        ("en", "fr"),
        (Town("Montréal", "Québec", 45.5019, -73.5674, "America/Toronto"),
         Town("St. John's", "Newfoundland", 47.5615, -52.7126, "America/St_Johns"),
         Town("Tofino", "British Columbia", 49.1530, -125.9066, "America/Vancouver")),
        (0, 1, 2, 3), _ALL_HAIR,
    ),
)  # fmt: skip

_MORNING, _DAY, _EVENING = (time(7), time(12)), (time(9), time(17)), (time(16), time(21))
_EARLY, _LATE = (time(9), time(12, 30)), (time(14), time(18))
_NIGHT = (time(20), time(1))
WEEKS: tuple[tuple[tuple[int, time, time], ...], ...] = (
    tuple((day, *_DAY) for day in range(5)),
    tuple((day, *half) for day, half in product(range(5), (_EARLY, _LATE))),
    tuple((day, *_MORNING) for day in (0, 1, 2, 3, 5)),
    (*((day, *_EVENING) for day in range(4)), (5, *_DAY)),
    tuple((day, *_DAY) for day in (1, 2, 3, 4, 5)),
    (*((day, *_NIGHT) for day in (0, 2, 4)), (1, *_LATE), (3, *_LATE)),
)


def person(number: int) -> Person:
    """The practitioner with this number, from 0 on."""
    draw = random.Random(f"person {number}")
    country = COUNTRIES[number % len(COUNTRIES)]
    nth = number // len(COUNTRIES)
    names = [name for pair in zip(country.women, country.men, strict=True) for name in pair]
    first = names[(nth + number % len(COUNTRIES)) % len(names)]
    last = country.surnames[(nth + nth // len(names)) % len(country.surnames)].replace("-", " ")
    craft = CRAFTS[(number * 5 + nth) % len(CRAFTS)]
    again = nth // (len(names) * len(country.surnames))
    address = slugify(f"{first} {last}").replace("-", ".") + (f".{again + 1}" if again else "")
    return Person(
        number=number,
        first_name=first,
        last_name=last,
        email="practitioner@estuary.test" if number == 0 else f"{address}@estuary.test",
        country=country,
        town=country.towns[nth % len(country.towns)],
        craft=craft,
        second=CRAFTS[(CRAFTS.index(craft) + draw.randrange(1, len(CRAFTS))) % len(CRAFTS)],
        face=Face(
            seed=f"face {number}",
            feminine=first in country.women,
            skins=country.skins,
            hairs=country.hairs,
        ),
        years=draw.randrange(3, 24),
        hours=tuple(Window(*one) for one in draw.choice(WEEKS)),
        sees_people=draw.random() < 0.55,
        is_featured=number % 8 == 0,
    )
