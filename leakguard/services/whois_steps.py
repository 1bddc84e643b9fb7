"""What of a look-up was answered, and what a person can do by hand about the rest."""

from collections.abc import Iterator
from ipaddress import ip_address

from leakguard.facts.places import Service
from leakguard.facts.rdap import Bootstrap
from leakguard.model.lookup import InFront, NameAnswer, Registration, Whois
from leakguard.model.verification import Answer, Check


def checks(
    answers: tuple[NameAnswer, ...], registrations: list[Registration], front: InFront | None, known: Service | None
) -> Iterator[Check]:
    yield Check("known platform", known.name if known else "", Answer.YES if known else Answer.NO, "" if known else "It is none.")
    for answer in answers:
        item = f"{answer.type} of {answer.name}"
        yield _check("names", item, answer.problem, bool(answer.values), "There are no such records.")
    for made in registrations:
        yield _check("registry", f"{made.kind} {made.asked}", made.problem, True, "")
        if not made.problem:
            yield _check("abuse contact", f"{made.kind} {made.asked}", "", bool(made.abuse), "The registry names none.")
    asked = any(answer.values for answer in answers) or bool(registrations)
    why = "No sign of one is known." if asked else "Nothing is known to look for signs in."
    yield Check("network in front", front.name if front else "", *_result(bool(front), asked), "" if front else why)


def _check(check: str, item: str, problem: str, yes: bool, otherwise: str) -> Check:
    if problem:
        return Check(check, item, Answer.NOT_CHECKED, problem)
    return Check(check, item, Answer.YES) if yes else Check(check, item, Answer.NO, otherwise)


def _result(yes: bool, asked: bool) -> tuple[Answer]:
    return (Answer.YES if yes else Answer.NO if asked else Answer.NOT_CHECKED,)


def manual(
    asked: Whois,
    answers: tuple[NameAnswer, ...],
    registrations: list[Registration],
    addresses: tuple[str, ...],
    bootstrap: Bootstrap,
) -> tuple[str, ...]:
    """Steps for what was not answered."""
    steps = []
    literal = is_literal(asked.host)
    if not literal and not addresses:
        steps.append(f"Find its address: type nslookup {asked.host} at any computer, or use a DNS page in a browser.")
    answered = {made.kind for made in registrations if not made.problem}
    if not literal and "domain" not in answered:
        url = bootstrap.for_domain(asked.domain)
        page = f"{url}domain/{asked.domain}, or " if url else ""
        steps.append(
            f"See who sold the name: open {page}https://lookup.icann.org/ and enter {asked.domain}. Look for the registrar's "
            "abuse contact."
        )
    if "ip" not in answered:
        held = [(text, bootstrap.for_address(ip_address(text))) for text in (addresses or ((asked.host,) if literal else ()))]
        places = [f"{url}ip/{text}" for text, url in held if url] or ["https://rdap.arin.net/registry/ip/ADDRESS"]
        steps.append(f"See who has the network: open {places[0]} and look for a contact with the role abuse.")
    return tuple(steps)


def is_literal(host: str) -> bool:
    """Whether it is an IP address and no name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
