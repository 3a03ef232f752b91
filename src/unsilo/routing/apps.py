from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "unsilo.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.routing import erasing, wiring

        erasing.connect()
        wiring.connect()
