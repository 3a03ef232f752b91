from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "unsilo.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.listening import erasing, wiring

        erasing.connect()
        wiring.connect()
