from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "unsilo.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.privacy import wiring

        wiring.connect()
