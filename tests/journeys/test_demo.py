"""The demonstration does the whole job, in a folder of its own, with nobody asked, and says where the results are."""

from leakguard.services.demo import PASSPHRASE, ROOT
from tests.support.authorities import openssl
from tests.support.journey import Journey


def test_the_demonstration_leaves_a_verified_case_a_bundle_letters_and_a_report(journey: Journey) -> None:
    out = journey.home / "demo"
    journey.variables.clear()
    done = journey.process("demo", "--out", out, "--json")
    assert (done.code, done.stderr) == (0, "")
    answer = done.json
    assert answer["schema"] == "leakguard/demo/1"
    assert (answer["originals"], answer["verified"]) == (5, True)
    assert answer["folder"] == {"exact": 1, "copy": 3, "altered": 0, "possible": 0, "none": 2, "unreadable": 0}
    assert answer["page"]["copy"] + answer["page"]["exact"] == 6

    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert {path.suffix for path in (out / "letters").iterdir()} >= {".txt", ".eml"}
    exhibit = out / "bundle/data/captures/exhibit-0001"
    assert (exhibit / "capture.warc.gz").is_file()

    # The time is stamped by an authority of its own, which nobody can take for a real one, in real time stamps.
    assert answer["sealed"] is True
    assert b"DEMO" in (exhibit / "seal-1.tsr").read_bytes()
    openssl(exhibit, "ts", "-verify", "-in", "start.tsr", "-data", "start.nonce", "-CAfile", str(out / ROOT))
    openssl(exhibit, "ts", "-verify", "-in", "seal-1.tsr", "-data", "manifest-sha256.txt", "-CAfile", str(out / ROOT))
    assert "DEMO" in (out / "bundle-receipt.txt").read_text("utf-8")

    # The bundle needs no case to be verified; the case opens with the passphrase that was named.
    assert journey.run("verify", out / "bundle", "--manifest", answer["manifest_sha256"]).code == 0
    secret = journey.home / "secret"
    secret.write_text(PASSPHRASE, "utf-8")
    case = ("--case", out / "case", "--passphrase-file", secret)
    assert journey.run("verify", *case).code == 0
    assert journey.run("status", *case, "--json").json["findings"]["confirmed"] == 10
    assert "Page recorded as exhibit 1" in journey.run("timeline", *case).stdout

    # A second one never writes over the first.
    again = journey.run("demo", "--out", out, "--json")
    assert (again.code, again.error["kind"]) == (1, "refused")
    assert "--out" in again.error["hint"]
