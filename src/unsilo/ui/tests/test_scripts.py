"""The scripts, in a real browser, on the component page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("unsilo.ui.tests.urls"),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def components(page: Page, live_server, ada, settings):
    """The component page; Ada is there because without anybody the set-up page comes first."""
    settings.DEBUG = True
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/ui/")
    yield page
    assert faults == []


def violations(page):
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("width", [360, 1440])
def test_the_components_are_accessible_and_never_wider_than_the_window(components, width):
    components.set_viewport_size({"width": width, "height": 900})
    assert violations(components) == []
    assert components.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_question_mark_lists_the_keys_and_single_keys_can_be_switched_off(components):
    components.keyboard.press("?")
    keys = components.locator("#keys")
    expect(keys).to_contain_text("Snooze")
    assert violations(components) == []
    keys.get_by_role("switch").uncheck()
    components.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    components.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_single_keys_rest_while_a_field_has_the_focus(components):
    draft = components.locator("#draft-light")
    draft.focus()
    components.keyboard.type("what?")
    expect(draft).to_have_value("what?")
    expect(components.locator("#keys")).to_be_hidden()


def test_the_palette_finds_a_command_and_runs_it(components):
    components.get_by_role("button", name="Palette").first.click()
    field = components.get_by_role("combobox", name="Search or do anything")
    expect(field).to_be_focused()
    assert violations(components) == []
    field.fill("key")
    expect(components.get_by_role("option", name="Keys")).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(components.locator("#palette")).to_be_hidden()
    expect(components.locator("#keys")).to_be_visible()


def test_a_menu_is_walked_with_arrows_and_gives_the_focus_back(components):
    button = components.get_by_role("button", name="More, light").first
    button.click()
    item = components.get_by_role("menuitem", name="Forward")
    expect(item).to_be_focused()
    components.keyboard.press("ArrowUp")
    expect(components.get_by_role("menuitem", name="Spam")).to_be_focused()
    components.keyboard.press("ArrowDown")
    expect(item).to_be_focused()
    components.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_a_dialog_opens_on_its_first_field_and_closes(components):
    components.get_by_role("button", name="Open a dialog").first.click()
    dialog = components.get_by_role("dialog", name="Why hide this?")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    assert violations(components) == []
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_be_hidden()


def test_a_toast_undoes_with_z_and_the_next_one_takes_its_place(components):
    def toast(**detail):
        components.evaluate("detail => dispatchEvent(new CustomEvent('toast', { detail }))", detail)

    toast(text="Closed.", undo_url="/undo/")
    shown = components.locator("#toasts .toast")
    expect(shown).to_contain_text("Closed.")
    expect(components.locator("#announcer")).to_have_text("Closed.")
    with components.expect_request("**/undo/") as asked:
        components.keyboard.press("z")
    assert asked.value.method == "POST"
    toast(text="Assigned to Bob.")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Assigned to Bob.")


def test_the_theme_is_kept_for_the_next_page(components):
    components.emulate_media(color_scheme="light")
    components.evaluate(
        "document.body.append(Object.assign(document.createElement('button'), "
        "{ id: 'theme', textContent: 'x' })); theme.setAttribute('data-theme-toggle', '')"
    )
    components.locator("#theme").click()
    expect(components.locator("html")).to_have_attribute("data-theme", "dark")
    components.reload()
    expect(components.locator("html")).to_have_attribute("data-theme", "dark")
