"""Asked in public, mostly under our own ads."""

from unsilo.demo.script import done, drafted, notes, opened, replies, says, story, waiting

AUTUMN_TABLE = "https://lumenpics.example/marmaladefox/p/blame-the-dog"

STORIES = (
    story(
        "dana-where",
        "comments",
        "dana",
        "Blame the dog",
        says(
            """
            Where can I find this? Are you in any actual stores in Duluth? I’d rather not order
            online, the last one took three weeks and arrived as confetti.
            """
        ),
        replies(
            "ines",
            """
            Confetti is not a supported format, sorry about that. Yes, several shops up there carry
            it. What’s your ZIP? I’ll look and be right back.
            """,
            after="5m",
        ),
        says(
            "copper kettle had it last week, it’s next to the good dumplings",
            after="11m",
            by="kip",
        ),
        says("55804, thanks! Saturday would be perfect.", "6m"),
        notes("bram", "Rang Copper Kettle on Friday: 6 boxes left, more on Thursday.", "2m"),
        drafts=(
            drafted(
                "ines",
                """
                55804 it is: Copper Kettle Games on Lake Avenue, 2.1 miles from you. Six boxes as of
                Friday, beside the good dumplings, as Kip says. Shall I ask them to keep one for
                Saturday?
                """,
            ),
        ),
        ago="38m",
        desks=(opened("community", "ines"), opened("support")),
        tags=("where-to-buy",),
        priority="high",
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
    ),
    story(
        "kip-tells-jules",
        "comments",
        "kip",
        "Blame the dog",
        says("@jules.f this is the game I was telling you about!! the one where I lost to a child"),
        says("oh THAT game. you said she was nine", "7m", by="jules"),
        says("she is nine. she has no mercy and a good memory", "3m"),
        ago="1h 2m",
        desks=(opened("community"),),
        tags=("word-of-mouth",),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
    ),
    story(
        "quist-german",
        "comments",
        "quist",
        "Tidewick in four minutes",
        says(
            """
            Wann kommt die deutsche Version? Ich würde sie gern meiner Mutter schenken. Sie ist 79
            und war Lotsin auf der Elbe und wird alles besser wissen.
            """
        ),
        notes(
            "marit",
            "@Priya is the German text far enough that I may name a month? She sounds ideal for it.",
            after="30m",
        ),
        ago="2h 5m",
        desks=(opened("community", "marit"), opened("product")),
        tags=("translation", "availability"),
        public=True,
        permalink="https://vidpond.example/w/tidewick-4min",
    ),
    story(
        "nofun-price",
        "comments",
        "nofun",
        "Blame the dog",
        says("$18 for CARDS with DOGS on them. in this economy. unbelievable"),
        notes(
            "marit",
            "A complaint, not a troll. Stays up, gets an answer. @Bram you said you had the numbers?",
            after="20m",
        ),
        replies(
            "bram",
            """
            Fair question, so here it is: $4.10 is printing, $1.30 is the box, $7.20 goes to the
            shop, $2 is freight, and the rest pays the people who drew 54 dogs. If it’s not for now,
            there is a print-and-play version on our site that costs nothing.
            """,
            after="40m",
        ),
        says(
            """
            I came here to be mad and now I know what freight costs. fine. printing it at work
            """,
            after="2h",
        ),
        ago="5d",
        desks=(done("community", "bram"),),
        tags=("price", "complaint"),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
    ),
    story(
        "breadfan-shelf",
        "comments",
        "breadfan",
        "Blame the dog",
        says("does the store on the hill in fargo have this? the one with the bread"),
        drafts=(
            drafted(
                "ines",
                "Hi Lucy! Please email us at help@marmaladefox.example and we’ll look into it.",
            ),
        ),
        ago="52m",
        desks=(opened("community"),),
        tags=("where-to-buy",),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
    ),
    story(
        "greta-preis",
        "comments",
        "greta",
        "Lantern Box leuchtet wirklich",
        says("Gibt es die irgendwo in Graz? Ich will die Laterne sehen, bevor ich Platz schaffe"),
        replies(
            "marit",
            """
            In Graz noch nicht, aber am Samstag steht eine auf dem Spieletag im Pfarrsaal, Tisch 9,
            angezündet. Und wenn du uns deinen Lieblingsladen nennst, fragen wir dort nach.
            """,
            after="1h 40m",
        ),
        ago="15h",
        desks=(waiting("community", "marit"),),
        tags=("where-to-buy",),
        public=True,
        permalink="https://skylark.example/marmaladefox/3k7lantern",
    ),
    story(
        "shades-outlet",
        "comments",
        "shades",
        "Blame the dog",
        says("Designer sunglasses 85% OFF today only!!! link in my profile, trusted by 10,000"),
        ago="22h",
        desks=(done("community", "marit"),),
        tags=("no-reply-needed",),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
        spam=True,
    ),
    story(
        "lena-claims",
        "comments",
        "lena",
        "Blame the dog",
        says("You WON a free game! Message me your card number to claim your prize now"),
        ago="16h",
        desks=(done("community", "marit"),),
        tags=("no-reply-needed",),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
        spam=True,
    ),
    story(
        "stig-lantern",
        "comments",
        "stig",
        "Lantern Box, lit",
        says(
            """
            mine came with a broken lantern and your support has not answered for nine days.
            don’t buy this
            """
        ),
        notes("bram", "He is under every post with it. I asked to hide it. @Marit?", "40m"),
        ago="9h",
        desks=(opened("community", "bram"),),
        tags=("complaint",),
        public=True,
        paid=True,
        permalink="https://lumenpics.example/marmaladefox/p/lantern-box-lit",
    ),
)
