"""Where can I buy it, asked by mail and form."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "tiago-porto",
        "hello",
        "tiago",
        "Onde comprar no Porto?",
        says(
            """
            Boa tarde,

            joguei Biscuit Heist em casa de amigos e perdi com dignidade. Há alguma loja no Porto
            que o venda? Gosto de comprar coisas a pessoas.

            Tiago
            """
        ),
        replies(
            "sol",
            """
            Olá Tiago,

            no Porto ainda não, e é uma falha que me pesa, porque nasci lá ao lado. A mais próxima
            é em Aveiro; mas se me disser qual é a sua loja preferida, escrevo-lhes hoje com uma
            caixa de amostra e o seu nome (só o primeiro).
            """,
            after="2h",
        ),
        says(
            "A do senhor Abílio, na Rua do Almada. Diga que vai da parte do que perde sempre.", "3h"
        ),
        replies("sol", "Escrito e enviado. Ele respondeu: “Ah, esse.” Terça chegam seis.", "2d"),
        says("Já comprei duas. Continuo a perder, mas agora em casa. Obrigado!", "4d"),
        ago="19d",
        desks=(done("marketing", "sol"),),
        tags=("where-to-buy", "shops"),
    ),
    story(
        "inaki-envio",
        "hello",
        "inaki",
        "¿Envían a Bilbao?",
        says(
            """
            Kaixo,

            ¿envían Lantern Box a Bilbao y cuánto cuesta? He visto el tamaño de la caja y he medido
            mi ascensor. Caben la caja o yo, los dos no.

            Iñaki
            """
        ),
        replies(
            "sol",
            """
            Kaixo Iñaki,

            sí, desde nuestro almacén europeo, sin aduana: 9,50 € y de cuatro a seis días. La caja
            mide 41 × 41 × 19 cm y pesa 5,3 kg. Le recomiendo que suba ella en ascensor y usted por
            las escaleras, así llegan los dos de buen humor.
            """,
            after="3h",
        ),
        says("Pedida. Subí yo en el ascensor. Error. Pero llegó perfecta.", "7d"),
        ago="24d",
        desks=(done("marketing", "sol"),),
        tags=("shipping", "where-to-buy"),
    ),
    story(
        "wouter-winkel",
        "form",
        "wouter",
        "Winkel in Groningen?",
        says(
            """
            Hoi, is er een winkel in Groningen waar ik Teaspoon Duel kan kopen? Ik wil het vrijdag
            meenemen naar mijn schoonmoeder. Zij wint alles, dus het moet kort zijn.
            """
        ),
        replies(
            "marit",
            """
            Hoi Wouter,

            De Dobbelboot had er gisteren nog vier, Janneke legt er een achter de toonbank op jouw
            naam. Een potje duurt tien minuten, dus het verlies is te overzien.
            """,
            after="1h 10m",
        ),
        says("Opgehaald. 0-5. Zij vraagt waar het grotere spel te koop is.", "3d"),
        ago="16d",
        desks=(done("support", "marit"), done("marketing", "sol")),
        tags=("where-to-buy", "shops"),
    ),
    story(
        "giulia-regalo",
        "hello",
        "giulia",
        "Arriva in tempo per sabato?",
        says(
            """
            Ciao,

            vorrei regalare Biscuit Heist a mia sorella che compie trent’anni sabato. Me ne sono
            ricordata adesso. Non giudicatemi. Arriva in tempo a Bologna?

            Giulia
            """
        ),
        replies(
            "sol",
            """
            Ciao Giulia,

            nessun giudizio, qui abbiamo dimenticato il compleanno dell’ufficio. Con la spedizione
            normale no, arriva lunedì. Due possibilità: un negozio in centro che ne ha due copie
            (indirizzo sotto), oppure ti mando una cartolina da stampare, con Otto che confessa il
            ritardo.
            """,
            after="45m",
            files=("otto-confessa.pdf",),
        ),
        says("Negozio! E la cartolina la stampo lo stesso, Otto è più credibile di me.", "30m"),
        ago="11d",
        desks=(done("marketing", "sol"),),
        tags=("where-to-buy", "gift"),
    ),
    story(
        "haruka-shop",
        "hello",
        "haruka",
        "京都の店舗での取り扱いについて",
        says(
            """
            はじめまして。京都で小さなボードゲーム喫茶を営んでおります小川と申します。

            お客様から「ビスケット・ハイスト」を遊びたいという声を三件いただきました。
            言葉が少ないゲームなので、日本語版がなくても遊べそうです。少量（六箱）から購入できますか。
            また、見本を一箱お送りいただくことは可能でしょうか。
            """
        ),
        replies(
            "priya",
            """
            小川さま

            ご連絡ありがとうございます。六箱から承ります。見本は今週お送りします。
            ルールの日本語訳（ファンの方による、とても良いもの）も印刷して同封いたします。

            お見積りは営業のソルから英語で届きますが、日本語でのお返事は私がお受けします。
            """,
            after="8h",
        ),
        notes(
            "priya",
            "@Sol quote for one case to Kyoto please, and the folded rules from Tanaka-san.",
            "2m",
        ),
        ago="3d",
        desks=(waiting("marketing", "sol"), done("product", "priya")),
        tags=("shops", "where-to-buy"),
    ),
    story(
        "elif-goteborg",
        "form",
        "elif",
        "Finns Lantern Box att prova någonstans?",
        says(
            """
            Hej! Jag vill gärna prova Lantern Box innan jag köper den, den är ju stor som en
            gästsäng. Finns det något ställe i Göteborg?
            """
        ),
        replies(
            "theo",
            """
            Hej Elif!

            Kaffe & Klossar på Andra Långgatan har en på bordet, fråga efter Maja. Hon tänder
            lyktan på riktigt. Torsdagar är lugnast.
            """,
            after="1h 30m",
        ),
        says("Provade, köpte, bar hem den på en cykel. Rekommenderas inte. Cykeln alltså.", "4d"),
        ago="29d",
        desks=(done("support", "theo"),),
        tags=("where-to-buy", "shops"),
    ),
    story(
        "cassidy-bait",
        "form",
        "cassidy",
        "Nearest store is 140 miles and sells bait",
        says(
            """
            Your store finder says my nearest shop is 140 miles away. I know that shop. It sells
            bait. I asked about Biscuit Heist and the man said “for what fish”.

            Is there some other way that doesn’t involve my credit card and your website? I’m old
            fashioned and also suspicious.
            """
        ),
        replies(
            "bram",
            """
            Hi Cassidy,

            the bait shop carried us for one summer and sold two, so we owe them the listing but
            not you the drive. You can send a check, like it’s 1994: the address and a form are
            attached. Or name a shop you like and we will write to its owner with a sample.
            """,
            after="2h",
            files=("mail-order.pdf",),
        ),
        says("Check’s in the mail. I have always wanted to write that and mean it.", "1d"),
        notes(
            "bram",
            "Listing removed. @Sol the bait man would like to be asked again in spring.",
            "30m",
        ),
        ago="33d",
        desks=(done("support", "bram"),),
        tags=("where-to-buy",),
    ),
    story(
        "marcus-brother",
        "help",
        "marcus",
        "I am a bad brother (order 20417)",
        says(
            """
            Order 20417. I chose the slow shipping to save three dollars and my sister’s birthday
            is on Saturday. I have since learned what three dollars are worth.

            Can it still be changed? I will pay the difference and the shame.

            Marcus
            """
        ),
        notes(
            "ines",
            "@Bram you are on parcels today. Is it still in the building? I’d rather lose $3 too.",
            after="18m",
        ),
        ago="47m",
        desks=(opened("support"),),
        tags=("shipping", "gift"),
        priority="high",
    ),
    story(
        "keahi-islands",
        "hello",
        "keahi",
        "Shipping to Hawaii is more than the game",
        says(
            """
            Aloha! Teaspoon Duel is $12 and shipping to Hilo is $19. The tin weighs less than the
            letter telling me so. Could it not just go in an envelope?
            """
        ),
        replies(
            "sol",
            """
            Aloha Keahi,

            it could, and now it does. The shop was packing the tin into our smallest carton, which
            is made for a game four times its size. Padded envelope: $5.40. I have changed it for
            all islands, so the next person owes you one.
            """,
            after="6h",
        ),
        says("Ordered three. You just sold to my whole lānai.", "9h"),
        ago="37d",
        desks=(done("marketing", "sol"),),
        tags=("shipping", "price"),
    ),
    story(
        "mamadou-dakar",
        "hello",
        "mamadou",
        "Livraison à Dakar",
        says(
            """
            Bonjour,

            je tiens un club de jeux à Dakar, une trentaine de personnes le samedi. Nous voudrions
            quatre Biscuit Heist, mais votre boutique ne connaît pas le Sénégal. Le Sénégal, lui,
            vous connaît : quelqu’un est revenu de voyage avec une boîte et depuis on se dispute
            pour le chien.

            Mamadou Diallo
            """
        ),
        notes(
            "sol",
            "Asked the Lisbon warehouse, they ship there by boat twice a month. Quote Monday.",
            "1d",
        ),
        replies(
            "sol",
            """
            Bonjour Mamadou,

            le Sénégal est maintenant dans la liste. Quatre boîtes depuis Lisbonne : 14 € de port
            pour l’ensemble, deux à trois semaines, par bateau. Je demande aussi le prix par avion
            et je reviens vers vous lundi, pour que vous puissiez choisir.
            """,
            after="3h",
        ),
        ago="4d",
        desks=(snoozed("marketing", "sol", "2d"),),
        tags=("shipping", "where-to-buy"),
    ),
)
