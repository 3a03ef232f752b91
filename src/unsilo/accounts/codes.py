"""One-time codes: the same brake on guessing them as on passwords, in place of the library's, which
each process has alone."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.utils.translation import gettext as _

from unsilo.accounts.models import User
from unsilo.accounts.services import logins


class _Braked(forms.Form):
    user: User

    def clean_code(self) -> Any:
        if not logins.may_try(self.user.email):
            raise forms.ValidationError(_("Too many tries. Wait some minutes."))
        try:
            return super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            logins.failed(self.user.email)
            raise


class CodeForm(_Braked, AuthenticateForm):  # type: ignore[misc]
    """The second step of a log-in."""


class CodeAgainForm(_Braked, ReauthenticateForm):  # type: ignore[misc]
    """The same before something that matters."""
