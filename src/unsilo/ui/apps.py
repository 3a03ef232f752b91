from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "unsilo.ui"
    label = "ui"
