from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "unsilo.demo"
    label = "demo"

    def ready(self) -> None:
        if settings.DEMO:
            from unsilo.demo.tour.views import strip
            from unsilo.ui.navigation import register_strip

            register_strip(strip)
