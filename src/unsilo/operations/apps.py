from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "unsilo.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.accounts.notice_kinds import register_notice_kind
        from unsilo.channels.ports import register_troubles
        from unsilo.operations.services.watchdog import troubles_of_channels

        register_notice_kind("trouble", _("Something is wrong with unsilo itself"), by_mail=True)
        register_troubles(troubles_of_channels)
