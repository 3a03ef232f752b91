from django.apps import AppConfig


class WebformConfig(AppConfig):
    name = "unsilo.connectors.webform"
    label = "webform"
