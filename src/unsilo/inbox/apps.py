from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "unsilo.inbox"
    label = "inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.inbox import erasing, joints, wiring
        from unsilo.inbox.queries import integrity

        integrity.register()
        erasing.connect()
        joints.connect()
        wiring.connect()
