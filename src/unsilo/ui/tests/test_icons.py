import re
from pathlib import Path

import pytest

from unsilo.ui import icons

TEMPLATES = Path(icons.__file__).parent.parent
ASKED_FOR = re.compile(r"""(?:\{% icon |\bicon=)["']([a-z-]+)["']""")


def test_the_committed_sprite_is_what_the_list_of_icons_makes():
    assert icons.SPRITE.read_text(encoding="utf-8") == icons.sprite()


def test_every_icon_named_in_any_template_or_app_is_in_the_sprite():
    asked = {
        name
        for path in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("apps.py")]
        for name in ASKED_FOR.findall(path.read_text(encoding="utf-8"))
    }
    assert asked - set(icons.ICONS) == set()
    assert "inbox" in asked or len(asked) > 10


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert str(icons.icon("mail")) == (
        '<svg class="icon" aria-hidden="true"><use href="/static/ui/icons.svg#mail"/></svg>'
    )
    assert 'role="img" aria-label="Mail"' in icons.icon("mail", label="Mail")
    assert 'class="icon icon-sm"' in icons.icon("mail", size="sm")


def test_an_unknown_icon_says_where_icons_are_listed():
    with pytest.raises(LookupError, match=r"unsilo/ui/icons\.py"):
        icons.icon("unicorn")
