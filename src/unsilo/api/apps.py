from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "unsilo.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from unsilo.ui.navigation import register_endpoint

        register_endpoint("api_docs", "api:docs")
