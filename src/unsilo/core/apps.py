from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "unsilo.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.core import integrity

        integrity.register_invariant("events go on where they stand", integrity.look_at_events)
