"""The form that the public fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from unsilo.connectors.webform.connector import WebformConfig


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; its value is a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


class ContactForm(forms.Form):
    """Fields a config does not ask for are left out."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    topic = forms.ChoiceField(label=_("What is it about?"))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    message = forms.CharField(
        label=_("Your message"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    attachments = FilesField(label=_("Files"), required=False)
    consent = forms.BooleanField()
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=10_000)
    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    def __init__(self, config: WebformConfig, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.config = config
        topics = [(topic, topic) for topic in config.topics]
        self.fields["topic"].choices = [("", _("Choose…")), *topics]  # type: ignore[attr-defined]
        self.fields["consent"].label = config.consent
        self.fields["attachments"].help_text = _("At most %(n)d files, %(mb)d MB together.") % {
            "n": config.max_files,
            "mb": settings.MAX_UPLOAD_MB,
        }
        for name, asked in (
            ("topic", config.topics),
            ("subject", config.ask_subject),
            ("attachments", config.max_files),
            ("consent", config.consent),
        ):
            if not asked:
                del self.fields[name]
        trap = self.fields["website"].widget.attrs
        trap.update({"tabindex": "-1", "autocomplete": "off"})

    def clean_attachments(self) -> "list[UploadedFile[bytes]]":
        files: list[UploadedFile[bytes]] = self.cleaned_data["attachments"]
        if len(files) > self.config.max_files:
            raise forms.ValidationError(
                _("These are %(n)d files; at most %(max)d can be sent.")
                % {"n": len(files), "max": self.config.max_files}
            )
        if sum(file.size or 0 for file in files) > settings.MAX_UPLOAD_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("Together these files are larger than %(mb)d MB.")
                % {"mb": settings.MAX_UPLOAD_MB}
            )
        return files
