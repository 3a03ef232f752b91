"""Addresses of routing."""

from django.urls import path

from unsilo.routing.views import handing, levels, promising, rules

app_name = "routing"
urlpatterns = [
    # Parts of the inbox
    path("routing/c/<int:conversation_id>/hand-off/", handing.hand_off, name="hand-off"),
    path("routing/c/<int:conversation_id>/promise/", promising.promise, name="promise"),
    path(
        "routing/c/<int:conversation_id>/promise-in-answer/",
        promising.promise_in_answer,
        name="promise-in-answer",
    ),
    path("routing/runs/<int:pk>/undo/", rules.undo_run, name="undo-run"),
    # Hand-offs
    path("handoffs/", handing.handoff_list, name="handoffs"),
    path("handoffs/<int:pk>/accept/", handing.accept, name="accept"),
    path("handoffs/<int:pk>/back/", handing.give_back, name="give-back"),
    path("handoffs/<int:pk>/again/", handing.take_up, name="take-up-handoff"),
    path("handoffs/<int:pk>/done/", handing.finish, name="finish"),
    path("handoffs/<int:pk>/withdraw/", handing.withdraw, name="withdraw"),
    # Promises
    path("promises/", promising.promise_list, name="promises"),
    path("promises/<int:pk>/keep/", promising.keep, name="keep"),
    path("promises/<int:pk>/let-go/", promising.let_go, name="let-go"),
    path("promises/<int:pk>/take-up/", promising.take_up, name="take-up"),
    path("promises/<int:pk>/unmake/", promising.unmake, name="unmake"),
    # Clocks
    path("clocks/", levels.clock_list, name="clocks"),
    # Settings: rules
    path("settings/rules/", rules.rule_list, name="rules"),
    path("settings/rules/new/", rules.rule_new, name="rule-new"),
    path("settings/rules/<int:pk>/", rules.rule_page, name="rule"),
    path("settings/rules/<int:pk>/edit/", rules.rule_edit, name="rule-edit"),
    path("settings/rules/<int:pk>/dry-run/", rules.rule_dry_run, name="rule-dry-run"),
    path("settings/rules/<int:pk>/switch/", rules.rule_switch, name="rule-switch"),
    path("settings/rules/<int:pk>/move/", rules.rule_move, name="rule-move"),
    path("settings/rules/<int:pk>/archive/", rules.rule_archive, name="rule-archive"),
    path("settings/rules/<int:pk>/restore/", rules.rule_restore, name="rule-restore"),
    # Settings: service levels and business hours
    path("settings/service-levels/", levels.level_list, name="levels"),
    path("settings/service-levels/new/", levels.level_form, name="level-new"),
    path("settings/service-levels/<int:pk>/", levels.level_form, name="level"),
    path("settings/service-levels/<int:pk>/remove/", levels.level_remove, name="level-remove"),
    path(
        "settings/service-levels/<str:again>/restore/", levels.level_restore, name="level-restore"
    ),
    path("settings/hours/", levels.hours_list, name="hours"),
    path("settings/hours/<slug:noun>/<int:pk>/", levels.hours_form, name="hours-of"),
    path("settings/hours/<slug:noun>/<int:pk>/forget/", levels.hours_forget, name="hours-forget"),
]
