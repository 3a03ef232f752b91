"""A dialog as the answer to a key, and again, with what is wrong, as the answer to its form."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from unsilo.core.request import UnsiloRequest


def dialog(
    request: UnsiloRequest, template: str, form: Form, context: dict[str, Any]
) -> HttpResponse:
    status = 422 if form.errors else 200
    response = render(request, template, {**context, "form": form}, status=status)
    return reswap(retarget(response, "#dialog"), "innerHTML")
