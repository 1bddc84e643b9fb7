"""Whom to call, as a person is shown it."""

from datetime import date

from leakguard.services import support

TODAY = date(2026, 11, 23)


def test_a_country_has_its_emergency_number_its_lines_and_the_worldwide_ones():
    shown = support.support("us", TODAY)
    assert (shown.country, shown.emergency) == ("United States", "911")
    assert shown.contacts
    assert all(contact.reach for contact in (*shown.contacts, *shown.worldwide))


def test_a_country_without_entry_has_the_worldwide_lines_and_is_told_so():
    shown = support.support("zz", TODAY)
    assert (shown.country, shown.emergency, shown.contacts) == ("ZZ", "", ())
    assert "no contacts are known here for zz" in shown.warnings[0]
    assert shown.worldwide == support.support("US", TODAY).worldwide


def test_the_worldwide_lines_are_not_shown_twice():
    shown = support.support("INT", TODAY)
    assert (shown.contacts, shown.warnings) == ((), ())


def test_every_country_that_is_offered_can_be_asked_for():
    for code, name in support.countries():
        assert support.support(code, TODAY).country == name
        assert support.support(name.lower(), TODAY) == support.support(code, TODAY)
    assert support.support("UK", TODAY).country == "United Kingdom"


def test_those_for_people_under_18_are_of_the_country_first():
    contacts = support.minors_contacts("US", TODAY)
    assert all(contact.for_minors for contact in contacts)
    assert contacts[0].name in {contact.name for contact in support.support("US", TODAY).contacts}


def test_what_was_not_looked_at_for_long_says_so():
    later = support.support("US", date(2036, 1, 1))
    assert all("not looked at since" in contact.caution for contact in later.contacts)
    assert not any("not looked at since" in contact.caution for contact in support.support("US", TODAY).contacts)


def test_old_facts_are_pointed_out_once_for_the_whole_page_too():
    assert support.support("US", TODAY).warnings == ()
    assert support.support("US", date(2027, 2, 22)).warnings == ()
    for country in ("US", "INT"):
        (warning,) = support.support(country, date(2027, 6, 1)).warnings
        assert warning == "What stands here was last looked at on 2026-11-22. Check whether it still holds."


def test_three_things_come_first_and_what_is_to_be_checked_says_so():
    first, second, third = support.first_steps(TODAY)
    assert first.endswith("(open or check before use)")
    assert "Do not pay" in second
    assert "Report it" in third
