"""What each metric counts: SQL that gives one row for each thing counted between two moments.

Columns of a row: ``id`` (its own), ``at`` (when it counts), ``brand_id``, ``desks`` (who may know of
it: None for all who see the brand), ``channel_id``, ``conversation_id``, ``user_id`` (the colleague),
``hit``, ``value``, ``part``, and for what is no conversation ``label`` and ``url``.
Parameters: ``begin`` and ``until``.
"""

COMPLAINTS = ("complaint_product", "complaint_service", "complaint_values")
PRAISE = ("praise", "testimonial")

_DESKS = """(SELECT array_agg(p.desk_id ORDER BY p.desk_id) FROM inbox_placement p
              WHERE p.conversation_id = c.id)"""
_OF_CONVERSATION = f"c.brand_id, {_DESKS} AS desks, c.channel_id, c.id AS conversation_id"
_PLAIN = "NULL::text AS label, NULL::text AS url"


def _row(
    row_id: str,
    at: str,
    *,
    about: str = _OF_CONVERSATION,
    user: str = "NULL::bigint",
    hit: str = "true",
    value: str = "NULL::numeric",
    part: str = "''",
    label: str = _PLAIN,
) -> str:
    return (
        f"SELECT {row_id} AS id, {at} AS at, {about}, {user} AS user_id, {hit} AS hit,"
        f" ({value})::numeric AS value, ({part})::text AS part, {label}"
    )


_FIRST_REPLY = """
 LEFT JOIN LATERAL (
    SELECT m.sent_at, m.user_id FROM inbox_message m
     WHERE m.conversation_id = c.id AND m.direction = 'out' AND m.kind = 'message'
       AND m.user_id IS NOT NULL
     ORDER BY m.id LIMIT 1) reply ON true"""
_BEGUN = """
 WHERE c.created_at >= %(begin)s AND c.created_at < %(until)s
   AND c.last_inbound_at IS NOT NULL AND NOT c.is_spam
   AND (SELECT m.direction FROM inbox_message m
         WHERE m.conversation_id = c.id AND m.kind = 'message' ORDER BY m.id LIMIT 1) = 'in'"""
_HOURS = "greatest(extract(epoch FROM {0} - c.created_at), 0) / 3600"

_WRITTEN = """
  FROM inbox_message m JOIN inbox_conversation c ON c.id = m.conversation_id
 WHERE m.sent_at >= %(begin)s AND m.sent_at < %(until)s
   AND m.direction = 'out' AND m.kind = 'message' AND m.user_id IS NOT NULL"""
_HEARD = """
  FROM inbox_message m JOIN inbox_conversation c ON c.id = m.conversation_id
  JOIN triage_reading r ON r.message_id = m.id AND r.is_current AND r.is_read
 WHERE m.sent_at >= %(begin)s AND m.sent_at < %(until)s
   AND m.direction = 'in' AND m.kind = 'message' AND NOT c.is_spam"""

_SENDS_AWAY = (
    r"\m(e-?mail|write to|contact|call|dm|direct message|message|reach out to|get in touch with)"
    r"\M.{0,40}\m(us|our|support|team|service)\M"
)
_DEFLECTS = f"length(m.text) < 240 AND m.text ~* '{_SENDS_AWAY}' AND m.text !~ '/go/'"
_ASKS_BACK = r"regexp_replace({0}.text, 'https?://\S+', '', 'g') ~ '\?'"
_KEPT = "EXISTS (SELECT FROM insights_keptanswer k WHERE k.message_id = {0}.id AND k.{1})"
# The different words of a reply, without links and handles; and those of replies shortly before it
# under the same post. A day is less than what is looked at before the first day that is counted.
_REPLIES_UNDER_POSTS = r"""
  FROM (
    SELECT m.id, m.sent_at, m.user_id, m.conversation_id, said.words,
           array_agg(array_to_string(said.words, ' ')) OVER before AS words_before,
           array_agg(m.sent_at) OVER before AS sent_before
      FROM inbox_message m JOIN inbox_conversation c ON c.id = m.conversation_id
     CROSS JOIN LATERAL (
        SELECT ARRAY(SELECT DISTINCT word
                       FROM regexp_split_to_table(
                            lower(regexp_replace(m.text, 'https?://\S+|@\S+', ' ', 'g')), '\W+') word
                      WHERE word <> '') AS words) said
     WHERE m.sent_at >= %(begin)s AND m.sent_at < %(until)s AND c.post_id IS NOT NULL
       AND m.direction = 'out' AND m.kind = 'message' AND m.user_id IS NOT NULL
    WINDOW before AS (PARTITION BY c.post_id ORDER BY m.sent_at, m.id
                      ROWS BETWEEN 20 PRECEDING AND 1 PRECEDING)
       ) m
  JOIN inbox_conversation c ON c.id = m.conversation_id"""
_SAID_BEFORE = """cardinality(m.words) >= 5 AND EXISTS (
    SELECT 1 FROM unnest(m.words_before, m.sent_before) AS other (words, at)
     CROSS JOIN LATERAL (SELECT string_to_array(other.words, ' ') AS words) theirs
     CROSS JOIN LATERAL (SELECT count(*) AS n FROM unnest(m.words) word
                          WHERE word = ANY (theirs.words)) common
     WHERE other.at > m.sent_at - interval '1 day'
       AND common.n >= 0.8 * (cardinality(m.words) + cardinality(theirs.words) - common.n))"""
_UNHAPPY_AND_ANSWERED = """
  JOIN LATERAL (
    SELECT m.id FROM inbox_message m
      JOIN triage_reading r ON r.message_id = m.id AND r.is_current AND r.is_read
     WHERE m.conversation_id = c.id AND m.direction = 'in' AND m.kind = 'message'
       AND r.feeling = 'negative' AND r.faith = 'good'
     ORDER BY m.id LIMIT 1) upset ON true
  JOIN LATERAL (
    SELECT m.id, m.sent_at, m.user_id FROM inbox_message m
     WHERE m.conversation_id = c.id AND m.id > upset.id AND m.direction = 'out'
       AND m.kind = 'message' AND m.user_id IS NOT NULL
     ORDER BY m.id LIMIT 1) reply ON true
  LEFT JOIN LATERAL (
    SELECT r.feeling FROM inbox_message m
      LEFT JOIN triage_reading r ON r.message_id = m.id AND r.is_current AND r.is_read
     WHERE m.conversation_id = c.id AND m.id > reply.id AND m.direction = 'in'
       AND m.kind = 'message'
     ORDER BY m.id DESC LIMIT 1) latest ON true"""
_CALM = """coalesce(latest.feeling IN ('positive', 'neutral'), false) OR EXISTS (
    SELECT 1 FROM wins_conversion v
     WHERE v.conversation_id = c.id AND v.happened_at > reply.sent_at)"""
_SCORE = "CASE r.feeling WHEN 'positive' THEN 1 WHEN 'negative' THEN -1 ELSE 0 END"
_PLACEMENT = "p.brand_id, ARRAY[p.desk_id] AS desks, c.channel_id, c.id AS conversation_id"
_CLOCK = "c.brand_id, ARRAY[k.desk_id] AS desks, c.channel_id, c.id AS conversation_id"
_NO_CONVERSATION = """ NULL::bigint[] AS desks, NULL::bigint AS channel_id,
       {0} AS conversation_id"""


def _clocks(kind: str, at: str) -> str:
    return (
        _row("k.id", f"k.{at}", about=_CLOCK, hit="k.outcome = 'met'")
        + f"""
  FROM routing_clock k JOIN inbox_conversation c ON c.id = k.conversation_id
 WHERE k.{at} >= %(begin)s AND k.{at} < %(until)s
   AND k.kind = '{kind}' AND k.outcome IN ('met', 'broken')"""
    )


def _read(condition: str) -> str:
    return _row("m.id", "m.sent_at") + _HEARD + f" AND {condition}"


def _intents(names: tuple[str, ...]) -> str:
    return "r.intents && ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]::varchar[]"


def _revenue(attribution: str) -> str:
    return (
        _row("v.id", "v.happened_at", value="v.value", part="v.currency")
        + f"""
  FROM wins_conversion v JOIN inbox_conversation c ON c.id = v.conversation_id
 WHERE v.happened_at >= %(begin)s AND v.happened_at < %(until)s
   AND v.attribution = '{attribution}'"""
    )


_ASKS = """
  JOIN triage_conversationreading r ON r.conversation_id = c.id
   AND r.intents @> ARRAY['where_to_buy']::varchar[]
  LEFT JOIN LATERAL (
    SELECT min(l.offered_at) AS at FROM wins_link l WHERE l.conversation_id = c.id) way ON true"""

_MENTIONS = """
  FROM listening_mention x
 WHERE x.published_at >= %(begin)s AND x.published_at < %(until)s"""
_ALERTS = """
  FROM listening_alert x JOIN listening_query q ON q.id = x.query_id
 WHERE x.raised_at >= %(begin)s AND x.raised_at < %(until)s"""
_MENTION = {
    "about": "x.brand_id," + _NO_CONVERSATION.format("x.conversation_id"),
    "label": "coalesce(nullif(x.title, ''), x.source) AS label, '/watch/mentions/' || x.id || '/' AS url",
}
_ALERT = {
    "about": "q.brand_id," + _NO_CONVERSATION.format("NULL::bigint"),
    "label": "x.title AS label, '/watch/alerts/' || x.id || '/' AS url",
}

_COVERAGES = """
  FROM stories_coverage x LEFT JOIN stories_story s ON s.id = x.story_id
 WHERE x.published_at >= %(begin)s AND x.published_at < %(until)s AND x.state = 'confirmed'"""
_COVERAGE = {
    # Of a story that may not be read, nothing.
    "about": """x.brand_id, CASE WHEN s.conversation_id IS NULL THEN NULL ELSE
       (SELECT array_agg(p.desk_id ORDER BY p.desk_id) FROM inbox_placement p
         WHERE p.conversation_id = s.conversation_id) END AS desks,
       NULL::bigint AS channel_id, s.conversation_id""",
    "label": "x.title AS label, '/stories/coverage/' AS url",
}
_INCIDENT = {
    "about": "x.brand_id," + _NO_CONVERSATION.format("NULL::bigint"),
    "label": "x.title AS label, '/incidents/' || x.id || '/' AS url",
}

SOURCES: dict[str, str] = {
    "first_reply": _row(
        "c.id", "c.created_at", user="reply.user_id", value=_HOURS.format("reply.sent_at")
    )
    + " FROM inbox_conversation c"
    + _FIRST_REPLY
    + _BEGUN
    + " AND reply.sent_at IS NOT NULL",
    "replied": _row("c.id", "c.created_at", user="reply.user_id", hit="reply.sent_at IS NOT NULL")
    + " FROM inbox_conversation c"
    + _FIRST_REPLY
    + _BEGUN,
    "in_time": _clocks("first_reply", "started_at"),
    "arrived": _row("c.id", "c.created_at") + " FROM inbox_conversation c" + _BEGUN,
    "placed": _row("p.id", "p.placed_at", about=_PLACEMENT, hit="p.state <> 'done'")
    + """
  FROM inbox_placement p JOIN inbox_conversation c ON c.id = p.conversation_id
 WHERE p.placed_at >= %(begin)s AND p.placed_at < %(until)s AND NOT c.is_spam""",
    "backlog": _row("p.id", "p.placed_at", about=_PLACEMENT, user="p.owner_id")
    + """
  FROM inbox_placement p JOIN inbox_conversation c ON c.id = p.conversation_id
 WHERE p.placed_at < %(until)s AND NOT c.is_spam
   AND (p.state <> 'done' OR p.done_at >= %(until)s)""",
    "closed": _row("p.id", "p.done_at", about=_PLACEMENT, user="p.owner_id")
    + """
  FROM inbox_placement p JOIN inbox_conversation c ON c.id = p.conversation_id
 WHERE p.done_at >= %(begin)s AND p.done_at < %(until)s AND p.state = 'done'
   AND NOT c.is_spam""",
    "replies": _row("m.id", "m.sent_at", user="m.user_id") + _WRITTEN,
    "promises_kept": _clocks("promise", "due_at"),
    "hand_offs": _clocks("hand_off", "started_at"),
    "csat": _row("s.id", "s.answered_at", user="s.user_id", hit="s.score >= 4", value="s.score")
    + """
  FROM insights_survey s JOIN inbox_conversation c ON c.id = s.conversation_id
 WHERE s.answered_at >= %(begin)s AND s.answered_at < %(until)s""",
    "survey_answers": _row(
        "s.id", "s.sent_at", user="s.user_id", hit="s.answered_at IS NOT NULL", value="s.score"
    )
    + """
  FROM insights_survey s JOIN inbox_conversation c ON c.id = s.conversation_id
 WHERE s.state = 'sent' AND s.sent_at >= %(begin)s AND s.sent_at < %(until)s""",
    "re_asked": _row(
        "k.id",
        "k.asked_at",
        about=_CLOCK.replace("k.desk_id", "k.from_desk_id, k.to_desk_id"),
        user="reply.user_id",
        hit=f"{_ASKS_BACK.format('reply')} OR {_KEPT.format('reply', 'asks')}",
    )
    + """
  FROM routing_handoff k JOIN inbox_conversation c ON c.id = k.conversation_id
  JOIN LATERAL (
    SELECT m.id, m.text, m.user_id FROM inbox_message m
     WHERE m.conversation_id = c.id AND m.sent_at >= k.asked_at
       AND m.direction = 'out' AND m.kind = 'message' AND m.user_id IS NOT NULL
     ORDER BY m.id LIMIT 1) reply ON true
 WHERE k.asked_at >= %(begin)s AND k.asked_at < %(until)s AND k.state <> 'withdrawn'""",
    "defused": _row("c.id", "c.created_at", user="reply.user_id", hit=_CALM)
    + " FROM inbox_conversation c"
    + _UNHAPPY_AND_ANSWERED
    + _BEGUN,
    "buying_answered": _row("c.id", "c.created_at", hit="way.at IS NOT NULL")
    + " FROM inbox_conversation c"
    + _ASKS
    + _BEGUN,
    "buying_time": _row("c.id", "c.created_at", value=_HOURS.format("way.at"))
    + " FROM inbox_conversation c"
    + _ASKS
    + _BEGUN
    + " AND way.at IS NOT NULL",
    "deflection": _row(
        "m.id",
        "m.sent_at",
        user="m.user_id",
        hit=f"{_DEFLECTS} OR {_KEPT.format('m', 'deflects')}",
    )
    + _WRITTEN
    + " AND c.public",
    "canned": _row(
        "m.id",
        "m.sent_at",
        user="m.user_id",
        hit=f"{_SAID_BEFORE} OR {_KEPT.format('m', 'said_before')}",
    )
    + _REPLIES_UNDER_POSTS,
    "ways_won": _row(
        "l.id", "l.offered_at", user="l.offered_by_id", hit="l.clicks > 0", part="l.way"
    )
    + """
  FROM wins_link l JOIN inbox_conversation c ON c.id = l.conversation_id
 WHERE l.offered_at >= %(begin)s AND l.offered_at < %(until)s""",
    "revenue_direct": _revenue("direct"),
    "revenue_assisted": _revenue("assisted"),
    "revenue_influenced": _revenue("influenced"),
    "word_of_mouth": _row("m.id", "m.sent_at", hit=_intents(("word_of_mouth",)))
    + _HEARD
    + " AND c.public",
    "hidden_complaints": _row("m.id", "m.sent_at", hit="h.id IS NOT NULL")
    + """
  FROM inbox_message m JOIN inbox_conversation c ON c.id = m.conversation_id
  LEFT JOIN triage_reading r ON r.message_id = m.id AND r.is_current AND r.is_read
  LEFT JOIN inbox_hiding h ON h.message_id = m.id AND h.state IN ('hidden', 'handed', 'showing')
 WHERE m.sent_at >= %(begin)s AND m.sent_at < %(until)s
   AND m.direction = 'in' AND m.kind = 'message' AND c.public AND NOT c.is_spam AND ("""
    + _intents(COMPLAINTS)
    + " OR h.is_complaint)",
    "feeling": _row("m.id", "m.sent_at", value=_SCORE)
    + _HEARD
    + " AND r.feeling IN ('positive', 'neutral', 'negative')",
    "complaints": _read(_intents(COMPLAINTS)),
    "praise": _read(_intents(PRAISE)),
    "worth_telling": _read("r.is_story"),
    "mentions": _row("x.id", "x.published_at", **_MENTION) + _MENTIONS,
    "mention_feeling": _row("x.id", "x.published_at", value=_SCORE.replace("r.", "x."), **_MENTION)
    + _MENTIONS
    + " AND x.feeling IN ('positive', 'neutral', 'negative')",
    "flags": _row("f.id", "f.flagged_at", user="f.flagged_by_id")
    + """
  FROM stories_flag f JOIN inbox_conversation c ON c.id = f.conversation_id
 WHERE f.flagged_at >= %(begin)s AND f.flagged_at < %(until)s AND f.state <> 'withdrawn'""",
    "flags_taken": _row(
        "f.id", "f.flagged_at", user="f.flagged_by_id", hit="f.state IN ('taken', 'merged')"
    )
    + """
  FROM stories_flag f JOIN inbox_conversation c ON c.id = f.conversation_id
 WHERE f.flagged_at >= %(begin)s AND f.flagged_at < %(until)s
   AND f.state IN ('taken', 'merged', 'declined')""",
    "coverage": _row("x.id", "x.published_at", **_COVERAGE) + _COVERAGES,
    "coverage_feeling": _row(
        "x.id", "x.published_at", value=_SCORE.replace("r.feeling", "x.tone"), **_COVERAGE
    )
    + _COVERAGES
    + " AND x.tone IN ('positive', 'neutral', 'negative')",
    "first_word": _row(
        "x.id",
        "x.detected_at",
        value="extract(epoch FROM x.public_at - x.detected_at) / 60",
        **_INCIDENT,
    )
    + """
  FROM incidents_incident x
 WHERE x.detected_at >= %(begin)s AND x.detected_at < %(until)s
   AND x.kind = 'crisis' AND x.public_at IS NOT NULL""",
    "alerts": _row("x.id", "x.raised_at", hit="x.acknowledged_at IS NOT NULL", **_ALERT) + _ALERTS,
    "alert_time": _row(
        "x.id",
        "x.raised_at",
        value="extract(epoch FROM x.acknowledged_at - x.raised_at) / 60",
        user="x.acknowledged_by_id",
        **_ALERT,
    )
    + _ALERTS
    + " AND x.acknowledged_at IS NOT NULL",
}

# Before words are erased: the numbers that are counted from them have to stay what they are.
KEEP_ANSWERS = f"""
INSERT INTO insights_keptanswer (message_id, deflects, said_before, asks)
SELECT m.id, c.public AND {_DEFLECTS}, false, {_ASKS_BACK.format("m")}
  FROM inbox_message m JOIN inbox_conversation c ON c.id = m.conversation_id
 WHERE m.id = ANY(%(ids)s) AND (c.public AND {_DEFLECTS} OR {_ASKS_BACK.format("m")})
ON CONFLICT (message_id) DO UPDATE
   SET deflects = insights_keptanswer.deflects OR excluded.deflects,
       asks = insights_keptanswer.asks OR excluded.asks
"""
# Also of the replies after them, which say the same.
KEEP_SAID_BEFORE = f"""
INSERT INTO insights_keptanswer (message_id, deflects, said_before, asks)
SELECT counted.id, false, true, false FROM ({SOURCES["canned"]}) counted WHERE counted.hit
ON CONFLICT (message_id) DO UPDATE SET said_before = true
"""

# Days on which a conversation may count for anything: they are counted again when it changes. The
# log also knows of what is there no more, such as a desk that held it.
FOOTPRINT = """
SELECT c.brand_id, e.at FROM core_event e JOIN touched t ON t.id = e.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
UNION ALL
SELECT c.brand_id, c.created_at AS at FROM inbox_conversation c JOIN touched t ON t.id = c.id
UNION ALL
SELECT c.brand_id, m.sent_at FROM inbox_message m JOIN touched t ON t.id = m.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
UNION ALL
SELECT p.brand_id, moment.at FROM inbox_placement p JOIN touched t ON t.id = p.conversation_id
 CROSS JOIN LATERAL (VALUES (p.placed_at), (p.done_at)) AS moment (at)
UNION ALL
SELECT c.brand_id, moment.at FROM routing_clock k JOIN touched t ON t.id = k.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
 CROSS JOIN LATERAL (VALUES (k.started_at), (k.due_at)) AS moment (at)
UNION ALL
SELECT c.brand_id, moment.at FROM insights_survey s JOIN touched t ON t.id = s.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
 CROSS JOIN LATERAL (VALUES (s.sent_at), (s.answered_at)) AS moment (at)
UNION ALL
SELECT c.brand_id, h.asked_at FROM routing_handoff h JOIN touched t ON t.id = h.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
UNION ALL
SELECT c.brand_id, f.flagged_at FROM stories_flag f JOIN touched t ON t.id = f.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
UNION ALL
SELECT x.brand_id, x.published_at FROM stories_coverage x JOIN stories_story s ON s.id = x.story_id
  JOIN touched t ON t.id = s.conversation_id
UNION ALL
SELECT c.brand_id, l.offered_at FROM wins_link l JOIN touched t ON t.id = l.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
UNION ALL
SELECT c.brand_id, v.happened_at FROM wins_conversion v JOIN touched t ON t.id = v.conversation_id
  JOIN inbox_conversation c ON c.id = t.id
"""
