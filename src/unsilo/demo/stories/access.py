"""People who want to play and cannot yet: eyes, ears, hands and small print."""

from unsilo.demo.script import done, notes, opened, replies, says, story

STORIES = (
    story(
        "imogen-tide-colours",
        "form",
        "imogen",
        "Colours on the tide map",
        says(
            """
            I’m red-green blind and the currents look the same to me: safe and deadly are both a
            sort of wet beige. I have sunk eleven boats with great confidence.

            You don’t need to change the colours if you love them. Stripes would do. Or arrows. Or
            a small skull.

            I am happy to test anything.
            """,
            files=("tide-map.png",),
        ),
        notes(
            "theo",
            "Ninth about this map since summer. @Priya she offers to test, and she draws well.",
            "30m",
        ),
        ago="2h 25m",
        desks=(opened("support", "theo"), opened("product")),
        tags=("accessibility", "idea"),
    ),
    story(
        "ruben-light",
        "help",
        "ruben",
        "I made you a list of every sound in Tidewick",
        says(
            """
            Hello. I was born deaf. I love this game and I noticed that my friends turn their heads
            before things happen. So I asked one of them to tell me each sound, and where, and what
            it means. It took us four weekends. There are 212.

            For each I wrote down a light that would say the same. The fog bell is a slow amber on
            the left edge. The gull before a storm is the hard one.

            The list is attached. You can have it. I would like to play the game that they play.

            Ruben Aldana
            """,
            files=("212-sounds.csv",),
        ),
        notes(
            "bram",
            """
            I read all 212. @Priya please sit down before you open it. @Juno if this ever becomes
            a story it is his, so he decides.
            """,
            after="50m",
        ),
        replies(
            "priya",
            """
            Dear Ruben,

            I’ve had your list open all day. We built the first six lights this afternoon because
            we could not wait; the fog bell is exactly right on the left edge.

            May we pay you for this? It is design work and better than most. And would you look at
            the storm gull with me next week? I think it is a shadow, not a light.
            """,
            after="7h",
        ),
        says(
            """
            A shadow. Yes. Of course it is a shadow.

            Next week is good. I have told my friends they will soon hear it half a second after me.
            """,
            after="2h",
        ),
        notes(
            "bram",
            "@PR flag: deaf player mapped every sound to light. Decide with him, not for him.",
            "30m",
        ),
        ago="7d",
        desks=(done("support", "bram"), opened("product", "priya"), opened("pr", "juno")),
        tags=("accessibility", "story", "idea"),
        priority="high",
    ),
    story(
        "ravi-one-hand",
        "form",
        "ravi",
        "One-handed mode",
        says(
            """
            Hello team. I broke my wrist and for six weeks I have played everything with one hand.
            Tidewick is nearly perfect except for docking, which wants two buttons and a prayer.

            My wrist will heal. Somebody else’s won’t. Could docking be a hold instead?
            """
        ),
        replies(
            "priya",
            """
            Hi Ravi,

            yes. “Dock by holding” goes into 1.4.1, under Controls, and I’ve made it the default
            because after trying it nobody here wanted the old one back. Get well soon.
            """,
            after="1d",
        ),
        says("That is the fastest any software has ever reacted to my bones. Thank you.", "5h"),
        ago="12d",
        desks=(done("support", "priya"), done("product", "priya")),
        tags=("accessibility", "idea"),
    ),
    story(
        "sanna-typsnitt",
        "help",
        "sanna",
        "Lättläst typsnitt i Tidewick?",
        says(
            """
            Hej! Jag har dyslexi och skyltarna i Tidewick är så fina att jag inte kan läsa dem. Finns
            det något lättläst typsnitt? Jag missade nyss en hel begravning.
            """
        ),
        replies(
            "theo",
            """
            Hej Sanna,

            ja, fast det är för väl gömt: Inställningar, Text, ”Tydliga skyltar”. Det gäller alla
            640 skyltar och breven. Jag har bett om att det ska frågas redan vid start.

            Begravningen upprepas på tisdag i spelet, om du vill visa den sista respekten.
            """,
            after="1h 20m",
        ),
        says("Jag var där. Fint tal av fyrvaktaren. Tack!", "1d"),
        ago="25d",
        desks=(done("support", "theo"),),
        tags=("accessibility",),
    ),
    story(
        "wendell-blind",
        "help",
        "wendell",
        "Playing Biscuit Heist without seeing it",
        says(
            """
            Good morning. I am a piano tuner and have been blind since I was six. My granddaughter
            reads me the cards, which means she knows my hand, which means I have not won since
            Easter.

            Would you have the card texts as a plain file? I can print Braille myself. I only need
            the words, and which card they belong to.

            Wendell Price
            """
        ),
        replies(
            "ines",
            """
            Good morning Wendell,

            attached are all 108 cards as plain text, numbered in the order of the box, one card to
            a line. If you label the backs, please use the bottom left corner: there the varnish is
            thinnest and takes labels well.

            May I ask for something in return? Tell us which cards are too long for a finger.
            """,
            after="1h 10m",
            files=("biscuit-heist-cards.txt",),
        ),
        says(
            """
            Fourteen are too long. The list is attached, with shorter words that mean the same.

            I won on Sunday. She has demanded to inspect the Braille.
            """,
            after="6d",
            files=("shorter-words.txt",),
        ),
        notes(
            "ines",
            "@Product his versions are better than ours for everybody. Second printing?",
            "40m",
        ),
        ago="28d",
        desks=(done("support", "ines"), done("product", "priya")),
        tags=("accessibility", "idea"),
    ),
    story(
        "larch-large-print",
        "help",
        "larch",
        "Large print for Larch House",
        says(
            """
            Hello,

            I run activities at Larch House (62 residents, average age 86, average stubbornness
            high). We play Biscuit Heist on Fridays and use four magnifying glasses in rotation.

            Is there a large-print deck? We would pay of course.

            Tim Hollander
            """
        ),
        replies(
            "theo",
            """
            Hello Tim,

            there isn’t one to buy, but there is one to print: cards at twice the size, four to a
            page, attached. Thick paper works. For Second Helping we are trying larger type from
            the start. Could Friday’s group look at a sample and be merciless?
            """,
            after="3h",
            files=("large-print-deck.pdf",),
        ),
        says("They have been merciless since 1940. Send it.", "1d"),
        ago="5d",
        desks=(done("support", "theo"), opened("product", "priya")),
        tags=("accessibility", "idea"),
    ),
)
