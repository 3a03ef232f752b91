"""Charts: on a page under its policy, as pictures, and always as a table."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from playwright.sync_api import Page, expect

from unsilo.ui.charts import Chart, Column, Series, bars, lines
from unsilo.ui.charts.colours import coloured, light
from unsilo.ui.charts.pictures import DrawingError, png, svg

ROWS: list[dict[str, object]] = [
    {"day": "2026-11-02", "median": 6.4, "url": "/insights/list/?day=2026-11-02"},
    {"day": "2026-11-03", "median": None},
]


def chart(title: str = "Hours to first reply") -> Chart:
    return lines(
        key="first-reply",
        title=title,
        label="The median is 6.4 hours.",
        rows=ROWS,
        series=[Series("median", "median")],
        x_label="day",
        definition="From arrival to the first reply.",
    )


def test_a_line_of_which_nothing_is_known_is_left_out() -> None:
    rows = [{"day": "2026-11-02", "now": 4.0}]
    chart = lines(
        key="k",
        title="T",
        label="L",
        rows=rows,
        series=[Series("now", "Now"), Series("before", "B")],
    )
    assert [column.key for column in chart.columns] == ["day", "now"]
    assert "before" not in str(chart.spec)


def test_a_chart_on_a_page_has_its_name_definition_and_table() -> None:
    html = Template("{% load ui %}{% chart chart %}").render(Context({"chart": chart("a <b> c")}))
    assert "a &lt;b&gt; c" in html
    assert 'role="img" aria-label="The median is 6.4 hours."' in html
    assert "From arrival to the first reply." in html
    assert '<a class="plain" href="/insights/list/?day=2026-11-02">2 Nov 2026</a>' in html
    assert re.findall(r'<td class="num">(.*?)</td>', html) == ["6.4", "–"]


def test_a_chart_without_rows_says_so_in_words() -> None:
    none = bars(key="k", title="Open", label="Nothing yet.", rows=[], value="n", value_label="n")
    html = Template("{% load ui %}{% chart chart %}").render(Context({"chart": none}))
    assert "Nothing yet." in html
    assert "data-chart" not in html


def test_pictures_are_drawn_with_the_light_colours() -> None:
    [first, second] = svg([chart(), chart()])
    assert first == second
    assert first.startswith("<svg")
    assert light()["chart-2"] in first
    assert "$" not in first


def test_a_picture_for_a_letter_is_a_png() -> None:
    assert png([chart()])[0].startswith(b"\x89PNG")
    assert png([]) == []


def test_a_chart_that_cannot_be_drawn_says_so() -> None:
    broken = Chart(
        key="x",
        title="x",
        label="x",
        rows=[],
        spec={"mark": 7},
        columns=[Column(key="a", label="")],
    )
    with pytest.raises(DrawingError, match="could not be drawn"):
        svg([broken])


def test_every_colour_that_a_chart_names_is_a_token() -> None:
    spec = coloured(chart().full_spec(width=100))
    spec.pop("$schema")
    assert not re.search(r'"\$|\'\$', str(spec))


def test_the_browsers_script_is_made_and_found() -> None:
    found = finders.find("ui/vega.js")
    assert isinstance(found, str)
    with open(found, encoding="utf-8") as script:
        assert "vegaEmbed" in script.read()
    assert finders.find("ui/other.js") is None


@pytest.fixture
def components(page: Page, live_server, ada, settings):
    settings.DEBUG = True
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/ui/")
    yield page
    assert faults == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("unsilo.ui.tests.urls")
def test_a_browser_draws_under_the_policy_in_the_colours_of_the_theme(components: Page) -> None:
    line = "figure#chart-first-{} .plot svg path[stroke-width='1.75']"
    for theme, colour in (("light", "rgb(134, 48, 107)"), ("dark", "rgb(217, 128, 185)")):
        expect(components.locator(line.format(theme))).to_have_attribute("stroke", colour)
    assert components.locator("style").count() == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("unsilo.ui.tests.urls")
def test_a_chart_is_as_wide_as_its_place(components: Page) -> None:
    plot = components.locator("figure#chart-open-light .plot")
    expect(plot.locator("svg.marks")).to_be_visible()
    components.set_viewport_size({"width": 500, "height": 800})
    components.wait_for_function(
        "() => { const p = document.querySelector('#chart-open-light .plot');"
        " return p.querySelector('svg.marks').clientWidth <= p.clientWidth && p.clientWidth < 500 }"
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("unsilo.ui.tests.urls")
def test_a_bar_opens_what_is_behind_it(components: Page) -> None:
    bar = components.locator("figure#chart-open-light .plot svg .mark-rect path").first
    bar.wait_for()
    bar.hover()
    expect(components.locator(".vg-tooltip")).to_contain_text("412")
    bar.click()
    components.wait_for_url("**/ui/?day=2026-10-26")
