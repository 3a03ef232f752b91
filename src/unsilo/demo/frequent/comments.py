"""What people write under posts and advertisements."""

from unsilo.demo.frequent.model import Family, case

_DOG = "Blame the dog"
_GRAN = "Meet the Grandmother"
_TIDE = "Tidewick in four minutes"
_LANTERN = "Lantern Box, lit"
_OTTO = "Otto on the sofa"

FAMILIES = (
    Family(
        key="ad-ask",
        channels=("comments",),
        desk="community",
        owners=("ines", "bram", "marit"),
        tags=("where-to-buy",),
        public=True,
        cases=(
            case(
                _DOG,
                "is this in stores or only online",
                "Both. Tell us your town and we’ll name a shop.",
            ),
            case(
                _DOG,
                "how many players? asking for my five loud aunts",
                "Two to six. Perfect aunts.",
            ),
            case(
                _DOG,
                "does it come in a language my dad speaks (he speaks no)",
                "51 cards have no words.",
            ),
            case(_DOG, "price??", "$18, and less than half a minute to learn the first rule."),
            case(
                _LANTERN,
                "does the lantern really light up or is that editing",
                "It does, with a tea light made of LEDs. Nothing burns.",
            ),
            case(
                _LANTERN,
                "what’s the shipping on something that size",
                "$11 in the States. It travels with its own seat belt.",
            ),
            case(
                _GRAN,
                "need this by the 20th for a very competitive wedding",
                "Launch day is before that. May we know who wins?",
            ),
            case(
                _TIDE,
                "will this run on my work laptop. for work",
                "It runs on most things. We didn’t read the last two words.",
            ),
            case(
                _OTTO,
                "is there a bigger one. for an adult. it’s for me",
                "Not yet, but Product has seen this and gone quiet.",
            ),
            case(_DOG, "can I get this at the station in Fargo before my train at 6"),
            case(_DOG, "anywhere in Thunder Bay? asking on behalf of a snowed in family"),
            case(_LANTERN, "do you ship to the Faroes or do I need a boat"),
        ),
    ),
    Family(
        key="ad-talk",
        channels=("comments",),
        desk="community",
        owners=("marit", "ines"),
        public=True,
        cases=(
            case(
                _DOG,
                "we own this. my marriage survived. barely",
                "Congratulations to the survivors.",
            ),
            case(_DOG, "the dog in my copy has my dog’s face and I am not okay"),
            case(
                _DOG,
                "my kids now say ALIBI when I ask who left the light on",
                "That is how it starts.",
            ),
            case(_GRAN, "that is literally my nan. did you get permission"),
            case(_GRAN, "she looked at me through the screen and I put my phone down"),
            case(
                _TIDE,
                "played this through two breakups and a root canal",
                "We hope the tide was kind to you.",
            ),
            case(_TIDE, "four minutes of boats and I am calmer than after my whole holiday"),
            case(
                _LANTERN,
                "our power went out and we used it as an actual lantern. 10/10",
                "Please tell us you kept playing.",
            ),
            case(_LANTERN, "bought it for the game, kept it for the box, the cat agrees"),
            case(_OTTO, "he has the face of someone who knows where the biscuits are"),
            case(
                _DOG,
                "bought 3. kept 0. everyone I lend it to “forgets” to give it back",
                "We’re sorry. We’re also not that sorry.",
            ),
            case(_DOG, "day 4 of my flatmates not speaking because of the custard cream"),
        ),
    ),
    Family(
        key="trolls",
        channels=("comments",),
        desk="community",
        owners=("marit",),
        public=True,
        people=("gristle", "nofun", "stig"),
        cases=(
            case(_DOG, "imagine paying for cardboard in this century"),
            case(_TIDE, "boats dont even sound like that. unfollowed"),
            case(_GRAN, "so its a game where an old lady stares at you. groundbreaking"),
            case(_LANTERN, "nice lamp. wheres the game"),
        ),
    ),
    Family(
        key="dogs",
        channels=("comments",),
        desk="community",
        owners=("marit", "bram"),
        tags=("dog-photo",),
        public=True,
        permalink="https://lumenpics.example/tag/otto-did-not-do-it",
        cases=(
            case(
                "#OttoDidNotDoIt",
                "exhibit A. she says the crumbs were there before",
                "She has an honest nose.",
                files=("exhibit-a-dog.png",),
            ),
            case(
                "#OttoDidNotDoIt",
                "this is Pudding, 14, blind, has still found every biscuit card in the box",
                "Pudding may join the test team at once.",
                files=("pudding-dog.png",),
            ),
            case(
                "#OttoDidNotDoIt",
                "he sat on the rulebook for an hour so we made something up and it was better",
                files=("rulebook-dog.png",),
            ),
            case(
                "#OttoDidNotDoIt",
                "my greyhound and Otto have the same expression. one of them is stuffed",
                "Which one?",
                "undecided",
                files=("greyhound-dog.png",),
            ),
        ),
    ),
    Family(
        key="forum",
        channels=("comments",),
        desk="community",
        owners=("marit", "priya"),
        public=True,
        permalink="https://village.marmaladefox.example/t/4940",
        cases=(
            case(
                "Best ferry?",
                "settle this: best ferry in Tidewick and why is it the small green one",
            ),
            case(
                "Bug or feature",
                "the baker waves when you sail by at night. has he always done that",
                "Since 1.2. Only if you have bought bread from him.",
            ),
            case(
                "House rules",
                "we play that the dog may be blamed only in rhyme. it takes four hours",
                "Please post the rhymes.",
            ),
            case(
                "The lighthouse on Little Sorrow",
                "who keeps it. there’s no keeper. the light is on. WHO KEEPS IT",
                "We’d rather not say. Keep looking.",
            ),
            case(
                "1.4.1 when",
                "not to be that person but when",
                "Next week. We would like to be that person too.",
            ),
            case(
                "Painted my Lantern Box",
                "six weekends, two brushes, one divorce from the brush",
                "This is extraordinary. May we show it on Friday, with your name?",
                "go on then",
                files=("painted-box.png",),
            ),
            case("Trade: two Alibis for one Custard Cream", "mint condition. will post"),
            case(
                "Translation of the signs",
                "sign 212 rhymes in Japanese and not in English. was it written there first",
                "It was translated by someone better than us.",
            ),
        ),
    ),
)
