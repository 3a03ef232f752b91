from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from unsilo.accounts.notice_kinds import register_notice_kind
from unsilo.ui.navigation import register_settings_page


class ChannelsConfig(AppConfig):
    name = "unsilo.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.channels import erasing, registry
        from unsilo.channels.queries import integrity

        erasing.connect()
        registry.connectors()  # a connector that can't be used stops the process here
        integrity.register()
        register_notice_kind(
            "webhook", _("A webhook stopped answering"), by_mail=True, icon="webhook"
        )
        section, roles = _("Channels"), ("admin", "lead")
        pages = [
            (_("Channels"), "channels:list", "plug"),
            (_("Arrivals"), "channels:arrivals", "inbox"),
            (_("Deliveries"), "channels:deliveries", "send"),
            (_("Webhooks"), "channels:webhooks", "webhook"),
        ]
        for order, (label, url_name, icon) in enumerate(pages, start=30):
            register_settings_page(section, label, url_name, icon, roles, order=order)
