from django.urls import path

from unsilo.connectors.webform import views

app_name = "webform"
urlpatterns = [
    path("<slug:slug>/", views.form, name="form"),
    path("<slug:slug>/embed.js", views.embed, name="embed"),
    path("<slug:slug>/thanks/<str:token>/", views.thanks, name="thanks"),
]
