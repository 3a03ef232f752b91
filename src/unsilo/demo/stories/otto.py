"""Otto, batch 0417: the left eye comes off. Nobody is funny here on purpose."""

from unsilo.demo.script import done, drafted, notes, opened, replies, says, story, waiting

STORIES = (
    story(
        "pellegrin-eye-public",
        "comments",
        "pellegrin",
        "Otto on the sofa",
        says(
            """
            Otto’s eye came off. batch 0417, my kid had it in her mouth. Who do I talk to because
            the mail just says “we reply within two days”
            """
        ),
        notes(
            "marit",
            """
            @Support this is number eleven with 0417. She has written by mail too, please answer
            there first and tell me when, then I answer here in public.
            """,
            after="9m",
        ),
        ago="1h 48m",
        desks=(opened("community", "marit"), opened("support")),
        tags=("otto-0417", "safety"),
        priority="urgent",
        public=True,
        paid=True,
        permalink="https://lumenpics.example/marmaladefox/p/otto-sofa",
    ),
    story(
        "pellegrin-eye-mail",
        "help",
        "pellegrin",
        "Otto’s eye came off, batch 0417",
        says(
            """
            Hello,

            my daughter is two and a half. This morning the left eye of her Otto came off and she
            had it in her mouth. She is fine, I got it out. The label in the seam says 0417.

            I am not trying to make trouble. I want to know whether the other eye is safe and
            whether other people know about this.

            Renée Pellegrin
            """,
            files=("otto-eye.png", "label-0417.png"),
        ),
        replies(
            "ines",
            """
            Dear Renée,

            thank you for telling us, and I am very glad that she is well. Please take Otto away
            from her for now and keep both the eye and the dog.

            You are not the first: we have other reports about this batch, all of the left eye. We
            stopped selling it this morning. I do not know yet whether the right eye is affected;
            it is being tested and I will write to you with the answer today, whatever it is.

            A new Otto from another batch leaves tomorrow. You need send nothing back and prove
            nothing. If anything at all worries you about your daughter, please see a doctor
            first and write to me afterwards.

            My direct line is at the bottom. Ines
            """,
            after="22m",
        ),
        ago="2h 10m",
        desks=(opened("support", "ines"), opened("product", "priya")),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "gwen-both-loose",
        "help",
        "gwen",
        "Loose button on both Ottos",
        says(
            """
            Good morning. The left button is loose on both that we bought, one for each twin. The
            right ones are tight, I have pulled hard. Labels 0417 and 0417.

            I have put them on top of the wardrobe. The twins think they are on a mission.

            Gwen Tarrant
            """
        ),
        replies(
            "ines",
            """
            Dear Gwen,

            the top of the wardrobe is exactly right. Please leave them there. Both will be
            replaced from another batch, at our cost, nothing to send back. Which address shall we
            use?

            What you say about the right buttons matches what we measure. I will confirm it as
            soon as the test is finished.
            """,
            after="35m",
        ),
        ago="1d 2h",
        desks=(waiting("support", "ines"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "osei-batches",
        "form",
        "osei",
        "Is there a list of batches?",
        says(
            """
            Is there a list of batches? Ours says 0417 on the seam. I run a playgroup on Tuesdays
            and there are three Ottos in the basket, two of them have other numbers (0388, 0402).
            I would rather ask than guess.
            """
        ),
        ago="2h 35m",
        desks=(opened("support"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "brandl-auge",
        "help",
        "brandl",
        "Das Auge ist ab",
        says(
            """
            Guten Morgen,

            bei unserem Otto (Nummer 0417 am linken Bein) ist das linke Auge abgegangen. Unser Sohn
            ist vier und hat es uns selbst gebracht, es ist also nichts passiert.

            Bitte sagen Sie mir, ob das zweite Auge sicher ist, oder ob der Hund weg muss.

            Lukas Brandl
            """,
            files=("auge.png",),
        ),
        replies(
            "theo",
            """
            Guten Morgen Herr Brandl,

            danke, dass Sie gleich schreiben. Bitte nehmen Sie Otto vorerst weg. Betroffen ist
            nach allem, was wir wissen, nur das linke Auge der Nummer 0417; das rechte wird gerade
            geprüft, und ich melde mich heute noch mit dem Ergebnis.

            Ein neuer Otto aus einer anderen Lieferung geht morgen an Sie. Sie müssen nichts
            zurückschicken und nichts nachweisen.
            """,
            after="40m",
        ),
        notes("theo", "Promised him today’s test result. @Priya please tell me first.", "1m"),
        ago="4h 15m",
        desks=(opened("support", "theo"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "mina-eye",
        "help",
        "mina",
        "One eye less",
        says(
            """
            We love him but the eye just came off. It was the left one, on the second day. My
            youngest is fourteen, so nobody swallowed anything, but I thought you’d want to know
            before it happens in a house with a baby.
            """,
            files=("otto-label.png",),
        ),
        notes(
            "bram",
            "First one I’ve seen. Batch on the photo: 0417. @Product is the thread different?",
            after="1h",
        ),
        replies(
            "bram",
            """
            Dear Mina,

            yes, we very much want to know, thank you. A new Otto leaves today, nothing to send
            back. We have asked our maker about the thread on this batch and I have written your
            report down as the first.
            """,
            after="20m",
        ),
        says("New fella arrived, both eyes, looks surprised. All good from us.", "5d"),
        ago="8d",
        desks=(done("support", "bram"),),
        tags=("otto-0417", "safety"),
        priority="high",
    ),
    story(
        "creche-six",
        "help",
        "creche",
        "Six Otto dans notre crèche",
        says(
            """
            Bonjour,

            nous avons lu qu’un œil d’Otto pouvait se détacher. Nous en avons six, achetés ensemble
            en début de mois. Quatre portent le numéro 0417. Nous les avons retirés des chambres ce
            matin, avant l’arrivée des enfants.

            Pourriez-vous nous confirmer la marche à suivre, et si possible par écrit, pour les
            parents ?

            La direction
            """
        ),
        replies(
            "juno",
            """
            Bonjour,

            vous avez fait exactement ce qu’il fallait, merci. Gardez les quatre 0417 hors de
            portée ; les deux autres ne sont pas concernés, leur fil est différent.

            Quatre nouveaux Otto partent aujourd’hui, sans retour ni justificatif. Vous trouverez
            ci-joint une page pour les parents, avec ce que nous savons et ce que nous ne savons
            pas encore.
            """,
            after="50m",
            files=("information-parents.pdf",),
        ),
        ago="1h 55m",
        desks=(waiting("support", "ines"), waiting("pr", "juno")),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "anton-shelf",
        "hello",
        "anton",
        "0417 off the shelf",
        says(
            """
            Sol,

            got your call. I pulled the 0417s off the shelf, five of them, and put them in the back
            in a box marked NOT SOUP, because the last box was taken for soup.

            Sold seven this month. I know four of the families and have rung them. The other three
            paid cash. I’ve put a sign on the door.

            Anton
            """
        ),
        replies(
            "sol",
            """
            Anton, thank you, this is more than we asked and faster than we hoped. Credit note for
            all five is attached, and seven new ones are set aside for your families, no receipt
            needed.

            May we copy your sign for the other shops?
            """,
            after="25m",
            files=("credit-note.pdf",),
        ),
        notes(
            "sol",
            "Two of nine shops confirmed. @Ines four families will hear from Anton directly.",
            "3m",
        ),
        says("Copy away. Spell “receipt” right, I didn’t.", "40m"),
        ago="3h 50m",
        desks=(opened("marketing", "sol"), done("support", "ines")),
        tags=("otto-0417", "shops"),
        priority="high",
    ),
    story(
        "ilse-recall",
        "press",
        "ilse",
        "Otto: is this a recall? (deadline Wednesday noon)",
        says(
            """
            Dear Ms Castell,

            three readers have written to us about the eye of your plush dog. Before I write
            anything: is this a recall, how many pieces are concerned, and is anybody hurt?

            I would rather be right than first, but I do have to file on Wednesday by noon.

            Ilse Roon, Harbourlight Weekly
            """
        ),
        notes(
            "juno",
            """
            @Priya I need from you what is confirmed, in numbers. @Ines how many families as of
            now? I will not say “only a few”.
            """,
            after="12m",
        ),
        notes(
            "ines",
            "14 reports, all left eye, nobody hurt. Eleven answered, three in the next hour.",
            "18m",
        ),
        drafts=(
            drafted(
                "juno",
                """
                Dear Ms Roon,

                thank you for asking first. On the record, as of this hour: 14 families have told us
                that the left eye of an Otto from batch 0417 came off. Nobody is hurt. We have
                stopped selling the batch, 1,200 pieces, and replace every one.
                """,
            ),
        ),
        ago="1h 20m",
        desks=(opened("pr", "juno"), opened("support", "ines")),
        tags=("otto-0417", "press"),
        priority="urgent",
    ),
    story(
        "xiomara-eye",
        "help",
        "xiomara",
        "A Otto se le cayó un ojo",
        says(
            """
            Hola, buenas tardes. A nuestro Otto se le cayó el ojo izquierdo. El número de la
            etiqueta es 0417. Mi hijo de ocho años quiere saber si le duele. Yo quiero saber si es
            peligroso para su hermanita de un año.
            """
        ),
        replies(
            "bram",
            """
            Hola Xiomara,

            gracias por avisarnos. Para la hermanita sí puede serlo: por favor guarde a Otto y el
            ojo donde ella no llegue. Mañana sale un Otto nuevo de otro lote, sin costo y sin
            devolver nada.

            Y a su hijo dígale que no le duele, y que hizo muy bien en preguntar.
            """,
            after="50m",
        ),
        says(
            "Ya llegó el nuevo, todo bien. Mi hijo le puso Otto Segundo. Gracias por la rapidez.",
            "6d",
        ),
        ago="7d",
        desks=(done("support", "bram"),),
        tags=("otto-0417", "safety"),
        priority="high",
    ),
    story(
        "devon-eyepatch",
        "help",
        "devon",
        "He wants to keep the pirate",
        says(
            """
            Hi Ines,

            the replacement came, thank you. Small complication: my son (7) will not give up the
            old one. He has sewn him an eyepatch and calls him Captain Otto, and he has taken the
            second eye off himself “so it is fair”.

            Both eyes are in a jar in my desk. Is it all right if the captain stays?

            Devon
            """,
            files=("captain-otto.png",),
        ),
        replies(
            "ines",
            """
            Hi Devon,

            with both eyes off and in your jar he is safe: there is nothing else on him that comes
            loose, I asked the person who has been pulling at sixty of them since breakfast.

            The captain stays. Please tell your son that sewing the patch on with that many
            stitches is better work than ours was.
            """,
            after="40m",
        ),
        notes(
            "ines",
            "@Juno lovely, but not now and not without asking. When all of this is over, perhaps.",
            after="4m",
        ),
        ago="1h 15m",
        desks=(done("support", "ines"), opened("pr", "juno")),
        tags=("otto-0417", "story"),
    ),
)
