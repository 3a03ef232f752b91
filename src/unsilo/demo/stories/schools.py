"""Schools, libraries and a children’s ward."""

from unsilo.demo.script import done, notes, opened, replies, says, snoozed, story, waiting

STORIES = (
    story(
        "hillcrest-tides",
        "hello",
        "hillcrest",
        "My class has learned the tides from your game",
        says(
            """
            Dear Marmalade Fox,

            I teach 28 nine-year-olds in Whitby. We have a sea, but it took Tidewick to make them
            look at it. For three weeks they have predicted high water each morning and walked down
            to check. They are now right to within six minutes, which is better than the noticeboard.

            The noticeboard has been corrected. May I ask for a class licence? I have been using my
            son’s copy and he would like it back.

            Margaret Eddowes
            """,
            files=("tide-predictions.csv",),
        ),
        replies(
            "marit",
            """
            Dear Margaret,

            thirty licences are attached, one for the noticeboard. Schools pay nothing, it’s just
            that nobody ever finds the page where it says so; that is our fault and is being fixed.

            Would your class like to ask the person who wrote the tides a few questions, on screen,
            one morning?
            """,
            after="3h",
            files=("class-licences.txt",),
        ),
        says(
            "They have 61 questions. I have asked them to vote. They’ve started a committee.", "1d"
        ),
        notes(
            "marit",
            "@Juno a class learns tides from the game. @Priya Thursday nine o’clock your time?",
            "20m",
        ),
        ago="6d",
        desks=(waiting("marketing", "sol"), done("community", "marit"), opened("pr", "juno")),
        tags=("school", "story"),
    ),
    story(
        "gull-officer",
        "hello",
        "gull",
        "Application: Chief Gull Officer",
        says(
            """
            Dear Sir or Madam,

            I am in Mrs Eddowes’s class and I am applying for the job of Chief Gull Officer. I know
            it does not exist but I think it should. I can do four kinds of gull (herring, black
            headed, angry, chips). I can start after school.

            Yours sincerely,
            Teddy Faulkner, 9
            """
        ),
        notes(
            "priya",
            "We do need somebody to record “chips”. I’m serious. @Ines are we allowed?",
            "2h",
        ),
        notes("ines", "With his parents’ yes and a fee, we are.", "30m"),
        replies(
            "priya",
            """
            Dear Teddy,

            thank you for your application. The committee (two people and a plush dog) was
            impressed, above all by “chips”, which the game lacks.

            We’d like to record all four. If your parents agree, a microphone comes to you by post,
            and you’ll be paid like any other voice. In the credits it will say what you wrote.
            """,
            after="3h",
        ),
        ago="2d",
        desks=(waiting("product", "priya"), opened("pr"), done("marketing", "sol")),
        tags=("job", "story", "gulls"),
    ),
    story(
        "farol-escola",
        "hello",
        "farol",
        "Jogos para uma escola pequena",
        says(
            """
            Boa tarde,

            a nossa escola tem dezanove alunos e uma vista para o farol. Usamos Biscuit Heist para
            aprender a argumentar: cada acusação ao cão tem de ter três razões. Os pais queixam-se
            de que funciona também em casa.

            Há condições para escolas?

            Helena Sá
            """
        ),
        replies(
            "sol",
            """
            Boa tarde, professora Helena,

            há: a caixa escolar custa o mesmo que um jogo e traz quatro. E se um dia quiser trazer
            os dezanove, o armazém fica a quarenta minutos e eu faço limonada.
            """,
            after="2h",
        ),
        says("Trago. Preparam-se já três razões para ficarem até tarde.", "1d"),
        ago="11d",
        desks=(done("marketing", "sol"),),
        tags=("school",),
    ),
    story(
        "library-loan",
        "hello",
        "library",
        "Lending Lantern Box",
        says(
            """
            Hello, we’re a library and we lend games. Lantern Box goes out on a sledge. It has come
            back 22 times complete, which no puzzle ever has, and now the lid is tired. Can we buy
            lids?

            Joanna Birk, Loon Lake
            """
        ),
        replies(
            "sol",
            """
            Hello Joanna,

            lids for libraries are free, two are on the way, in the reinforced kind we make for
            fairs. Twenty-two complete returns is a record. Would your readers like it on a card?
            """,
            after="2h 20m",
        ),
        ago="8d",
        desks=(done("marketing", "sol"),),
        tags=("school", "library"),
    ),
    story(
        "ward-otto",
        "hello",
        "ward",
        "Washable Ottos for a children’s ward",
        says(
            """
            Dear all,

            I look after a children’s ward. We would love some Ottos but anything we hand out must
            survive 60 degrees, twice a week. Does he?

            Sister Grace Adeyemi
            """
        ),
        notes(
            "sol",
            "@Priya what does the maker say about 60? And @Ines only newer batches, obviously.",
            after="20m",
        ),
        replies(
            "sol",
            """
            Dear Sister Grace,

            the honest answer today is: 40 for certain, 60 we don’t know. We are washing ten of them
            at 60 this week, thirty times each, and I’ll send you the result with a photograph,
            whatever they look like then.

            Please wait with any Otto until you’ve heard from me; one of our batches has a fault in
            the eye and I want to send you none of it.
            """,
            after="2h",
        ),
        ago="19h",
        desks=(snoozed("marketing", "sol", "5d"), opened("product", "priya")),
        tags=("otto", "school"),
    ),
    story(
        "mireille-thesis",
        "hello",
        "mireille",
        "A thesis about blaming dogs",
        says(
            """
            Hello,

            I’m writing my thesis on how players assign guilt in semi-cooperative games, with yours
            as the main case. I have 140 filmed rounds. The dog is accused in 83 % of them, even
            when the dog card isn’t in play.

            Could I interview the designer for an hour?

            Mireille Sato
            """
        ),
        replies(
            "juno",
            """
            Hello Mireille,

            yes. Priya read your number aloud and then went quiet for some time. Wednesday at four
            suits her. She asks to see the remaining 17 %.
            """,
            after="1d 2h",
        ),
        ago="3d",
        desks=(waiting("marketing", "juno"), done("product", "priya")),
        tags=("research",),
    ),
)
