from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "unsilo.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.stories import erasing, wiring

        erasing.connect()
        wiring.connect()
