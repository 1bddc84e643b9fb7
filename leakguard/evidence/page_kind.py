"""Recognises what a server really showed: the page, or a wall, a gate, a notice that it is gone.

By status, final address, title and visible text. Words in the text count only where the text is short: nearly every long page has
a login link, a cookie banner and somewhere the words "has been removed". In doubt a page stays a page, because `gone` closes
letters. English, and the commonest words in German, French and Spanish.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from leakguard.model.evidence import PageKind

_THING = r"(content|page|post|video|image|photo|picture|gallery|thread|account|file|link)"
_THING_DE = r"(inhalt|seite|beitrag|video|bild|datei|konto)"
_THING_FR = r"(contenu|page|vidéo|image|photo|publication|fichier|compte)"
_THING_ES = r"(contenido|página|v[ií]deo|imagen|foto|publicación|archivo|cuenta)"
_LOG_IN = r"(log ?in|sign ?in|log on)"
_LOG_IN_DE = r"(anmelden|anmeldung|einloggen)"
_LOG_IN_FR = r"(connexion|se connecter)"
_LOG_IN_ES = r"(iniciar sesión|inicio de sesión|acceder)"


@dataclass(frozen=True)
class _Rule:
    """Holds if one of its signs is there.

    The signs: a status; a pattern in host and path; one in the title; one in a text of at most `words` words, in which `also` has
    to be found too.
    """

    kind: PageKind
    statuses: tuple[int, ...] = ()
    address: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    also: str = ""
    words: int = 0

    def holds(self, status: int | None, address: str, title: str, text: str) -> bool:
        return (
            status in self.statuses
            or _found(self.address, address)
            or _found(self.title, title)
            or (len(text.split()) <= self.words and _found(self.text, text) and re.search(self.also, text) is not None)
        )


def _found(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)


_RULES = (
    # A refusal of this visitor comes first: it may carry any status, 404 included, and says nothing about the page behind it.
    _Rule(
        PageKind.BOT_WALL,
        statuses=(429,),
        address=(r"/cdn-cgi/challenge", r"/_incapsula_resource", r"/captcha/?$"),
        title=(
            r"^just a moment\W*$",
            r"^attention required!?( \| cloudflare)?$",
            r"^access (to this page has been )?denied$",
            r"^ddos-guard$",
            r"^(robot|security|human) (check|verification)$",
            r"^are you (a )?(human|robot)",
            r"^captcha$",
            r"^(nur einen moment|un instant|un momento)\W*$",
        ),
        text=(
            r"checking (if the site connection is secure|your browser before)",
            r"verify(ing)? (that )?you are (a )?human",
            r"(you are|you're) not a (ro)?bot",
            r"unusual (traffic|activity) from your",
            r"ddos protection by",
            r"incapsula incident",
            r"enable javascript and cookies to continue",
            r"you have been blocked",
            r"not (currently )?available in your (country|region|location)",
            r"blocked in your (country|region)",
            r"dass sie (ein mensch|kein roboter) sind",
            r"in (deinem|ihrem) land nicht verfügbar",
            r"vérifiez que vous êtes (un )?humain",
            r"n'êtes pas un robot",
            r"pas disponible dans votre (pays|région)",
            r"(eres|es|usted es) (un )?humano",
            r"no (eres|es) un robot",
            r"no (está )?disponible en (tu|su) (país|región)",
        ),
        words=300,
    ),
    _Rule(PageKind.GONE, statuses=(404, 410, 451)),
    _Rule(
        PageKind.LOGIN_WALL,
        statuses=(401,),
        address=(
            r"/(log-?in|log_in|sign-?in|sign_in|logon|anmelden|anmeldung|connexion|se-connecter|iniciar-sesion)(\.\w+)?/?$",
            r"^(login|signin|auth|accounts)\.[^/]+/",
        ),
        title=(
            rf"^({_LOG_IN}|{_LOG_IN_DE}|{_LOG_IN_FR}|{_LOG_IN_ES})( ?[-–|•·].*)?$",
            rf"[-–|•·] ?({_LOG_IN}|{_LOG_IN_DE}|{_LOG_IN_FR}|{_LOG_IN_ES})$",
            rf"^{_LOG_IN} to \w+$",
            rf"{_LOG_IN} required",
            rf"^bei \S+ {_LOG_IN_DE}$",
        ),
        text=(
            r"(must|need to|have to) (be logged in|be signed in|log ?in|sign ?in)",
            r"please (log ?in|sign ?in)( or \w+( \w+)?)? to",
            r"(log ?in|sign ?in) to (continue|view|see|access)",
            r"(only|available to) (registered|logged[- ]in) (users|members)",
            r"bitte (melde dich|melden sie sich) an",
            r"(sie müssen|du musst) (sich|dich) (anmelden|einloggen)",
            r"vous devez (être connecté|vous connecter)",
            r"connectez-vous pour",
            r"(debes|debe|tienes que) iniciar sesión",
            r"inicia(r)? sesión para",
        ),
        words=120,
    ),
    _Rule(
        PageKind.LOGIN_WALL,
        text=(rf"\b({_LOG_IN}|{_LOG_IN_DE}|{_LOG_IN_FR}|{_LOG_IN_ES})\b",),
        also=r"password|passwort|kennwort|mot de passe|contraseña",
        words=20,
    ),
    _Rule(
        PageKind.AGE_GATE,
        address=(r"/(age[-_]?(gate|check|verification|verify)|verify[-_]?age|over[-_]?18|adult[-_]?warning)(\.\w+)?/?$",),
        title=(
            r"^age (verification|check|gate|restricted)",
            r"^(are you|you must be) (over )?18",
            r"^adult content warning",
            r"^alters(prüfung|verifikation)",
            r"^vérification de l'âge",
            r"^verificación de edad",
        ),
        text=(
            r"are you (at least |over |aged )?(18|21)",
            r"must be (at least |over )?(18|21|of legal age)",
            r"i am (at least |over )(18|21|of legal age)",
            r"i am (18|21)( years)?( of age)? or (older|over)",
            r"(confirm|verify|enter) your (age|date of birth)",
            r"(bist du|sind sie|ich bin) (mindestens |über |schon )18",
            r"bestätige(n sie)? (dein|ihr) alter",
            r"(avez-vous|vous devez avoir|j'ai) (au moins |plus de )?18 ans",
            r"êtes-vous majeur|je suis majeur",
            r"(eres|es usted|soy) mayor de (edad|18)",
            r"(debes|debe) (tener|ser) (al menos |mayor de )?(18|edad)",
        ),
        also=r"\b(enter|leave|exit|continue|confirm|verify|betreten|verlassen|ja|weiter|entrer|quitter|oui|entrar|salir|sí)\b",
        words=250,
    ),
    _Rule(
        PageKind.COOKIE_WALL,
        address=(r"^consent\.[^/]+/", r"/(cookie[-_]?(wall|consent)|consent)(\.\w+)?/?$"),
        title=(
            r"^before you continue",
            r"^bevor (sie fortfahren|du fortfährst)",
            r"^avant de (continuer|poursuivre)",
            r"^antes de continuar",
            r"^cookie (consent|wall|einwilligung|zustimmung)$",
        ),
        text=(
            r"(accept|agree to|consent to) (all |our |the use of )?cookies.{0,60}to (continue|access|use|view|read)",
            r"to (continue|access|view|read).{0,80}(accept|agree to|consent to) (all |our |the use of )?cookies",
            r"um .{0,80}(fortzufahren|weiterzulesen).{0,120}cookies",
            r"pour (continuer|accéder).{0,80}cookies",
            r"accept(er|ez) (les |tous les )?cookies pour",
            r"para (continuar|acceder).{0,80}cookies",
            r"acept(ar|a|e) (las |todas las )?cookies para",
        ),
        words=120,
    ),
    _Rule(
        PageKind.GONE,
        title=(rf"^(this )?{_THING} (has been|was) (removed|deleted|taken down|suspended)",),
        text=(
            rf"{_THING}( you requested)? (has been|was|have been) (removed|deleted|taken down|disabled|suspended)",
            rf"{_THING} is no longer available",
            r"removed (due to|because of|following|in response to) (a |an )?(copyright|dmca|legal|violation|report|complaint)",
            rf"{_THING_DE} (wurde|ist) (\w+ )?(entfernt|gelöscht|gesperrt|nicht mehr verfügbar)",
            rf"{_THING_FR} (a été (supprimée?|retirée?)|n'est plus disponible)",
            rf"{_THING_ES} (ha sido|fue) (eliminad|borrad|retirad)[oa]",
            rf"{_THING_ES} ya no está disponible",
        ),
        words=80,
    ),
    _Rule(
        PageKind.SOFT_404,
        title=(
            r"^(error )?404( error|[-–|: ]+(page )?not found)?( ?[-–|:].*)?$",
            r"[-–|] ?404( error| not found)?$",
            rf"\b{_THING} not found\b",
            r"^not found$",
            r"seite (wurde )?nicht gefunden",
            r"page (introuvable|non trouvée)",
            r"página no encontrada",
        ),
        text=(
            rf"{_THING}( you (requested|are looking for|were looking for))? (was|could|can) ?not (be )?found",
            rf"{_THING} not found",
            rf"{_THING} (does not|doesn't) exist",
            rf"we (couldn't|could not|can't) find (the|that|this) {_THING}",
            r"\b404\b.{0,40}not found",
            r"seite (wurde |konnte )?nicht gefunden",
            r"page (introuvable|non trouvée|n'existe pas)",
            r"página no (encontrada|existe)",
        ),
        words=80,
    ),
)


def classify(status: int | None, url: str, title: str, text: str) -> PageKind:
    """The kind of page that was answered; `url` is the final address, `text` the visible text, and each of them may be empty.

    A geo-block counts as a bot wall: both refuse this visitor and leave open what others see.
    """
    address, title, text = _address(url), _plain(title), _plain(text)
    return next((rule.kind for rule in _RULES if rule.holds(status, address, title, text)), PageKind.PAGE)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.netloc}{parts.path}".casefold()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())
