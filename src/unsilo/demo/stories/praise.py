"""Praise, birthdays, leagues of grandmothers and one proposal of marriage."""

from unsilo.demo.script import done, notes, opened, replies, says, story, waiting

STORIES = (
    story(
        "bea-nan",
        "comments",
        "bea",
        "It runs on my nan’s laptop!",
        says(
            """
            It runs on my nan’s laptop! She is 84 and has opinions about the ferry prices. She has
            now bought the ferry so that they can be lowered.
            """
        ),
        ago="3h 15m",
        desks=(opened("community"), opened("marketing")),
        tags=("praise",),
        public=True,
        permalink="https://skylark.example/bealindholm/nan84",
    ),
    story(
        "bea-nan-quote",
        "comments",
        "bea",
        "“I’m 84 and I finally own a ferry.”",
        says("nan’s words, to the postman: “I’m 84 and I finally own a ferry.”"),
        replies(
            "marit",
            """
            We have read this out to everybody here and there was applause. Would your nan allow us
            to quote her, first name only? If she’d rather not, we will just go on being happy.
            """,
            after="50m",
        ),
        says("she says yes and it is Aino and you spell it with no mistakes", "6h"),
        notes("marit", "@Juno consent in the thread, first name, these words only.", "10m"),
        ago="9d",
        desks=(done("community", "marit"), done("pr", "juno")),
        tags=("praise", "story"),
        public=True,
        permalink="https://skylark.example/bealindholm/ferry",
    ),
    story(
        "uschi-oma-80",
        "hello",
        "uschi",
        "Omas 80. und der Hund",
        says(
            """
            Liebe Füchse,

            meine Mutter wird am Samstag 80. Sie spielt Biscuit Heist jeden Sonntag mit vier
            Freundinnen um Kleingeld und hat dabei inzwischen ein Fahrrad gewonnen. Würde Otto ihr
            eine Karte unterschreiben? Mit Pfote reicht.

            Ursula Kettelhack
            """
        ),
        notes(
            "marit",
            "@Sol is the paw stamp in your drawer? It was last seen on the tax return.",
            "30m",
        ),
        replies(
            "marit",
            """
            Liebe Frau Kettelhack,

            die Karte ist heute in die Post gegangen, mit Pfote, und mit einem Satz von Otto, den
            wir nicht lesen konnten. Er betrifft vermutlich das Fahrrad. Alles Gute!
            """,
            after="4h",
        ),
        says(
            """
            Sie hat die Karte gerahmt und neben den Bundespräsidenten gehängt. Etwas höher.
            """,
            after="6d",
        ),
        ago="12d",
        desks=(done("marketing", "sol"), done("community", "marit")),
        tags=("birthday",),
    ),
    story(
        "winston-proposal",
        "help",
        "winston",
        "SECRET: one card, one question",
        says(
            """
            Good day,

            please keep this quiet. I want to ask Folake to marry me and we play Biscuit Heist
            every Friday. Could you make one single card, looking like the real ones, that says:
            “The Last Biscuit. Will you share it?”

            I’d slip it into her hand. Money is no object up to about forty dollars.

            Winston Obi
            """
        ),
        notes(
            "ines",
            """
            Nobody posts this, nobody likes anything, nobody says congratulations in public until he
            does. Zadie is drawing it tonight. @Marketing that means you too, dear Sol.
            """,
            after="12m",
        ),
        replies(
            "ines",
            """
            Dear Winston,

            the card is being drawn tonight by Zadie, who drew the others. It will have the same
            back, corners and weight, so she won’t feel it in her hand. It costs nothing. Two copies
            come, because people drop things at such moments.

            No one here will say a word.
            """,
            after="1h",
        ),
        says(
            """
            It came. I can’t tell it from the others, and I know which one it is. Friday.
            """,
            after="9d",
        ),
        says(
            """
            She looked at it for a whole minute. Then she put down “The Alibi” and said: I was
            always going to say yes.

            The wedding is in May. There will be biscuits.
            """,
            after="4d",
        ),
        notes("ines", "I am fine. It is hay fever.", "10m"),
        replies(
            "ines",
            "Dear Winston, dear Folake: all of us here are so glad. No further questions.",
            "15m",
        ),
        ago="24d",
        desks=(done("support", "ines"), done("community", "marit")),
        tags=("story", "praise"),
    ),
    story(
        "noor-night-shift",
        "help",
        "noor",
        "One tide per night shift",
        says(
            """
            I’m a nurse on nights. I play exactly one tide on my break, it takes eleven minutes, and
            nobody in it is ill. I don’t need anything. I just thought that someone who makes a
            thing like that should be told at three in the morning, when it is used.

            Noor
            """
        ),
        replies(
            "theo",
            """
            Dear Noor,

            I have the early shift, so yours was the first mail I read today, and I have read it
            several times. I’ve passed it to the people who made the tide eleven minutes long. There
            was a discussion about making it shorter. It is over.
            """,
            after="4h",
        ),
        notes(
            "theo",
            "@Juno for the board, and she can say no of course. @Priya eleven minutes stays.",
            "5m",
        ),
        says("Good. And yes, you may use it, with Noor and without the hospital.", "1d 12h"),
        ago="16d",
        desks=(done("support", "theo"), waiting("pr", "juno")),
        tags=("praise", "story"),
    ),
    story(
        "jussara-liga",
        "comments",
        "jussara",
        "Liga das Avós de Recife",
        says(
            """
            Somos onze avós em Recife e jogamos Biscuit Heist toda quinta. Temos camiseta, hino e
            uma expulsa. Vocês têm um troféu?
            """
        ),
        replies(
            "sol",
            """
            Temos uma colher de prata, muito pequena, feita para outro jogo e à espera do seu
            destino. Para onde a enviamos? E, se puder contar: o que fez a expulsa?
            """,
            after="2h 30m",
        ),
        says("ela levou biscoitos de verdade. comeu a prova", "1h"),
        notes(
            "sol", "@Juno eleven grandmothers, an anthem, an expulsion. Grandmothers’ league?", "5m"
        ),
        ago="5d",
        desks=(done("community", "marit"), done("marketing", "sol"), opened("pr", "juno")),
        tags=("praise", "story"),
        public=True,
        permalink="https://lumenpics.example/liga_das_avos/p/7",
    ),
    story(
        "sixofmugs-writes-like-people",
        "comments",
        "sixofmugs",
        "your support writes like people",
        says(
            "whoever runs the support mail at marmalade fox: you write like people. that’s the review"
        ),
        replies("ines", "We’re five people and a kettle. The kettle says thank you.", "30m"),
        ago="21d",
        desks=(done("community", "ines"),),
        tags=("praise",),
        public=True,
        permalink="https://skylark.example/six_of_mugs/3kk",
    ),
    story(
        "bjork-westfjords",
        "help",
        "bjork",
        "A whole village plays your game",
        says(
            """
            Hello. There are 63 of us here and the road is closed. Somebody brought one
            Biscuit Heist on the last boat. We now have a league table in the swimming pool, and the
            priest is second.

            Not a question. We only wondered whether you knew.

            Sigrún
            """
        ),
        replies(
            "theo",
            """
            Dear Sigrún,

            we did not know and it has improved everyone’s day. Is one box enough for 63? If the
            road opens, four more come, as a present, in exchange for the league table at the end of the
            season.
            """,
            after="5h",
        ),
        says(
            "The road opened for one hour. The plough brought them. The priest is now third.", "8d"
        ),
        notes("theo", "@Juno swimming pool, priest, plough.", "30m"),
        ago="30d",
        desks=(done("support", "theo"), done("pr", "juno")),
        tags=("praise", "story"),
    ),
)
