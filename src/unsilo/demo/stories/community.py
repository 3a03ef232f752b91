"""Trolls, dogs in boxes, cats in boxes, and what else people say in public."""

from unsilo.demo.script import done, notes, opened, replies, says, story, waiting

AUTUMN_TABLE = "https://lumenpics.example/marmaladefox/p/blame-the-dog"

STORIES = (
    story(
        "gristle-babies",
        "comments",
        "gristle",
        "Blame the dog",
        says("fox game for babies lol. your mum designed it"),
        notes(
            "marit",
            "No question, no complaint, no answer needed. (Her mum drew the logo, in fact.)",
            "8m",
        ),
        ago="2h 40m",
        desks=(done("community", "marit"),),
        tags=("no-reply-needed",),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
    ),
    story(
        "gristle-turns",
        "comments",
        "gristle",
        "Tidewick in four minutes",
        says("worst port in history. uninstalled. refund when"),
        notes(
            "marit",
            """
            Same person as ever, but this one is a complaint: “port” means the handheld version, and
            it did crash for a week. @Bram he gets an answer like anybody.
            """,
            after="15m",
        ),
        replies(
            "bram",
            """
            Fair: the handheld version crashed on start for six days this month. It’s fixed since
            Tuesday. If you’d still rather have the money, send your order number to
            help@marmaladefox.example and it’s yours, no questions.
            """,
            after="30m",
        ),
        says("huh. ok it starts now. still a baby game. 60 hours in", "2d"),
        ago="13d",
        desks=(done("community", "bram"),),
        tags=("complaint",),
        public=True,
        permalink="https://vidpond.example/w/tidewick-4min",
    ),
    story(
        "palefin-bell",
        "comments",
        "palefin",
        "Is the harbour bell a reference?",
        says(
            """
            Is the harbour bell a reference? It rings 3, then 1, then 3 again on the night of the
            first storm. I have checked 14 ferries, two hymnals and my uncle.
            """
        ),
        notes("priya", "It is my grandmother’s doorbell. May I say so? @Marit", "1h"),
        ago="4h 5m",
        desks=(opened("community", "marit"),),
        tags=("lore",),
        public=True,
        permalink="https://village.marmaladefox.example/t/4955",
    ),
    story(
        "corgi-lantern",
        "comments",
        "corgimum",
        "Corgi in the Lantern Box",
        says(
            """
            Lantern Box review: contents excellent, but the box itself is what sold it. Toast has
            moved in. He fits exactly. We play on the floor next to him now.
            """,
            files=("toast-the-dog-in-box.png",),
        ),
        replies(
            "marit",
            """
            Toast has answered the question that nine people asked us this month: how big is the
            box? It is one corgi. May we put that on the page, with his name and yours?
            """,
            after="20m",
        ),
        says("he would be honoured. he is asleep but I know him", "35m"),
        notes(
            "sol",
            "Product page now says “41 × 41 × 19 cm, or one corgi”. Up 30 % on the day.",
            "1d",
        ),
        ago="18d",
        desks=(done("community", "marit"), done("marketing", "sol")),
        tags=("dog-photo", "praise"),
        public=True,
        permalink="https://lumenpics.example/corgi_called_toast/p/box",
    ),
    story(
        "freya-great-dane",
        "comments",
        "freya",
        "Re: Corgi in the Lantern Box",
        says("what if the dog is 71 kg", files=("great-dane-dog.png",)),
        says("asking for him", "1m"),
        replies(
            "marit",
            """
            Then the box goes in the dog’s shadow. He can be our first official half-lid. What’s his
            name?
            """,
            after="40m",
        ),
        says("Minimus", "2m"),
        ago="6h 10m",
        desks=(opened("community", "marit"),),
        tags=("dog-photo",),
        public=True,
        permalink="https://lumenpics.example/corgi_called_toast/p/box",
    ),
    story(
        "chatboite-chat",
        "comments",
        "chatboite",
        "Le chat dans la boîte",
        says(
            "chez nous c’est le chat. il accepte de rendre les pions un par un",
            files=("chat-box.png",),
        ),
        replies("marit", "C’est un mode avancé. Combien de pions avez-vous récupérés ?", "1h 20m"),
        says("quatre sur soixante. il négocie bien", "3h"),
        ago="3d",
        desks=(done("community", "marit"),),
        tags=("praise",),
        public=True,
        permalink="https://lumenpics.example/le_chat_dans_la_boite/p/1",
    ),
    story(
        "abuela-trampa",
        "comments",
        "abuela",
        "Conoce a la Abuela",
        says("yo no hago trampas, yo administro las galletas de los demás"),
        replies(
            "sol", "Señora Carmen, acaba usted de escribir el texto de la próxima carta.", "45m"
        ),
        says("pues que me la manden firmada. y dos cajas, que Rocío ya no me fía", "2h"),
        ago="1d 8h",
        desks=(opened("community"), waiting("marketing", "sol")),
        tags=("praise", "second-helping"),
        public=True,
        permalink="https://lumenpics.example/marmaladefox/p/the-grandmother",
    ),
    story(
        "sakura-lighthouse",
        "comments",
        "sakura",
        "長崎の灯台をつくりました",
        says("Tidewickで祖父の灯台を再現しました。本物はもう消えましたが、こちらは毎晩点きます。"),
        replies(
            "priya",
            """
            拝見しました。灯りの回る速さまで同じですね。社内の全員に見せてもよろしいですか。
            """,
            after="5h",
        ),
        says("はい、ぜひ。祖父も喜ぶと思います。", "2h"),
        ago="4d",
        desks=(done("community", "marit"), done("product", "priya")),
        tags=("praise",),
        public=True,
        permalink="https://skylark.example/mio_no_toudai/lights",
    ),
    story(
        "wuerfelwolle-handbuch",
        "comments",
        "wuerfelwolle",
        "Das Forum hat die Anleitung umgeschrieben",
        says(
            """
            Wir haben im Forum zu dritt die Anleitung von Lantern Box neu geschrieben: 9 Seiten
            statt 24, und der Bäcker überlebt. Dürfen wir sie hochladen?
            """,
            files=("anleitung-neu.pdf",),
        ),
        notes("priya", "I have read it. It is better. I am going for a walk.", "2h"),
        replies(
            "marit",
            """
            Dürft ihr, und wir würden sie gern drucken: als offizielle Anleitung der nächsten
            Auflage, mit euren drei Namen vorn und Honorar. Ich schreibe jedem von euch einzeln.
            """,
            after="1h 30m",
        ),
        says("Zwei sagen ja. Der Dritte liest gerade noch einmal Korrektur.", "1d"),
        ago="3d",
        desks=(waiting("community", "marit"), opened("product", "priya"), opened("pr", "juno")),
        tags=("idea", "story"),
        public=True,
        permalink="https://village.marmaladefox.example/t/4903",
    ),
    story(
        "dario-spoiler",
        "comments",
        "dario",
        "ATTENZIONE SPOILER",
        says(
            "ma quindi la guardiana del faro è la nonna del pescatore o sono io che piango per niente"
        ),
        replies("sol", "Messo sotto spoiler. E no, non piangi per niente.", "55m"),
        says("LO SAPEVO", "4m"),
        ago="27d",
        desks=(done("community", "sol"),),
        tags=("lore",),
        public=True,
        permalink="https://village.marmaladefox.example/t/4871",
    ),
    story(
        "lieke-schminken",
        "comments",
        "lieke",
        "Otto, maar dan ik",
        says(
            "mijn Otto-kostuum voor de beurs is af. het stuk dat van de stoel valt ben ik",
            files=("otto-pak-dog.png",),
        ),
        replies("marit", "Je oren staan beter dan die van ons. Kom zaterdag langs op C22!", "40m"),
        ago="1d 10h",
        desks=(done("community", "marit"),),
        tags=("praise", "event"),
        public=True,
        permalink="https://lumenpics.example/liekespeelt/p/otto",
    ),
    story(
        "joaquin-perro",
        "comments",
        "joaquin",
        "Blame the dog",
        says("mi perro vio el anuncio y se fue de la pieza ofendido"),
        ago="1h 25m",
        desks=(opened("community"),),
        tags=("word-of-mouth",),
        public=True,
        paid=True,
        permalink=AUTUMN_TABLE,
    ),
    story(
        "solene-merci",
        "comments",
        "solene",
        "Tidewick in four minutes",
        says("je l’ai offert à mon père, gardien de phare à la retraite. il a corrigé la brume"),
        replies(
            "marit", "Qu’a-t-il corrigé ? Nous prenons note de tout ce que dit un gardien.", "35m"
        ),
        says("« elle ne vient pas de là. » il refuse d’en dire plus", "2h"),
        notes(
            "marit",
            "@Priya fog on the west side, says a real keeper. He is right, look at the wind.",
            "3m",
        ),
        ago="14h",
        desks=(opened("community", "marit"), opened("product")),
        tags=("praise", "idea"),
        public=True,
        permalink="https://vidpond.example/w/tidewick-4min",
    ),
)
