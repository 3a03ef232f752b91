"""Make docs/tour.md anew: ``python -m tests.tour`` (see ``make tour``).

Walks the guide of the demo company and takes a picture of every stop, light and dark.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import BINARY, MISSING, SWITCHES
from tests.company import running_company
from unsilo.demo.company import COLLEAGUES_BY_KEY
from unsilo.demo.tour.model import Walk

SIZE = (1280, 800)
QUALITY = 55  # of JPEG: legible, and small enough to keep two of each

HEAD = """# A tour of unsilo

Pictures of the demo company, Marmalade Fox, made by `make tour`. `make demo` starts it and walks the
same stops with you.
"""


def main(docs: Path) -> None:
    if MISSING:
        sys.exit(MISSING)
    import django

    django.setup()
    from unsilo.demo.tour.walks import WALKS

    pictures = docs / "images" / "tour"
    pictures.mkdir(parents=True, exist_ok=True)
    with running_company() as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BINARY, args=SWITCHES)
        for scheme in ("light", "dark"):
            _walk_all(browser, url, WALKS, pictures, scheme)
    (docs / "tour.md").write_text(HEAD + "".join(_told(walk) for walk in WALKS))


def _walk_all(
    browser: Browser, url: str, walks: tuple[Walk, ...], pictures: Path, scheme: str
) -> None:
    context = browser.new_context(
        base_url=url,
        viewport={"width": SIZE[0], "height": SIZE[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    for walk in walks:
        page.goto("/tour/")
        page.get_by_role("button", name=f"Walk it: {walk.title}").click()
        for number in range(1, len(walk.stops) + 1):
            page.wait_for_load_state("networkidle")
            _take(page, pictures / f"{walk.key}-{number}-{scheme}.jpg")
            if number < len(walk.stops):
                page.locator(".tour-strip").get_by_role("button", name="Next").click()
    context.close()


# The words of the guide stand below the picture, so that the bar itself is not in it.
_HIDE = """hidden => {
    const bar = document.querySelector(".tour-strip");
    if (!bar) return; // a page without cookies, the last of its walk
    bar.style.display = hidden ? "none" : "";
    document.body.style.setProperty("--tour", hidden ? "0px" : "");
}"""


def _take(page: Page, path: Path) -> None:
    page.evaluate(_HIDE, True)
    page.screenshot(path=path, type="jpeg", quality=QUALITY)
    page.evaluate(_HIDE, False)


def _told(walk: Walk) -> str:
    parts = [f"\n## {walk.title}\n\n{walk.words}\n"]
    for number, stop in enumerate(walk.stops, 1):
        name = f"images/tour/{walk.key}-{number}"
        who = COLLEAGUES_BY_KEY[stop.as_whom].name
        parts.append(
            f"\n### {number}. {stop.title}\n\n{stop.words} (As {who} sees it.)\n\n"
            f'<picture><source media="(prefers-color-scheme: dark)" srcset="{name}-dark.jpg">'
            f'<img src="{name}-light.jpg" alt="{stop.title}"></picture>\n'
        )
    return "".join(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
