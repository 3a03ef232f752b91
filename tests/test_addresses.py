"""Addresses that are put together from kept parts are those that Django gives."""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from unsilo.core.addresses import address


def named(found: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, int]]:
    """Every name under which only numbers are asked for, and how many."""
    for one in found:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from named(one.url_patterns, inner)
        elif one.name and all(
            isinstance(kind, IntConverter) for kind in one.pattern.converters.values()
        ):
            yield space + one.name, len(one.pattern.converters)


def test_every_address_is_the_one_that_django_gives() -> None:
    looked_at = 0
    for name, numbers in named(get_resolver().url_patterns):
        for args in (list(range(numbers)), [10**n for n in range(numbers)]):
            try:
                wanted = reverse(name, args=args)
            except NoReverseMatch:  # below one that asks for something else
                continue
            assert address(name, *args) == wanted
            page = Template("{% url name " + " ".join(map(str, args)) + " %}")
            assert page.render(Context({"name": name})) == wanted
            looked_at += numbers > 0
    assert looked_at > 200


def test_what_is_no_address_is_refused_as_django_does() -> None:
    for args in ((), (-1,), ("x",), (1, 2)):
        with pytest.raises(NoReverseMatch):
            address("inbox:conversation", *args)
    with pytest.raises(NoReverseMatch):
        Template("{% url 'inbox:conversation' %}").render(Context())
    said = Template("{% url 'inbox:conversation' as there %}[{{ there }}]").render(Context())
    assert said == "[]"


def test_the_tag_does_what_django_s_does_with_names_and_variables() -> None:
    page = Template(
        "{% url 'inbox:conversation' conversation_id=pk %} {% url 'inbox:conversation' pk as there %}"
        "{{ there }} {% url 'inbox:desk' 'press' %}"
    )
    one = reverse("inbox:conversation", args=[7])
    assert page.render(Context({"pk": 7})) == f"{one} {one} {reverse('inbox:desk', args=['press'])}"
