"""The incident report says what was found and what was not looked at, the same way every time."""

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from leakguard.errors import UsageError
from leakguard.model.check import NotChecked, Review
from leakguard.model.media import Verdict
from leakguard.reporting import incident
from leakguard.reporting.data import SealRow
from tests.reporting.cases import NOW, case, exhibit, finding, joined, notice, pages, reader, report, text, thumbnail, usual


def page_of(pdf: bytes, heading: str) -> str:
    return next(page for page in pages(pdf)[1:] if heading in page)


def test_the_summary_counts_on_one_page_before_any_details() -> None:
    found = pages(usual(12))
    summary = " ".join(found[1].split())
    assert "1. Summary" in summary
    assert "2. Findings at a glance" in found[2]
    assert "Found: 3 exact copies, 3 copies, 3 altered copies." in summary
    assert "Confirmed by a person: 6. Not yet reviewed: 3." in summary
    assert "3 findings were dismissed by a person" in summary
    assert incident.render(case(12)).pages == len(found)
    assert "An answer is due 5 Mar 2026, 14:05 (UTC+01:00)" in summary
    assert "finding-" not in summary
    assert "image-0" not in summary


def test_the_summary_stays_on_one_page_when_sites_and_recipients_have_the_longest_names() -> None:
    label = "w" * 60
    findings = tuple(finding(at, address=f"https://{at}{label}.{label}.{label}.example.org/") for at in range(40))
    notices = tuple(notice(2 * at + 1, recipient="Ö" * 10_000) for at in range(30))
    found = pages(report(case(0, findings=findings, notices=notices)))
    assert "1. Summary" in found[1]
    assert "2. Findings at a glance" in found[2]
    assert "and 25 more places" in found[1]
    assert "and 28 more answers" in found[1]


def test_a_case_without_findings_says_that_nothing_was_found_and_what_that_means() -> None:
    words = " ".join(text(usual(0)).split())
    assert "No copy was found. Compared: 120 items." in words
    assert "Not found is not the same as not there" in words
    assert words.count("There are no findings in this case.") == 1
    assert "Findings one by one" not in words


@pytest.mark.parametrize("audience", incident.READERS)
def test_nobody_is_asked_to_act_on_findings_that_are_not_there(audience: str) -> None:
    words = " ".join(text(incident.render(case(0), audience=audience).pdf).split())
    assert "at the addresses in this report" not in words
    assert "the services named here" not in words


def test_findings_that_were_all_dismissed_are_not_copies_but_are_not_hidden() -> None:
    words = " ".join(text(report(case(0, findings=(finding(0, review=Review.DISMISSED),)))).split())
    assert "No copy was found. Compared: 120 items. 1 finding was dismissed by a person" in words


def test_what_could_not_be_checked_is_listed_with_the_reason() -> None:
    words = page_of(usual(1), "What could not be checked")
    assert "hxxps://site3[.]example[.]org/private" in words
    assert "The server asked for a login." in words


def test_a_very_long_list_of_gaps_is_cut_and_says_so() -> None:
    check = case(1).checks[0]
    gaps = tuple(NotChecked(f"file-{number}", "It could not be read.") for number in range(1234))
    words = text(report(case(1, checks=(replace(check, not_checked=gaps),))))
    assert "1,234 items could not be checked" in words
    assert "and 734 more" in words


def test_every_finding_has_its_block_with_address_times_verdict_and_digest() -> None:
    row = finding(2, first_seen=NOW - timedelta(days=9), last_seen=NOW, exhibits=(4, 5))
    words = page_of(report(case(0, findings=(row,))), "Finding 1: altered copy (f-00000002)")
    for expected in (
        "Altered copy: the picture or a part of it, changed",
        "2 of 256 bits differ (31 or fewer: a copy)",
        "23 Feb 2026, 14:05 to 4 Mar 2026, 14:05 (UTC+01:00)",
        "not yet reviewed by a person",
        "picture, 1280 × 960 pixels",
        "Exhibits Exhibit 4\nExhibit 5",
        "hxxps://site2[.]example[.]org/gallery/2/image-00002.jpg?size=large",
        f"{2:064x}",
    ):
        assert expected in words


def test_dismissed_findings_come_last_and_are_not_counted_as_found() -> None:
    rows = (
        finding(0, id="f-dismissed", review=Review.DISMISSED, review_why="this is someone else"),
        finding(1, id="f-open", review=Review.UNREVIEWED),
        finding(2, id="f-sure", review=Review.CONFIRMED, verdict=Verdict.COPY),
    )
    words = text(report(case(0, findings=rows)))
    assert words.index("f-sure") < words.index("f-open") < words.index("f-dismissed")
    assert "Found: 2 copies." in words
    assert "this is someone else" in words


def test_a_finding_shows_its_blurred_thumbnail_and_nothing_but_it() -> None:
    pictures = [image for page in reader(report(case(0, findings=(finding(0),)))).pages for image in page.images]
    assert [picture.image.size for picture in pictures if picture.image] == [(240, 180)]
    assert thumbnail(0) not in usual(1), "the PNG is set again as a small picture without metadata"


@pytest.mark.parametrize("broken", [None, b"", b"not a picture", thumbnail(0)[:60]])
def test_a_missing_or_damaged_thumbnail_is_said_and_the_finding_stays(broken: bytes | None) -> None:
    words = " ".join(text(report(case(0, findings=(finding(0, thumbnail=broken),)))).split())
    assert "No blurred picture is kept for this finding." in words
    assert "f-00000000" in words


def test_exhibits_carry_the_digest_of_every_part_and_what_is_missing() -> None:
    row = exhibit(2)
    words = page_of(report(case(0, exhibits=(row,))), "Exhibit 2")
    assert all(part.sha256 in words for part in row.parts)
    assert "1 Mar 2026, 14:05:33 (UTC+01:00) to 1 Mar 2026, 14:05:42 (UTC+01:00)" in words
    assert "no. One picture of the page did not arrive." in words
    assert "The server did not answer in 30 seconds." in words
    assert "14 pictures that did not match" in words
    assert "hxxps://www[.]site2[.]example[.]org/" in words


def test_an_exhibit_without_a_seal_says_that_only_this_computer_vouches_for_its_time() -> None:
    assert "not sealed. The times above come from this computer's own clock." in text(report(case(0, exhibits=(exhibit(1),))))
    stamp = SealRow("The record was stamped at 2026-03-01 13:05:50 UTC by A.", NOW - timedelta(days=3), "5e" * 32)
    before = SealRow("The moment before was stamped at 2026-03-01 13:05:30 UTC by A.", stamp.at, "11" * 32, before=True)
    words = " ".join(text(report(case(0, exhibits=(exhibit(1, seals=(before, stamp)),)))).split())
    for expected in (stamp.words, before.words, stamp.sha256, "1 of them with a time stamp"):
        assert expected in words
    assert "not sealed" not in words


def test_a_stamp_of_the_moment_before_alone_is_no_seal_of_the_record() -> None:
    before = SealRow("The moment before was stamped.", NOW, "11" * 32, before=True)
    assert "0 of them with a time stamp" in " ".join(text(report(case(0, exhibits=(exhibit(1, seals=(before,)),)))).split())


def test_pictures_of_others_that_were_kept_are_said_with_the_reason() -> None:
    words = text(report(case(0, exhibits=(exhibit(1, everything_why="The court asked for the whole page."),))))
    assert "other people's pictures included" in words
    assert "The court asked for the whole page." in words


def test_an_incomplete_notice_names_what_is_missing() -> None:
    words = text(report(case(0, notices=(notice(2),))))
    assert "no. Missing: signature" in words
    assert "not yet, or not recorded" in words


@pytest.mark.parametrize(
    "limit",
    [
        "A time stamp proves that a record existed before a certain time.",
        "It does not stop the other side from denying later",
        "A screenshot or recording shows what this computer was sent.",
        "It cannot show that whoever kept it was honest.",
        "Not found is not the same as not there.",
        "The number of bits is not a percentage and not a probability.",
        "Of videos, only exact copies are found so far.",
    ],
)
def test_the_limits_are_stated(limit: str) -> None:
    assert limit in " ".join(text(usual(1)).split())


def test_addresses_inside_free_text_are_defanged_too() -> None:
    row = finding(0, why="It was posted at https://bad.example.org/x as well.")
    words = text(report(case(0, findings=(row,))))
    assert "https://" not in words
    assert "hxxps://bad[.]example[.]org/x" in words


def test_times_are_in_the_persons_zone_and_an_unknown_zone_means_utc() -> None:
    assert "4 Mar 2026, 18:50 (UTC+05:45)" in text(report(case(1, time_zone="Asia/Kathmandu")))
    words = text(report(case(1, time_zone="Nowhere/At all")))
    assert "4 Mar 2026, 13:05 (UTC)" in words
    assert "in the time zone UTC" in words


def test_an_audience_without_a_report_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as refused:
        incident.render(case(0), audience="newspaper")
    assert "police" in refused.value.hint


def test_the_contents_lead_to_the_page_of_every_section() -> None:
    found = pages(usual(12))
    for title, page in re.findall(r"^(\d+\. .+?)\s+(\d+)$", found[0], re.MULTILINE):
        assert title in found[int(page) - 1]
    assert len(re.findall(r"^\d+\. ", found[0], re.MULTILINE)) == 14


def test_the_same_data_gives_the_same_bytes() -> None:
    first = report(case(3))
    report(case(0, timeline=case(3).timeline[:1], findings=(finding(1, why="हिन्दी مرحبا"),)))
    assert report(case(3)) == first


def test_the_bytes_do_not_depend_on_the_process_the_clock_or_the_hash_seed() -> None:
    program = (
        "import hashlib; from tests.reporting.cases import case, report; "
        "print(hashlib.sha256(report(case(2, program='हिन्दी'))).hexdigest())"
    )
    again = [
        subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=environment
        ).stdout.strip()
        for environment in ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "5"})
    ]
    report(case(1, program="मराठी"))  # other glyphs are shaped, and numbered, first
    assert again == [hashlib.sha256(report(case(2, program="हिन्दी"))).hexdigest()] * 2


def test_one_changed_digest_changes_the_report() -> None:
    data = case(2)
    changed = replace(data, findings=(data.findings[0], replace(data.findings[1], sha256="f" * 64)))
    assert report(changed) != report(data)


def test_a_long_address_is_cut_in_the_table_only_and_the_mark_of_the_cut_is_no_part_of_it() -> None:
    words = joined(report(case(0, findings=(finding(0, address="https://example.org/" + "é" * 90, page=None),))))
    assert words.count("%C3%A9" * 90) == 1
    assert "…" in words
    assert "%E2%80%A6" not in words


def test_digests_and_addresses_survive_wrapping_without_a_sign_added_or_lost() -> None:
    address = (
        "https://example.org/"
        + "-".join(f"part{number}" for number in range(150))
        + "?"
        + "&".join(f"k{n}=v-{n}" for n in range(40))
    )
    words = joined(report(case(0, findings=(finding(0, address=address, page=None),))))
    assert address.replace("https://example.org", "hxxps://example[.]org") in words
