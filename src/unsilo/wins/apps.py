from django.apps import AppConfig


class WinsConfig(AppConfig):
    name = "unsilo.wins"
    label = "wins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.wins import erasing, wiring

        erasing.connect()
        wiring.connect()
