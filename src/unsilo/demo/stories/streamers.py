"""Streamers, makers of videos, and people who would like twelve games for exposure."""

from unsilo.demo.script import done, notes, opened, replies, says, story, waiting

STORIES = (
    story(
        "rosalind-charity",
        "hello",
        "rosalind",
        "24 hours of Tidewick for the lifeboats",
        says(
            """
            Hello,

            I’d like to play Tidewick for 24 hours for the volunteer lifeboats. No sponsoring, I
            just want one silly thing: could the harbour bell ring each time somebody gives?

            Rosalind
            """
        ),
        replies(
            "sol",
            """
            Hello Rosalind,

            Priya has built the bell. It rings softly below ten euros, properly above, and at a
            thousand every ferry in the harbour sounds its horn, which she tested at her desk
            without warning us.

            Instructions attached. Marit will be in your chat all night with tea.
            """,
            after="2d",
            files=("bell-setup.txt",),
        ),
        says(
            "€31,406. The horns went off at 4 in the morning and I screamed. Thank you all.", "16d"
        ),
        notes(
            "juno",
            "That is the whole company’s coffee for nine years. @Marit well done staying up.",
            "2h",
        ),
        ago="54d",
        desks=(done("marketing", "sol"), done("community", "marit")),
        tags=("streamer", "event"),
    ),
    story(
        "calla-twelve-games",
        "hello",
        "calla",
        "Collab?? 💛 (12 games)",
        says(
            """
            Hiii foxes,

            I’m Calla, I have 2,310 super engaged followers and my aesthetic is basically your box.
            I’d love to feature you!! I would need 12 copies of Lantern Box for a flat lay (they
            have to be sealed, for the light) and ideally one for my mum.

            In return you get exposure, a story AND a highlight.

            xx Calla
            """
        ),
        replies(
            "sol",
            """
            Hi Calla,

            thank you, and your pictures really are good. I can’t send twelve: stacked, they are
            taller than our ceiling, and we pay for each one. No it is, meant kindly.

            What I can do: flat printed lids, as many as you like, for the light. And your mum gets
            the same ten per cent as everybody’s mum.
            """,
            after="5h",
        ),
        says(
            "omg lids is genius. 12 lids please. mum says hi and is it ten per cent off the big one",
            "1d",
        ),
        replies("sol", "Twelve lids are on the way. Yes, the big one. Hello to your mum.", "3h"),
        ago="17d",
        desks=(done("marketing", "sol"),),
        tags=("influencer",),
    ),
    story(
        "calla-again",
        "hello",
        "calla",
        "Re: Collab?? (just one thing)",
        says(
            """
            Hiii it’s Calla again!! The lids were SO pretty. Quick one: for Second Helping would you
            maybe do a tiny launch box, only 6 games, and an Otto. My followers are 2,344 now so
            it’s growing.
            """
        ),
        notes(
            "sol",
            "Monthly visit. She did post the lids, and they did look wonderful. Lids again.",
            "30m",
        ),
        ago="7h 20m",
        desks=(opened("marketing", "sol"),),
        tags=("influencer", "second-helping"),
    ),
    story(
        "brock-synergy",
        "hello",
        "brock",
        "RE: RE: Partnership proposal (final)",
        says(
            """
            Team,

            circling back on my three earlier mails which I note have not been actioned. I represent
            creators with a combined reach of 90M. For $15,000 one of them will hold your product
            and smile. For $22,000 he will open it.

            Happy to jump on a call,
            Brock
            """
        ),
        replies(
            "sol",
            """
            Hello Brock,

            thank you, no. We only pay for opening.

            (Also for nothing else, really. I have taken us off your list so that you don’t have to
            circle.)
            """,
            after="2d",
        ),
        ago="28d",
        desks=(done("marketing", "sol"),),
        tags=("influencer", "no"),
    ),
    story(
        "milo-fourteen-subs",
        "hello",
        "milo",
        "I have 14 subscribers",
        says(
            """
            Hello Marmalade Fox, my name is Milo and I am 10. I make videos about board games at our
            kitchen table. I have 14 subscribers and two are my grandparents but they count.

            Could I have Biscuit Heist to make a video? If not that is ok. I can also borrow it from
            Jamie but Jamie has lost the Dog.

            Milo (my dad helped with the commas)
            """
        ),
        notes(
            "sol",
            "@Juno he asked nicely, offered a way out, and the commas are right. I’m sending it.",
            "5m",
        ),
        replies(
            "sol",
            """
            Hello Milo,

            yes. A box is on its way, and a spare Dog for Jamie. There is only one condition: if you
            don’t like something, say so in the video. The people who make the rules will watch it.

            Grandparents count double here.
            """,
            after="25m",
        ),
        says(
            """
            I made the video. I said that the box is too tight because it is. I have 19 subscribers
            now. Thank you from me and from Jamie.
            """,
            after="8d",
        ),
        notes("priya", "He is right about the box. 1 mm wider in the next printing.", "5h"),
        ago="25d",
        desks=(done("marketing", "sol"), done("product", "priya")),
        tags=("streamer", "story"),
    ),
    story(
        "lutz-sperrfrist",
        "hello",
        "lutz",
        "Sperrfrist Second Helping: darf die Oma ins Vorschaubild?",
        says(
            """
            Moin Sol,

            Video ist fertig, 38 Minuten, davon 20 über die Großmutter-Karte. Darf sie vor dem
            Start ins Vorschaubild? Ich würde ihr auch einen Balken über die Augen machen. Sie sieht
            dann noch gefährlicher aus.

            Lutz
            """
        ),
        notes(
            "sol",
            "@Juno your embargo. I would allow the bar over the eyes, it is very funny.",
            "20m",
        ),
        ago="4h 40m",
        desks=(opened("marketing", "sol"), opened("pr")),
        tags=("streamer", "second-helping"),
    ),
    story(
        "rui-previa",
        "hello",
        "rui",
        "Vídeo de antevisão em português?",
        says(
            """
            Olá Sol,

            tenho um canal de jogos de mesa (6.100 pessoas, quase todas simpáticas). Gostava de
            fazer a antevisão do Second Helping em português. Se não houver caixa, faço com fotos e
            entusiasmo.

            Rui
            """
        ),
        replies(
            "sol",
            """
            Olá Rui,

            há caixa. Sai de Lisboa amanhã. Pode mostrar tudo menos a cara da Avó, até ao dia do
            lançamento às nove. Se perder contra o Gato, tem de ficar no vídeo.
            """,
            after="3h 30m",
        ),
        says("Perdi contra o Gato. Fica no vídeo. Quando é que ele fica mais fraco?", "4d"),
        replies("sol", "Nunca. Foi uma criança de nove anos que o desenhou.", "1h"),
        ago="6d",
        desks=(done("marketing", "sol"),),
        tags=("streamer", "second-helping"),
    ),
    story(
        "tanaka-overlay",
        "hello",
        "tanaka",
        "配信用の素材について",
        says(
            """
            いつもお世話になっております。「眠り船」という名前で配信をしております田中です。

            毎週日曜の深夜に、Tidewickの看板を一枚ずつ日本語で読む配信をしています。
            先週は視聴者の半分が寝落ちしました。これは成功です。

            画面の枠に使える灯台の絵がございましたら、お貸しいただけないでしょうか。
            """
        ),
        replies(
            "priya",
            """
            田中さま

            毎週楽しみに拝見し、毎週途中で眠っております。灯台の枠を三種類描きました。
            「消灯」の枠は、三十分かけて少しずつ暗くなります。ご自由にお使いください。
            """,
            after="22h",
            files=("lighthouse-frame-harbour.png",),
        ),
        says(
            "ありがとうございます。「消灯」で私も寝てしまいました。大切に使わせていただきます。",
            "3d",
        ),
        ago="16d",
        desks=(done("marketing", "sol"), done("community", "marit")),
        tags=("streamer",),
    ),
    story(
        "anjali-bug-on-air",
        "comments",
        "anjali",
        "Gulls, live",
        says(
            "live right now and the gulls have learned to open doors. is this known. 900 people watching"
        ),
        replies(
            "priya",
            """
            Known since about forty seconds ago, because I am one of the 900. Shut the boathouse.
            I’m fixing it while you play.
            """,
            after="1m",
        ),
        says("SHE’S FIXING IT WHILE I PLAY", "2m"),
        replies("priya", "Restart the game at your next break. Doors are for people again.", "46m"),
        says(
            "patched LIVE. it worked. one gull stayed inside and we’ve decided he lives there",
            "19m",
        ),
        notes("marit", "@Juno gulls fixed within the hour, live. Clip is at 1:12:40.", "15m"),
        ago="12d",
        desks=(done("community", "marit"), opened("pr", "juno"), done("product", "priya")),
        tags=("streamer", "gulls", "story"),
        public=True,
        permalink="https://vidpond.example/live/anjaliplays/223",
    ),
    story(
        "abel-theatre",
        "hello",
        "abel",
        "Biscuit Heist on stage?",
        says(
            """
            Hi, I teach drama. My class of sixteen-year-olds has improvised forty minutes out of
            your rulebook. It is tense. There is a trial. The Dog has one line and it brings the
            house down.

            Are we allowed to perform it for parents (120 seats, no admission)?

            Abel
            """
        ),
        replies(
            "juno",
            """
            Hi Abel,

            yes, with pleasure, and in writing: permission attached. We ask for one seat, for the
            person who wrote the rulebook and has never heard anybody laugh at it on purpose.

            What is the line?
            """,
            after="6h",
            files=("permission.pdf",),
        ),
        says("“I was asleep.”", "2h"),
        ago="3d",
        desks=(waiting("pr", "juno"), done("marketing", "sol")),
        tags=("event", "story"),
    ),
)
