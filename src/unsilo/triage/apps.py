from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "unsilo.triage"
    label = "triage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.triage import erasing, wiring

        erasing.connect()
        wiring.connect()
