"""Addresses of accounts: the entrance, the login library's pages, and the settings."""

from allauth.account import views as account
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from unsilo.accounts.views import (
    audit,
    desks,
    entrance,
    notices,
    oncall,
    profile,
    sessions,
    tokens,
    users,
)

# Only those pages of the login library that make sense where nobody signs up: no sign-up, no list
# of several addresses, no confirming of addresses. Their names are fixed by the library.
library: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", sessions.former_address, name="usersessions_list"),
    path("sso/", socialaccount.connections, name="socialaccount_connections"),
    path("sso/error/", socialaccount.login_error, name="socialaccount_login_error"),
    path("sso/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<str:provider_id>/login/", entrance.sso, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
]

settings: list[URLPattern | URLResolver] = [
    path("", profile.settings_index, name="settings"),
    path("profile/", profile.profile, name="profile"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("tokens/<int:token_id>/restore/", tokens.token_restore, name="token-restore"),
    path("sessions/", sessions.session_list, name="sessions"),
    path("sessions/end-others/", sessions.sessions_end_others, name="sessions-end-others"),
    path("sessions/<int:session_id>/end/", sessions.session_end, name="session-end"),
    path("audit/", audit.audit_log, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
    path("notices/", notices.my_notices, name="my-notices"),
    path("notices/test-call/", notices.test_call, name="test-call"),
    # Who is on call
    path("on-call/", oncall.rota_list, name="rotas"),
    path("on-call/new/", oncall.rota_new, name="rota-new"),
    path("on-call/restore/", oncall.rota_restore, name="rota-restore"),
    path("on-call/<int:rota_id>/", oncall.rota_detail, name="rota"),
    path("on-call/<int:rota_id>/edit/", oncall.rota_edit, name="rota-edit"),
    path("on-call/<int:rota_id>/delete/", oncall.rota_delete, name="rota-delete"),
    path(
        "on-call/<int:rota_id>/covers/<int:cover_id>/remove/",
        oncall.cover_remove,
        name="cover-remove",
    ),
    # Users
    path("users/", users.user_list, name="users"),
    path("users/invite/", users.invite, name="invite"),
    path(
        "users/invitations/<int:invitation_id>/resend/",
        users.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "users/invitations/<int:invitation_id>/revoke/",
        users.invitation_revoke,
        name="invitation-revoke",
    ),
    path("users/<int:user_id>/", users.user_detail, name="user"),
    path("users/<int:user_id>/deactivate/", users.user_deactivate, name="user-deactivate"),
    path("users/<int:user_id>/reactivate/", users.user_reactivate, name="user-reactivate"),
    path("users/<int:user_id>/reset-factor/", users.user_reset_factor, name="user-reset-factor"),
    path("users/<int:user_id>/end-sessions/", sessions.user_end_sessions, name="user-end-sessions"),
    # Desks and brands
    path("desks/", desks.desk_list, name="desks"),
    path("desks/new/", desks.desk_new, name="desk-new"),
    path("desks/<int:desk_id>/", desks.desk_edit, name="desk"),
    path("desks/<int:desk_id>/archive/", desks.desk_archive, name="desk-archive"),
    path("desks/<int:desk_id>/unarchive/", desks.desk_unarchive, name="desk-unarchive"),
    path("brands/", desks.brand_list, name="brands"),
    path("brands/new/", desks.brand_new, name="brand-new"),
    path("brands/<int:brand_id>/", desks.brand_edit, name="brand"),
]

ours: list[URLPattern | URLResolver] = [
    path("setup/", entrance.setup, name="setup"),
    path("invitation/<str:secret>/", entrance.accept_invitation, name="accept-invitation"),
    path("settings/", include(settings)),
    # Notices and calls
    path("notices/", notices.notice_list, name="notices"),
    path("notices/read/", notices.notice_read, name="notice-read"),
    path("notices/unread/", notices.notice_unread, name="notice-unread"),
    path("notices/<int:notice_id>/", notices.notice_open, name="notice"),
    path("calls/", oncall.call_list, name="calls"),
    path("calls/<int:call_id>/", oncall.call_detail, name="call"),
    path("calls/<int:call_id>/acknowledge/", oncall.call_acknowledge, name="call-acknowledge"),
    path("calls/<int:call_id>/hand-back/", oncall.call_hand_back, name="call-hand-back"),
    path("calls/answer/<str:token>/", oncall.call_answer, name="call-answer"),
]

urlpatterns = [
    path("account/", include(library)),
    path("account/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("", include((ours, "accounts"))),
]
