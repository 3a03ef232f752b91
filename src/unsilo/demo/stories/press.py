"""Press, radio, podcasts, awards: people who will print what we say."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "nadia-lighthouse",
        "press",
        "nadia",
        "Question about the lighthouse story",
        says(
            """
            Hi Juno,

            could Edda speak to us on Friday, before eleven? Ten minutes by phone would do, she can
            have the questions today. I’d also like to speak to whoever rebuilt the harbour, and I
            need one number: how long did it take him?

            Nadia Faraday, Second Breakfast
            """
        ),
        notes(
            "juno",
            "@Theo 312 minutes over two evenings, is that from the log? Nadia checks. Friday 10:30?",
            after="14m",
        ),
        notes(
            "theo",
            "From the log, yes. Friday is fine. Edda’s line is free, it is not Tuesday.",
            "20m",
        ),
        ago="2h 45m",
        desks=(opened("pr", "juno"), done("support", "theo")),
        tags=("press", "story"),
        priority="high",
    ),
    story(
        "col-photos",
        "press",
        "col",
        "Photos for Saturday’s page, and one fact",
        says(
            """
            Ms. Castell,

            I have two hours with Mrs. Marsh on tape and about nine minutes of it is about your
            game. The rest is better. We run it on Saturday, page three.

            I need the before and after pictures of her harbour at print size. And she says 412.
            Is it 412?

            Col Brandt, Pine County Ledger
            """
        ),
        replies(
            "juno",
            """
            Mr. Brandt,

            it is 412; Theo counted while he put them back and she counted after him. Both pictures
            are attached at full size. She has agreed to those two and to her name in print.

            She reads the text before it goes to press, that was her one condition.
            """,
            after="1h 30m",
            files=("harbour-before.png", "harbour-after.png"),
        ),
        says("She has already corrected my punctuation. Running Saturday.", "2d"),
        notes("juno", "Printed. Page three became page one. @Theo buy two copies.", "3d"),
        ago="11d",
        desks=(done("pr", "juno"),),
        tags=("press", "story"),
    ),
    story(
        "achebe-radio",
        "press",
        "achebe",
        "One hour about small lights",
        says(
            """
            Dear Juno,

            we make an hour every month about one small subject. The next one is small lights:
            lighthouses, fireflies, the one in the fridge. Would someone of yours talk about
            drawing a lamp that four hundred thousand people have lit? Twelve minutes, live, from
            your desk.

            Mercy Achebe, Radio Northwater
            """
        ),
        replies(
            "juno",
            """
            Dear Mercy,

            yes, gladly. The person is Priya Raman, who drew the lamp and can talk about it for
            much longer than twelve minutes, so please have a hand signal ready. She is free on
            both your dates.
            """,
            after="4h",
        ),
        says("The later date, then. I’ll send a script ten days before.", "1d"),
        notes(
            "juno",
            "Back to this when the script comes. @Priya practise in front of the dog.",
            "10m",
        ),
        ago="9d",
        desks=(snoozed("pr", "juno", "12d"),),
        tags=("press", "radio"),
    ),
    story(
        "pascal-preview",
        "press",
        "pascal",
        "Preview copy, Second Helping",
        says(
            """
            Juno,

            we’d like to look at Second Helping before launch. Physical copy if there is one, files
            if not. I’m told there is a Grandmother and that she is “a problem”.

            When is the embargo?

            Pascal, The Long Save
            """
        ),
        replies(
            "juno",
            """
            Pascal,

            a finished box leaves today. The embargo is nine in the morning, your time, on launch
            day; photos of the table are fine before that, the Grandmother’s face is not. She is a
            problem. We have tried to balance her since spring and she has balanced us.
            """,
            after="2h",
        ),
        says("Arrived. Played it four times. Who hurt you. Text ready for launch morning.", "5d"),
        ago="10d",
        desks=(done("pr", "juno"),),
        tags=("press", "second-helping"),
    ),
    story(
        "wuerfelpost-exemplar",
        "press",
        "wuerfelpost",
        "Rezensionsexemplar Lantern Box",
        says(
            """
            Sehr geehrte Frau Castell,

            für unser nächstes Heft suchen wir Spiele, die größer sind als nötig. Ihr Haus wurde
            uns gleich dreimal genannt. Könnten wir ein Exemplar von Lantern Box bekommen?
            Redaktionsschluss ist in vierzehn Tagen, unser Redaktionstisch misst 1,60 m.

            Dirk Engelhardt, Würfelpost
            """
        ),
        notes(
            "juno",
            "@Marit would you answer in German? One box from Lüneburg would be fastest.",
            "40m",
        ),
        replies(
            "marit",
            """
            Sehr geehrter Herr Engelhardt,

            ein Exemplar kommt morgen per Kurier aus Lüneburg. 1,60 m reichen, wenn niemand Kaffee
            trinkt. Bilder in Druckauflösung liegen bei, ebenso die Maße der Schachtel in echten
            Zentimetern, weil danach immer gefragt wird.
            """,
            after="1h 30m",
            files=("lantern-box-masse.pdf",),
        ),
        ago="3d",
        desks=(waiting("pr", "juno"),),
        tags=("press", "review-copy"),
    ),
    story(
        "patch-correction",
        "press",
        "patch",
        "I wrote about your 4.1 MB. Anything to add?",
        says(
            """
            Hi, I run Patchwork Notes (small, cross, well read). I’ve just published a piece titled
            “Support said 4.1 MB. It is 4.1 GB.” I quote your saved answer in full. If you wish to
            add something I will add it, unedited, up to forty words.

            Pip Noakes
            """
        ),
        replies(
            "juno",
            """
            Hi Pip, thank you for asking. Here are thirty-one:

            We got the unit wrong in a saved answer, for eleven months, and nobody checked. It is
            4.1 GB. Anyone who paid for that download by the megabyte can send us the bill.
            """,
            after="48m",
        ),
        says(
            """
            Added, at the top. I’ve also changed the title. It is rare that I get to.
            """,
            after="2h",
        ),
        ago="25d",
        desks=(done("pr", "juno"),),
        tags=("press", "download-size"),
    ),
    story(
        "kajsa-intervju",
        "press",
        "tidsfordriv",
        "Intervju med den som svarar i telefon",
        says(
            """
            Hej Juno,

            alla intervjuar spelmakare. Jag vill intervjua någon som svarar kunder hela dagen och
            ändå är trevlig. Jag hör att det finns en svensk hos er.

            Kajsa Wikner, Tidsfördriv
            """
        ),
        notes(
            "juno",
            "@Theo she means you. You may say no, and I’d understand, and please don’t.",
            "25m",
        ),
        notes("theo", "I have said yes before reading it properly. It is Swedish of me.", "1h"),
        replies(
            "juno",
            """
            Hello Kajsa, in English from me, Swedish from him: Theo says yes. He is free on Thursday
            after three. Please do not call him a hero, he will hide behind the printer.
            """,
            after="30m",
        ),
        ago="1d 4h",
        desks=(waiting("pr", "juno"), done("support", "theo")),
        tags=("press", "interview"),
    ),
    story(
        "aurelie-chiffres",
        "press",
        "aurelie",
        "Chiffres de vente, Europe",
        says(
            """
            Bonjour,

            j’écris un dossier sur les petits éditeurs qui vendent au-delà de leur langue. Pouvez-
            vous me donner vos ventes européennes, même en ordre de grandeur, et me dire quel pays
            vous a le plus surpris ?

            Aurélie Bonnefoy, La Pioche (Bruxelles)
            """
        ),
        notes("juno", "@Sol may I give 38,000 for Europe, and Portugal as the surprise?", "1h"),
        ago="17h",
        desks=(opened("pr", "juno"), opened("marketing")),
        tags=("press", "numbers"),
    ),
    story(
        "student-fox",
        "press",
        "student",
        "Fact check: is your founder a fox",
        says(
            """
            Dear press office,

            I am the editor of The Little Lantern (Lakeview Middle School, 340 copies). Our reporter
            wrote that your company “was founded by a fox”. Our teacher says we have to check facts
            with the source.

            Is it true?

            Kofi Mensah-Boyle, Editor, Grade 7
            """
        ),
        replies(
            "juno",
            """
            Dear editor,

            thank you for checking. The company was founded by Lena Hart, who is a person. The fox
            lived under her porch in the first winter and ate a jar of marmalade, which is where
            the name comes from. You may quote both of them; the fox did not return our call.

            Would your reporter like to see where the games are made?
            """,
            after="1h 15m",
        ),
        says("She screamed. So yes. We will print the correction on page 1, it is better.", "1d"),
        notes(
            "juno",
            "Visit on the 14th, 22 children. @Lena you are now quoted next to the fox.",
            "20m",
        ),
        ago="16d",
        desks=(done("pr", "juno"),),
        tags=("press", "school"),
    ),
    story(
        "podcast-butter",
        "press",
        "podcast",
        "Come and be wrong about cards with us",
        says(
            """
            Hello! We are Gil and Suze, we make Roll and Butter, a podcast about board games and
            toast (11,000 listeners, most of them awake). Each guest brings one game they love and
            one bread. Would someone from Marmalade Fox come?

            We record on Sundays. We do not pay but the toast is real.
            """
        ),
        replies(
            "juno",
            """
            Hi Gil and Suze,

            Marit would love to, she runs our community and has opinions about rye. Could it be the
            second Sunday of next month? The first is a launch and she will not be coherent.
            """,
            after="1d",
        ),
        ago="2d",
        desks=(waiting("pr", "juno"), done("community", "marit")),
        tags=("press", "podcast"),
    ),
    story(
        "pawn-shortlist",
        "press",
        "pawn",
        "Copper Pawn Awards: shortlist, under embargo",
        says(
            """
            Dear Marmalade Fox,

            we are delighted to tell you that Lantern Box is on the shortlist for the Copper Pawn in
            the category “Largest Sensible Box”. Please keep this to yourselves until Friday, 10:00.

            Kindly send us two photographs and one sentence about the game.

            The jury
            """
        ),
        notes(
            "juno",
            "!!! Embargo until Friday. @Marketing nothing scheduled before 10:01, please.",
            "8m",
        ),
        notes(
            "sol",
            "The post sits at 10:05. The sentence: “It is big because the night is.” Yes?",
            "35m",
        ),
        notes("sol", "@Lena has knocked on my door and said yes.", "1h"),
        ago="1d 1h",
        desks=(opened("pr", "juno"), opened("marketing", "sol")),
        tags=("press", "award"),
        priority="high",
    ),
    story(
        "tips-rumour",
        "press",
        "tips",
        "A source says you have been bought",
        says(
            """
            Hi. A source close to the matter says Marmalade Fox is about to be acquired by a large
            publisher of quizzes. Care to comment? Publishing at 5.

            T. Haskins
            """
        ),
        replies(
            "juno",
            """
            Hello Mr. Haskins,

            on the record: no. Nobody has offered, nobody here is selling, and the founder has asked
            me to add that she would miss the porch. You can quote all of that.
            """,
            after="9m",
        ),
        says("Appreciated. Killing it. The source was a parody account.", "1h"),
        ago="36d",
        desks=(done("pr", "juno"),),
        tags=("press", "rumour"),
    ),
)
