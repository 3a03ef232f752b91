"""Doors of the intake: mail servers hand over mail by HTTP."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
