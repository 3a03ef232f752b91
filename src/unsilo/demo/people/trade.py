"""Shops, press, schools, partners and streamers."""

from unsilo.demo.people.model import Customer

TRADE = (
    # shops
    Customer(
        "erin",
        "Erin Solberg",
        "en",
        mail="erin.solberg@halfmoonmarket.example",
        company="halfmoon",
        place="Duluth, MN",
        tier="Trade",
        tier_reason="Buyer for both branches; nine shoppers asked her for us",
    ),
    Customer(
        "anton",
        "Anton Reyes",
        "en",
        mail="anton@copperkettle.example",
        company="copperkettle",
        place="Duluth, MN",
        tier="Trade",
        tier_reason="First shop that ever carried us",
        note="Knows where every box in town is. Say thank you more often.",
    ),
    Customer(
        "moira", "Moira Kettleby", "en", mail="moira@northshoretoys.example", company="northshore"
    ),
    Customer("dex", "Dex Bramble", "en", mail="dex@brambleanddie.example", company="bramble"),
    Customer(
        "parcelwood",
        "Vendor Desk",
        "en",
        mail="vendordesk@parcelwood.example",
        company="parcelwood",
    ),
    Customer(
        "npt", "Gail Ostrander", "en", mail="gail.ostrander@northernparcel.example", company="npt"
    ),
    Customer("kiste", "Annegret Möhle", "de", mail="moehle@kisteundkrone.example", company="kiste"),
    Customer(
        "marmotte",
        "Thibault Perrin",
        "fr",
        mail="thibault@marmottejoueuse.example",
        company="marmotte",
    ),
    Customer(
        "dobbelboot",
        "Janneke Postma",
        "nl",
        mail="janneke@dobbelboot.example",
        company="dobbelboot",
    ),
    Customer(
        "sardinas", "Rocío Benítez", "es", mail="rocio@dadosysardinas.example", company="sardinas"
    ),
    Customer("klossar", "Maja Ekdahl", "sv", mail="maja@kaffeklossar.example", company="klossar"),
    # partners
    Customer("bakery", "Josephine Maple", "en", mail="josie@maplerye.example", company="maplerye"),
    Customer(
        "ferryman",
        "Captain Roy Halvorsen",
        "en",
        mail="roy.halvorsen@northwaterferries.example",
        company="ferries",
        note="A real captain of a real ferry. Has corrected our tide tables twice.",
    ),
    Customer(
        "lampa", "Agnieszka Wrona", "en", mail="a.wrona@wydawnictwolampa.example", company="lampa"
    ),
    Customer(
        "museum", "Dr. Fergus Innes", "en", mail="f.innes@smalllights.example", place="Fraserburgh"
    ),
    Customer("escape", "Priti Vyas", "en", mail="priti@lockedpantry.example", place="Manchester"),
    Customer(
        "fair",
        "Organisationsbüro Würfeltage",
        "de",
        mail="buero@wuerfeltage.example",
        place="Lindau",
    ),
    Customer(
        "con",
        "DiceWharf Convention",
        "en",
        mail="exhibitors@dicewharf.example",
        place="Milwaukee, WI",
    ),
    # press
    Customer(
        "nadia",
        "Nadia Faraday",
        "en",
        mail="nadia@secondbreakfast.example",
        company="breakfast",
        tier="Press",
        tier_reason="Covers small studios; checks every number, so send the right one",
    ),
    Customer(
        "col",
        "Col Brandt",
        "en",
        mail="col.brandt@pinecountyledger.example",
        company="ledger",
        tier="Press",
    ),
    Customer(
        "ilse",
        "Ilse Roon",
        "en",
        mail="ilse.roon@harbourlight.example",
        company="harbourlight",
        tier="Press",
        tier_reason="National. Deadline is Wednesday noon, London time",
    ),
    Customer(
        "pascal",
        "Pascal Wynn",
        "en",
        mail="pascal@thelongsave.example",
        company="longsave",
        tier="Press",
    ),
    Customer(
        "achebe",
        "Mercy Achebe",
        "en",
        mail="mercy.achebe@radionorthwater.example",
        company="northwater",
        tier="Press",
    ),
    Customer(
        "wuerfelpost",
        "Dirk Engelhardt",
        "de",
        mail="engelhardt@wuerfelpost.example",
        company="wuerfelpost",
        tier="Press",
    ),
    Customer(
        "patch", "Philippa Noakes", "en", mail="pip@patchworknotes.example", company="patchwork"
    ),
    Customer(
        "tidsfordriv",
        "Kajsa Wikner",
        "sv",
        mail="kajsa.wikner@tidsfordriv.example",
        company="tidsfordriv",
        tier="Press",
    ),
    Customer(
        "aurelie", "Aurélie Bonnefoy", "fr", mail="a.bonnefoy@lapioche.example", place="Bruxelles"
    ),
    Customer(
        "student",
        "Kofi Mensah-Boyle",
        "en",
        mail="editor@thelittlelantern.example",
        place="Duluth, MN",
    ),
    Customer("podcast", "Gil and Suze", "en", mail="hosts@rollandbutter.example"),
    Customer("pawn", "Copper Pawn Awards", "en", mail="jury@copperpawn.example"),
    Customer("tips", "Trevor Haskins", "en", mail="t.haskins@gamesledger.example"),
    # schools, libraries, wards
    Customer(
        "hillcrest",
        "Margaret Eddowes",
        "en",
        mail="m.eddowes@hillcrestprimary.example",
        company="hillcrest",
    ),
    Customer(
        "farol",
        "Professora Helena Sá",
        "pt",
        mail="helena.sa@escoladofarol.example",
        company="farol",
    ),
    Customer(
        "library", "Joanna Birk", "en", mail="jbirk@loonlakelibrary.example", place="Loon Lake, MN"
    ),
    Customer(
        "ward", "Sister Grace Adeyemi", "en", mail="g.adeyemi@willowward.example", place="Croydon"
    ),
    Customer("larch", "Tim Hollander", "en", mail="activities@larchhouse.example", place="Hull"),
    # streamers
    Customer(
        "lutz",
        "Lutz Karge",
        "de",
        mail="lutz@kargezockt.example",
        handle="kargezockt",
        place="Bochum",
    ),
    Customer(
        "milo",
        "Milo Bright",
        "en",
        mail="brights@postbox.example",
        handle="milos_table",
        place="Reno, NV",
    ),
)
