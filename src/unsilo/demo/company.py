"""Marmalade Fox: who works there, what it makes, where its mail arrives."""

from dataclasses import dataclass

DOMAIN = "marmaladefox.example"
BRAND = "Marmalade Fox"
TAGLINE = "Games that get left out on the table."
PLACE = "Duluth, Minnesota"
TIME_ZONE = "America/Chicago"
PASSWORD = "marmalade"  # noqa: S105 - the demo prints it on purpose; no other installation has it


@dataclass(frozen=True)
class Desk:
    key: str
    name: str
    discipline: str
    charter: str


@dataclass(frozen=True)
class Colleague:
    key: str
    name: str
    role: str
    desks: tuple[str, ...]
    time_zone: str
    speaks: tuple[str, ...]
    signature: str

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True)
class Channel:
    key: str
    name: str
    kind: str
    desk: str
    address: str = ""


@dataclass(frozen=True)
class Post:
    """Something of ours in public, under which people write; where it is paid for, the campaign."""

    title: str
    permalink: str
    paid: bool
    campaign: str = ""
    spend: str = ""


@dataclass(frozen=True)
class Product:
    key: str
    name: str
    what: str
    price: str
    sku: str


@dataclass(frozen=True)
class Company:
    key: str
    name: str
    domain: str
    kind: str
    place: str


DESKS = (
    Desk(
        "support",
        "Support",
        "support",
        "Anyone who bought, broke, lost or misread one of our games. We fix the thing first and "
        "explain it second.",
    ),
    Desk(
        "community",
        "Community",
        "community",
        "The forum, the comments and the people who answer for us when we are asleep. Nobody who "
        "asks in public is sent away to a form.",
    ),
    Desk(
        "marketing",
        "Marketing",
        "marketing",
        "Shops, fairs, launches and the newsletter. We help people find a box near them, and never "
        "write “hurry”.",
    ),
    Desk(
        "pr",
        "PR",
        "pr",
        "Press, podcasts, awards, and the good stories that other desks find. Nothing about a "
        "customer leaves the house without their yes.",
    ),
    Desk(
        "product",
        "Product",
        "product",
        "Rules, builds, boxes and buttons. We read the complaints ourselves, which is why there "
        "are fewer of them.",
    ),
)

COLLEAGUES = (
    Colleague(
        "ines",
        "Ines Okafor",
        "admin",
        ("support", "community"),
        "America/Chicago",
        ("en",),
        "Ines Okafor\nHead of Support, Marmalade Fox\nI answer before I hand over.",
    ),
    Colleague(
        "theo",
        "Theo Lindqvist",
        "agent",
        ("support",),
        "Europe/Stockholm",
        ("en", "sv", "de"),
        "Theo Lindqvist\nSupport, Marmalade Fox\nRepairer of harbours",
    ),
    Colleague(
        "bram",
        "Bram Teague",
        "agent",
        ("support", "community"),
        "America/Chicago",
        ("en", "es"),
        "Bram Teague\nSupport, Marmalade Fox",
    ),
    Colleague(
        "marit",
        "Marit Vos",
        "lead",
        ("community",),
        "Europe/Amsterdam",
        ("en", "nl", "de", "fr"),
        "Marit Vos\nCommunity, Marmalade Fox\nvillage.marmaladefox.example",
    ),
    Colleague(
        "sol",
        "Sol Andrade",
        "agent",
        ("marketing", "support", "community"),
        "Europe/Lisbon",
        ("en", "pt", "es", "it"),
        "Sol Andrade\nMarketing and shops, Marmalade Fox",
    ),
    Colleague(
        "juno",
        "Juno Castell",
        "lead",
        ("pr", "marketing"),
        "America/Chicago",
        ("en", "fr", "es"),
        "Juno Castell\nPR, Marmalade Fox\nOn deadline? Put the hour in the subject line.",
    ),
    Colleague(
        "priya",
        "Priya Raman",
        "agent",
        ("product", "support", "community"),
        "Europe/London",
        ("en", "ja"),
        "Priya Raman\nTidewick, Marmalade Fox",
    ),
    Colleague(
        "lena",
        "Lena Hart",
        "viewer",
        ("support", "community", "marketing", "pr", "product"),
        "America/Chicago",
        ("en",),
        "Lena Hart\nFounder, Marmalade Fox",
    ),
)

CHANNELS = (
    Channel("help", "Support mail", "email", "support", f"help@{DOMAIN}"),
    Channel("press", "Press mail", "email", "pr", f"press@{DOMAIN}"),
    Channel("hello", "Hello mail", "email", "marketing", f"hello@{DOMAIN}"),
    Channel("form", "Contact us", "webform", "support"),
    Channel("comments", "Community comments", "api", "community"),
    Channel("console", "Console", "console", "support"),
)

PRODUCTS = (
    Product("heist", "Biscuit Heist", "Card game, 2 to 6 people, 20 minutes", "$18.00", "MF-0101"),
    Product("helping", "Biscuit Heist: Second Helping", "Expansion, 64 cards", "$14.00", "MF-0102"),
    Product(
        "tidewick", "Tidewick", "Harbour game for computers and handhelds", "$24.00", "MF-0201"
    ),
    Product("lantern", "Lantern Box", "Big-box game, 1 to 5 people", "$48.00", "MF-0301"),
    Product("teaspoon", "Teaspoon Duel", "Card game in a tin, 2 people", "$12.00", "MF-0401"),
    Product("otto", "Otto", "Plush dog, the one who did not do it", "$22.00", "MF-0501"),
)

POSTS = (
    Post(
        "Blame the dog",
        "https://lumenpics.example/marmaladefox/p/blame-the-dog",
        paid=True,
        campaign="autumn-table",
        spend="7120.50",
    ),
    Post(
        "Meet the Grandmother",
        "https://lumenpics.example/marmaladefox/p/the-grandmother",
        True,
        "grandmother",
        "2310.00",
    ),
    Post(
        "Lantern Box, lit",
        "https://lumenpics.example/marmaladefox/p/lantern-box-lit",
        True,
        "lantern-lit",
        "6480.00",
    ),
    Post(
        "Otto on the sofa",
        "https://lumenpics.example/marmaladefox/p/otto-sofa",
        paid=True,
        campaign="otto-sofa",
        spend="918.40",
    ),
    Post("Tidewick in four minutes", "https://vidpond.example/w/tidewick-4min", paid=False),
)

# The next launch, in days from "now": everything about it in the demo is still to come.
LAUNCH = "Biscuit Heist: Second Helping"
LAUNCH_IN_DAYS = 24

COMPANIES = (
    Company("copperkettle", "Copper Kettle Games", "copperkettle.example", "retailer", "Duluth"),
    Company("halfmoon", "Halfmoon Market", "halfmoonmarket.example", "retailer", "Duluth"),
    Company("northshore", "Northshore Toys", "northshoretoys.example", "retailer", "Duluth"),
    Company("bramble", "Bramble & Die", "brambleanddie.example", "retailer", "Duluth"),
    Company("parcelwood", "Parcelwood", "parcelwood.example", "retailer", "Columbus, Ohio"),
    Company("npt", "Northern Parcel Trade", "northernparcel.example", "distributor", "Fargo"),
    Company("kiste", "Kiste & Krone", "kisteundkrone.example", "retailer", "Lüneburg"),
    Company("marmotte", "La Marmotte Joueuse", "marmottejoueuse.example", "retailer", "Annecy"),
    Company("dobbelboot", "De Dobbelboot", "dobbelboot.example", "retailer", "Groningen"),
    Company("sardinas", "Dados y Sardinas", "dadosysardinas.example", "retailer", "Cádiz"),
    Company("klossar", "Kaffe & Klossar", "kaffeklossar.example", "retailer", "Göteborg"),
    Company("maplerye", "Maple & Rye Bakery", "maplerye.example", "partner", "Two Harbors"),
    Company("ferries", "Northwater Ferries", "northwaterferries.example", "partner", "Bayfield"),
    Company("lampa", "Wydawnictwo Lampa", "wydawnictwolampa.example", "partner", "Gdańsk"),
    Company("breakfast", "Second Breakfast", "secondbreakfast.example", "press", "Chicago"),
    Company("ledger", "Pine County Ledger", "pinecountyledger.example", "press", "Pine City"),
    Company("harbourlight", "Harbourlight Weekly", "harbourlight.example", "press", "Bristol"),
    Company("longsave", "The Long Save", "thelongsave.example", "press", "Toronto"),
    Company("northwater", "Radio Northwater", "radionorthwater.example", "press", "Thunder Bay"),
    Company("wuerfelpost", "Würfelpost", "wuerfelpost.example", "press", "Kassel"),
    Company("patchwork", "Patchwork Notes", "patchworknotes.example", "press", "Leeds"),
    Company("tidsfordriv", "Tidsfördriv", "tidsfordriv.example", "press", "Uppsala"),
    Company("hillcrest", "Hillcrest Primary", "hillcrestprimary.example", "school", "Whitby"),
    Company("farol", "Escola do Farol", "escoladofarol.example", "school", "Aveiro"),
)

POSTS_BY_TITLE = {post.title: post for post in POSTS}
POSTS_BY_PERMALINK = {post.permalink: post for post in POSTS}
DESKS_BY_KEY = {desk.key: desk for desk in DESKS}
COLLEAGUES_BY_KEY = {colleague.key: colleague for colleague in COLLEAGUES}
COLLEAGUES_BY_EMAIL = {colleague.email: colleague for colleague in COLLEAGUES}
CHANNELS_BY_KEY = {channel.key: channel for channel in CHANNELS}
COMPANIES_BY_KEY = {company.key: company for company in COMPANIES}
