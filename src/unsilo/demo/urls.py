"""Addresses of the guide; only a demo has them."""

from django.urls import path

from unsilo.demo.tour import views

app_name = "demo"
urlpatterns = [
    path("", views.front, name="front"),
    path("tour/", views.tour, name="tour"),
    path("tour/enter/", views.enter, name="enter"),
    path("tour/leave/", views.leave, name="leave"),
    path("tour/<slug:key>/<int:number>/", views.go, name="go"),
]
