from django.apps import AppConfig


class LaunchesConfig(AppConfig):
    name = "unsilo.launches"
    label = "launches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.launches import wiring

        wiring.connect()
