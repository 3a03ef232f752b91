"""Job applications, data requests, and mail that was meant for somebody else."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "marmalady-jam",
        "form",
        "marmalady",
        "Six jars of the thick cut",
        says(
            """
            Good afternoon. I should like to order six jars of the thick cut, please, and one of the
            ginger for my sister. I could not find the prices on your web page, only pictures of
            dogs.

            Mrs Dorothea Pym
            """
        ),
        replies(
            "ines",
            """
            Dear Mrs Pym,

            I am sorry to say that we make games, not marmalade, in spite of the name. The dogs are
            part of one of them. There’s a good maker near you in Dundee who posts; I have put the
            address below.
            """,
            after="40m",
        ),
        says(
            """
            How very disappointing. What sort of games? My sister is coming for a fortnight.
            """,
            after="2h",
        ),
        replies(
            "ines",
            """
            Dear Mrs Pym,

            a card game about stealing biscuits and accusing a dog. Twenty minutes a round, two to
            six players. It goes well with marmalade.
            """,
            after="20m",
        ),
        says(
            """
            We have now played it forty times. She cheats. I am ordering one for the vicar. Thank
            you for not having any marmalade.
            """,
            after="11d",
        ),
        ago="29d",
        desks=(done("support", "ines"),),
        tags=("misdirected", "praise"),
    ),
    story(
        "foxgarden-urgent",
        "form",
        "foxgarden",
        "Fox in garden, URGENT",
        says(
            """
            There is a fox in my garden. It is orange. It is looking at me through the conservatory
            and I think it has my slipper. Is it one of yours?

            Please advise. A. Whittle
            """
        ),
        replies(
            "bram",
            """
            Dear Mr Whittle,

            it is not one of ours, we make board games, but I didn’t want to leave you alone with
            it. Keep the door shut, make a noise with a pan, and he’ll go. The slipper is his now.

            If he seems ill or hurt, your local wildlife rescue will help; their number is below.
            """,
            after="11m",
        ),
        says(
            "Used the pan. He has gone. He took the other slipper too so now it is a pair.", "35m"
        ),
        notes("bram", "I’m going to think about this man for years.", "4m"),
        ago="1d 12h",
        desks=(done("support", "bram"),),
        tags=("misdirected",),
    ),
    story(
        "dentist-reminder",
        "help",
        "dentist",
        "Reminder: Mr. Fox, your check-up on Thursday",
        says(
            """
            Dear Mr. Fox,

            this is a friendly reminder of your dental check-up on Thursday at 10:15. Please arrive
            ten minutes early and avoid marmalade.

            Brightwater Dental
            """,
            mail_class="notification",
        ),
        notes("bram", "There is a real M. Fox somewhere with no reminder. I’ve rung them.", "2h"),
        ago="38d",
        desks=(done("support", "bram"),),
        tags=("misdirected",),
    ),
    story(
        "priscilla-data",
        "help",
        "priscilla",
        "Please send me what you know about me",
        says(
            """
            Hello, I would like a copy of all the personal data you hold about me, as is my right,
            and after that I’d like you to delete the lot except for my Tidewick account.

            Nothing happened, I am just tidying my life.

            Priscilla Nwosu
            """
        ),
        replies(
            "ines",
            """
            Hello Priscilla,

            everything is in the attached files: two orders, one address, three conversations, and
            a note by a colleague that says “very nice on the phone”. If that’s complete, reply with
            “delete” and I’ll remove all but the account within the day, and confirm it.
            """,
            after="20h",
            files=("your-data.csv", "your-conversations.txt"),
        ),
        ago="4d",
        desks=(waiting("support", "ines"),),
        tags=("privacy",),
    ),
    story(
        "anouar-job",
        "hello",
        "anouar",
        "Sollicitatie: iemand die dozen snapt",
        says(
            """
            Beste Marmalade Fox,

            ik ben verpakkingsontwerper. Lantern Box is prachtig en de binnenkant is een misdaad:
            wie de lamp terug wil leggen heeft drie handen nodig. Bijgaand een inleg waarmee het met
            één hand lukt, en mijn cv.

            Ik zoek eigenlijk geen baan. Maar ik kon het niet aanzien.

            Anouar
            """,
            files=("inleg-schets.pdf", "cv-anouar.pdf"),
        ),
        notes(
            "marit", "@Priya I cut it out of cardboard. It works. With one hand. I’m upset.", "1h"
        ),
        ago="8h 30m",
        desks=(opened("marketing"), opened("product", "priya")),
        tags=("job", "idea"),
    ),
    story(
        "jannis-praktikum",
        "hello",
        "jannis",
        "Praktikum bei den Füchsen?",
        says(
            """
            Guten Tag,

            ich studiere Spieldesign in Zürich und suche ein Praktikum von drei Monaten. Ich kann
            Prototypen schneiden, Regeln kürzen und ohne Murren verlieren. Letzteres bestätigt meine
            Schwester gern.

            Jannis Papadakis
            """,
            files=("lebenslauf.pdf",),
        ),
        replies(
            "juno",
            """
            Hello Jannis, I’m answering in English so that nobody else has to suffer my German. We
            take one person each year and decide next month. Priya asks for the shortest rule you
            have ever cut, before and after.
            """,
            after="1d",
        ),
        says("Vorher: 212 Wörter. Nachher: „Nimm, was du brauchst.“", "3h"),
        ago="5d",
        desks=(snoozed("marketing", "juno", "9d"), done("product", "priya")),
        tags=("job",),
    ),
    story(
        "haskins-listing",
        "press",
        "tips",
        "Correction to our listing: “Marmelade Fax”",
        says(
            """
            Hi, our directory of studios has you as “Marmelade Fax, Lutheran, Minnesota”. I assume
            two of those are wrong?

            T. Haskins, Games Ledger
            """
        ),
        replies(
            "juno",
            "Three, if I may count the “e”. Marmalade Fox, Duluth, Minnesota. Thank you for asking!",
            after="18m",
        ),
        ago="44d",
        desks=(done("pr", "juno"),),
        tags=("press", "correction"),
    ),
)
