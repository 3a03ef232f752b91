"""Addresses of the inbox."""

app_name = "inbox"
urlpatterns = []
