"""Parcels, pieces, codes and addresses, in English."""

from unsilo.demo.frequent.model import Family, case

FAMILIES = (
    Family(
        key="late",
        channels=("help", "form"),
        desk="support",
        owners=("bram", "theo"),
        tags=("shipping",),
        cases=(
            case(
                "{Where is order <order>?|Order <order>, any news?}",
                """
                {Hi|Hello there}, order <order> was meant to be here {on Tuesday|last
                week}. Tracking {says nothing new|has gone quiet}. Is
                it {lost|on holiday}?
                """,
                """
                Hi <name>, {it sat at a depot over the weekend and was scanned this morning|it took the wrong lorry north and was put on the right one today}. It should be with you within two days. If it isn’t, write one word and a new one goes
                out.
                """,
                "It {came, thank you!|arrived at noon, a little travelled. Thanks!}",
            ),
            case(
                "{Delivered, they say|“Delivered to porch”}",
                """
                {Hello|Hi}, <order> is marked as delivered {to “neighbour”|to “porch”}. {My neighbours deny it, all four.|I have no porch.} Could
                you ask them {where|what that means}?
                """,
                """
                Hi <name>, I asked the carrier for the photo they have to take. It shows a {blue bin|green gate}. If that isn’t yours, a new parcel leaves today.
                """,
                "{Blue bin next door. Found it.|That’s my sister’s gate! Thank you.}",
            ),
            case(
                "{Split order|Two of my three games are missing}",
                """
                My order <order> had {two|three} games in it and only <game> has come. Is the rest
                {travelling separately|on its way} or did somebody {forget|get hungry}?
                """,
                """
                Hello <name>, it left in a second carton because the first one was full. It is one
                day behind. We should have said so on the slip, and from today we do.
                """,
            ),
            case(
                "{Can you hold my parcel for a week?|Please send <order> later}",
                """
                We are away {until the 12th|for ten days}. Could <order> leave {a
                week later|next Monday}? Last time it stood in the {rain|stairwell} and so did I.
                """,
                "Hi <name>, of course. It’s on a shelf with your name and leaves when you say so.",
                "{We are back, send it please!|Perfect, thank you.}",
            ),
            case(
                "{The box was open|Is this a used copy?}",
                """
                <game> arrived with the seal {cut|torn}. All pieces are there, I think, but one
                of them {smells of oranges|has been coloured in}. {Should I worry?|Is that usual?}
                """,
                """
                Hi <name>, that is a returned copy which should never have gone out as new. You’ll
                get a fresh one; keep the other, or give it away.
                """,
            ),
        ),
    ),
    Family(
        key="pieces",
        channels=("help", "form"),
        desk="support",
        owners=("bram", "theo"),
        tags=("missing-piece",),
        cases=(
            case(
                "{Missing <piece>|No <piece> in the box}",
                """
                {Hi|Hello}! There is no <piece> in our copy of <game>. We {counted twice|looked
                under everyone}. Could you send {one|another}? {No hurry.|We play
                again on Friday.}
                """,
                "Hi <name>, {a <piece> goes into the post today. Sorry about the gap in your box!|one <piece> is on its way, by letter, so it should be there before you play.}",
                "It {came|arrived}. {Complete at last.|Family peace restored.}",
            ),
            case(
                "{One card twice|Two Alibis}",
                """
                Our <game> has “The Alibi” {twice|two times} and no “<card>”. {Is that on
                purpose?|My son says it is a feature.} It makes for {short|very strange} games.
                """,
                """
                Hi <name>, not on purpose, though we like the sound of those games. “<card>” is on
                its way. You may keep both Alibis.
                """,
                "{Thank you! We have kept both, for emergencies.|It came. My son has filed a complaint.}",
            ),
            case(
                "{Warped cards|My cards have begun to curl}",
                """
                The cards of <game> are {slightly bent|curved like crisps}. We live {by the
                sea|above a laundry}. Is there {a trick|anything to do}?
                """,
                """
                Hi <name>, put them under the two heaviest books you have for a night, faces down.
                If they still curve after that, tell me and I’ll send a new deck.
                """,
                "{The encyclopaedia has worked.|Flat! Thank you.}",
            ),
            case(
                "{A lantern foot broke off|Broken lantern}",
                """
                A foot of the {big|small} lantern broke when we {closed the lid|put it away}. Can I
                glue it, and with what?
                """,
                "Hi <name>, wood glue, a rubber band and one night. {A spare foot follows, just in case.|I’ve put a new foot in the post as well.}",
            ),
        ),
    ),
    Family(
        key="codes",
        channels=("help", "form"),
        desk="support",
        owners=("bram", "ines"),
        tags=("gift-code",),
        cases=(
            case(
                "{Gift code not accepted|My code is “unknown”}",
                """
                {The code on my card|My gift code} ends in <code> and the page says {“not
                valid”|“unknown code”}. {Bought on Saturday|A present from my aunt}, so I can’t
                {ask for|find} the receipt.
                """,
                """
                Hi <name>, the third sign is a zero, not the letter O; half of all our code mail is
                that zero. New cards come without it. Does it work now?
                """,
                "It was the zero. {Of course it was.|Thank you!}",
            ),
            case(
                "{Which version is the gift code for?|A gift code for someone mysterious}",
                """
                I’d like to give Tidewick to {my brother|a friend}. Does one code work for {both the computer and the handheld|whatever he plays on}? I don’t know {what he has|which he uses} and it
                is a surprise.
                """,
                "Hi <name>, one code, either version, and he can change his mind later.",
                "Just what I hoped. Bought.",
            ),
        ),
    ),
    Family(
        key="account",
        channels=("help", "form"),
        desk="support",
        owners=("ines", "theo"),
        cases=(
            case(
                "{Can’t log in|Locked out of my harbour}",
                """
                I {changed my address|have a new phone} and now the log-in {code goes to nowhere|mail
                never comes}. {My harbour is in there.|Please let me back in.}
                """,
                """
                Hi <name>, I’ve sent a link to this address. It works once, for an hour. If it
                doesn’t arrive, look under “promotions”, where all important things go.
                """,
                "I’m in. {Everything is as I left it.|Thank you.}",
            ),
            case(
                "Change of address for <order>",
                """
                {I have moved|We moved house}. Could <order> go to the new address: {14 Lamp
                Street|Flat 3, 8 Quay Road}? I hope it is not {too
                late|packed yet}.
                """,
                "Hi <name>, in time. It goes to the new address, and I hope the house is a good one.",
            ),
            case(
                "{Invoice for my employer|An invoice, for the school}",
                """
                Could I have a proper invoice for <order>? {My employer pays for “team
                building”|It’s for the school}. It may not say {“fox” anywhere|“biscuit”, if possible}.
                """,
                "Hi <name>, attached, with item numbers only. {No fox will be visible to your auditors.|It says “printed matter”, twice.}",
            ),
            case(
                "{Delete my account, please|Closing my account}",
                """
                Please delete my account. {I bought it by mistake|I am moving offline}. {No hard
                feelings.|It was nice.}
                """,
                "Hi <name>, done, with everything in it. If you ever come back, we start fresh.",
            ),
        ),
    ),
)
