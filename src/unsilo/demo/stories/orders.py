"""Parcels: late, crushed, at the neighbour’s, or stuck in customs."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story

STORIES = (
    story(
        "dana-confetti",
        "help",
        "dana",
        "Box arrived as confetti",
        says(
            """
            Hi,

            order 18832 arrived today, three weeks late, and I’m using “arrived” generously. The
            parcel had been run over by something with a grudge. Inside was what I can only call
            confetti, plus one card, intact: The Alibi.

            I’m not even mad, I laughed, but I would like a game.

            Dana Whitlock
            """,
            files=("confetti.png",),
        ),
        replies(
            "bram",
            """
            Hi Dana,

            I have shown the picture around and nobody here can work out how. A new box left ten
            minutes ago, by a different carrier, in a carton meant for glass. No charge, and please
            don’t send the confetti back.

            Keep The Alibi. You have earned a spare.
            """,
            after="1h 20m",
        ),
        says(
            "It came! In one piece! I have two Alibis now and I intend to use both. Thank you.",
            "4d",
        ),
        notes(
            "bram",
            "Third crushed parcel this month from the same depot. @Sol worth a word with them?",
            "15m",
        ),
        ago="50d",
        desks=(done("support", "bram"),),
        tags=("shipping-damage",),
    ),
    story(
        "etienne-voisin",
        "help",
        "etienne",
        "Mon voisin a ouvert le colis et il y joue",
        says(
            """
            Bonjour,

            mon colis a été livré chez le voisin du dessus. Il l’a ouvert « par erreur », il a lu
            la règle « par curiosité », et depuis dimanche j’entends rire. C’est mon Biscuit Heist.

            Que prévoit votre service dans ce cas ?

            Étienne Rouvière
            """
        ),
        replies(
            "juno",
            """
            Bonjour Étienne,

            notre service prévoit une nouvelle boîte, partie ce matin, à votre nom et à votre étage.
            Pour la première, deux possibilités : vous la récupérez, ou vous montez avec une
            bouteille et vous exigez une revanche. Nous penchons pour la seconde.
            """,
            after="3h",
        ),
        says(
            "J’y suis monté. J’ai gagné. Il s’appelle Marc, il est très bien. Merci à vous.", "4d"
        ),
        notes("juno", "Small, funny, true. Asked him if he would tell it. @PR board, maybe.", "1h"),
        ago="31d",
        desks=(done("support", "juno"), done("pr", "juno")),
        tags=("shipping", "story"),
    ),
    story(
        "lorna-dale",
        "help",
        "lorna",
        "Please do not send it to Dale",
        says(
            """
            Hello, I’ve just ordered Lantern Box (20431) and your website has remembered an address
            that I have been trying to forget. Please do not send it to Dale. He would keep it, and
            he would not even open it, he would just have it.

            The right address is Taitcottage, Oban. The one with the blue gate and no Dale.

            Lorna
            """
        ),
        replies(
            "ines",
            """
            Hello Lorna,

            caught it before the label was printed. It goes to the blue gate. I have also removed
            the old address from your account for good, so it can’t be suggested again, by us at
            least.
            """,
            after="12m",
        ),
        says("You are a wonderful woman. Blue gate is open.", "25m"),
        ago="13h",
        desks=(done("support", "ines"),),
        tags=("address",),
    ),
    story(
        "nonna-ascensore",
        "help",
        "nonna",
        "La scatola non passa dalla porta dell’ascensore",
        says(
            """
            Gentili signori,

            il corriere ha lasciato Lantern Box nell’androne perché nell’ascensore non entra e lui
            ha la schiena. Anch’io ho la schiena, e abito al quinto piano. La scatola è lì da due
            giorni e il portiere ci appoggia la posta.

            Renata Bevilacqua, 74 anni
            """
        ),
        replies(
            "sol",
            """
            Gentile signora Renata,

            la scatola non doveva restare lì. Domattina fra le nove e le undici torna il corriere
            con un collega, pagato da noi, fino alla porta di casa. Se preferisce un’altra ora mi
            scriva pure stasera.
            """,
            after="40m",
        ),
        says(
            """
            Sono venuti in due, gentilissimi, e uno dei due ha chiesto come si gioca. Gli ho fatto
            il caffè. Grazie di cuore.
            """,
            after="1d",
        ),
        ago="14d",
        desks=(done("support", "sol"),),
        tags=("shipping",),
    ),
    story(
        "ingrid-customs",
        "help",
        "ingrid",
        "Customs want to know if Otto is an animal",
        says(
            """
            Hi,

            my parcel is stuck in customs because the declaration says “1 dog”. I have rung them.
            They asked for his vaccination papers. I said he is plush. They said that everybody
            says that.

            Can you send something official?

            Ingrid Moen
            """
        ),
        replies(
            "bram",
            """
            Hi Ingrid,

            here is a letter on our paper, signed, stating that Otto is polyester, has never been
            alive and does not require quarantine. I have also had the declaration changed to “toy,
            stuffed” for everyone who comes after you.
            """,
            after="1h 10m",
            files=("otto-is-not-an-animal.pdf",),
        ),
        says("Released! The officer kept a copy of the letter for the coffee room.", "2d"),
        ago="40d",
        desks=(done("support", "bram"),),
        tags=("customs", "shipping"),
    ),
    story(
        "delroy-packing",
        "form",
        "delroy",
        "Is your fox asleep?",
        says(
            """
            My order 20102 has said “The fox is packing your parcel” since last Tuesday. I don’t
            want to rush a fox but how many paws has he got?
            """
        ),
        replies(
            "bram",
            """
            Hi Delroy, the fox put your parcel on the wrong trolley, where it has had a quiet week.
            It leaves today by the fast service, and Teaspoon Duel travels along as an apology. The
            page now says where a parcel really is, after four days at the latest.
            """,
            after="3h",
        ),
        says(
            "Both here. The tin is lethal. My wife and I are no longer speaking, in a good way.",
            "3d",
        ),
        ago="34d",
        desks=(done("support", "bram"),),
        tags=("shipping",),
    ),
    story(
        "gunilla-horn",
        "help",
        "gunilla",
        "Lantern Box med intryckt hörn",
        says(
            """
            Hej,

            min Lantern Box kom med ett intryckt hörn. Innehållet är helt. Jag vet att det är en
            bagatell men den ska stå framme i bokhyllan, med hörnet utåt, och jag ser det varje
            gång jag går förbi.

            Gunilla
            """,
            files=("box-corner.png",),
        ),
        replies(
            "theo",
            """
            Hej Gunilla!

            Ingen bagatell, man har ju köpt alla fyra hörnen. Ett nytt ytterlock är på väg, bara
            locket, platt packat. Det gamla får du behålla som bricka.
            """,
            after="2h 20m",
        ),
        says("Locket sitter. Brickan används. Tack, det här var förvånansvärt roligt.", "6d"),
        ago="23d",
        desks=(done("support", "theo"),),
        tags=("shipping-damage",),
    ),
    story(
        "heiko-every-today",
        "help",
        "heiko",
        "Paket seit 12 Tagen in „Zustellung heute“",
        says(
            """
            Moin,

            laut Sendungsverfolgung wird mein Paket (20266) „heute“ zugestellt. Das steht da seit
            zwölf Tagen. Ich habe inzwischen zu jedem Heute ein eigenes Verhältnis.

            Kann man da mal nachfassen?

            Heiko Petersen
            """
        ),
        ago="2h 50m",
        desks=(opened("support"),),
        tags=("shipping",),
    ),
    story(
        "colleen-returned",
        "help",
        "colleen",
        "Parcel returned to sender, sender is you, hello",
        says(
            """
            Hello from Nairobi,

            tracking says my parcel came all the way here, looked around, and went back to
            Minnesota. I paid for it to travel in one direction.

            Order 19904. Could somebody ask it why?

            Colleen Abara
            """
        ),
        replies(
            "bram",
            """
            Hi Colleen,

            it is standing in front of me. The label lost the last digit of your phone number, so
            nobody could ring you. I have written it on again in pen, all of it, and it leaves
            tonight with a courier who knocks. Eight days. The tracking number is below.
            """,
            after="5h",
        ),
        notes("bram", "Waiting for the knock. Remind me in five days.", "1m"),
        ago="3d",
        desks=(snoozed("support", "bram", "3d"),),
        tags=("shipping",),
    ),
)
