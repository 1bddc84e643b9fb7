"""Walls, gates and removals are recognised; an ordinary page stays a page whatever links and banners stand around it."""

import pytest

from leakguard.evidence.page_kind import classify
from leakguard.model.evidence import PageKind as Kind

URL = "https://forum.example/thread/7"
LONG = "Here is a long page about many things that people write to each other. " * 40

RECOGNISED = [
    (Kind.LOGIN_WALL, 401, URL, "", ""),
    (Kind.LOGIN_WALL, 200, "https://forum.example/login", "Forum", "Username Password"),
    (Kind.LOGIN_WALL, 200, "https://forum.example/users/sign_in?next=/thread/7", "Forum", ""),
    (Kind.LOGIN_WALL, 200, "https://login.forum.example/start", "Forum", ""),
    (Kind.LOGIN_WALL, 200, URL, "Log in | Forum", LONG),
    (Kind.LOGIN_WALL, 200, URL, "Forum – Sign in", ""),
    (Kind.LOGIN_WALL, 200, URL, "Forum", "You must be logged in to view this page. Register"),
    (Kind.LOGIN_WALL, 403, URL, "Forum", "You need to log in to see this content."),
    (Kind.LOGIN_WALL, 200, URL, "Forum", "E-mail Password Log in Forgot?"),
    (Kind.LOGIN_WALL, 200, URL, "Anmelden", ""),
    (Kind.LOGIN_WALL, 200, URL, "Forum", "Bitte melden Sie sich an, um fortzufahren."),
    (Kind.LOGIN_WALL, 200, URL, "Connexion - Forum", ""),
    (Kind.LOGIN_WALL, 200, URL, "Foro", "Debes iniciar sesión para ver esta página."),
    (Kind.AGE_GATE, 200, URL, "Site", "This site is for adults. Are you over 18? Yes, enter. No, leave."),
    (Kind.AGE_GATE, 200, URL, "Age verification", ""),
    (Kind.AGE_GATE, 200, "https://site.example/age-gate?to=/7", "Site", ""),
    (Kind.AGE_GATE, 200, URL, "Site", "You must be at least 18 years old. I AM 18 OR OLDER - ENTER / EXIT"),
    (Kind.AGE_GATE, 200, URL, "Seite", "Sind Sie über 18? Ja, betreten"),
    (Kind.AGE_GATE, 200, URL, "Site", "Vous devez avoir plus de 18 ans. Entrer Quitter"),
    (Kind.AGE_GATE, 200, URL, "Sitio", "¿Eres mayor de edad? Entrar Salir"),
    (Kind.COOKIE_WALL, 200, "https://consent.site.example/m?continue=7", "", ""),
    (Kind.COOKIE_WALL, 200, URL, "Before you continue to Site", ""),
    (Kind.COOKIE_WALL, 200, URL, "Site", "Accept all cookies or take out a subscription to continue reading."),
    (Kind.COOKIE_WALL, 200, URL, "Bevor Sie fortfahren", ""),
    (Kind.BOT_WALL, 429, URL, "", ""),
    (Kind.BOT_WALL, 403, URL, "Just a moment...", "Enable JavaScript and cookies to continue"),
    (Kind.BOT_WALL, 403, URL, "Attention Required! | Cloudflare", "Sorry, you have been blocked"),
    (Kind.BOT_WALL, 200, URL, "Site", "Please verify you are a human"),
    (Kind.BOT_WALL, 200, URL, "Access Denied", ""),
    (Kind.BOT_WALL, 200, URL, "Site", "Bitte bestätigen Sie, dass Sie kein Roboter sind."),
    (Kind.BOT_WALL, 404, URL, "Not found", "This content is not available in your country."),
    (Kind.GONE, 404, URL, "Whatever", LONG),
    (Kind.GONE, 410, URL, "", ""),
    (Kind.GONE, 451, URL, "Unavailable for legal reasons", ""),
    (Kind.GONE, 200, URL, "Site", "This image has been removed due to a copyright complaint."),
    (Kind.GONE, 200, URL, "This account has been suspended", LONG),
    (Kind.GONE, 200, URL, "Seite", "Das Video wurde gelöscht."),
    (Kind.GONE, 200, URL, "Site", "Cette vidéo n’est plus disponible."),
    (Kind.GONE, 200, URL, "Sitio", "Esta imagen ha sido eliminada."),
    (Kind.SOFT_404, 200, URL, "Page not found | Site", LONG),
    (Kind.SOFT_404, 200, URL, "404 - Site", ""),
    (Kind.SOFT_404, 200, URL, "Site", "Sorry, the page you are looking for could not be found."),
    (Kind.SOFT_404, 200, URL, "Seite nicht gefunden", ""),
    (Kind.SOFT_404, 200, URL, "Page introuvable", ""),
    (Kind.SOFT_404, 200, URL, "Página no encontrada", ""),
]

ORDINARY = [
    (200, URL, "Thread 7 | Forum", "Home Log in Register Photo 3 of 12 Next"),
    (200, URL, "Thread 7", "Log in Sign up. " + LONG),
    (200, URL, "Thread 7", LONG + " We use cookies. Accept all cookies to continue. You must be 18 to enter."),
    (200, URL, "Thread 7", LONG + " You must be logged in to reply. Forgot your password?"),
    (200, URL, "Thread 7", LONG + " This comment has been removed. Page not found. Verify you are a human."),
    (200, URL, "Gallery", "Photo 3 of 12. All models were 18 years or older. Next"),
    (200, URL, "About me", "Hi, I am 18 and from the coast. Write to me."),
    (200, URL, "Gallery", "Photo 3 of 12. We use cookies. OK"),
    (200, "https://blog.example/login-tips", "How to log in to your router safely", LONG),
    (200, "https://blog.example/peugeot-404", "Peugeot 404", "A car from the sixties."),
    (200, "https://blog.example/captchas", "How captchas work", LONG),
    (200, "https://shop.example/cookies", "Cookies", "Our best cookies: oats and raisins."),
    (200, "https://img.example/7.jpg", "", ""),
    (500, URL, "Error", "Something went wrong."),
    (None, "", "", ""),
    (200, "http://[broken", "\ud800", "\x00"),
]


@pytest.mark.parametrize(("kind", "status", "url", "title", "text"), RECOGNISED)
def test_it_is_recognised(kind, status, url, title, text):
    assert classify(status, url, title, text) is kind


@pytest.mark.parametrize(("status", "url", "title", "text"), ORDINARY)
def test_it_stays_a_page(status, url, title, text):
    assert classify(status, url, title, text) is Kind.PAGE


def test_a_very_long_page_is_read_quickly_enough_to_finish():
    assert classify(200, URL, "a " * 100_000, "please log in or " * 100_000) is Kind.PAGE
