"""Where settings come from: option, then environment, then configuration file. All variables stand in one table."""

import re
from pathlib import Path

import pytest

import leakguard
from leakguard.cli.environment import VARIABLES, Environment, read_environment
from leakguard.errors import UsageError
from tests.support.journey import Journey
from tests.support.servers import Authority, WebSite

SOURCE = Path(leakguard.__file__).parent


def test_every_variable_named_in_the_program_is_declared() -> None:
    named = {name for path in SOURCE.rglob("*.py") for name in re.findall(r"LEAKGUARD_[A-Z][A-Z_]+", path.read_text("utf-8"))}
    read = re.findall(r'value\("([A-Z_]+)"', (SOURCE / "cli/environment.py").read_text("utf-8"))
    assert named == set(VARIABLES)
    assert {f"LEAKGUARD_{name}" for name in read} == set(VARIABLES)


@pytest.mark.parametrize("name", VARIABLES)
def test_every_declared_variable_changes_something(name: str) -> None:
    assert read_environment({name: "1"}) != read_environment({})


def test_only_the_environment_module_and_the_terminals_read_the_environment() -> None:
    readers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(r"os\.environ|os\.getenv", path.read_text("utf-8"))
    }
    assert {reader for reader in readers if not reader.startswith("sandbox/")} == {"cli/environment.py"}


def test_option_wins_over_variable_wins_over_configuration(ready: Journey) -> None:
    config = ready.home / "config.toml"
    config.write_text(f'case = "{(ready.home / "configured").as_posix()}"\n', "utf-8")
    ready.variables["LEAKGUARD_CASE"] = str(ready.home / "from-variable")
    assert "from-option" in ready.run("status", "--case", ready.home / "from-option").stderr
    assert "from-variable" in ready.run("status").stderr
    del ready.variables["LEAKGUARD_CASE"]
    assert "configured" in ready.run("status").stderr
    config.unlink()
    assert ready.run("status", "--case", ready.case).code == 0


def test_the_configuration_can_say_offline_plain_and_proxy(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('offline = true\nplain = true\nproxy = "socks5h://127.0.0.1:9050"\n', "utf-8")
    assert read_environment({}, config) == Environment(offline=True, plain=True, proxy="socks5h://127.0.0.1:9050")
    assert read_environment({"LEAKGUARD_PROXY": "http://127.0.0.1:8080"}, config).proxy == "http://127.0.0.1:8080"


def test_a_broken_configuration_is_an_error_that_names_the_file(ready: Journey) -> None:
    (ready.home / "config.toml").write_text("case = ", "utf-8")
    outcome = ready.run("status", "--json")
    assert outcome.code == 2
    assert "config.toml" in outcome.error["message"]


def test_a_descriptor_must_be_a_number() -> None:
    with pytest.raises(UsageError):
        read_environment({"LEAKGUARD_PASSPHRASE_FD": "three"})


def test_reaching_private_networks_is_said_every_time_even_when_quiet(ready: Journey) -> None:
    assert "warning: LEAKGUARD_ALLOW_NETWORK" in ready.run("status", "--quiet").stderr
    del ready.variables["LEAKGUARD_ALLOW_NETWORK"]
    assert ready.run("status", "--quiet").stderr == ""


def test_a_network_that_is_none_is_a_usage_error(ready: Journey) -> None:
    ready.variables["LEAKGUARD_ALLOW_NETWORK"] = "everything"
    assert ready.run("status").code == 2


def test_a_further_authority_is_trusted_when_it_is_named(enrolled: Journey) -> None:
    authority = Authority()
    with WebSite({"/": b"<p>hello"}, tls=authority.server("127.0.0.1")) as site:
        assert enrolled.run("check", site.url + "/").code == 6
        enrolled.variables["LEAKGUARD_CA_FILE"] = str(authority.pem(enrolled.home))
        assert enrolled.run("check", site.url + "/").code == 0


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_an_authority_that_cannot_be_read_is_said_in_plain_words(enrolled: Journey, content: bytes | None) -> None:
    file = enrolled.home / "authority.pem"
    if content is not None:
        file.write_bytes(content)
    enrolled.variables["LEAKGUARD_CA_FILE"] = str(file)
    with WebSite({"/": b"<p>hello"}, tls=Authority().server("127.0.0.1")) as site:
        outcome = enrolled.run("check", site.url + "/")
        assert outcome.code not in (0, 3)
        assert "unexpected" not in outcome.stderr
        assert site.requests == []
