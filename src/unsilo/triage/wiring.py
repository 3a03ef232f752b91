"""What triage adds to the inbox, the settings and the timelines."""

from django.utils.translation import gettext_lazy as _

from unsilo.inbox import ports
from unsilo.triage import signs
from unsilo.triage.hiding import second_person
from unsilo.triage.questions import questions
from unsilo.ui.navigation import register_settings_page


def connect() -> None:
    """Register; called once when Django starts."""
    ports.register_row_signs(signs.row_signs)
    ports.register_message_parts(signs.message_parts)
    ports.register_head_part(signs.head_part)
    for question in questions():
        ports.register_question(question)
    ports.register_hide_guard(second_person)
    ports.register_side_panel("triage:similar")
    ports.register_composer_tool(
        ports.ComposerTool(_("Find answers like this"), "history", "triage:answers", "Shift+B")
    )
    ports.register_assets(styles=["triage/css/triage.css"], scripts=["triage/js/triage.js"])
    section, roles = _("Triage"), ("admin", "lead")
    register_settings_page(section, _("Readings"), "triage:readings", "target", roles, order=50)
    register_settings_page(section, _("Quality"), "triage:quality", "bars", roles, order=51)
    register_settings_page(
        section, _("Bigger models"), "triage:outside", "server", ("admin",), order=52
    )
