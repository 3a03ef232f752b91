"""Tidewick: harbours that are gone since version 1.4."""

from unsilo.demo.script import done, notes, opened, replies, says, story, waiting

STORIES = (
    story(
        "rosalind-harbour",
        "help",
        "rosalind",
        "Save file gone after 1.4",
        says(
            """
            Hello foxes,

            I updated to 1.4 this morning and my harbour is gone. The file is there (I can see it,
            4 MB) but the game says “Start a new life”. I have had the old one for three years and
            I am not ready to start a new life.

            I stream this on Thursday evening. Is there any way back before then? I attach the save
            and a picture of what I see.

            Rosalind
            """,
            files=("harbour_03.sav", "start-a-new-life.png"),
        ),
        notes(
            "theo",
            """
            Same header fault as the others, the file is whole. @Priya can you confirm that 1.4.1
            reads it? @PR she has 410,000 followers and is kind about it, so nobody needs to do
            anything except know.
            """,
            after="6m",
        ),
        replies(
            "theo",
            """
            Hello Rosalind,

            your harbour is still in that file, every lamp of it. Version 1.4 reads one line of it
            wrongly. I am repairing a copy by hand now and will send it today before five, so that
            you can try it well before Thursday.

            Until then please press nothing that contains the words “new life”.
            """,
            after="4m",
        ),
        notes(
            "priya", "1.4.1 reads it. I opened hers on the test build: 9 ferries, 1 goat.", "21m"
        ),
        says(
            """
            The goat is called Regional Manager. Thank you. I will sit on my hands until five.
            """,
            after="35m",
        ),
        ago="5h 20m",
        desks=(opened("support", "theo"), opened("pr", "juno")),
        tags=("save-1.4", "streamer"),
        priority="high",
    ),
    story(
        "edda-lighthouses",
        "help",
        "edda",
        "My lighthouses",
        says(
            """
            Dear Sirs or Foxes,

            I am 91 years old and I play your Tidewick. Yesterday it asked me to update and I was
            polite and said yes. Now my save is gone and I miss my lighthouses. There were 412 of
            them. I know because I lit them one by one in the winter that my hip was bad.

            I have no attachment to send as I do not know what one is. My grandson took a
            photograph of the screen and says it goes with this letter.

            Yours faithfully,
            Edda Marsh (Mrs.)
            """,
            files=("harbour-before.png",),
        ),
        replies(
            "theo",
            """
            Dear Mrs. Marsh,

            saying yes was not your mistake, it was ours. The update cannot read some harbours
            that were made before last spring. Yours should still be on the computer.

            May I telephone your grandson, or you, and show where the file lives? It takes ten
            minutes. I will send nothing that needs to be understood.
            """,
            after="1h 40m",
        ),
        says(
            """
            You may telephone me. I am in every day except Tuesday morning, which is the hip.
            """,
            after="5h",
        ),
        notes(
            "theo",
            """
            Rang her. The old file was overwritten when she pressed “new life” to be polite a
            second time. What is left: an empty harbour, and the photograph, which is blurred but
            complete. I can count the lamps. I would like two evenings for this. @Ines ok?
            """,
            after="20h",
        ),
        notes(
            "ines", "Yes. Write the hours down, all of them. @Juno keep half an eye on this.", "30m"
        ),
        replies(
            "theo",
            """
            Dear Mrs. Marsh,

            your harbour is back. I could not recover the file, so I rebuilt it from the
            photograph, light by light. Where the picture was dark I guessed. Please tell me which
            ones stand wrong, and I will move them.

            Press “Continue”. The lamps are already lit.
            """,
            after="1d 23h",
            files=("harbour_rebuilt.sav", "harbour-after.png"),
        ),
        says(
            """
            Dear Theo,

            I counted them. You had put back one that I forgot. It is the small one behind the
            chapel and I had been thinking of it as lost since March.

            I have not cried at a computer before. I thought you should have that for your records.

            Edda Marsh
            """,
            after="9h",
        ),
        notes(
            "theo",
            """
            @PR flagging this one. 312 minutes, two evenings, 412 lighthouses. Ask her first, by
            telephone, not on a Tuesday.
            """,
            after="25m",
        ),
        notes(
            "juno",
            """
            Rang her (Wednesday). She says yes to the newspaper and the radio, no to adverts, and
            she reads the text before it is printed. Her words: “I have been misquoted since 1958.”
            """,
            after="3d",
        ),
        ago="46d",
        desks=(done("support", "theo"), done("pr", "juno")),
        tags=("save-1.4", "story"),
        priority="high",
    ),
    story(
        "kenji-save",
        "help",
        "kenji",
        "1.4に更新したら港が消えました",
        says(
            """
            お世話になっております。函館の森田と申します。

            今朝バージョン1.4に更新したところ、セーブデータが読み込めなくなりました。
            三年間育てた港です。娘と一緒に作った灯台が二つあります。

            セーブファイルを添付いたします。元に戻す方法はありますでしょうか。
            どうぞよろしくお願いいたします。
            """,
            files=("minato_01.sav",),
        ),
        replies(
            "priya",
            """
            森田さま

            ご連絡ありがとうございます。Tidewick開発担当のプリヤです。ご迷惑をおかけして申し訳ありません。

            お送りいただいたファイルは壊れておりません。灯台は二つとも無事です。修復したファイルを
            添付しますので、「つづきから」を選んでください。もし灯りがひとつでも足りなければ、すぐにお知らせください。
            """,
            after="6h",
            files=("minato_01_repaired.sav",),
        ),
        ago="2d",
        desks=(waiting("support", "priya"),),
        tags=("save-1.4",),
    ),
    story(
        "lucie-save",
        "help",
        "lucie",
        "Sauvegarde disparue après la mise à jour",
        says(
            """
            Bonjour,

            depuis la mise à jour 1.4, mon port a disparu et le jeu me propose de « commencer une
            nouvelle vie ». C’est gentil, mais j’étais très contente de l’ancienne.

            Que puis-je faire ?

            Lucie Marchand
            """
        ),
        replies(
            "marit",
            """
            Bonjour Lucie,

            gardez l’ancienne vie, elle est toujours là. Le fichier est intact, c’est la version
            1.4 qui le lit mal. Dans le dossier « Tidewick/harbours », pouvez-vous nous envoyer le
            fichier le plus récent ? Theo le répare à la main en une heure environ.
            """,
            after="3h",
        ),
        says(
            "Le voici. Il s’appelle « port_final_vraiment_final ».", "2h", files=("port_final.sav",)
        ),
        replies(
            "theo",
            """
            Bonjour Lucie, (translated by Marit, repaired by me)

            voici votre port, avec ses 31 bateaux. Choisissez « Continuer ». Nous avons laissé le
            nom du fichier tel quel, il nous a fait sourire.
            """,
            after="1h 10m",
            files=("port_final_repaired.sav",),
        ),
        says("Tout est revenu, même le chat sur le quai. Merci infiniment !", "4h"),
        ago="9d",
        desks=(done("support", "theo"),),
        tags=("save-1.4",),
    ),
    story(
        "matteo-save",
        "help",
        "matteo",
        "Mia figlia piange per un faro",
        says(
            """
            Buonasera,

            dopo l’aggiornamento il porto di mia figlia (6 anni) non si apre più. C’era un faro
            rosa che si chiama Zia Carla. La zia Carla vera è qui accanto a me e chiede anche lei
            notizie.

            Grazie per qualsiasi aiuto,
            Matteo
            """,
            files=("porto_di_nina.sav",),
        ),
        replies(
            "sol",
            """
            Buonasera Matteo,

            dica a Nina e alla zia Carla che il faro rosa è in piedi. L’aggiornamento legge male
            una riga del file; un collega lo sta riparando adesso e domani mattina riceverà la
            copia sistemata.
            """,
            after="1h 15m",
        ),
        notes(
            "sol",
            "@Theo pink lighthouse, six-year-old, real aunt waiting. Next in your queue?",
            "2m",
        ),
        replies(
            "theo", "Ecco il file. Zia Carla è accesa.", "14h", files=("porto_di_nina_ok.sav",)
        ),
        says(
            """
            Funziona! Nina ha abbracciato il computer. La zia Carla (quella vera) pretende ora un
            faro più alto.
            """,
            after="3h",
        ),
        ago="12d",
        desks=(done("support", "theo"),),
        tags=("save-1.4",),
    ),
    story(
        "gareth-three-years",
        "help",
        "gareth",
        "Three years. THREE.",
        says(
            """
            You people had ONE job and it was to keep a small boat where I left it.

            Three years of harbour gone overnight because somebody over there wanted a new weather
            effect. I did not ask for weather. I live in Bangor. I have weather.

            I want my save back or my money back and at this point I honestly don’t mind which.

            Gareth Llewellyn
            """
        ),
        notes(
            "ines",
            "Angry and right. @Theo before lunch please. No jokes in the first two paragraphs.",
            after="20m",
        ),
        replies(
            "theo",
            """
            Hello Gareth,

            you are right, and I am sorry. We tested the update on new harbours and on last year’s
            harbours, and not on old ones. That is our mistake and it cost you an evening and a lot
            of trust.

            Both things you ask for are possible. Your money is on its way back whatever you
            choose: $24, three to five days. And your save can be repaired. If you send me the
            newest file from Documents/Tidewick/harbours, you will have it back within the hour.
            """,
            after="1h 5m",
        ),
        says("File attached. I’ll believe it when I see the boat.", "40m", files=("bangor.sav",)),
        replies(
            "theo",
            """
            Repaired file attached. The boat is at the second mooring, facing out, rope coiled.

            You can switch the weather off in 1.4.1, which comes next week. It will remember.
            """,
            after="35m",
            files=("bangor_repaired.sav",),
        ),
        says(
            """
            It’s there.

            I was rude, and you were not, and that’s annoying. Keep the $24 and buy whoever fixed
            it a proper drink. Fair play.
            """,
            after="2h",
        ),
        ago="15d",
        desks=(done("support", "theo"),),
        tags=("save-1.4", "complaint"),
        priority="high",
    ),
    story(
        "harbourhag-old-saves",
        "comments",
        "harbourhag",
        "PSA: back up before 1.4",
        says(
            """
            PSA for the village: copy your harbours folder BEFORE you take 1.4. mine went poof and
            came back after a very nice swede fixed it by hand. not angry just telling everyone
            """
        ),
        replies(
            "marit",
            """
            Good advice, and thank you for giving it so calmly. We have pinned this. 1.4.1 makes the
            copy by itself. The very nice Swede has been told and has gone red.
            """,
            after="1h 10m",
        ),
        ago="20h",
        desks=(waiting("community", "marit"),),
        tags=("save-1.4",),
        public=True,
        permalink="https://village.marmaladefox.example/t/4951",
    ),
)
