from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "unsilo.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.intake.pipeline import process
        from unsilo.listening.ports import register_taking_in

        register_taking_in(process)
