from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "unsilo.api"
    label = "api"
