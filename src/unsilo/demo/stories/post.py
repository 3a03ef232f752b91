"""What else a mailbox gets: newsletters, absence notes, bounces and spam."""

from unsilo.demo.script import Stand, done, notes, opened, replies, says, story

SPAM: tuple[Stand, ...] = (done("marketing"),)

STORIES = (
    story(
        "marcus-newsletter-twice",
        "hello",
        "marcus",
        "Your newsletter arrives twice, I love it half as much",
        says(
            """
            I get each newsletter twice: once as Marcus and once as MARCUS. The second one feels
            like being told off. Could you keep the quiet one?
            """
        ),
        replies("sol", "Hi Marcus, the loud one is gone. Thanks for telling us so gently.", "4h"),
        ago="41d",
        desks=(done("marketing", "sol"),),
        tags=("newsletter",),
    ),
    story(
        "nadiya-unsubscribe",
        "hello",
        "nadiya",
        "Unsubscribe, but nicely",
        says(
            """
            Please unsubscribe me from the newsletter. It is very good, and that’s the problem, I
            read it at work and then I laugh, and then people come.
            """
        ),
        replies(
            "sol",
            "Done, Nadiya, with regret and full understanding. The archive is online, after hours.",
            after="1h",
        ),
        ago="22d",
        desks=(done("marketing", "sol"),),
        tags=("newsletter",),
    ),
    story(
        "kenji-out-of-office",
        "help",
        "kenji",
        "自動返信: 港の修復について",
        says(
            """
            ただいま漁のため不在にしております。月曜日に戻ります。
            お急ぎの方は娘のほうへお願いいたします。
            """,
            mail_class="out_of_office",
        ),
        ago="1d 14h",
        desks=(done("support"),),
        tags=("auto-reply",),
    ),
    story(
        "kiste-closed",
        "hello",
        "kiste",
        "Automatische Antwort: Neue Preisliste",
        says(
            """
            Vielen Dank für Ihre Nachricht. Der Laden ist bis Dienstag geschlossen, wir machen
            Inventur und finden vermutlich Dinge. In dringenden Fällen bitte klopfen.
            """,
            mail_class="out_of_office",
        ),
        ago="23d",
        desks=(done("marketing"),),
        tags=("auto-reply",),
    ),
    story(
        "bounce-of-unknown",
        "help",
        "daemon",
        "Undelivered Mail Returned to Sender",
        says(
            """
            This is the mail system at host mx1.kitetail.example.

            I’m sorry to have to inform you that your message could not be delivered to one or more
            recipients.

            <omar.hadad@kitetail.example>: 550 5.1.1 no such user here
            """,
            mail_class="bounce_hard",
        ),
        ago="17d",
        desks=(done("support"),),
        tags=("bounce",),
    ),
    story(
        "barnaby-typo",
        "form",
        "barnaby",
        "Smallest order for a shop?",
        says(
            """
            Good day. I have a shop in Whitehaven, mostly rope. People ask for your game at the till
            and I have nothing but rope to give them. What is the smallest order, and does it keep
            well in salt air?

            Barnaby Fitch, Fitch & Daughter, 01946 555 0117
            """
        ),
        replies(
            "sol",
            """
            Good day Mr. Fitch,

            the smallest order is one case of six, and we take it back if nobody wants it. The box
            is varnished and has been tried on a ferry for a summer. Shall I send a sample for the
            till?
            """,
            after="2h",
        ),
        says(
            """
            barnaby.fitch@kitetial.example: 5.1.2 The address's host does not exist
            """,
            after="2m",
            by="daemon",
            mail_class="bounce_hard",
        ),
        notes(
            "sol",
            "He typed kitetial for kitetail, I think. Ringing the rope shop after lunch.",
            "26m",
        ),
        ago="6h 20m",
        desks=(opened("support"), opened("marketing", "sol")),
        tags=("shops", "bounce"),
    ),
    story(
        "parcel-notification",
        "help",
        "parcelbot",
        "Your collection of 14 parcels has been confirmed",
        says(
            """
            Collection 88-2041 is confirmed for tomorrow between 8:00 and 18:00. Please have your 14
            parcels and 1 “large awkward item” ready at the door.

            Do not reply to this message.
            """,
            mail_class="notification",
        ),
        ago="2d",
        desks=(done("support"),),
        tags=("notification",),
    ),
    story(
        "spam-prize",
        "hello",
        "sorteo",
        "CONGRATULATION your mailbox has WON",
        says(
            """
            Your e-mail hello@ was chosen by computer ballot for the sum of 850,000.00. Kindly reply
            with full names, age and shoe size for immediate release.
            """
        ),
        ago="7d",
        desks=SPAM,
        tags=("spam",),
        spam=True,
    ),
    story(
        "spam-seo",
        "hello",
        "seoguru",
        "Quick question about marmaladefox.example",
        says(
            """
            Hey there, I was looking at your website and noticed it is not number one for “fox”. I
            can fix that in 7 days or I’ll eat my hat. What’s your budget?
            """
        ),
        notes("sol", "Tempted by the hat.", "2h"),
        ago="3d",
        desks=SPAM,
        tags=("spam",),
        spam=True,
    ),
    story(
        "spam-watches",
        "form",
        "watches",
        "cheap watches cheap watches",
        says(
            "cheap watches cheap watches best price cheap watches for the man of today cheap watches"
        ),
        ago="14d",
        desks=(done("support"),),
        tags=("spam",),
        spam=True,
    ),
    story(
        "spam-invoice",
        "help",
        "invoice",
        "OVERDUE: invoice 000417 attached",
        says(
            """
            Dear Customer, your payment of $4,170.00 for “services as agreed” is overdue. See the
            attached. Failure to pay by today 17:00 results in escalation to the escalation team.
            """,
            files=("invoice_000417.pdf",),
        ),
        notes("ines", "Nobody opens it. Reported. The number is a coincidence, I checked.", "20m"),
        ago="5d",
        desks=(done("support", "ines"),),
        tags=("spam", "phishing"),
        spam=True,
    ),
    story(
        "spam-prince",
        "press",
        "prince",
        "From the desk of the barrister to the late Mr. Fox",
        says(
            """
            Good day. I am the personal barrister of the late Mr. Marmalade Fox who perished without
            next of kin leaving 14.2 million. As you share his surname I present you as his heir.
            """
        ),
        notes("juno", "My condolences to all of us.", "1h"),
        ago="19d",
        desks=(done("pr", "juno"),),
        tags=("spam",),
        spam=True,
    ),
    story(
        "spam-foxcoin",
        "hello",
        "crypto",
        "$FOX airdrop: your brand, our coin",
        says(
            """
            gm. we have launched $FOX and your community is a natural fit. connect your treasury
            wallet in the next 24h to receive 1,000,000 FOX (value: community driven)
            """
        ),
        ago="26d",
        desks=SPAM,
        tags=("spam",),
        spam=True,
    ),
    story(
        "spam-toner",
        "help",
        "toner",
        "Your toner is running low",
        says(
            """
            Our records show that your printer is low on MAGENTA. To avoid interruption confirm your
            standing order of 48 cartridges by replying YES or NO or by not replying.
            """
        ),
        ago="33d",
        desks=(done("support"),),
        tags=("spam",),
        spam=True,
    ),
    story(
        "wendell-eaten",
        "hello",
        "wendell",
        "Was my last mail eaten by a filter?",
        says(
            """
            I wrote to you on Sunday about the Braille labels and have had no answer, which is not
            like you at all. My niece suspects a filter. Did one of yours eat it?

            Wendell Price
            """
        ),
        ago="1d 6h",
        desks=(opened("marketing", "sol"), opened("support")),
        tags=("accessibility",),
        priority="high",
    ),
)
