"""Tidewick: gulls, ferries, batteries and downloads."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story

STORIES = (
    story(
        "nils-gulls",
        "help",
        "nils",
        "Krasch när man matar måsarna",
        says(
            """
            Hej!

            Tidewick kraschar när jag matar måsarna vid norra piren. Bara där, och bara med fisk.
            Matar jag dem med bröd går det bra, men då tittar de på mig så konstigt.

            Version 1.4, bifogar loggen. Det är inte bråttom, men måsarna är hungriga.

            Hälsningar
            Nils
            """,
            files=("crash-log.txt",),
        ),
        notes(
            "bram",
            "Third report with fish at the north pier. @Theo yours? It is in Swedish.",
            "50m",
        ),
        ago="3h 30m",
        desks=(opened("support", "bram"), opened("product")),
        tags=("crash", "gulls"),
    ),
    story(
        "hana-ferry",
        "form",
        "hana",
        "The 25:00 ferry",
        says(
            """
            Hello, the timetable on the island of Little Sorrow lists a ferry at 25:00. I waited
            for it. It came. It went somewhere that is not on the map and my character will not
            talk about it.

            Is this a bug or literature?
            """,
            files=("timetable.png",),
        ),
        replies(
            "bram",
            """
            Hi Hana,

            it is a bug that has been told it is literature once too often. Your character comes
            back to normal after sleeping. I have passed the picture to Priya, who has asked
            everyone here to stop calling it “the good bug”.

            I’ll write to you when it is fixed, or when it is announced as a feature.
            """,
            after="2h 30m",
        ),
        notes(
            "priya", "Off by one in the night table. Fix goes into 1.4.1. I am a little sad.", "1d"
        ),
        ago="6d",
        desks=(snoozed("support", "bram", "4d"), snoozed("product", "priya", "4d")),
        tags=("bug", "ferries"),
    ),
    story(
        "omar-battery",
        "help",
        "omar",
        "Handheld battery dies in 40 minutes",
        says(
            """
            Since the update Tidewick eats my handheld’s battery in about forty minutes. It used to
            last a whole flight. It also gets warm enough to be of use in winter, which I suppose
            is a feature, but not one I paid for.

            Is there a setting?
            """
        ),
        replies(
            "theo",
            """
            Hello Omar,

            there is: Settings, Weather, “Distant rain”. Switch it off and you should get about
            three hours again. It draws every drop behind the horizon, where nobody can see it,
            because we forgot to tell it not to.
            """,
            after="2h",
        ),
        says("2 h 50 and counting. My hands are cold now but I forgive you.", "1d"),
        ago="18d",
        desks=(done("support", "theo"),),
        tags=("performance",),
    ),
    story(
        "joonho-beta",
        "help",
        "joonho",
        "Can I test 1.4.1?",
        says(
            """
            Hi, I saw in the forum that you look for people with very large harbours. Mine has
            1,906 buildings. It takes four minutes to load and I make tea in that time, so please
            do not make it too fast.

            I have a computer from 2014, a handheld and patience.
            """
        ),
        replies(
            "priya",
            """
            Hi Joon-ho,

            you are exactly the person. Build and instructions are in your account now; please
            keep a copy of the harbour somewhere safe first. The one thing I’d love to know: how
            long does the loading take before and after, with a stopwatch.

            We will leave time for tea.
            """,
            after="5h",
        ),
        says(
            """
            Before: 4 min 11 s. After: 1 min 38 s. The tea is now not ready. Otherwise no problems,
            numbers in the table.
            """,
            after="1d 3h",
            files=("loading-times.csv",),
        ),
        notes(
            "priya",
            "This is gold. Snoozing until the release, then a thank-you in the credits.",
            "1h",
        ),
        ago="4d",
        desks=(snoozed("support", "priya", "5d"), opened("product", "priya")),
        tags=("beta", "performance"),
    ),
    story(
        "beatriz-cloud",
        "form",
        "beatriz",
        "Conflito de gravações na nuvem",
        says(
            """
            Olá! O jogo pergunta se quero ficar com o porto “deste computador” ou com o “da nuvem”.
            Um tem uma ponte, o outro tem o meu casamento. Não consigo escolher.

            Há maneira de ficar com os dois?
            """
        ),
        replies(
            "sol",
            """
            Olá Beatriz,

            há, sim. Escolha “deste computador” e não se assuste: o da nuvem fica guardado como
            cópia. Depois, no menu Portos, abra a cópia e use “Juntar cais”. A ponte e o casamento
            podem coexistir, como na vida.
            """,
            after="4h",
        ),
        says("Funcionou. Casei outra vez, desta vez em cima da ponte. Obrigada!", "20h"),
        ago="22d",
        desks=(done("support", "sol"),),
        tags=("cloud-save",),
    ),
    story(
        "brinemother-asked",
        "help",
        "brinemother",
        "How big is Tidewick?",
        says(
            """
            Hello, how big is the Tidewick download, please? I live on a boat and pay for every
            gigabyte, so I would rather know before than after.
            """
        ),
        replies(
            "bram",
            """
            Good question, and an easy one: the Tidewick download is 4.1 MB. That should be gentle
            even on a boat.
            """,
            after="34m",
        ),
        ago="26d 3h",
        desks=(done("support", "bram"),),
        tags=("download-size",),
    ),
    story(
        "brinemother-size",
        "comments",
        "brinemother",
        "4.1 MB?? did they compress the whole ocean",
        says(
            """
            Asked support how big the Tidewick download is and they said 4.1 MB. four point one.
            MEGA. did they compress the whole ocean?? it is 4.1 GB. I am on a boat. I pay per tide.
            """
        ),
        notes(
            "marit",
            "Our mistake, a macro from last year. @Juno this is being passed around.",
            "15m",
        ),
        replies(
            "juno",
            """
            That was us, and it was wrong: it is 4.1 GB. We wrote MB in a saved answer, nobody
            noticed, and you paid for it, literally. If you send us the bill for that download we
            will pay it. The answer is corrected everywhere now, and the size stands on the page
            before the button.
            """,
            after="26m",
        ),
        says(
            "ok that is the most normal reply I have ever had from a company. bill was 11 dollars",
            "1h",
        ),
        replies("juno", "Eleven dollars are on their way. Fair winds, and cheaper ones.", "20m"),
        says("for the record it’s a good ocean", "3h"),
        ago="26d",
        desks=(done("community", "marit"), done("pr", "juno")),
        tags=("download-size", "complaint"),
        public=True,
        permalink="https://village.marmaladefox.example/t/4812",
    ),
)
