"""What the content security policy would refuse at run time is refused here at test time."""

import re
from pathlib import Path

import pytest

import unsilo

PACKAGE = Path(unsilo.__file__).parent
UI = PACKAGE / "ui" / "static" / "ui"
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
# Documents of their own: a letter in a closed frame, whose policy lets it keep its looks, and the
# copy of a person's data, which is opened from a disk.
WITH_STYLES = ("/formatted.html", "/export/head.html")
NOT_MARKUP = re.compile(r"\{#.*?#\}|<!--.*?-->|\{%.*?%\}", re.S)


def ids(paths):
    return [str(path.relative_to(PACKAGE)) for path in paths]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_no_template_has_inline_styles_scripts_or_handlers(path):
    html = NOT_MARKUP.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"\sstyle\s*=", html), "use a class"
    assert str(path).endswith(WITH_STYLES) or not re.search(r"<style\b", html), "use a stylesheet"
    assert not re.search(r"\son[a-z]+\s*=", html), "use a data- attribute and a module"
    assert not re.search(r"\shx-on\b", html), "htmx may not evaluate code here"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html), "use a file"
    assert not re.search(r"(?:src|href)=[\"']https?://", html), "nothing is loaded from elsewhere"


def test_every_custom_property_that_is_used_is_defined():
    css = "".join(path.read_text(encoding="utf-8") for path in (UI / "css").glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", css))
    assert used - set(re.findall(r"(--[\w-]+)\s*:", css)) == set()


def test_every_script_of_the_frame_exists_and_no_script_is_forgotten():
    frame = (PACKAGE / "ui/templates/ui/base.html").read_text() + (
        PACKAGE / "ui/templates/ui/app.html"
    ).read_text()
    named = set(re.findall(r"ui/js/(\w+\.js)", frame))
    assert named == {path.name for path in (UI / "js").glob("*.js")}


def test_scripts_import_nothing_as_hashed_names_would_break_it():
    for script in (UI / "js").glob("*.js"):
        assert not re.search(r"^\s*import\b", script.read_text(encoding="utf-8"), re.M), script.name
