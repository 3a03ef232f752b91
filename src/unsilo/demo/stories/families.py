"""Six more families with batch 0417, on the same morning. Short, as people write with a child on
their arm."""

from unsilo.demo.script import opened, replies, says, story, waiting

STORIES = (
    story(
        "leila-eye",
        "help",
        "leila",
        "Otto, loose eye",
        says(
            """
            Hello, the left eye of our Otto came off in the wash bag. The label says 0417. Is this
            known? My son is two. Leila Haddad
            """
        ),
        replies(
            "bram",
            """
            Leila, thank you for writing at once. Please keep Otto and the eye away from
            your son. We have other reports about 0417 and are looking into it now; I
            write again today. A new one from another batch leaves tomorrow, you need
            send nothing back.
            """,
            after="26m",
        ),
        ago="3h 35m",
        desks=(waiting("support", "bram"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "calloway-button",
        "form",
        "calloway",
        "The eye of the plush dog",
        says("Eye came off our Otto last night, batch 0417 on the seam. Found it in the cot."),
        replies(
            "bram",
            """
            Thank you, and I am glad you found it. Please put Otto away for now. You are
            not the only one with 0417, and I will tell you today what we know. A new
            one leaves tomorrow, without conditions.
            """,
            after="31m",
        ),
        ago="3h 22m",
        desks=(waiting("support", "bram"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "petra-knopf",
        "help",
        "petra",
        "Otto, Nummer 0417",
        says(
            """
            Guten Tag, an unserem Otto hängt das linke Auge nur noch an einem Faden, Nummer 0417.
            Ich habe es abgeschnitten, bevor die Kleine es tut. Was soll ich jetzt machen?
            Petra Lindner
            """
        ),
        ago="2h 58m",
        desks=(opened("support"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "marlon-refund",
        "help",
        "marlon",
        "Refund for Otto",
        says(
            """
            I would like a refund for Otto. One eye came off within a week, it is from batch 0417,
            and I do not want to wait for the other one. Marlon Baptiste
            """
        ),
        ago="2h 46m",
        desks=(opened("support"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "suki-thread",
        "help",
        "suki",
        "Otto: the thread of the eye",
        says(
            """
            I sew for a living, so I looked: the eye of Otto hangs on a thread that is not waxed. It
            came off when I pulled a little. Label 0417. My daughter is asleep and does not know.
            Suki Amari
            """
        ),
        replies(
            "ines",
            """
            Suki, this helps more than you know, I have passed it on word for word.
            Please keep Otto out of her reach until we have tested the thread. I write
            again today, whatever we find.
            """,
            after="24m",
        ),
        ago="2h 33m",
        desks=(waiting("support", "ines"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
    story(
        "aino-both",
        "form",
        "aino",
        "Otto and a baby",
        says(
            """
            Our Otto is 0417 as well, and the eye came off while the baby slept beside it. Nothing
            happened. Please tell people.
            """
        ),
        ago="2h 24m",
        desks=(opened("support"),),
        tags=("otto-0417", "safety"),
        priority="urgent",
    ),
)
