"""Partners: bakeries, ferries, museums, publishers and fairs."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "bakery-biscuits",
        "hello",
        "bakery",
        "We bake your biscuits",
        says(
            """
            Dear foxes,

            I have a confession. Since last summer our bakery has sold the nine biscuits from your game,
            by number, as a joke for my niece. It is no longer a joke, we sell 300 a weekend, and a
            man drove here from Canada for a number 7.

            I should have asked. I’m asking. What do we owe you, and may we go on?

            Josephine Maple, Maple & Rye
            """,
            files=("nine-biscuits.png",),
        ),
        notes(
            "sol", "I have looked at the picture for some time. @Juno @Lena may I say yes?", "20m"
        ),
        notes(
            "juno",
            "Asked Lena: yes to the baking, no to money for this year. She wants a number 7.",
            after="1h",
        ),
        replies(
            "sol",
            """
            Dear Josephine,

            you owe us a number 7, and so do we all, apparently. Please go on. Let us write down on
            one page what you may print on the bag, so that neither of us has to be careful later.
            It is attached, with a line for your signature and one for your niece.
            """,
            after="2h",
            files=("biscuit-agreement.pdf",),
        ),
        says("Signed, both of us. Box of 7s on the way. Don’t let the dog near the door.", "2d"),
        ago="14d",
        desks=(done("marketing", "sol"), opened("pr", "juno")),
        tags=("partnership", "story"),
    ),
    story(
        "ferryman-timetable",
        "hello",
        "ferryman",
        "Tidewick timetable on a real ferry",
        says(
            """
            To whom it concerns,

            I run two ferries. My deckhand plays your Tidewick and has noticed that your island
            timetable is easier to read than ours. He has hung it up. Passengers prefer it. Four
            have asked for the boat to Little Sorrow, which does not exist.

            Could I buy the design? I mean it.

            Capt. Roy Halvorsen
            """,
            files=("ferry-noticeboard.png",),
        ),
        replies(
            "sol",
            """
            Dear Captain,

            it’s yours. Priya is setting your real timetable in it this week and asks whether the
            wind column should stay. She also asks, shyly, whether she may one day stand on the
            bridge.
            """,
            after="4h",
        ),
        says(
            """
            The wind column stays. She may ring the bell. Departures attached, plus two corrections
            to your tide tables for the north harbour. They were nine minutes out.
            """,
            after="1d",
            files=("departures.csv", "tide-corrections.csv"),
        ),
        notes("priya", "He is right about the nine minutes.", "3h"),
        ago="6d",
        desks=(waiting("marketing", "sol"), opened("product", "priya"), opened("pr", "juno")),
        tags=("partnership", "story"),
    ),
    story(
        "lampa-polish",
        "hello",
        "lampa",
        "Polish edition of Biscuit Heist",
        says(
            """
            Dear Sol,

            we would like to publish Biscuit Heist in Polish. First run 3,000. One difficulty: in
            Poland nobody would ever blame the dog. May it be the neighbour?

            Agnieszka Wrona, Wydawnictwo Lampa
            """
        ),
        replies(
            "sol",
            """
            Dear Agnieszka,

            a lovely problem. The dog has to stay on the box, he has a contract, but in the text it
            may be anyone. Draft terms are attached. Could we talk on Thursday, when Priya is here
            to defend the dog?
            """,
            after="1d 3h",
            files=("licence-draft.pdf",),
        ),
        ago="5d",
        desks=(snoozed("marketing", "sol", "4d"),),
        tags=("partnership", "translation"),
    ),
    story(
        "museum-small-lights",
        "press",
        "museum",
        "An exhibition, and a request for one harbour",
        says(
            """
            Dear Ms Castell,

            I keep the Museum of Small Lights. In spring we open a room on lighthouses that were
            never built. I heard the radio piece about Mrs. Marsh’s 412. With her leave, and yours,
            I’d like to show her harbour on one wall, running, lamps lit, for nine months.

            Fergus Innes
            """
        ),
        notes(
            "juno",
            "Her leave first. I’ll ring her. @Theo can it run for nine months unattended?",
            "30m",
        ),
        notes("theo", "Yes, with one person who presses nothing.", "12m"),
        ago="11h",
        desks=(opened("pr", "juno"), done("support", "theo")),
        tags=("partnership", "story"),
    ),
    story(
        "escape-pantry",
        "hello",
        "escape",
        "An escape room called The Locked Pantry",
        says(
            """
            Hi! We run escape rooms in Manchester and want to build a Biscuit Heist one. Sixty
            minutes, one kitchen, one suspiciously calm dog (not real). Who do we talk to about
            rights?
            """
        ),
        replies(
            "sol",
            """
            Hi Priti, you’re talking to her. Tell me two things: would the dog be guilty in the end,
            and how much would you charge a family of four? Everything else we can work out.
            """,
            after="7h",
        ),
        ago="2d",
        desks=(waiting("marketing", "sol"),),
        tags=("partnership",),
    ),
    story(
        "fair-standplan",
        "hello",
        "fair",
        "Würfeltage: Ihr Stand neben der Blaskapelle",
        says(
            """
            Sehr geehrte Ausstellerin,

            anbei der vorläufige Standplan. Sie stehen auf C14, neben dem Getränkestand und
            gegenüber der Blaskapelle (stündlich, außer Sonntag). Änderungswünsche bitte binnen
            einer Woche.

            Organisationsbüro Würfeltage
            """,
            files=("standplan.pdf",),
        ),
        notes(
            "sol",
            "@Marit opposite a brass band? C22 by the window is free, could you ask in German?",
            "1h",
        ),
        ago="20h",
        desks=(opened("marketing", "sol"), opened("community", "marit")),
        tags=("event",),
    ),
    story(
        "con-invite",
        "hello",
        "con",
        "DiceWharf: you are invited, and so is the dog",
        says(
            """
            Hello Marmalade Fox,

            we would love to have you at DiceWharf in spring: one table, two chairs, three days. Last
            year people asked for the dog. If the dog comes we can offer a corner.

            The DiceWharf team
            """
        ),
        replies(
            "sol",
            """
            Hello DiceWharf,

            we’ll come, and the dog comes too (two metres tall, one person inside, needs water every
            forty minutes). A corner would be kind. Which door is at least a metre wide?
            """,
            after="1d 2h",
        ),
        says("The loading dock. Corner is yours. We’ve ordered a bowl.", "2d"),
        ago="19d",
        desks=(done("marketing", "sol"),),
        tags=("event",),
    ),
)
