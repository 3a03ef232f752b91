import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone

from unsilo.ui.attrs import html_attrs
from unsilo.ui.keys import key_label


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


class MailForm(forms.Form):
    server = forms.CharField(help_text="Such as imap.example.org")
    port = forms.IntegerField(required=False)
    paused = forms.BooleanField(required=False)
    desk = forms.ChoiceField(choices=[("s", "Support")], required=False)
    security = forms.ChoiceField(choices=[("tls", "TLS")], widget=forms.RadioSelect, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("The two servers differ.")


def test_a_field_ties_hint_and_error_to_its_control():
    form = MailForm({"server": ""})
    html = render("{% field form.server %}", form=form)
    assert '<label for="id_server">Server</label>' in html
    assert 'aria-describedby="id_server_helptext id_server_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<small id="id_server_helptext">Such as imap.example.org</small>' in html
    assert 'id="id_server_error">This field is required.</small>' in html


def test_a_field_without_hint_and_error_is_described_by_nothing():
    html = render("{% field form.port %}", form=MailForm())
    assert "aria-" not in html
    assert 'class="input"' in html


def test_every_kind_of_field_gets_its_own_markup():
    form = MailForm()
    assert 'class="select"' in render("{% field form.desk %}", form=form)
    assert 'class="check"' in render("{% field form.paused %}", form=form)
    assert 'role="switch"' in render('{% field form.paused kind="switch" %}', form=form)
    assert "<legend>Security</legend>" in render("{% field form.security %}", form=form)
    assert "<label" not in render("{% field form.token %}", form=form)


def test_keywords_of_a_field_become_attributes_of_its_control():
    html = render('{% field form.server autocomplete="off" hx_post="/check" %}', form=MailForm())
    assert 'autocomplete="off"' in html
    assert 'hx-post="/check"' in html


def test_a_form_says_first_what_concerns_the_whole_of_it():
    html = render("{% fields form %}", form=MailForm({"server": "x"}))
    assert html.index("The two servers differ.") < html.index('name="server"')
    assert html.count("<label") == 4 + 1  # one for each control, one for the radio button


def test_a_button_carries_its_key_and_its_attributes():
    html = render('{% button "Done" icon="check" key="e" hx_post="/done" aria_pressed=True %}')
    assert 'data-key="e"' in html
    assert 'hx-post="/done"' in html
    assert 'aria-pressed="true"' in html
    assert '<kbd class="kbd">E</kbd>' in html
    assert html.startswith('<button class="btn" type="button"')


def test_a_button_with_an_address_is_a_link():
    assert render('{% button "Open" href=url %}', url="/x?a=1&b=2").startswith(
        '<a class="btn" href="/x?a=1&amp;b=2"'
    )


def test_an_icon_button_always_has_a_name_and_shows_its_key():
    html = render('{% icon_button "Snooze" icon="snooze" key="s" %}')
    assert 'aria-label="Snooze"' in html
    assert 'title="Snooze (S)"' in html


@pytest.mark.parametrize(
    "source",
    [
        "{% avatar evil %}",
        "{% chip evil %}",
        "{% button evil %}",
        '{% icon_button evil icon="x" %}',
        '{% state "open" evil %}',
        "{% card evil %}{% endcard %}",
        "{% message evil %}{% endmessage %}",
        '{% include "ui/components/list_row.html" with row=row only %}',
    ],
)
def test_what_people_wrote_is_always_escaped(source):
    evil = '<img src=x onerror="x">'
    row = {"who": evil, "what": evil, "gist": evil, "url": "javascript" + evil, "icon": "mail"}
    assert "<img" not in render(source, evil=evil, row=row)


def test_an_avatar_keeps_its_tone_and_takes_two_initials():
    assert render('{% avatar "Dana van der Whitlock" %}') == render(
        '{% avatar "Dana van der Whitlock" %}'
    )
    assert ">DW<" in render('{% avatar "Dana van der Whitlock" %}')
    assert ">OT<" in render('{% avatar "otterly_late" %}')
    assert ">王<" in render('{% avatar "王" %}')
    assert ">?<" in render('{% avatar "" %}')


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [(100, "clock", "1 h"), (14, "clock due", "14 min"), (-6, "clock late", "6 min late")],
)
def test_a_clock_is_due_in_its_last_quarter_and_late_after_it(left, tone, words):
    now = timezone.now()
    html = render(
        "{% clock due since=since %}",
        due=now + dt.timedelta(minutes=left, seconds=1 if left > 0 else -1),
        since=now - dt.timedelta(minutes=60),
    )
    assert f'class="{tone}"' in html
    assert f"<span>{words}</span>" in html


def test_a_menu_and_its_button_name_each_other():
    html = render('{% menu "more" "More actions" key="." %}{% menu_item "Forward" %}{% endmenu %}')
    assert 'popovertarget="more"' in html
    assert 'id="more" popover role="menu" aria-label="More actions"' in html
    assert 'role="menuitem"' in html


def test_a_dialog_without_an_id_is_a_part_for_the_dialog_of_the_page():
    part = render('{% dialog "" "Snooze" %}<form></form>{% enddialog %}')
    assert "<dialog" not in part
    assert 'id="dialog-title">Snooze<' in part
    assert render('{% dialog "x" "Snooze" %}{% enddialog %}').count("dialog") > 2


def test_attributes_skip_what_is_empty_and_spell_out_aria_flags():
    attrs = html_attrs({"hx_get": "/x", "title": "", "disabled": True, "aria_pressed": False})
    assert str(attrs) == ' hx-get="/x" disabled aria-pressed="false"'


def test_keys_are_written_as_people_know_them():
    assert [key_label(key) for key in ("e", "g i", "Ctrl+Enter", "j|ArrowDown")] == [
        "E",
        "G I",
        "Ctrl ↵",
        "J",
    ]


def test_quotes_in_a_literal_do_not_end_the_attribute():
    html = render("""{% button "Done" hx_vals='{"state": "done"}' %}""")
    assert 'hx-vals="{&quot;state&quot;: &quot;done&quot;}"' in html
