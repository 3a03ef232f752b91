"""Refunds, codes, invoices and missing pieces."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "tomasz-second-box",
        "help",
        "tomasz",
        "Refund for second Lantern Box",
        says(
            """
            Hello,

            I have ordered two Lantern Boxes by mistake. The page was thinking, so I pressed again,
            and it had been thinking about the first one. Box two is still sealed. It is now a
            coffee table.

            Can I send it back? Order 20388.

            Tomasz Bielak
            """
        ),
        replies(
            "theo",
            """
            Hello Tomasz,

            of course. A prepaid label is attached; the courier will collect it, because nobody
            should carry 5.3 kg to a post office for our slow button. The $48 go back as soon as
            the label is scanned, not when the parcel arrives.
            """,
            after="1h 35m",
            files=("return-label.pdf",),
        ),
        notes(
            "theo",
            "Double order because the button stays live. @Product fourth one this month.",
            "5m",
        ),
        says(
            "The courier wants to know if it is “a machine part”. I said yes. Is that fraud?",
            "2h 40m",
        ),
        ago="6h 30m",
        desks=(opened("support", "theo"), opened("product")),
        tags=("refund",),
    ),
    story(
        "yusuf-code",
        "help",
        "yusuf",
        "Gift code says already used",
        says(
            """
            Good evening. I bought a Tidewick gift card at Northshore Toys on Saturday for my
            nephew. He scratched it, typed it, and it says “already used”. He is eleven and has
            now scratched everything in the house to look for another code.

            Receipt attached.

            Yusuf Demir
            """,
            files=("receipt-northshore.pdf",),
        ),
        replies(
            "bram",
            """
            Good evening Yusuf,

            the card was never activated at the till, so the code he typed was the one printed
            under it from the roll before. Here is a new one, tried by me a minute ago up to the
            last step: FOX7-TIDE-9QLM. Could you tell me once it has worked? I’d like to close this
            with the shop as well.
            """,
            after="14h",
        ),
        notes(
            "bram",
            "Told Moira at Northshore. Her till has skipped activation twice. @Sol fyi.",
            "10m",
        ),
        ago="3d",
        desks=(waiting("support", "bram"),),
        tags=("gift-code",),
    ),
    story(
        "aoife-biscuit",
        "help",
        "aoife",
        "I have been robbed (one biscuit short)",
        says(
            """
            Dear Marmalade Fox,

            the box says 36 biscuits. I count 35. I have interviewed the household. The dog will
            not meet my eye, but he never does.

            Is it possible that I got a short box, or must I go on with the investigation?

            Aoife Brennan
            """
        ),
        replies(
            "bram",
            """
            Dear Aoife,

            call off the dogs, or rather call off the charges: a tray at our printer ran one short
            for a day and your box is from that day. A custard cream is in the post, with a letter
            of apology addressed to the dog.

            He was innocent. They nearly always are.
            """,
            after="50m",
        ),
        says(
            """
            Biscuit received. Letter read aloud to the accused, who ate it. Case closed.
            """,
            after="6d",
            files=("the-accused-dog.png",),
        ),
        notes("bram", "@Marit may we ask her for the photo? He has eaten our letterhead.", "20m"),
        ago="21d",
        desks=(done("support", "bram"), done("community", "marit")),
        tags=("missing-piece", "dog-photo"),
    ),
    story(
        "stoever-rechnung",
        "help",
        "buchhaltung",
        "Rechnung mit ausgewiesener Umsatzsteuer, Bestellung 19960",
        says(
            """
            Sehr geehrte Damen und Herren,

            für die Bestellung 19960 (12 × Teaspoon Duel, Sommerfest der Kanzlei, leider verspätet) benötigen wir
            eine Rechnung mit ausgewiesener Umsatzsteuer und unserer vollständigen Firmierung. Der
            Beleg „Danke, ihr Füchse!“ ist steuerlich leider nicht verwendbar.

            Mit freundlichen Grüßen
            | Kanzlei Stöver
            | Buchhaltung
            """
        ),
        replies(
            "theo",
            """
            Sehr geehrte Damen und Herren,

            das verstehen wir gut. Im Anhang finden Sie die Rechnung mit Steuernummer, Steuersatz
            und Ihrer Firmierung, ohne Füchse. Sollte noch etwas fehlen, genügt eine kurze Antwort.
            """,
            after="1h 50m",
            files=("rechnung-19960.pdf",),
        ),
        says(
            """
            Vielen Dank, so ist es richtig. Die Feier war übrigens ein Erfolg. Der Senior hat den
            Azubi im Finale geschlagen und verlangt seither eine Revanche gegen sich selbst.
            """,
            after="2d",
        ),
        ago="27d",
        desks=(done("support", "theo"),),
        tags=("invoice",),
    ),
    story(
        "fatima-twice",
        "help",
        "fatima",
        "Charged twice for order 20399",
        says(
            """
            Hello, my card shows $24.00 twice for order 20399, one minute apart. I only have one
            Tidewick and only one of me to play it. Could you check please? A screenshot of the
            statement is attached.

            Fatima Zahra Benali
            """,
            files=("statement.png",),
        ),
        replies(
            "theo",
            """
            Hello Fatima,

            you are right, it went through twice. The second one is refunded now; your bank will
            show it within three days. I am sorry for the fright, $24 is $24.
            """,
            after="2h 15m",
        ),
        notes("theo", "Same double-click as 20388. @Priya now five.", "2m"),
        ago="1d 8h",
        desks=(waiting("support", "theo"),),
        tags=("refund",),
    ),
    story(
        "silas-ate-it",
        "help",
        "silas",
        "The dog actually ate the biscuits",
        says(
            """
            This is real. We played Biscuit Heist on the porch, went in for lemonade, and Dutch
            (Labrador, 88 lb) ate eleven cards, all of them biscuits. He left the vegetables.

            Vet says he’s fine. Can I buy just the eleven? Pictures of culprit attached.

            Silas Crane
            """,
            files=("dutch-the-dog.png", "what-is-left.png"),
        ),
        replies(
            "bram",
            """
            Hi Silas,

            we have printed “Blame the dog” on forty thousand boxes, and Dutch is the first who did
            it. Eleven biscuits are on the way, free. I have taken the liberty of adding a twelfth,
            laminated, for him.

            Glad he is well.
            """,
            after="1h",
        ),
        notes("bram", "@Juno @Marit a Labrador has reviewed our slogan. Photos attached.", "3m"),
        replies(
            "juno",
            """
            Hi Silas, Juno here, I look after the stories. Would you and Dutch mind if we showed the
            photo, with his name but without yours? No is a perfectly good answer.
            """,
            after="3h",
        ),
        says("Dutch says yes. He’d like to be paid in cards.", "1d"),
        ago="17d",
        desks=(done("support", "bram"), snoozed("pr", "juno", "6d")),
        tags=("missing-piece", "story", "dog-photo"),
    ),
    story(
        "lucia-pieza",
        "help",
        "lucia",
        "Falta media linterna",
        says(
            """
            Hola, compré Lantern Box y vino la mitad izquierda de la linterna dos veces. La derecha,
            ninguna. La armé igual y parece que está pensando.

            ¿Me pueden mandar la otra mitad? Estoy en Rosario, Argentina.
            """,
            files=("media-linterna.png",),
        ),
        replies(
            "bram",
            """
            Hola Lucía,

            por fin sabemos dónde estaba la otra: hay alguien en Noruega con dos derechas. A los dos
            les sale hoy la mitad que falta. A Rosario tarda unos diez días, con seguimiento; el
            número está abajo.
            """,
            after="4h",
        ),
        says("Llegó. Ya no piensa, ahora alumbra. Saludos a Noruega.", "12d"),
        ago="39d",
        desks=(done("support", "bram"),),
        tags=("missing-piece",),
    ),
    story(
        "fenna-zes-blikjes",
        "help",
        "fenna",
        "Verkeerd spel ontvangen (zes keer)",
        says(
            """
            Goedemiddag,

            ik bestelde één Lantern Box en kreeg zes blikjes Teaspoon Duel. Dat is qua gewicht
            ongeveer gelijk, dus ik snap hoe het gebeurt. Maar ik heb een grote doos beloofd aan
            iemand van acht.

            Fenna de Boer
            """,
            files=("zes-blikjes.png",),
        ),
        replies(
            "marit",
            """
            Goedemiddag Fenna,

            onze weegschaal keurt op gewicht, en zes blikjes wegen precies één Lantern Box. Dat
            wisten we tot vanochtend niet. De grote doos gaat vandaag weg, met voorrang.

            De blikjes hoeven niet terug. Zes vriendinnen?
            """,
            after="1h 5m",
        ),
        says("Wat aardig! Dan wordt het een toernooi. De achtjarige is scheidsrechter.", "2h"),
        ago="8d",
        desks=(done("support", "marit"),),
        tags=("wrong-item",),
    ),
    story(
        "caue-reembolso",
        "form",
        "caue",
        "Reembolso do Tidewick, meu PC é uma torradeira",
        says(
            """
            Oi! Comprei o Tidewick e meu computador de 2011 roda a seis quadros por segundo. As
            gaivotas parecem slides de reunião. Dá para reembolsar? Joguei uns 50 minutos.
            """
        ),
        replies(
            "sol",
            """
            Oi Cauê,

            dá, sim, já está feito: três a cinco dias. Antes de desinstalar, experimente a opção
            “Desenho a lápis” em Vídeo. Ela foi feita exatamente para torradeiras e muita gente
            prefere. Se funcionar, o jogo fica por nossa conta até você decidir.
            """,
            after="2h",
        ),
        says("RODA. E fica lindo a lápis. Pode cancelar o reembolso, vocês são doidos.", "5h"),
        ago="10d",
        desks=(done("support", "sol"),),
        tags=("refund", "performance"),
    ),
)
