"""Which right each address asks for: the declared half of the access matrix.

A new address needs a line here; ``test_matrix.py`` says so, and tries it. ``READS`` are asked by GET,
``WRITES`` by POST.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """``lets_in`` is the weakest of the cast who gets in, ``refused`` who must not, and how."""

    lets_in: str
    refused: dict[str, int]


RIGHTS = {
    # Pages for the public, and those before the log-in.
    "anybody": Right("nobody", {}),
    # Whoever can log in: lists that are narrowed to the reader, and what belongs to the whole house.
    "member": Right("charlie", {}),
    # Who reads the brand.
    "reader": Right("vera", {"carol": 404, "charlie": 404}),
    # Everybody but viewers.
    "writer": Right("charlie", {"vera": 403}),
    "brand_writer": Right("dora", {"vera": 403, "carol": 404}),
    # A seat on the desk that holds it.
    "worker": Right("bob", {"vera": 403, "dora": 403, "carol": 404}),
    "lead": Right("alice", {"vera": 403, "bob": 403}),
    "admin": Right("ada", {"bob": 403, "alice": 403}),
    # Bob's own things, which nobody else can tell from things that are not there.
    "owner": Right("bob", {"vera": 404, "dora": 404}),
    # Needs more than an address (a signed step, a fresh log-in, a field): refused as it stands here.
    "closed": Right("", {}),
}

READS = {
    "anybody": """
        account_login account_logout account_inactive account_reset_password
        account_reset_password_done account_reset_password_from_key
        account_reset_password_from_key_done
        socialaccount_login_cancelled account/ accounts:setup accounts:accept-invitation
        accounts:call-answer inbox:live wins:go wins:request wins:request-pdf wins:manager
        wins:locator wins:ask-store stories:consent-page incidents:status insights:graph
        webform:form webform:embed api:openapi api:docs
    """,
    "member": """
        account_change_password account_set_password mfa_index mfa_authenticate mfa_activate_totp mfa_generate_recovery_codes
        mfa_list_webauthn mfa_add_webauthn mfa_login_webauthn usersessions_list
        socialaccount_connections accounts:settings accounts:profile accounts:tokens
        accounts:sessions accounts:my-notices accounts:rotas accounts:rota accounts:notices
        accounts:calls accounts:call inbox:home inbox:all inbox:mine inbox:unassigned
        inbox:mentions inbox:spam inbox:desk inbox:search inbox:rows inbox:tag-filter
        inbox:question-filter inbox:palette inbox:hidden inbox:person-conversations
        library:facts library:fact library:voices listening:overview listening:alerts
        listening:mentions listening:queries listening:feeds routing:handoffs
        routing:promises routing:clocks launches:things wins:overview wins:links
        wins:conversions wins:requests wins:doors wins:door wins:unmatched wins:products
        wins:product wins:retailers wins:retailer wins:stores wins:store stories:board
        stories:table stories:flags stories:coverage stories:outlets stories:outlet
        stories:contacts incidents:incidents insights:home insights:index insights:shared
        insights:briefings insights:metric insights:list insights:csv people:list
        people:person people:timeline people:field people:companies people:company-options
        people:company ui:nav
    """,
    "reader": """
        inbox:conversation inbox:earlier inbox:news inbox:desks inbox:write inbox:message
        inbox:message-rest inbox:message-details inbox:message-frame inbox:message-formatted
        inbox:file inbox:person triage:reading triage:similar library:voice listening:alert
        listening:mention listening:query listening:items listening:feed listening:feed-raw
        launches:thing launches:campaign wins:panel stories:story stories:consent
        stories:panel incidents:incident incidents:held incidents:review incidents:touched
        insights:briefing insights:briefing-pdf
    """,
    "writer": """
        inbox:names inbox:new listening:mention-new wins:match incidents:new
        people:person-new people:person-edit people:person-tier people:identity-add
        people:merge people:merge-with people:company-new people:company-edit
    """,
    "brand_writer": """
        listening:alert-close incidents:from-alert incidents:note incidents:duty
        incidents:part-new incidents:statement incidents:touched-add incidents:touched-next
        incidents:answer insights:section-edit
    """,
    "worker": """
        inbox:tags inbox:hide-dialog triage:teach triage:teach-newest triage:answers
        library:beside routing:hand-off routing:promise routing:promise-in-answer
        routing:let-go wins:strip wins:ways stories:flag incidents:from-conversation
    """,
    "lead": """
        stories:consent-log stories:consent-log-csv
        privacy:export privacy:erase privacy:requests privacy:retention privacy:rule
        accounts:rota-new accounts:rota-edit accounts:desks accounts:desk triage:readings
        triage:quality triage:corrections triage:export library:fact-new library:fact-edit
        library:voice-edit listening:query-new listening:query-edit listening:feed-new
        listening:feed-edit routing:give-back routing:rules routing:rule-new routing:rule
        routing:rule-edit routing:rule-dry-run routing:levels routing:level-new
        routing:level routing:hours routing:hours-of launches:thing-new launches:thing-edit
        launches:campaign-new launches:date-new launches:campaign-edit launches:date-edit
        wins:hooks wins:product-new wins:product-edit wins:listing-new wins:listing-edit
        wins:retailer-new wins:retailer-edit wins:store-new wins:store-edit wins:imports
        wins:import wins:import-bad-rows stories:new stories:edit stories:put-away
        stories:evidence stories:credit stories:flag-decline stories:flag-merge stories:ask
        stories:pitch stories:coverage-new stories:coverage-describe stories:outlet-new
        stories:outlet-edit stories:contact-new stories:contact-edit incidents:severity
        incidents:return incidents:publish incidents:update-new incidents:update-correct
        insights:briefing-write insights:briefing-rewrite insights:briefing-send
        people:settings people:tiers people:tier-new people:tier people:fields
        people:field-new people:field-edit channels:list channels:channel channels:arrivals
        channels:arrival channels:arrival-raw channels:deliveries channels:delivery
        channels:webhooks channels:webhook-new
    """,
    "admin": """
        insights:surveys
        accounts:audit accounts:audit-csv accounts:users accounts:invite accounts:user
        accounts:desk-new accounts:brands accounts:brand-new accounts:brand triage:outside
        incidents:status-pages incidents:status-page channels:choose channels:add
        channels:webhook
    """,
    "owner": """
        accounts:notice inbox:upload-picture
    """,
    "closed": """
        privacy:export-shown privacy:erasure privacy:hold
        incidents:status-subscribe incidents:status-confirm incidents:status-leave insights:survey
        operations:metrics
        account_reauthenticate mfa_reauthenticate mfa_deactivate_totp
        mfa_view_recovery_codes mfa_download_recovery_codes mfa_reauthenticate_webauthn
        mfa_remove_webauthn mfa_edit_webauthn socialaccount_login_error openid_connect_login
        openid_connect_callback inbox:assignees inbox:message-raw inbox:picture
        triage:outside-edit people:identity-move webform:thanks ui:components
    """,
}

WRITES = {
    "anybody": """
        account/ accounts:setup accounts:accept-invitation accounts:call-answer inbox:live
        wins:request wins:manager wins:locator wins:ask-store stories:consent-page
        insights:graph webform:form
    """,
    "member": """
        usersessions_list accounts:settings accounts:profile accounts:tokens
        accounts:sessions accounts:sessions-end-others accounts:my-notices
        accounts:test-call accounts:rotas accounts:notices accounts:notice-read
        accounts:notice-unread accounts:calls accounts:call inbox:bulk inbox:undo
        inbox:preview triage:undo library:facts library:fact library:voices
        listening:overview listening:alerts listening:mentions listening:queries
        listening:feeds launches:things wins:overview wins:links wins:conversions
        wins:requests wins:doors wins:door wins:unmatched wins:products wins:product
        wins:retailers wins:retailer wins:stores wins:store stories:board stories:table
        stories:flags stories:coverage stories:outlets stories:outlet stories:contacts
        incidents:incidents insights:home insights:index insights:shared insights:briefings
        insights:metric insights:list insights:csv people:list people:person people:timeline
        people:companies people:company-options people:company ui:nav
    """,
    "reader": """
        inbox:here inbox:left inbox:unread inbox:discard inbox:message-delivery
        library:voice listening:alert listening:mention listening:query listening:items
        listening:feed listening:feed-raw launches:thing launches:campaign stories:story
        stories:consent incidents:incident incidents:held incidents:touched
        insights:briefing insights:briefing-pdf
    """,
    "writer": """
        accounts:rota inbox:new inbox:new-draft inbox:upload listening:mention-new
        wins:door-edit wins:door-move wins:door-back wins:match incidents:new insights:share
        people:person-new people:person-edit people:person-tier people:person-tier-clear
        people:identity-add people:field people:note-add people:merge people:merge-with
        people:merge-undo people:company-new people:company-edit
    """,
    "brand_writer": """
        inbox:switch inbox:draft inbox:note inbox:note-delete listening:alert-acknowledge
        listening:alert-take-back listening:alert-close listening:alert-reopen
        listening:mention-bring-in listening:mention-dismiss listening:mention-restore
        incidents:from-alert incidents:acknowledge incidents:join incidents:leave
        incidents:note incidents:duty incidents:part-new incidents:part incidents:fact
        incidents:statement incidents:touched-add incidents:touched-next incidents:answer
        incidents:touched-settle insights:section-edit insights:section-undo
        insights:section-draft insights:item-used insights:item-unused
    """,
    "worker": """
        inbox:state inbox:mark-spam inbox:tag inbox:untag inbox:hide-confirm
        inbox:hide-decline inbox:hide-show inbox:hide-again inbox:send inbox:message-undo
        triage:correct triage:confirm routing:hand-off routing:promise
        routing:promise-in-answer routing:undo-run routing:withdraw routing:keep
        routing:let-go routing:take-up routing:unmake wins:ask-zip wins:unask-zip
        wins:withdraw wins:withdraw-request stories:flag-undo stories:flag stories:relate
        stories:unrelate incidents:from-conversation
    """,
    "lead": """
        privacy:export privacy:erase accounts:rota-new accounts:rota-restore accounts:rota-edit accounts:rota-delete
        accounts:cover-remove accounts:desks accounts:desk accounts:call-acknowledge
        accounts:call-hand-back triage:reread triage:turn triage:try-again library:fact-new
        library:fact-edit library:fact-archive library:fact-restore library:fact-undo
        library:voice-edit library:voice-undo listening:query-new listening:query-preview
        listening:query-edit listening:query-archive listening:query-restore
        listening:feed-new listening:feed-edit listening:feed-look listening:feed-pause
        listening:feed-resume listening:feed-archive listening:feed-restore routing:accept
        routing:give-back routing:take-up-handoff routing:finish routing:rule-new
        routing:rule-edit routing:rule-switch routing:rule-move routing:rule-archive
        routing:rule-restore routing:level-new routing:level routing:level-remove
        routing:hours-of routing:hours-forget launches:thing-new launches:thing-edit
        launches:campaign-new launches:date-new launches:campaign-edit launches:date-edit
        wins:hooks wins:hook-close wins:product-new wins:product-edit wins:listing-new
        wins:listing-edit wins:listing-remove wins:retailer-new wins:retailer-edit
        wins:store-new wins:store-edit wins:imports wins:import wins:import-run
        wins:import-drop wins:archive wins:restore stories:new stories:edit stories:move
        stories:put-away stories:bring-back stories:evidence stories:evidence-remove
        stories:credit stories:flag-take stories:flag-decline stories:flag-merge
        stories:flag-reopen stories:ask stories:taken-down stories:pitch
        stories:pitch-cancel stories:pitch-verdict stories:coverage-new
        stories:coverage-describe stories:coverage-decide stories:outlet-new
        stories:outlet-edit stories:contact-new stories:contact-edit stories:media-archive
        stories:media-restore incidents:severity incidents:pause incidents:review
        incidents:approve incidents:return incidents:publish incidents:unpublish
        incidents:update-new incidents:update-correct insights:briefing-write
        insights:briefing-rewrite insights:briefing-send people:company-delete
        people:settings people:tiers people:tier-new people:tier people:tier-delete
        people:fields people:field-new people:field-edit people:field-delete channels:list
        channels:check channels:pause channels:resume channels:arrivals channels:arrival
        channels:arrival-raw channels:arrival-retry channels:arrival-accept
        channels:arrival-dismiss channels:deliveries channels:delivery channels:delivery-try
        channels:delivery-cancel channels:delivery-again channels:delivery-sent
        channels:webhooks channels:webhook-new
    """,
    "admin": """
        insights:survey-set privacy:rule channels:webhook-test accounts:audit accounts:audit-csv
        accounts:users accounts:invite
        accounts:invitation-resend accounts:invitation-revoke accounts:user
        accounts:user-deactivate accounts:user-reactivate accounts:user-reset-factor
        accounts:user-end-sessions accounts:desk-new accounts:desk-archive
        accounts:desk-unarchive accounts:brands accounts:brand-new accounts:brand
        incidents:status-pages incidents:status-page channels:choose channels:add
        channels:channel channels:archive channels:webhook channels:webhook-secret
        channels:webhook-pause channels:webhook-resume channels:webhook-delete
        channels:webhook-replay channels:post-replay
    """,
    "owner": """
        accounts:token-revoke accounts:token-restore accounts:notice insights:revoke
    """,
    "closed": """
        privacy:export-download privacy:export-delete privacy:erasure-cancel privacy:hold
        openid_connect_login openid_connect_callback inbox:assign inbox:priority inbox:place
        inbox:move inbox:remove inbox:hide triage:outside-edit triage:outside-try
        routing:level-restore launches:archive launches:restore launches:undo wins:hook
        wins:seen wins:unmatch wins:listing-restore wins:use wins:use-nearest
        incidents:phase incidents:fact-new people:identity-remove people:identity-move
        people:identity-restore people:note-delete people:note-restore hook ui:components
        accounts:session-end
    """,
}
