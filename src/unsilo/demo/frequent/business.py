"""Shops, press lists, newsletters, machines and spam."""

from unsilo.demo.frequent.model import Family, case

FAMILIES = (
    Family(
        key="reorder",
        channels=("hello",),
        desk="marketing",
        owners=("sol",),
        tags=("reorder", "shops"),
        people=("anton", "dex", "moira", "erin", "npt"),
        cases=(
            case(
                "{Reorder|Out of biscuits}",
                "Sol, {two|three} cases of Biscuit Heist and {one|two} of Teaspoon Duel, please. {Usual terms.|Whenever.}",
                "On the truck on Thursday. Invoice follows.",
                "All here, {nothing dented|one corner dented, sold anyway}.",
            ),
            case(
                "{Shelf dog fell over|The dog leans}",
                "The shelf dog {has fallen over|leans}. A {toddler|pensioner} hugged it. Spare foot?",
                "Two spare feet on the way, and one for the next hug.",
                "",
            ),
            case(
                "{Price list?|List, please}",
                "Is the {spring|new} price list out? My {system|sister} wants it as a table.",
                "Attached, as a table. Nothing went up.",
                "Bless you.",
            ),
            case(
                "{Damaged case|One squashed case}",
                "One case came {wet|squashed}. {Four|Three} boxes fine, the rest are {pulp|modern art}.",
                "Credit note today, new case tomorrow. I’ve spoken to the carrier again.",
                "",
            ),
            case(
                "{Second Helping, how many can I have?|My share of Second Helping}",
                "I’d like {sixty|forty} of Second Helping. What’s my {share|limit}?",
                "I can promise you thirty for launch day and the rest a week later.",
                "{Deal.|I’ll take it.}",
            ),
            case(
                "{Window display|The big dog}",
                "Do you still lend the {two-metre dog|big dog}? For {two weeks|the street fair}.",
                "It’s free from the 3rd. It needs a chair to sit on and someone to water the person inside.",
                "",
            ),
        ),
    ),
    Family(
        key="presslist",
        channels=("press",),
        desk="pr",
        owners=("juno",),
        tags=("press",),
        people=("nadia", "pascal", "patch", "tips", "podcast", "student"),
        cases=(
            case(
                "{Logo in colour|Fox, as a vector}",
                "Could I have {your logo|the fox} {in colour|as a vector}? The one on your site is {tiny|from 2017}.",
                "Attached, large, with and without the fox.",
                "Perfect.",
            ),
            case(
                "Year of foundation",
                "For a box: founded 2016 or 2017? Sources differ.",
                "2016. The fox came in 2017 and causes the confusion.",
                "",
            ),
            case(
                "{Release calendar|What’s next?}",
                "Anything between now and {spring|the fair} that you can tell me {under embargo|on the record}?",
                "Second Helping on launch day, Tidewick 1.5 after that. All else is still a heap of paper.",
                "",
            ),
            case(
                "{Quote about small boxes|Big box, small box}",
                "I’m writing on big boxes versus small ones. One {sentence|line} from you by {four|noon}?",
                "“We made the biggest box and the smallest tin we could; people only ever ask about the dog.”",
                "{Used. Thank you.|It’s the headline now.}",
            ),
            case(
                "{Photo credit|Who took the porch?}",
                "Who took the picture of the {lantern|porch}? We credit {everyone|properly}.",
                "Bram Teague did, on a ladder. He will be insufferable.",
                "",
            ),
        ),
    ),
    Family(
        key="newsletter",
        channels=("hello",),
        desk="marketing",
        owners=("sol",),
        cases=(
            case(
                "Re: Letter from the porch, no. 41",
                "{Just wanted to say|Only to tell you} that the bit about the {kettle|fox’s tax return} made me {snort|miss my stop}.",
                "Thank you, <name>. The kettle says it was all true.",
                "",
            ),
            case(
                "Re: Letter from the porch, no. 42",
                "Please take me off the list. It’s not you, honest.",
                "Done, <name>. The archive stays open if you miss us.",
                "",
            ),
            case(
                "Re: Letter from the porch, no. 42",
                "You wrote “next Thursday” and it’s {already Friday|Thursday now}. Which {one|Thursday} did you mean?",
                "The coming one, <name>. We’ve stopped letting the dog proof-read.",
                "",
            ),
        ),
    ),
    Family(
        key="absent",
        channels=("help", "hello"),
        owners=("bram",),
        tags=("auto-reply",),
        mail_class="out_of_office",
        cases=(
            case(
                "Out of office: Re: Order <order>",
                "I am away until {Monday, without signal|the 4th, without shoes}. For anything urgent, please ask {somebody calmer|my sister}.",
            ),
            case(
                "Automatic reply: Re: Missing <piece>",
                "Thank you for your message. I’m on {parental leave|a boat} and will answer {in May|when I have slept}.",
            ),
            case(
                "Out of office: Re: Letter from the porch, no. 42",
                "I no longer work here. Neither does the fern. Please write to reception.",
            ),
        ),
    ),
    Family(
        key="machines",
        channels=("help", "hello"),
        owners=("bram",),
        mail_class="notification",
        cases=(
            case(
                "Delay notice for 3 parcels",
                "3 of your parcels are delayed by weather (type: wind). No action is needed.",
                by="parcelbot",
            ),
            case(
                "Your depot has moved",
                "From Monday your depot is Unit 7, formerly Unit 7B. The old unit 7 is now 7A.",
                by="parcelbot",
            ),
            case(
                "Weekly summary: 61 collected, 1 returned",
                "61 parcels collected, 60 delivered, 1 returned (reason: “dog”).",
                by="parcelbot",
            ),
        ),
    ),
    Family(
        key="spam",
        channels=("hello", "help"),
        owners=("sol",),
        spam=True,
        cases=(
            case(
                "Re: Re: your backlinks",
                "Did you see my last six emails? Your fox is invisible on page 9. I can make it visible on page 1.",
                by="seoguru",
            ),
            case(
                "80 % OFF luxury chronograph",
                "For the gentleman who arrives late. Click within 3 minutes to be on time.",
                by="watches",
            ),
            case(
                "Final notice: toner",
                "You have not said NO. We take that as YES. 48 cartridges leave tomorrow.",
                by="toner",
            ),
            case(
                "Your parcel could not be delivered",
                "A fee of 1.99 is due. Please enter all of your cards, one after the other.",
                by="invoice",
            ),
            case(
                "Invest in cheese",
                "Cheese has outperformed everything for 400 years. Ask me how.",
                by="prince",
            ),
            case(
                "Verify your mailbox",
                "Your mailbox is 104 % full. Log in here or it will be deleted out of sorrow.",
                by="sorteo",
            ),
            case(
                "Guest post on your lovely blog?",
                "I enjoyed your article about [TOPIC]. I’d love to contribute 900 words about roofing.",
                by="seoguru",
            ),
        ),
    ),
)
