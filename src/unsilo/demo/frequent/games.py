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
                "{Harbour gone after the update|1.4 and my harbour}",
                """
                {Hi|Hello}, since 1.4 my harbour {won’t load|is gone}. I had <count> lighthouses.
                {File attached.|I attach the save.} {Can it be saved?|Please say it is fixable.}
                """,
                """
                Hi <name>, {it’s all in there, 1.4 reads one line wrongly|nothing is lost, the file is whole}. Repaired copy attached; choose “Continue”. 1.4.1 will do this by itself.
                """,
                "{All <count> are back.|It opened! Thank you so much.}",
                files=("harbour.sav",),
            ),
            case(
                "{“Start a new life”?|It wants me to begin again}",
                """
                The game {asks me|wants me} to start a new life. {I was quite happy with the old
                one.|I am 58, it is a bit late.} {What should I press?|What do I do?}
                """,
                "Hi <name>, press nothing yet. Send me the newest file from the harbours folder.",
                "Here it is. {Hands off the keyboard.|I have touched nothing.}",
            ),
            case(
                "{Save too big?|<count> MB of harbour}",
                """
                My save is <count> MB and the handheld {refuses it|says no}. {Is there a limit?|How
                big may it be?} I can’t demolish {anything|the cathedral}, I {am too
                attached|promised}.
                """,
                "Hi <name>, the limit falls with 1.4.1 next week. Demolish nothing until then.",
            ),
            case(
                "{Two harbours became one|A church in a bakery}",
                """
                After the update my {two|three} harbours are one, {stacked|on top of each other}.
                There is a church in a {ferry|bakery}. It’s {impressive|rather good} but I’d like
                them {apart|back}.
                """,
                "Hi <name>, we laughed, then we fixed it. Both files attached. The church is dry again.",
                "{Separated. I miss the church a little.|Thank you. The baker is relieved.}",
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
                "{Can you blame a player who has left?|A dispute about bedtime}",
                """
                {Quick question.|A dispute.} If somebody {goes to bed|leaves the table}, can they
                still be blamed? {It’s not about me.|She is asleep and we have evidence.}
                """,
                "Hi <name>, yes, until they shut the bedroom door. Page 8, second box.",
                "{Door was open.|Thank you, justice was done.}",
            ),
            case(
                "{Does the Alibi work twice?|The Alibi, again}",
                """
                Can {“The Alibi”|the Alibi card} be played twice in a round? {My mother-in-law
                does.|One of us says yes, loudly.}
                """,
                "Hi <name>, once. The second time it’s just a card. {Good luck telling her.|You may show them this mail.}",
            ),
            case(
                "{Seven players|We are one too many}",
                "The box says 2 to 6. We are seven {sisters|and nobody will leave}. {Possible?|Is there a way?}",
                """
                Hi <name>, with one extra rule it works: the seventh is the Dog and is accused of
                everything. It’s the most popular seat.
                """,
                "{She loved it. She did do it though.|My uncle was the Dog. He did do it.}",
            ),
            case(
                "Lantern Box: who lights first?",
                "“The one who was last afraid of the dark begins.” All of us?",
                "Hi <name>, then the youngest, and your father keeps his secret.",
            ),
            case(
                "{Teaspoon Duel: is stirring an action?|Stirring}",
                "Is stirring {an action|a move}? We have {stopped talking|rung my sister and she hung up}.",
                "Hi <name>, stirring is free, clinking costs one. It’s on the inside of the lid.",
            ),
            case(
                "{Rules as a file|Rules of <game>, eaten}",
                """
                The {dog|baby} has eaten the rules of <game>. Ironic, I know. Is there a {file|page
                to print}?
                """,
                "Hi <name>, attached. {This is the fourth dog this year; we’re considering the ink.|We have had dogs, but never a baby. I hope it was the short version.}",
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
                "{A shop in <city>?|<game> near <city>}",
                """
                {Hi|Hello}, is there a shop in <city> that {has|sells} <game>? I’d like to {hold it
                first|support a real shop}. {I can walk far.|Weekends are best.}
                """,
                """
                Hi <name>, {two: one near the station and one that shares a door with a bakery|two: a toy shop by the river, and a café that keeps games under the stairs}. Both
                had it last week. Ring before you go; addresses are below.
                """,
                "{Bought it, and a loaf.|Got the last one, from under the stairs!}",
            ),
            case(
                "Gift for a {ten|twelve}-year-old",
                """
                Which of your games is right for a {ten|twelve}-year-old who {hates losing|has every
                game}? Budget {twenty|thirty} dollars.
                """,
                "Hi <name>, Biscuit Heist. Losing is the dog’s fault in it, which helps.",
                "{It was the dog’s fault all afternoon. Thank you!|Big success.}",
            ),
            case(
                "{Is <game> coming back?|<game>, sold out}",
                "Your shop says <game> is {sold out|gone}. {Is that for ever?|When is it back?}",
                "Hi <name>, four weeks at most, it is being printed. Shall I put one aside for you?",
                "Yes please, {with my name on it|in any state}.",
            ),
            case(
                "{Discount for a club?|Six copies for a youth club}",
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
                "{Second Helping: when can I order?|Preorder date?}",
                """
                {When|On what day} can I order Second Helping? {I’ve set an alarm and need a date.|My sister has set an alarm and needs something to type into it.}
                """,
                "Hi <name>, preorders are open now; it ships on launch day, not after it.",
                "{Ordered.|Done. Alarm deleted.}",
            ),
            case(
                "{Does it fit into the old box?|64 cards, one box, sleeves}",
                "Do the {new|64} cards fit in the old box {with sleeves|if I sleeve them}?",
                "Hi <name>, without sleeves yes, with sleeves only if you lean on it.",
            ),
            case(
                "{Signed copies|Numbered copies?}",
                "Will there be {signed|numbered} copies? {My wife collects|I collect} paw prints.",
                "Hi <name>, 200, with a paw. They go to the newsletter first, on Tuesday.",
            ),
            case(
                "{Is the Grandmother really like that?|About the Grandmother}",
                "I saw the {preview|video}. Is the Grandmother {really|always} allowed to do that?",
                "Hi <name>, yes. We asked four grandmothers and all of them said it was mild.",
                "{I have shown this to mine. She agrees.|Mild! All right. I’m in.}",
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
                "Idea: {snow|hail}",
                "Could it {snow|hail} in Tidewick? Only {at night|a little}. {I miss it.|For my niece.}",
                "Hi <name>, it’s on the list, between “owls” and “a second bakery”.",
            ),
            case(
                "{Idea: travel size|A smaller Lantern Box}",
                "A travel size of Lantern Box? I tried to take it {on a train. We missed the train.|camping. We slept around it.}",
                "Hi <name>, we have a prototype that fits into a biscuit tin. It is harder than it looks.",
            ),
            case(
                "{Idea: name the ferries|My ferry is called Kevin}",
                "Please let us {name|rename} the ferries. Mine is {obviously called Doris|called Kevin and always was}.",
                "Hi <name>, coming in 1.5. Forty letters at most, so {Doris|Kevin} is safe.",
            ),
            case(
                "{Left-handed cards|Left hand, no numbers}",
                "I’m left-handed and the {numbers|corners} of Biscuit Heist vanish {in my hand|when I fan them}.",
                "Hi <name>, from the next printing on they’re in all four corners. Sorry it took us so long.",
            ),
        ),
    ),
)
