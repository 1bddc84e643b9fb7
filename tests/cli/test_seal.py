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
    nothing = {"schema": "leakguard/seal/1", "seals": [], "failed": [], "waiting": [], "beside": []}
    assert ready.run("seal", "--json").json == nothing


def test_custody_says_how_far_it_is_sealed_by_whom_and_since_when(ready, authority):
    ready.stamped_by(authority)
    before = ready.run("custody")
    assert "Not sealed yet" in before.stdout
    assert "leakguard seal" in before.stderr
    lines = len(ready.run("custody", "--json").json["lines"])
    (seal,) = ready.run("seal", "--json").json["seals"]
    after = ready.run("custody")
    at = seal["time"][:19].replace("T", " ")
    assert f"Sealed up to line {lines} of {lines + 1} by CN=Test Authority, at {at} UTC." in after.stdout
    assert "leakguard seal" not in after.stderr
    ready.run("note", "Somebody called.")
    assert "leakguard seal" in ready.run("custody").stderr


def test_doctor_lists_the_roots_that_stamps_are_trusted_for(ready, authority):
    ready.stamped_by(authority)
    told = {check["item"]: check for check in ready.run("doctor", "--json").json["checks"] if check["check"] == "time stamp root"}
    pinned = told["DigiCert Trusted Root G4, until 2038-01-15"]
    assert pinned["result"] == "yes"
    assert "Mozilla" in pinned["why"]
    assert "552f7bdcf1a7af9e" in pinned["why"]
    assert any(item.startswith("root.pem") for item in told)


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
