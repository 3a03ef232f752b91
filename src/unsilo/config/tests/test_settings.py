from unsilo.config.settings import database


def test_a_line_to_another_machine_is_watched_from_both_ends():
    options = database("postgresql://unsilo@db.internal:5432/unsilo")["OPTIONS"]
    assert options["keepalives_idle"] == 10
    assert "tcp_keepalives_idle=10" in options["options"]


def test_the_url_has_the_last_word_and_a_socket_needs_no_watching():
    own = database("postgresql://db/unsilo?options=-c%20statement_timeout%3D5s")["OPTIONS"]
    assert own["options"] == "-c statement_timeout=5s"
    for url in ("postgresql:///unsilo", "postgresql://unsilo@/unsilo?host=/run/postgresql"):
        assert set(database(url)["OPTIONS"]) == {"pool", "prepare_threshold"}
