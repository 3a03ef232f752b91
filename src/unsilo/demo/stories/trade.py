"""Shops that order, reorder and lend us their windows."""

from unsilo.demo.script import done, notes, opened, replies, says, story

STORIES = (
    story(
        "erin-case-packs",
        "hello",
        "erin",
        "Case packs for the Hillside branch",
        says(
            """
            Hi Sol,

            your request forms keep landing on my desk. Nine shoppers so far, one of them twice, one
            of them my own mother.

            What are the terms for Biscuit Heist? We’d want it by the tills, so it has to stand up
            by itself.

            Erin Solberg, Halfmoon Market
            """
        ),
        replies(
            "sol",
            """
            Hi Erin,

            please thank your mother. Case of six, $54.00, no minimum, and we take the first case
            back if it just stands there. The box is 5.1 inches high and stands on its own; a
            cardboard dog that leans against it is free.

            Shall I send one of each to look at?
            """,
            after="3h",
        ),
        says(
            """
            The sample sold while I was showing it to my manager. I wasn’t aware that it was for
            sale.

            We can take 24 units for the Hillside branch if you can deliver before the weekend.
            Lakeside wants to see how we do first. They always do.
            """,
            after="4d 2h",
        ),
        ago="4d 6h",
        desks=(opened("marketing", "sol"),),
        tags=("case-pack", "shops"),
        priority="high",
    ),
    story(
        "anton-reorder",
        "hello",
        "anton",
        "More. Again.",
        says(
            """
            Sol. Out of Biscuit Heist since Saturday, 14:20. People point at the empty space and
            I have to talk about dumplings. Two cases, please, and if there’s a shelf dog, one shelf
            dog.

            Anton
            """
        ),
        replies(
            "sol",
            """
            Two cases leave today, Thursday with you. The shelf dog travels on top; last time he
            travelled inside and dented a corner. Invoice attached.
            """,
            after="55m",
            files=("invoice-copperkettle.pdf",),
        ),
        says("Dog’s on the shelf. A kid has already put a biscuit in front of him.", "3d"),
        ago="20d",
        desks=(done("marketing", "sol"),),
        tags=("reorder", "shops"),
    ),
    story(
        "moira-till",
        "hello",
        "moira",
        "Gift cards and my till",
        says(
            """
            Hello Sol, Bram says my till doesn’t activate your gift cards. It’s from 1998 and it
            does what it likes. Is there a way to do it by phone? I’d rather not replace it. We’ve
            been through a lot.

            Moira Kettleby, Northshore Toys
            """
        ),
        notes("sol", "@Priya could the activation page take a batch of card numbers?", "1h"),
        ago="1d 3h",
        desks=(opened("marketing", "sol"), opened("product", "priya")),
        tags=("gift-code", "shops"),
    ),
    story(
        "dex-tournament",
        "hello",
        "dex",
        "Teaspoon Duel night, need rules for ties",
        says(
            """
            We’re running a Teaspoon Duel tournament on the 9th, 32 players, 16 tables, one kettle.
            Is there a tie-break? Last time two finalists drew eleven games in a row and now they’re
            engaged.

            Dex, Bramble & Die
            """
        ),
        replies(
            "sol",
            """
            Hi Dex,

            there is now: Bram wrote it down this morning and three of us tried it until someone
            lost. Tie-break sheet attached, plus 32 score cards. Prizes follow by post, one of them
            is a very small trophy spoon.

            Please congratulate the finalists.
            """,
            after="5h",
            files=("tie-break.pdf", "score-cards.pdf"),
        ),
        says("Full house, one winner, no engagements. Spoon’s been stolen twice already.", "6d"),
        ago="15d",
        desks=(done("marketing", "sol"),),
        tags=("event", "shops"),
    ),
    story(
        "parcelwood-images",
        "hello",
        "parcelwood",
        "ACTION REQUIRED: 14 images missing for item MF-0301",
        says(
            """
            Dear Vendor,

            item MF-0301 (LANTERN BOX) does not meet our image standard. Required: 14 images on pure
            white, one of them showing the item next to a hand, an adult, or a commonly known fruit.

            Items that do not comply will be shown as “Product may vary”.

            Vendor Desk, Parcelwood
            """
        ),
        replies(
            "sol",
            """
            Dear Vendor Desk,

            14 images attached, pure white. For scale: number 9 shows the box next to a hand, number
            10 next to an adult, number 11 next to 16 pineapples, which together are as big as it is.
            """,
            after="1d",
            files=("mf-0301-image-list.csv",),
        ),
        says(
            "Images 1 to 10 and 12 to 14 accepted. Image 11 forwarded to the category team.", "2d"
        ),
        notes("sol", "They have put the pineapples on the landing page.", "1d"),
        ago="32d",
        desks=(done("marketing", "sol"),),
        tags=("listing", "shops"),
    ),
    story(
        "npt-upc",
        "hello",
        "npt",
        "UPC mismatch NPT-2206",
        says(
            """
            Sol, the cases say 8 50017 04180 3 and your sheet says 8 50017 04108 3. Which? My
            scanner thinks you’re selling garden hose.

            Gail
            """
        ),
        replies(
            "sol",
            "04180, the cases are right, I swapped two digits. New sheet attached. Sorry, Gail.",
            after="35m",
            files=("price-list.csv",),
        ),
        says("Fixed. We had two orders for the hose.", "4h"),
        ago="21d",
        desks=(done("marketing", "sol"),),
        tags=("shops",),
    ),
    story(
        "kiste-anfrage",
        "hello",
        "kiste",
        "Konditionen für Biscuit Heist und Lantern Box",
        says(
            """
            Guten Tag,

            wir sind ein Spieleladen in Lüneburg mit 40 Quadratmetern, davon 38 belegt. Dennoch
            möchten wir zwei Lantern Boxes und zwölf Biscuit Heist bestellen, denn die Kundschaft
            fragt, und neuerdings auch der Pfarrer.

            Wie sind Ihre Konditionen, und lässt sich die große Schachtel hochkant stellen?

            Annegret Möhle, Kiste & Krone
            """
        ),
        replies(
            "marit",
            """
            Guten Tag Frau Möhle,

            Liste und Rabatte im Anhang; zwei Kartons Biscuit Heist sind zwölf Stück, frachtfrei ab
            150 €. Hochkant geht: Die Schachtel ist an der Schmalseite ebenfalls beschriftet, weil
            wir schon einmal in einem kleinen Laden waren.

            Sol, unsere Kollegin für den Handel, legt Sie heute als Kundin an.
            """,
            after="2h 30m",
            files=("haendlerliste.pdf",),
        ),
        says("Bestellung anbei. Der Pfarrer nimmt eine.", "1d", files=("bestellung.csv",)),
        ago="2d",
        desks=(opened("marketing", "sol"),),
        tags=("shops", "case-pack"),
    ),
    story(
        "marmotte-vitrine",
        "hello",
        "marmotte",
        "Une vitrine pour Lantern Box ?",
        says(
            """
            Bonjour,

            la boutique a une vitrine sur la place, et la place s’éteint à 18 heures. J’aimerais y
            monter un Lantern Box allumé pendant un mois. Auriez-vous une boîte de démonstration
            dont les lanternes ont déjà été collées par quelqu’un de patient ?

            Thibault, La Marmotte Joueuse
            """
        ),
        replies(
            "juno",
            """
            Bonjour Thibault,

            nous avons mieux : une boîte collée par Theo, qui a la patience d’un phare. Elle part
            demain. Il demande seulement une photo de la place, le soir, pour la montrer à quelqu’un
            de 91 ans qui aime les petites lumières.
            """,
            after="1d 1h",
        ),
        says(
            "Voici la place, hier, 18 h 05. Les gens s’arrêtent.",
            "6d",
            files=("la-place-harbour.png",),
        ),
        notes("juno", "@Theo show Edda. @Sol the picture is free for us to use, in writing.", "1h"),
        ago="13d",
        desks=(done("marketing", "sol"), done("pr", "juno")),
        tags=("shops", "display"),
    ),
    story(
        "dobbelboot-avond",
        "hello",
        "dobbelboot",
        "Spelavond op de boot",
        says(
            """
            Dag Marit en Sol,

            op de 20e houden we een spelavond aan boord (de winkel is een boot, ja echt). Mogen we
            Second Helping laten spelen vóór de verkoop? Wij beloven dat niemand van boord gaat.

            Janneke, De Dobbelboot
            """
        ),
        notes("marit", "@Sol two demo boxes left? It is after the press date, so allowed.", "40m"),
        ago="9h",
        desks=(opened("marketing", "sol"), done("community", "marit")),
        tags=("event", "shops", "second-helping"),
    ),
    story(
        "sardinas-pedido",
        "hello",
        "sardinas",
        "Pedido de reposición",
        says(
            """
            Hola Sol:

            otra vez sin Biscuit Heist. Una señora de 80 años se ha llevado las tres últimas y ha
            montado una liga. Hace trampas, me consta. ¿Nos mandas dos cajas de seis?

            Rocío
            """
        ),
        replies(
            "sol", "Salen hoy, Rocío. Y esa señora comenta nuestras fotos, la conocemos bien.", "2h"
        ),
        says("Llegaron. Ya me quedan cuatro.", "3d"),
        ago="26d",
        desks=(done("marketing", "sol"),),
        tags=("reorder", "shops"),
    ),
    story(
        "klossar-affisch",
        "hello",
        "klossar",
        "Affischer till kaféet",
        says(
            """
            Hej! Har ni affischer? Vi har en kal vägg bakom espressomaskinen och en hund som liknar
            Otto väldigt mycket. Han heter Bosse och har inte heller gjort något.

            Maja
            """,
            files=("bosse-dog.png",),
        ),
        ago="5h 40m",
        desks=(opened("marketing"),),
        tags=("shops", "display", "dog-photo"),
    ),
)
