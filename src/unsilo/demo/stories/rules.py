"""Rules questions and ideas."""

from unsilo.demo.script import done, notes, opened, replies, says, story, waiting

STORIES = (
    story(
        "hettie-dog-player",
        "form",
        "hettie",
        "Settle this before dinner please",
        says(
            """
            We need a ruling, fast, there is a roast. If all human players are caught on the same
            turn, does the Dog win? My husband says the Dog is “a token”. My daughter says the Dog
            is “the point”.

            Hettie Grange
            """
        ),
        replies(
            "bram",
            """
            Hi Hettie, the Dog wins. Page 6, bottom: “If nobody is left to blame him, he did
            nothing.” Your daughter may carve.
            """,
            after="14m",
        ),
        says("He is carving badly out of spite. Thank you for the speed.", "50m"),
        ago="2d",
        desks=(done("support", "bram"),),
        tags=("rules",),
    ),
    story(
        "twins-one-oven",
        "help",
        "twins",
        "Two players, one oven",
        says(
            """
            Hello! With two players, page 4 says each player has an oven, page 9 says there is one
            oven. We have been playing with one and a half (we take turns being cross).

            Also, this may interest you: we live on two coasts, Portland in Maine and Portland in
            Oregon, and share one Tidewick harbour. Ada builds by day and Iris repairs by night,
            hers, so it is never dark in both.

            Ada and Iris
            """
        ),
        replies(
            "theo",
            """
            Hello to both Portlands,

            one oven each; page 9 is wrong and has been since the first printing. You are the
            second to notice and the first to find a compromise.

            The harbour that is never dark is the nicest thing I have read this week. Would you
            mind if I showed that paragraph to a colleague who collects such things?
            """,
            after="3h",
        ),
        says("Show away. Ada says yes, Iris says only if her half is mentioned first.", "8h"),
        notes("theo", "@Juno for the board: twins, two coasts, one harbour. Iris first.", "20m"),
        ago="20d",
        desks=(done("support", "theo"), waiting("pr", "juno"), done("product", "priya")),
        tags=("rules", "story"),
    ),
    story(
        "basile-joker",
        "help",
        "basile",
        "Question de règle : la grand-mère bloque-t-elle le chat ?",
        says(
            """
            Bonjour,

            la carte Grand-mère dit « personne ne sort de la cuisine ». Le chat est-il une
            personne ? Autour de notre table, les avis sont partagés et le chat, le vrai, a quitté
            la pièce.

            Basile Thibodeau
            """
        ),
        replies(
            "marit",
            """
            Bonjour Basile,

            dans Biscuit Heist, le chat n’est pas une personne, c’est une circonstance. Il sort
            quand il veut. Le vôtre a donc joué correctement.
            """,
            after="1h 40m",
        ),
        ago="6d",
        desks=(done("support", "marit"),),
        tags=("rules",),
    ),
    story(
        "aylin-vier-dosen",
        "help",
        "aylin",
        "Regelfrage: Kann man die eigene Dose stehlen?",
        says(
            """
            Hallo zusammen,

            mein Sohn hat gestern seine eigene Keksdose gestohlen, sich selbst verraten und dafür
            zwei Punkte kassiert. Er sagt, das steht nirgends verboten. Er hat leider recht, wir
            haben nachgesehen.

            Ist das so gewollt?

            Aylin
            """
        ),
        replies(
            "theo",
            """
            Hallo Aylin,

            gewollt war es nicht, aber schön ist es schon. Offiziell gilt: Die eigene Dose kann man
            nicht stehlen, nur „umräumen“, und das gibt null Punkte. In der nächsten Auflage steht
            es auf Seite 5.

            Richten Sie Ihrem Sohn bitte aus, dass die Regel nach ihm benannt wird. Wie heißt er?
            """,
            after="2h",
        ),
        says("Emre. Er hat jetzt eine Regel und kommt in Mathe trotzdem nicht weiter.", "4h"),
        notes("theo", "@Priya new edition, p. 5: “Emre’s rule”.", "5m"),
        ago="13d",
        desks=(done("support", "theo"), done("product", "priya")),
        tags=("rules",),
    ),
    story(
        "otis-petition",
        "help",
        "otis",
        "PETITION FOR CATS",
        says(
            """
            Dear Marmalade Fox,

            my name is Otis and I am 9. I have played Biscuit Heist 61 times. There is a dog and
            there is one cat but she is only on a card and does nothing.

            I have collected 214 signatures for a cat who does something. 31 are from my school, 4
            are teachers, 1 is a policeman. The rest is from outside the supermarket.

            Please answer this because I said you would.

            Otis Bell
            """,
            files=("petition-page-1.png", "signatures.csv"),
        ),
        replies(
            "priya",
            """
            Dear Otis,

            thank you for your petition. I counted: 214, and the policeman’s is very neat.

            We looked at the rules and you are right, the cat does nothing. Here is an idea, and I
            need your opinion: “The Cat. Once per game, knock one card off the table. You do not
            have to explain.”

            Could you try that with your family and write down what happens? We cannot promise
            that it will be printed. We promise to play it too.
            """,
            after="1d 2h",
        ),
        says(
            """
            Dear Priya,

            we played it 7 times. Results are in the table. Mum says it is too strong. Dad says it
            is too true. I think it should be allowed to be done with the elbow.

            Otis
            """,
            after="3d",
            files=("cat-test-results.csv",),
        ),
        notes(
            "priya",
            "His table has a column “Was it fair (y/n)” and a column “Was it funny”. Hire him.",
            "2h",
        ),
        replies(
            "priya",
            """
            Dear Otis,

            elbow approved. We have written it into the rules of Second Helping as a small card, and
            the credits of the box will say “The Cat: after an idea by O. Bell and 214 others”. Your
            mother has to agree to that first, and so does the policeman.
            """,
            after="2d",
        ),
        ago="9d",
        desks=(done("support", "priya"), waiting("product", "priya"), opened("pr", "juno")),
        tags=("idea", "story", "second-helping"),
    ),
    story(
        "tevita-solo",
        "form",
        "tevita",
        "Solo mode for Lantern Box?",
        says(
            """
            Kia ora! The box says 1 to 5 players but the rules start with “choose the tallest
            player”. I chose myself after a long discussion. What now? I can’t find the solo part.
            """
        ),
        replies(
            "bram",
            """
            Kia ora Tevita,

            congratulations on your election. The solo rules are under the lantern tray, printed on
            the bottom of the box, which made sense to somebody at the time. Same thing as a page:
            attached.
            """,
            after="2h",
            files=("lantern-box-solo.pdf",),
        ),
        ago="1d 20h",
        desks=(done("support", "bram"),),
        tags=("rules",),
    ),
    story(
        "zsofia-baker",
        "help",
        "zsofia",
        "Page 7: “Place the baker in the oven”",
        says(
            """
            Dear Foxes, on page 7 of Lantern Box it is written: “Place the baker in the oven.” My
            nephew, who learns English, is now afraid of you. I think you mean the bread.

            Zsófia Halász
            """
        ),
        replies(
            "bram",
            """
            Dear Zsófia,

            we do mean the bread. Please tell your nephew that the baker is well and has asked us
            to apologise. The new printing says “batch”. It has been read aloud by three people, one
            of them a baker.
            """,
            after="1h",
        ),
        notes("bram", "@Product p. 7. How many printings have we been cooking this man?", "2m"),
        notes("priya", "Two. Fixed in the file.", "3h"),
        ago="30d",
        desks=(done("support", "bram"), done("product", "priya")),
        tags=("rules", "typo"),
    ),
    story(
        "dmitri-gull-slider",
        "form",
        "dmitri",
        "A slider for the gulls",
        says(
            """
            Please add a volume slider for the gulls only. I live by the sea. I have gulls. When
            the game gulls start, the real ones answer, and then it does not stop until ten.
            """
        ),
        notes(
            "theo",
            "Fourth gull request this week. @Priya is “Gulls: 0 to 11” still on the table?",
            "1h",
        ),
        ago="1d 5h",
        desks=(opened("support", "theo"), opened("product", "priya")),
        tags=("idea", "gulls"),
    ),
    story(
        "cho-undo",
        "form",
        "cho",
        "Idea: undo for bridges",
        says(
            """
            Hi, small idea. When I build a bridge in the wrong place, the only way to remove it is
            fire. Could there be an undo? I like the fire, but the villagers have started to form
            a committee.
            """
        ),
        replies(
            "priya",
            """
            Hi Mei-ling, undo for bridges is on the list for 1.5, for the first thirty seconds after
            building. The committee stays in the game; everybody here is very attached to it.
            """,
            after="6h",
        ),
        ago="35d",
        desks=(done("support", "priya"), done("product", "priya")),
        tags=("idea",),
    ),
)
