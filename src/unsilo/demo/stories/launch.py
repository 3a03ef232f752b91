"""Biscuit Heist: Second Helping, which everybody wants to know about before it is out."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "sjoerd-basisspel",
        "form",
        "sjoerd",
        "Heb ik het basisspel nodig?",
        says(
            """
            Hoi! Heb je voor Second Helping het gewone Biscuit Heist nodig? Mijn zwager heeft het
            basisspel en ik spreek mijn zwager niet meer, vanwege het basisspel.
            """
        ),
        replies(
            "marit",
            """
            Hoi Sjoerd,

            ja, Second Helping is een uitbreiding: 64 kaarten bij de 108 die je al hebt, of die je
            zwager heeft. Er zit wel een nieuwe kaart in die “Verzoening” heet. Toeval, echt waar.
            """,
            after="2h",
        ),
        says("Ik heb hem gebeld. Vrijdag spelen we. Als dit misgaat hoort u van mij.", "1d"),
        ago="7d",
        desks=(done("support", "marit"),),
        tags=("second-helping",),
    ),
    story(
        "franzi-sprache",
        "hello",
        "franzi",
        "Second Helping: wie viel Text ist auf den Karten?",
        says(
            """
            Servus,

            ich spiele mit meinen Eltern, die kein Englisch können, aber Kekse verstehen. Wie viel
            Text steht auf den neuen Karten? Beim Grundspiel haben wir Zettelchen draufgeklebt.

            Franziska
            """
        ),
        replies(
            "marit",
            """
            Servus Franziska,

            auf 51 von 64 Karten steht kein Wort. Für die übrigen 13 gibt es deutsche Karten zum
            Tauschen, kostenlos, man muss sie nur bei der Bestellung ankreuzen. Für das Grundspiel
            schicke ich Ihnen denselben Satz, dann dürfen die Zettelchen in Pension.
            """,
            after="5h",
        ),
        says("Mei, ist das nett. Der Papa sagt, die Zettel bleiben trotzdem, aus Tradition.", "1d"),
        ago="8d",
        desks=(done("marketing", "sol"), done("community", "marit")),
        tags=("second-helping", "translation"),
    ),
    story(
        "stig-early-copy",
        "comments",
        "stig",
        "I have Second Helping. it was just on the shelf",
        says(
            """
            uh I have Second Helping?? it was just on the shelf. paid 14 dollars like a normal
            person. is this illegal
            """,
            files=("second-helping-box.png",),
        ),
        notes(
            "marit",
            """
            Three weeks early. @Marketing which shop gets its boxes through Fargo? @PR Pascal and
            Lutz are bound by a date that a shelf just broke. He is not in trouble, I will say so.
            """,
            after="6m",
        ),
        replies(
            "marit",
            """
            Not illegal at all, you’re just very punctual. Enjoy it. If you can keep the
            Grandmother’s face to yourself until launch day, fifteen reviewers who promised to will
            love you for it.
            """,
            after="9m",
        ),
        says("my lips are sealed. she is terrifying though", "12m"),
        ago="3h 5m",
        desks=(opened("community", "marit"), opened("marketing", "sol"), opened("pr")),
        tags=("second-helping", "street-date"),
        priority="high",
        public=True,
        permalink="https://village.marmaladefox.example/t/4960",
    ),
    story(
        "harriet-playtest",
        "form",
        "harriet",
        "Playtesting from Perth",
        says(
            """
            G’day, do you still need playtesters for Second Helping? We’re five adults who take it
            far too seriously. One of us is a magistrate.
            """
        ),
        replies(
            "priya",
            """
            Hi Harriet, testing of this one is closed, but a magistrate changes things. Would your
            five read the final rules once, out loud, and send me each sentence at which somebody
            says “ah, but”? Files attached.
            """,
            after="9h",
            files=("rules-final.pdf",),
        ),
        says(
            "Eleven “ah, but”s, list attached. Her Honour found seven of them.",
            "2d",
            files=("ah-but.csv",),
        ),
        ago="22d",
        desks=(done("support", "priya"), done("product", "priya")),
        tags=("second-helping", "playtest"),
    ),
    story(
        "eero-preorder",
        "help",
        "eero",
        "Preorder 20277: I am moving before it arrives",
        says(
            """
            Hello. I have preordered Second Helping to Oulu. I am moving to Kuopio on the same day.
            Can the parcel move too? I do not need a quick answer, I am calm.

            Eero
            """
        ),
        replies(
            "bram",
            """
            Hello Eero,

            it can. Send me the new address whenever you know it, until three days before launch.
            I have put a note on the order so nothing leaves for Oulu. Good luck with the boxes.
            """,
            after="3h",
        ),
        ago="5d",
        desks=(snoozed("support", "bram", "8d"),),
        tags=("second-helping", "address"),
    ),
    story(
        "marisol-fecha",
        "hello",
        "marisol",
        "¿Habrá Second Helping en español?",
        says(
            """
            Hola, ¿habrá edición en español? Mis alumnos (tercer grado) ya dicen “culpa del perro”
            cuando no traen la tarea, y quisiera aprovechar el impulso.

            Marisol
            """
        ),
        replies(
            "sol",
            """
            Hola Marisol,

            sí: las cartas con texto salen en español el mismo día. ¿Cuántos alumnos son? Para
            escuelas tenemos una caja con cuatro juegos y una hoja de actividades. En ella el perro,
            por una vez, hace la tarea.
            """,
            after="4h",
        ),
        says("Son 34. El director también quiere jugar, pero no hay que decirlo.", "1d"),
        ago="2d",
        desks=(opened("marketing", "sol"),),
        tags=("second-helping", "translation", "school"),
    ),
    story(
        "cardshark-op",
        "comments",
        "cardshark",
        "Meet the Grandmother",
        says(
            "as a grandmother I have read the card and I want you to know it is not strong enough"
        ),
        replies("marit", "Noted, with respect and a little fear. What would you add?", "25m"),
        says("she should be able to look at a person until they put it back", "40m"),
        notes(
            "marit", "@Priya promo card for the launch stream? “The Look.” No cost, no text.", "5m"
        ),
        ago="10h",
        desks=(opened("community", "marit"), opened("product")),
        tags=("second-helping", "idea"),
        public=True,
        paid=True,
        permalink="https://lumenpics.example/marmaladefox/p/the-grandmother",
    ),
    story(
        "tilda-when",
        "comments",
        "tilda",
        "Meet the Grandmother",
        says("when. WHEN. I have people coming over in 24 days and no plan"),
        ago="33m",
        desks=(opened("community"),),
        tags=("second-helping", "launch"),
        public=True,
        paid=True,
        permalink="https://lumenpics.example/marmaladefox/p/the-grandmother",
    ),
    story(
        "zadie-launch-party",
        "hello",
        "zadie",
        "Launch party: do I come as the illustrator or the Cat",
        says(
            """
            Hello lovely people,

            I drew 40 of the 64 cards and have just been sent the invitation, which says “costume
            optional”. Optional how? I have a Cat costume. It is quite committed.

            Also: is there somewhere to sleep that isn’t under the printing table again?

            Zadie
            """
        ),
        replies(
            "sol",
            """
            Zadie,

            come as the Cat. You’re also signing boxes from six to seven, so please bring one paw
            that opens. Your room is booked, it has a door and everything.
            """,
            after="3h",
        ),
        ago="4d",
        desks=(waiting("marketing", "sol"),),
        tags=("launch", "event", "second-helping"),
    ),
    story(
        "pelle-sverige",
        "comments",
        "pelle",
        "Second Helping, sex minuter",
        says("Kommer den till Sverige samma dag eller får man vänta som vanligt?"),
        replies(
            "marit",
            "Samma dag! Theo har lovat att bära den över bron själv om det behövs.",
            "1h 10m",
        ),
        says("Vilken bro? Jag bor i Karlstad", "15m"),
        ago="1d 2h",
        desks=(opened("community", "marit"),),
        tags=("second-helping", "availability"),
        public=True,
        permalink="https://vidpond.example/w/second-helping-6min",
    ),
    story(
        "nadiya-preorder-gift",
        "help",
        "nadiya",
        "Preorder as a gift without the price please",
        says(
            """
            Hello, could my preorder 20311 go to my cousin without the invoice inside? He always
            finds out what things cost and pays me back, it is impossible to be generous to him.

            Nadiya
            """
        ),
        replies(
            "bram",
            """
            Hi Nadiya, done: no invoice, no price, and on the note it says “This was free with a
            sandwich.” Let me know if he asks about the sandwich.
            """,
            after="1h 30m",
        ),
        ago="1d 6h",
        desks=(done("support", "bram"),),
        tags=("second-helping", "gift"),
    ),
)
