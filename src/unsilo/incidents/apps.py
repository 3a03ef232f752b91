from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "unsilo.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.incidents import erasing, wiring

        erasing.connect()
        wiring.connect()
