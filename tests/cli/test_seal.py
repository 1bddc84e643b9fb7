"""`leakguard seal` in words, in JSON and by exit code."""

from leakguard.cli.environment import read_environment
from tests.support.servers import closed_port


def test_the_log_of_a_new_case_is_sealed_and_told_in_words(ready, authority):
    ready.stamped_by(authority)
    done = ready.run("seal")
    assert done.code == 0
    assert "The custody log was stamped at" in done.stdout
    assert "CN=Test Authority" in done.stdout
    assert "had the time stamped: custody" in ready.run("custody").stdout
    assert ready.run("seal", "--json").json == {"schema": "leakguard/seal/1", "seals": [], "failed": [], "waiting": []}


def test_where_nobody_answers_it_says_who_and_what_waits(ready):
    url = f"http://127.0.0.1:{closed_port()}/"
    ready.variables["LEAKGUARD_TSA_URLS"] = url
    done = ready.run("seal", "--json")
    assert done.code == 6
    assert (done.json["failed"][0]["url"], done.json["failed"][0]["failure"]) == (url, "unreachable")
    assert done.json["waiting"] == ["custody"]


def test_with_none_set_it_is_refused(ready):
    before = ready.bytes()
    assert ready.run("seal", "--json").error["kind"] == "refused"
    assert ready.bytes() == before


def test_the_authorities_come_from_variable_then_configuration(tmp_path):
    config = tmp_path / "config.toml"
    config.write_text('tsa_urls = "http://a.example, http://b.example"\ntsa_roots = "/roots.pem"\n')
    assert read_environment({}, config).tsa_urls == ("http://a.example", "http://b.example")
    assert [path.name for path in read_environment({}, config).tsa_roots] == ["roots.pem"]
    assert read_environment({"LEAKGUARD_TSA_URLS": "none"}, config).tsa_urls == ()
    assert read_environment({}).tsa_urls is None
