"""What the command palette finds: desks, settings, people, conversations."""

from urllib.parse import urlencode

from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unsilo.accounts.access import Access
from unsilo.accounts.doors import member
from unsilo.core.request import UnsiloRequest
from unsilo.inbox import search
from unsilo.people.queries.people import people_page
from unsilo.ui.navigation import settings_navigation

CONVERSATIONS, PEOPLE = 6, 4
Item = dict[str, str]


@require_GET
@member
def palette(request: UnsiloRequest) -> JsonResponse:
    asked = request.GET.get("q", "").strip()[:200]
    if not asked:
        return JsonResponse({"items": []})
    access = request.access
    everywhere = {
        "label": _("Search all conversations for “%(words)s”") % {"words": asked},
        "url": f"{reverse('inbox:search')}?{urlencode({'q': asked})}",
        "icon": "search",
    }
    items = [
        *_settings(request, asked),
        *_people(asked),
        *_conversations(access, asked),
        everywhere,
    ]
    return JsonResponse({"items": items})


def _settings(request: UnsiloRequest, asked: str) -> list[Item]:
    return [
        {"label": str(page.label), "hint": str(section.label), "url": page.url, "icon": page.icon}
        for section in settings_navigation(request)
        for page in section.items
        if asked.casefold() in str(page.label).casefold()
    ]


def _people(asked: str) -> list[Item]:
    return [
        {
            "label": person.name,
            "hint": person.company or ", ".join(one.value for one in person.identities[:1]),
            "url": reverse("people:person", args=[person.id]),
            "icon": "user",
        }
        for person in people_page(q=asked, limit=PEOPLE).items
    ]


def _conversations(access: Access, asked: str) -> list[Item]:
    page = search.search_page(access, asked, limit=CONVERSATIONS)
    return [
        {
            "label": hit.row.subject or _("No subject"),
            "hint": hit.row.person,
            "url": reverse("inbox:conversation", args=[hit.row.id]),
            "icon": hit.row.icon,
        }
        for hit in page.items
    ]
