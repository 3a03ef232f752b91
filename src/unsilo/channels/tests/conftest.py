import pytest
from django.urls import reverse

from unsilo.channels.models import Channel
from unsilo.channels.tests.factories import make_channel


@pytest.fixture
def channel(side, brand, support) -> Channel:
    return make_channel("fake", name="Support mail", brand=brand, desk=support)


@pytest.fixture
def get(client):
    def read(user, name, /, *args, status=200, **query):
        client.force_login(user)
        response = client.get(reverse(f"channels:{name}", args=args), query)
        assert response.status_code == status, response.content.decode()[:2000]
        return response.content.decode()

    return read


@pytest.fixture
def send(client):
    def post(user, name, /, *args, status=302, **data):
        client.force_login(user)
        response = client.post(reverse(f"channels:{name}", args=args), data)
        assert response.status_code == status, response.content.decode()[:2000]
        return response.content.decode()

    return post
