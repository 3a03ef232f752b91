"""The stories of the guide."""

from django.utils.translation import gettext_noop as _

from unsilo.demo.tour import places
from unsilo.demo.tour.model import Stop, Walk

WHERE_TO_BUY = Walk(
    "where-to-buy",
    _("Where can I find your games?"),
    _(
        "A comment under an ad becomes a sale, in the thread where it was asked, and the money is "
        "found again."
    ),
    (
        Stop(
            _("Somebody asks under an ad"),
            _(
                "The head says which post it is and that it is paid. The reading below the words "
                "says: where to buy. Above the answer stand the two best ways, each with its reason."
            ),
            "marit",
            places.conversation("breadfan-shelf"),
        ),
        Stop(
            _("One key puts a way into the answer"),
            _(
                "1 or 2 writes the words and a link made for this conversation. 0 asks for the ZIP "
                "and promises the stores: the clock runs once they have answered. Z takes it back."
            ),
            "marit",
            places.conversation("breadfan-shelf"),
        ),
        Stop(
            _("What came of it"),
            _(
                "Links given, followed, and the orders that came back, as direct, assisted and "
                "influenced: never added up. Each number opens its list."
            ),
            "sol",
            places.page("wins:overview"),
        ),
        Stop(
            _("Where no store is near"),
            _(
                "The shopper gets a one-page request for a store they like. Its first copy opens a "
                "door; the codes on it tell the shopper’s scans from the manager’s."
            ),
            "sol",
            places.busiest_door,
        ),
        Stop(
            _("The same directory, for everybody"),
            _(
                "A public page finds stores near a ZIP and makes the request form, without a log-in."
            ),
            "sol",
            places.locator,
        ),
    ),
)

MEGABYTES = Walk(
    "megabytes",
    _("Megabytes and gigabytes"),
    _(
        "A wrong answer by mail becomes an angry post, the post becomes a correction, and the "
        "correction becomes an article that leads back to the first mail."
    ),
    (
        Stop(
            _("The answer that was wrong"),
            _(
                "A saved answer said megabytes. Nobody noticed for eleven months; then somebody did."
            ),
            "theo",
            places.conversation("brinemother-asked"),
        ),
        Stop(
            _("The post, matched with the mail"),
            _(
                "Beside the thread stands the mail it is about, with the reason. A spokesperson "
                "answered in public and said who speaks. The panel shows the thread’s tone before "
                "and after."
            ),
            "marit",
            places.conversation("brinemother-size"),
        ),
        Stop(
            _("Flagged in twenty seconds"),
            _(
                "F opens a form of five criteria, an angle and a quote. PR takes a flag, declines "
                "it with a reason, or adds it to a story; who flagged it is told."
            ),
            "juno",
            places.page("stories:flags"),
        ),
        Stop(
            _("The board"),
            _(
                "From found to told. Nothing of a customer leaves without a yes for that field and "
                "that use; the consent page is theirs, and a withdrawal lists what has to come down."
            ),
            "juno",
            places.page("stories:board"),
        ),
        Stop(
            _("One record of what came of it"),
            _(
                "Mail, post, answer, flag, pitch, article, orders: the chain leads back from the article to "
                "the first mail, and the credit is shared, never above one hundred percent."
            ),
            "juno",
            places.story("4.1 MB, the honest correction"),
        ),
    ),
)

BATCH = Walk(
    "batch",
    _("The dog in the box, and the bad batch"),
    _("A good photo and a bad batch are both noticed early, by the same machinery."),
    (
        Stop(
            _("What is heard, counted"),
            _(
                "Mentions and messages are counted per brand and topic in five minutes each, "
                "private apart from public. The band is what was to be expected."
            ),
            "marit",
            places.page("listening:overview"),
        ),
        Stop(
            _("A photo takes off"),
            _("An opportunity: observed, expected, the new words and five messages that tell it."),
            "marit",
            places.alert("opportunity", "Lantern Box"),
        ),
        Stop(
            _("Tickets about one batch"),
            _(
                "A threat, seen in private messages before anything was public. It calls the person "
                "on duty, by mail and in the app, and the next one if nobody answers."
            ),
            "ines",
            places.alert("threat", "Otto"),
        ),
        Stop(
            _("The incident"),
            _(
                "Who does what; what is confirmed, what is not, and what nobody says; words that a "
                "second person approves; and a switch that holds everything scheduled."
            ),
            "ines",
            places.incident(over=False),
        ),
        Stop(
            _("Everybody who wrote, answered one by one"),
            _("One approved text, a first line for each, and the count of who still waits."),
            "ines",
            places.incident(over=False, part="touched"),
        ),
        Stop(
            _("Afterwards"),
            _("The review shows every clock, what was decided, and who does what next."),
            "ines",
            places.incident(over=True, part="review"),
        ),
        Stop(
            _("What the public reads"),
            _(
                "A page of its own with times, without a log-in. It stands when nothing is wrong too."
            ),
            "ines",
            places.page("incidents:status", "marmalade-fox"),
        ),
    ),
)

MONDAY = Walk(
    "monday",
    _("Monday morning"),
    _("Each discipline opens its own few numbers, and one briefing tells everybody."),
    (
        Stop(
            _("Support"),
            _(
                "First reply, backlog and when it will be clear, promises. Each number opens the "
                "list behind it, and its definition stands next to it."
            ),
            "theo",
            places.page("insights:home"),
        ),
        Stop(
            _("Community"),
            _(
                "Buying questions answered in the thread, answers that only sent people away, "
                "complaints hidden, and the money that comments brought."
            ),
            "marit",
            places.page("insights:home"),
        ),
        Stop(
            _("PR"),
            _("Flags, stories, coverage, alerts and the feeling of what is said."),
            "juno",
            places.page("insights:home"),
        ),
        Stop(
            _("A number opens its list"),
            _("The median and the tenth that waited longest, by day; below, the conversations."),
            "ines",
            places.page("insights:metric", "first_reply"),
        ),
        Stop(
            _("The briefing"),
            _(
                "Written from the events of the week: what rises and falls, the best moments, "
                "stories, coverage, promises broken, what to watch, and the agenda of the meeting. "
                "It can be edited, is sent as mail, and shows who read it."
            ),
            "juno",
            places.briefing,
        ),
    ),
)

WALKS = (WHERE_TO_BUY, MEGABYTES, BATCH, MONDAY)
BY_KEY = {walk.key: walk for walk in WALKS}
