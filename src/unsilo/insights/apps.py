from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "unsilo.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.insights import erasing, wiring

        erasing.connect()
        wiring.connect()
