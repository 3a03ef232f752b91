"""Paper takes words as words."""

import subprocess
import sys
from pathlib import Path

import pytest

from unsilo.core import paper

HEAD = "#let data = json(bytes(sys.inputs.data))\n"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(HEAD + "#assert(data.text == data.same)\n= #data.text")
    return path


@pytest.mark.parametrize(
    "text",
    [
        '#panic("no")',
        "*bold* _thin_ $x$ <a> @b `c` \\ // gone",
        '#include "/etc/passwd" ] [ ) (',
        "日本語 العربية é 🦊 \x00 \u2028",
        "",
    ],
)
def test_what_people_wrote_is_never_read_as_markup(template: Path, text: str) -> None:
    made = paper.render(template, {"text": text, "same": text})
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made  # tagged


def test_a_template_that_does_not_fit_says_so(template: Path) -> None:
    with pytest.raises(paper.PaperError, match=r"letter\.typ: .*same"):
        paper.render(template, {"text": "here"})


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("kept")
    folder = tmp_path / "templates"
    folder.mkdir()
    template = folder / "letter.typ"
    template.write_text(HEAD + '#read("../secret")')
    with pytest.raises(paper.PaperError):
        paper.render(template, {})


def test_the_typesetter_is_loaded_only_when_something_is_set() -> None:
    code = "import unsilo.core.paper, sys; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
