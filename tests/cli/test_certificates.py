"""A host that does not prove who it is: nothing is fetched from it unless the person says so, by name."""

from tests.support.journey import Journey
from tests.support.pictures import Pictures
from tests.support.servers import Authority, WebSite


def test_a_bad_certificate_is_told_and_the_option_names_the_host(enrolled: Journey, pictures: Pictures) -> None:
    with WebSite({"/copy.jpg": pictures.copy}, tls=Authority().server("localhost")) as site:
        address = f"https://localhost:{site.port}/copy.jpg"
        refused = enrolled.run("check", address)
        assert refused.code == 6
        assert "certificate" in refused.stdout
        assert "--accept-certificate" in refused.stderr
        assert site.paths == []
        other = enrolled.run("check", address, "--accept-certificate", "example.org")
        assert other.code == 6
        accepted = enrolled.run("check", address, "--accept-certificate", "localhost", "--json")
    assert accepted.code == 0
    assert accepted.json["counts"]["copy"] == 1
