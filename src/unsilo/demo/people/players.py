"""Players who write in English."""

from unsilo.demo.people.model import Customer

PLAYERS = (
    Customer(
        "rosalind",
        "Rosalind Achterberg",
        "en",
        mail="rosa@slowtides.example",
        handle="RosaPlaysSlow",
        place="Bergen op Zoom",
        plays="Tidewick, every Thursday, in front of 410,000 people",
        tier="VIP",
        tier_reason="Streams Tidewick weekly and is kind about it when it breaks",
        tier_days=40,
        note="Never send her a template. She reads them out on air, in a voice.",
    ),
    Customer(
        "edda",
        "Edda Marsh",
        "en",
        mail="edda.marsh@postbox.example",
        place="Sandstone, MN",
        plays="Tidewick, 412 lighthouses",
        tier="VIP",
        tier_reason="The lighthouse keeper, 91. Call, do not write, if it is urgent",
        note="Types with one finger and excellent grammar. Rings the office on Sundays to say hello.",
    ),
    Customer(
        "dana",
        "Dana Whitlock",
        "en",
        mail="dana@whitlock.example",
        handle="danarolls",
        place="Duluth, MN 55804",
        plays="Biscuit Heist with the neighbours",
        note="Named us to two friends in the comments. Has had bad luck with parcels.",
    ),
    Customer("kip", "Kip Larsen", "en", handle="kiplarsen", place="Duluth, MN"),
    Customer(
        "pellegrin",
        "Renée Pellegrin",
        "en",
        mail="r.pellegrin@postbox.example",
        handle="otterly_late",
        place="St. Cloud, MN",
    ),
    Customer("gwen", "Gwen Tarrant", "en", mail="gwen@tarrant.example", place="Swansea"),
    Customer("osei", "Hannah Osei", "en", mail="h.osei@kitetail.example", place="Leicester"),
    Customer("leila", "Leila Haddad", "en", mail="leila@haddad.example", place="Dearborn, MI"),
    Customer("calloway", "J. Calloway", "en", mail="j.calloway@postbox.example", place="Boise, ID"),
    Customer("marlon", "Marlon Baptiste", "en", mail="marlon@baptiste.example", place="Bristol"),
    Customer("suki", "Suki Amari", "en", mail="suki@amari-seams.example", place="Portland, ME"),
    Customer("aino", "Aino Virtanen", "en", mail="aino@virtanen.example", place="Hancock, MI"),
    Customer("mina", "Mina Furlong", "en", mail="mina.furlong@postbox.example", place="Galway"),
    Customer("tomasz", "Tomasz Bielak", "en", mail="t.bielak@kitetail.example", place="Łódź"),
    Customer("yusuf", "Yusuf Demir", "en", mail="yusuf@demirler.example", place="Duluth, MN"),
    Customer(
        "imogen",
        "Imogen Carrow",
        "en",
        mail="imogen@carrow.example",
        place="Hobart",
        plays="Tidewick on a handheld",
        note="Red-green blind. Offered to test palettes and means it.",
    ),
    Customer("bea", "Bea Lindholm", "en", handle="bealindholm", place="Turku"),
    Customer("gristle", "gristle_99", "en", handle="gristle_99"),
    Customer(
        "brinemother",
        "brinemother",
        "en",
        mail="brinemother@saltmail.example",
        handle="brinemother",
        plays="Tidewick",
    ),
    Customer("palefin", "palefin", "en", handle="palefin", plays="Tidewick, reads every sign"),
    Customer(
        "wendell", "Wendell Price", "en", mail="wendell@priceandpiano.example", place="Cardiff"
    ),
    Customer(
        "ruben",
        "Ruben Aldana",
        "en",
        mail="ruben.aldana@kitetail.example",
        handle="rubenhearslight",
        place="Albuquerque, NM",
        plays="Tidewick, sound off since birth",
        tier="VIP",
        tier_reason="Mapped every sound in Tidewick to a light; advises Product",
        tier_days=200,
    ),
    Customer("gareth", "Gareth Llewellyn", "en", mail="gareth@llewellyn.example", place="Bangor"),
    Customer("aoife", "Aoife Brennan", "en", mail="aoife.b@postbox.example", place="Cork"),
    Customer("marcus", "Marcus Oyelaran", "en", mail="marcus.oyelaran@kitetail.example"),
    Customer("hettie", "Hettie Grange", "en", mail="hettie@grangefarm.example", place="Ely"),
    Customer("fatima", "Fatima Zahra Benali", "en", mail="fz.benali@postbox.example"),
    Customer("ingrid", "Ingrid Moen", "en", mail="ingrid.moen@fjordpost.example", place="Ålesund"),
    Customer("delroy", "Delroy Campbell", "en", mail="delroy@campbells.example", place="Bristol"),
    Customer(
        "cassidy", "Cassidy Boone", "en", mail="cass.boone@postbox.example", place="Tulsa, OK"
    ),
    Customer(
        "omar", "Omar Haddad", "en", mail="omar.haddad@kitetail.example", place="Dearborn, MI"
    ),
    Customer("joonho", "Joon-ho Baek", "en", mail="joonho@baekbaek.example", place="Busan"),
    Customer("hana", "Hana Novotná", "en", mail="hana.novotna@posta-brno.example", place="Brno"),
    Customer("ravi", "Ravi Chandrasekhar", "en", mail="ravi.c@kitetail.example", place="Chennai"),
    Customer(
        "otis",
        "Otis Bell",
        "en",
        mail="the.bells@postbox.example",
        place="Marquette, MI",
        plays="Biscuit Heist, aged 9",
        note="Nine years old, writes from his mother's address. Answer in full; he checks.",
    ),
    Customer("lorna", "Lorna Tait", "en", mail="lorna@taitcottage.example", place="Oban"),
    Customer("priscilla", "Priscilla Nwosu", "en", mail="p.nwosu@larchhouse.example", place="Hull"),
    Customer("devon", "Devon Ashby", "en", mail="devon.ashby@postbox.example", place="Leeds"),
    Customer(
        "calla",
        "Calla Merriweather",
        "en",
        mail="calla@callaglow.example",
        handle="callaglow",
        note="Asks for free games once a month, always cheerfully. Kind no, every time.",
    ),
    Customer("brock", "Brock Sterling", "en", mail="partners@brocksterlingmedia.example"),
    Customer("freya", "Freya Sund", "en", handle="freyaandthegreatdane", place="Tórshavn"),
    Customer(
        "corgimum", "Petra Hollis", "en", mail="petra@hollis.example", handle="corgi_called_toast"
    ),
    Customer("jules", "Jules Fontaine", "en", handle="jules.f", place="Duluth, MN"),
    Customer("noor", "Noor Rahmani", "en", mail="noor.rahmani@nightshift.example", place="Malmö"),
    Customer(
        "twins", "Ada and Iris Quill", "en", mail="ada@quillandquill.example", place="Portland"
    ),
    Customer("winston", "Winston Obi", "en", mail="winston.obi@kitetail.example", place="Lagos"),
    Customer("harriet", "Harriet Dunmore", "en", mail="harriet@dunmore.example", place="Perth"),
    Customer("silas", "Silas Crane", "en", mail="silas@cranebros.example", place="Ely, MN"),
    Customer(
        "marmalady", "Dorothea Pym", "en", mail="dorothea.pym@postbox.example", place="Dundee"
    ),
    Customer(
        "foxgarden", "Alan Whittle", "en", mail="alan.whittle@postbox.example", place="Croydon"
    ),
    Customer(
        "zadie", "Zadie Marchetti", "en", mail="zadie@marchettidraws.example", place="Glasgow"
    ),
    Customer("gull", "Teddy Faulkner", "en", mail="faulkners@postbox.example", place="Whitby"),
    Customer("dentist", "Brightwater Dental", "en", mail="reminders@brightwaterdental.example"),
    Customer(
        "mireille", "Mireille Sato", "en", mail="m.sato@univ-lakehead.example", place="Thunder Bay"
    ),
    Customer("colleen", "Colleen Abara", "en", mail="colleen@abara.example", place="Nairobi"),
    Customer("stig", "stig_of_the_stump", "en", handle="stig_of_the_stump"),
    Customer("breadfan", "breadfan_lucy", "en", handle="breadfan_lucy", place="Fargo, ND"),
    Customer("harbourhag", "harbour_hag", "en", handle="harbour_hag", plays="Tidewick"),
    Customer("sixofmugs", "six_of_mugs", "en", handle="six_of_mugs"),
    Customer("tilda", "Tilda Rasmussen", "en", handle="tildarolls", place="Aarhus"),
    Customer("cardshark", "gran_shuffles", "en", handle="gran_shuffles", place="Sheffield"),
    Customer("nofun", "mildly_outraged", "en", handle="mildly_outraged"),
    Customer("dmitri", "Dmitri Volkov", "en", mail="dmitri.volkov@kitetail.example", place="Riga"),
    Customer("keahi", "Keahi Palakiko", "en", mail="keahi@palakiko.example", place="Hilo, HI"),
    Customer(
        "anjali", "Anjali Deshmukh", "en", mail="anjali.d@kitetail.example", handle="anjaliplays"
    ),
    Customer(
        "bjork", "Sigrún Ólafsdóttir", "en", mail="sigrun@bolungarvik.example", place="Ísafjörður"
    ),
    Customer("tevita", "Tevita Fonua", "en", mail="tevita.fonua@postbox.example", place="Auckland"),
    Customer("nadiya", "Nadiya Kovalenko", "en", mail="nadiya.k@postbox.example", place="Lviv"),
    Customer("cho", "Mei-ling Cho", "en", mail="meiling.cho@kitetail.example", place="Tainan"),
    Customer("eero", "Eero Mäkinen", "en", mail="eero.makinen@postilaatikko.example", place="Oulu"),
    Customer("zsofia", "Zsófia Halász", "en", mail="zsofia@halaszek.example", place="Szeged"),
    Customer("abel", "Abel Tesfaye-Grant", "en", mail="abel.tg@postbox.example", place="Toronto"),
    Customer(
        "barnaby",
        "Barnaby Fitch",
        "en",
        mail="barnaby.fitch@kitetial.example",
        place="Whitehaven",
        note="Mostly rope.",
    ),
    Customer("parcelbot", "Hopscotch Parcels", "en", mail="noreply@hopscotchparcels.example"),
    Customer("daemon", "Mail Delivery System", "en", mail="mailer-daemon@kitetail.example"),
    Customer("sorteo", "Prize Office", "en", mail="claims@lucky-prize-desk.example", stranger=True),
    Customer("seoguru", "Chad Rankwell", "en", mail="chad@rankrocketeer.example", stranger=True),
    Customer(
        "watches", "Elite Timepiece Outlet", "en", mail="deals@eliteticker.example", stranger=True
    ),
    Customer(
        "invoice", "Accounts Dept", "en", mail="accounts@paymentdue-now.example", stranger=True
    ),
    Customer(
        "prince", "Barrister Amos Goodwill", "en", mail="amos@goodwill-legal.example", stranger=True
    ),
    Customer("shades", "sunny_shades_77", "en", handle="sunny_shades_77", stranger=True),
    Customer("lena", "fox.support.lena", "en", handle="fox.support.lena", stranger=True),
    Customer("crypto", "FoxCoin Team", "en", mail="moon@foxcoin-airdrop.example", stranger=True),
    Customer(
        "toner", "Direct Toner Supplies", "en", mail="offers@tonerdirect.example", stranger=True
    ),
)
