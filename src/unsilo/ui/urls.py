from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("", views.components, name="components"),
    path("nav/", views.navigation, name="nav"),
]
