"""Saves, rules, ideas and where to buy, in English."""

from unsilo.demo.frequent.model import Family, case

FAMILIES = (
    Family(
        key="saves",
        channels=("help", "form"),
        desk="support",
        owners=("theo", "priya"),
        tags=("save-1.4",),
        cases=(
            case(
                "Harbour gone after the update",
                """
                {Hi|Hello}, since 1.4 my harbour {won’t load|is gone}. I had <count> lighthouses.
                {File attached.|I attach the save.} {Can it be saved?|Please say it is fixable.}
                """,
                """
                Hi <name>, it’s all in there, 1.4 reads one line wrongly. Repaired file attached;
                choose “Continue”. 1.4.1 will do this by itself.
                """,
                "{All <count> are back.|It opened! Thank you so much.}",
                files=("harbour.sav",),
            ),
            case(
                "“Start a new life”?",
                """
                The game {asks me|wants me} to start a new life. {I was quite happy with the old
                one.|I am 58, it is a bit late.} {What should I press?|What do I do?}
                """,
                "Hi <name>, press nothing yet. Send me the newest file from the harbours folder.",
                "Here it is. {Hands off the keyboard.|I have touched nothing.}",
            ),
            case(
                "Save too big?",
                """
                My save is <count> MB and the handheld {refuses it|says no}. {Is there a limit?|How
                big may it be?} I can’t demolish {anything|the cathedral}, I {am too
                attached|promised}.
                """,
                "Hi <name>, the limit falls with 1.4.1 next week. Demolish nothing until then.",
            ),
            case(
                "Two harbours became one",
                """
                After the update my {two|three} harbours are one, {stacked|on top of each other}.
                There is a church in a {ferry|bakery}. It’s {impressive|rather good} but I’d like
                them {apart|back}.
                """,
                "Hi <name>, we laughed, then we fixed it. Both files attached. The church is dry again.",
                "Separated. {I miss the church a little.|Thank you.}",
            ),
            case(
                "Autosave",
                "How often does Tidewick save by itself? {My cat|My toddler} {can reach|has found} the button.",
                """
                Hi <name>, at every high tide, and when you close it. Under Settings there is “Lock
                the power button”, made for exactly that person.
                """,
            ),
        ),
    ),
    Family(
        key="rules",
        channels=("form", "help"),
        desk="support",
        owners=("bram", "ines"),
        tags=("rules",),
        cases=(
            case(
                "Can you blame a player who has left?",
                """
                {Quick question.|A dispute.} If somebody {goes to bed|leaves the table}, can they
                still be blamed? {It’s not about me.|She is asleep and we have evidence.}
                """,
                "Hi <name>, yes, until they shut the bedroom door. Page 8, second box.",
                "{Door was open.|Thank you, justice was done.}",
            ),
            case(
                "Does the Alibi work twice?",
                """
                Can {“The Alibi”|the Alibi card} be played twice in a round? {My mother-in-law
                does.|One of us says yes, loudly.}
                """,
                "Hi <name>, once. The second time it’s just a card. Good luck telling her.",
            ),
            case(
                "Seven players",
                "The box says 2 to 6. We are seven {sisters|and nobody will leave}. {Possible?|Any way?}",
                """
                Hi <name>, with one extra rule it works: the seventh is the Dog and is accused of
                everything. It’s the most popular seat.
                """,
                "She loved it. She did do it though.",
            ),
            case(
                "Lantern Box: who lights first?",
                "“The one who was last afraid of the dark begins.” {All of us?|My father won’t say.}",
                "Hi <name>, then the youngest, and your father keeps his secret.",
            ),
            case(
                "Teaspoon Duel: is stirring an action?",
                "Is stirring {an action|a move}? We have {stopped talking|called my sister}.",
                "Hi <name>, stirring is free, clinking costs one. It’s on the inside of the lid.",
            ),
            case(
                "Rules as a file",
                """
                The {dog|baby} has eaten the rules of <game>. Ironic, I know. Is there a {file|page
                to print}?
                """,
                "Hi <name>, attached. This is the fourth dog this year; we’re considering gravy ink.",
            ),
        ),
    ),
    Family(
        key="buy",
        channels=("hello", "form"),
        desk="marketing",
        owners=("sol",),
        tags=("where-to-buy",),
        cases=(
            case(
                "A shop in <city>?",
                """
                {Hi|Hello}, is there a shop in <city> that {has|sells} <game>? I’d like to {hold it
                first|support a real shop}. {I can walk far.|Weekends are best.}
                """,
                """
                Hi <name>, two: one near the station and one that shares a door with a bakery. Both
                had it last week. Ring before you go; addresses are below.
                """,
                "{Bought it, and a loaf.|Got the last one!}",
            ),
            case(
                "Gift for a {ten|twelve}-year-old",
                """
                Which of your games is right for a {ten|twelve}-year-old who {hates losing|has every
                game|only likes dogs}? Budget {twenty|thirty} dollars.
                """,
                "Hi <name>, Biscuit Heist. Losing is the dog’s fault in it, which helps.",
                "{It was the dog’s fault all afternoon. Thank you!|Big success.}",
            ),
            case(
                "Is <game> coming back?",
                "Your shop says <game> is {sold out|gone}. {Is that for ever?|When is it back?}",
                "Hi <name>, four weeks at most, it is being printed. Shall I put one aside for you?",
                "Yes please, {with my name on it|in any state}.",
            ),
            case(
                "Discount for a club?",
                """
                We are a {game club|youth club} of {twenty|thirty-five} and would take {four|six}
                copies of <game>. Is there a club price?
                """,
                "Hi <name>, from four copies it’s fifteen per cent off and one spare deck for spills.",
            ),
        ),
    ),
    Family(
        key="helping",
        channels=("hello", "form"),
        desk="marketing",
        owners=("sol", "juno"),
        tags=("second-helping",),
        cases=(
            case(
                "Second Helping: when can I order?",
                """
                {When|On what day} can I order Second Helping? {I’ve set an alarm|My sister has set
                an alarm} and need {a date|something to type into it}.
                """,
                "Hi <name>, preorders are open now; it ships on launch day, not after it.",
                "{Ordered.|Done. Alarm deleted.}",
            ),
            case(
                "Does it fit into the old box?",
                "Do the {new|64} cards fit in the old box {with sleeves|if I sleeve them}?",
                "Hi <name>, without sleeves yes, with sleeves only if you lean on it.",
            ),
            case(
                "Signed copies",
                "Will there be {signed|numbered} copies? {My wife collects|I collect} paw prints.",
                "Hi <name>, 200, with a paw. They go to the newsletter first, on Tuesday.",
            ),
            case(
                "Is the Grandmother really like that?",
                "I saw the {preview|video}. Is the Grandmother {really|always} allowed to do that?",
                "Hi <name>, yes. We asked four grandmothers and all of them said it was mild.",
                "I have shown this to mine. She agrees.",
            ),
        ),
    ),
    Family(
        key="ideas",
        channels=("form", "help"),
        desk="product",
        owners=("priya",),
        tags=("idea",),
        cases=(
            case(
                "Idea: snow",
                "Could it {snow|hail} in Tidewick? Only {at night|a little}. {I miss it.|For my niece.}",
                "Hi <name>, it’s on the list, between “owls” and “a second bakery”.",
            ),
            case(
                "Idea: travel size",
                "A travel size of Lantern Box? I tried to take it {on a train|camping}. {Never again.|We missed the train.}",
                "Hi <name>, we have a prototype that fits into a biscuit tin. It is harder than it looks.",
            ),
            case(
                "Idea: name the ferries",
                "Please let us {name|rename} the ferries. Mine is {obviously|clearly} called {Doris|Kevin}.",
                "Hi <name>, coming in 1.5. Forty letters at most, so Doris is safe.",
            ),
            case(
                "Left-handed cards",
                "I’m left-handed and the {numbers|corners} of Biscuit Heist vanish {in my hand|when I fan them}.",
                "Hi <name>, from the next printing on they’re in all four corners. Sorry it took us so long.",
            ),
        ),
    ),
)
