"""Paper: PDF from a Typst template and data.

A template is source that stands in the package; whatever people wrote comes in as data and is never
read as markup. A template begins with ``#let data = json(bytes(sys.inputs.data))`` and shows an SVG
with ``image(bytes(data.chart), format: "svg")``. It reads no file outside its own folder.
"""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from unsilo.core.errors import UnsiloError

if TYPE_CHECKING:
    from typst import Fonts

_one_at_a_time = threading.Lock()


class PaperError(UnsiloError):
    """This page could not be set."""

    code = "paper"
    status = 500


def render(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``template`` filled with ``data``, tagged for screen readers.

    Raises ``PaperError`` when the template does not fit the data.
    """
    import typst  # takes memory that most processes never need

    filled = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    try:
        made = typst.compile(
            template,
            root=template.parent,
            font_paths=_fonts(),
            sys_inputs={"data": filled},
        )
    except typst.TypstError as error:
        raise PaperError(f"{template.name}: {error.message}", hints=error.hints) from error
    return made


def _fonts() -> "Fonts":
    with _one_at_a_time:
        return _found_fonts()


@cache
def _found_fonts() -> "Fonts":
    """Those of this machine and, where it has none, of the wheel; looked for once in a process."""
    import typst

    return typst.Fonts()
