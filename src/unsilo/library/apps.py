from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "unsilo.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.library import wiring

        wiring.connect()
