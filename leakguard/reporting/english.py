"""The fixed words of the sheets, in English. Another language is another module with the same names."""

from leakguard.model.case import Adults, Role
from leakguard.model.check import Review
from leakguard.model.evidence import PageKind
from leakguard.model.media import Media, Verdict
from leakguard.reporting.data import Happened

LANGUAGE = "en"

ROLES: dict[str, str] = {
    Role.SELF: "the person in the pictures",
    Role.FRIEND: "a friend of the person in the pictures",
    Role.WORKER: "a support worker",
    Role.LAWYER: "a lawyer",
}
VERDICTS = {
    Verdict.EXACT: "exact copy: the same file, or the same pixels in another file",
    Verdict.COPY: "copy: the same picture, saved again",
    Verdict.ALTERED: "altered copy: the picture or a part of it, changed",
    Verdict.POSSIBLE: "possible copy: only a person can tell",
    Verdict.NONE: "no match",
    Verdict.UNREADABLE: "could not be read",
}
COUNTED = {
    Verdict.EXACT: ("exact copy", "exact copies"),
    Verdict.COPY: ("copy", "copies"),
    Verdict.ALTERED: ("altered copy", "altered copies"),
    Verdict.POSSIBLE: ("possible copy", "possible copies"),
}
REVIEWS = {
    Review.CONFIRMED: "confirmed by a person",
    Review.UNREVIEWED: "not yet reviewed by a person",
    Review.DISMISSED: "dismissed by a person",
}
STATES = {
    "": "not looked at again",
    "up": "still there",
    "changed": "something else is there now",
    "gone": "gone",
    "seems gone": "seems gone, not sure yet",
    "back": "back again",
    "blocked": "not shown to this visitor",
    "unreachable": "could not be looked at",
}
KINDS = {
    Happened.FOUND: "Copy found",
    Happened.RECORDED: "Page recorded",
    Happened.LOOKED: "Looked again",
    Happened.LETTER: "Letter, answer",
    Happened.TOLD: "Written down",
    Happened.OTHER: "Other",
}
MEDIA = {Media.IMAGE: "picture", Media.VIDEO: "video"}
PAGES = {
    PageKind.PAGE: "the page itself",
    PageKind.LOGIN_WALL: "a page that asks for a login",
    PageKind.AGE_GATE: "a page that asks for the visitor's age",
    PageKind.COOKIE_WALL: "a page that asks about cookies",
    PageKind.BOT_WALL: "a page that keeps programs out",
    PageKind.GONE: "an answer that the page is gone",
    PageKind.SOFT_404: "a page that says there is nothing here",
}

HANDLE = (
    "This report is about intimate pictures that were shared without consent. Show it only to those who need it, and do not "
    "open the addresses in it without a reason.",
)
NOT_FOUND_IS_NOT_NOT_THERE = "Not found is not the same as not there: this report covers what was looked at, and nothing else."
TITLE = "Incident report"
TITLES = {
    "self": "Your own copy",
    "police": "For the police",
    "lawyer": "For a lawyer",
    "platform": "For a service that has to act",
}
ASKS = {
    "self": (
        "Nothing in this report has to be decided tonight. Keep it where only you can read it.",
        "“leakguard status” names the next useful step. “leakguard support” names people to talk to.",
    ),
    "police": (
        "Please record this report, and say under which number.",
        "Please have the services named here keep what they know of who put the pictures there, before they delete it.",
        "Please ask for the exhibits. They are handed over as files that anybody can check.",
    ),
    "lawyer": (
        "Please say which steps are open, which of them have a time limit, and what they cost.",
        "Please check the exhibits by their digests before you rely on them.",
    ),
    "platform": (
        "Please take down the copies at the addresses in this report, and keep them from being put up again.",
        "Please keep what you know of who put them there.",
        "Please say what you did, and when.",
    ),
}
ASKS_WITHOUT_FINDINGS = {
    "self": ASKS["self"],
    "police": ASKS["police"][:1],
    "lawyer": ASKS["lawyer"][:1],
    "platform": ("By this report alone, nothing has to be taken down.",),
}
STATEMENT_TITLE = "Statement of facts"
STATEMENT_DRAFT = (
    "It was put together from the records of the case. Nobody has sworn it. Whoever signs it reads every line first, strikes out "
    "what they do not know from themselves, and adds what is missing.",
)
SHOWN = (
    "Nothing in this report shows the person: of every picture, all of it is blurred. Pictures of other people that were on a "
    "page are not kept, unless an exhibit says so."
)
SPREAD = (
    "The earliest copy that was seen here stands first. A changed copy stands under the earlier copy that it is nearest to, by "
    "what is to be seen of the original. This is an observation. It does not show who took a picture from where, and a copy "
    "that was never seen here may have been the first."
)
NO_PICTURE = "No blurred picture is kept for this finding."
ALT = "Finding {number}: picture blurred on purpose, all of it."
ALT_OUTLINE = "An outline shows where the original was found in it."
HOW_TO_READ = (
    "Addresses are written so that nobody opens them by mistake: hxxps for https, [.] for a dot. Long ones run over several "
    "lines, without a hyphen or a space added.",
    "A sign that cannot be shown, or that could mislead, is written as its number, such as \\u202e or \\U0001f600.",
    "Every picture in this report is blurred on purpose, all of it. An outline shows where the original was found.",
)

METHOD = (
    "The person's own pictures were turned into fingerprints on their own computer. What was found at an address, or in a "
    "file, was turned into fingerprints in the same way, and the two were compared. For this, no picture was sent anywhere.",
    "Exact copy: both files have the same SHA-256 digest, or the same pixels, every one. A digest is a number worked out from "
    "every byte of a file. Two different files with one digest have never been seen.",
    "Copy: the perceptual hashes are close. A perceptual hash (PDQ, 256 bits) describes how a picture looks. Two unrelated "
    "pictures differ in about 128 of the 256 bits. At 31 or fewer, the limit that platforms commonly use, they are taken for "
    "one picture. The number of bits is not a percentage and not a probability.",
    "Altered copy: a place was found in the other picture where the original fits. It was laid over it, and compared in small "
    "blocks: so many agree as hardly ever do with another picture (see below). This finds cut, turned, covered and framed "
    "pictures.",
    "Possible copy: something agrees, but not enough, or the scene goes on where the original ends. It may be another "
    "photograph of the same place. Only a person can tell.",
)

ACCURACY = (
    "In a test by the makers of this program, 60 photographs were changed in the ways in which pictures come back. Of 696 copies "
    "that were changed in ordinary ways, 694 were found (99.7 %). Of 252 that were changed strongly, 246 were found (97.6 %).",
    "In the same test, 380 other pictures were compared with these 60. None was called a copy or possible.",
    "Rows of like things, such as stripes or windows, are hard to tell apart. Of 120,000 pairs of drawn pictures, most of them "
    "full of such rows, one was called a copy; of two million pairs of drawn and other pictures, on pages, in collages and "
    "photographed from screens, five in one run and four in a later one. The limits were set anew each time, and by those of now "
    "none is. For half of the drawn pictures a possible copy was named.",
    "Where only one thing is to be seen, a like thing may be taken for it. Of three million pairs of a drawn picture and a small "
    "piece of another one, 45 were called a copy, because a tree, a bottle or a window was drawn alike in both. The limits were "
    "set anew after that: nearly all such pieces are named as a possible copy now. Of 254,400 new pairs of this kind, two were "
    "called a copy.",
    "Frames of films were compared with others of the same film. Of 2,525 pairs that were a second or more apart, 18 were called "
    "a copy (0.7 %); of 108 that were less than a second apart, many of them nearly the same, 21.",
    "The limits in the program were set while looking at a part of these pictures. Expect less with other ones. What a person "
    "confirmed does not rest on these figures alone.",
)

LIMITS = (
    "Not found is not the same as not there. Only the addresses and files listed in this report were looked at, and only "
    "what they gave out at that time.",
    "A strongly changed or very small copy can be missed. Of videos, only exact copies are found so far.",
    "A time stamp proves that a record existed before a certain time. It does not prove when the page was fetched. An exhibit "
    "without a stamp has only this computer's own clock.",
    "An encrypted connection (TLS) shows whom this computer talked to. It does not stop the other side from denying later "
    "what it sent.",
    "A screenshot or recording shows what this computer was sent. Other visitors may have been sent something else.",
    "The custody log shows whether the record was changed. It cannot show that whoever kept it was honest.",
    "Where this file does not hold the shapes of Chinese, Japanese and Korean signs, the program that shows it draws them with a "
    "font of its own. Where it has none, they look like boxes; copying them still gives the right signs.",
    "Other people's pictures on a page are not kept, unless an exhibit says so and why. Their number is given.",
)

VERIFY = (
    "An exhibit is a set of files. Under “Exhibits”, this report gives the SHA-256 digest of each. Work out the digest of the "
    "file that you were given, and compare all 64 characters. If one differs, it is not the same file.",
    "Windows: certutil -hashfile FILE SHA256",
    "macOS: shasum -a 256 FILE",
    "Linux: sha256sum FILE",
    "An evidence bundle, where one was handed over, also holds VERIFY.txt: how to check everything at once, with ordinary "
    "programs, without the one that made it.",
)

SEALS = (
    "A time stamp is a signed statement of an authority that knows nothing of the case: this digest existed at that time. The "
    "stamp before a record and the stamp after it bracket when the record was put together. They do not prove when the page was "
    "sent. A bundle holds the stamps, and VERIFY.txt tells how openssl checks them."
)

GLOSSARY = (
    ("Capture", "What was recorded of one address at one time."),
    ("Defanged", "Written so that nobody opens it by mistake: hxxps for https, [.] for a dot."),
    ("Digest", "A number worked out from every byte of a file (SHA-256). It changes if anything in the file changes."),
    ("Exhibit", "A capture with a number. It never changes."),
    ("Finding", "Something that matched one of the person's pictures."),
    ("Notice", "A letter that asks somebody to act, such as to take a page down."),
    ("Original", "A picture or video of the person, known to the program by its fingerprint."),
    ("Perceptual hash", "A number that describes how a picture looks. Similar pictures have similar numbers."),
    ("Time stamp", "A signed statement of an authority: this digest existed at that time (RFC 3161). Also called a seal."),
    ("Withheld", "Not kept, because it is not the person's picture. Only its digest, size and address are kept."),
)

HOTLINE_TITLE = "Addresses to report"
ADULTS = {
    Adults.NO: "The person who made this sheet says that these addresses lead, or may lead, to a sexual image of a person "
    "under 18.",
    Adults.UNSURE: "These addresses may lead to a sexual image of a person under 18. The person who made this sheet is not sure "
    "of the age.",
    Adults.YES: "The person who made this sheet says that these addresses lead, or may lead, to an intimate image of an adult, "
    "shared without consent.",
}
HOTLINE_RULES = (
    "This sheet holds addresses and dates only. It holds no picture, and nothing that was taken from one.",
    "Please do not open an address to look. Do not save, copy, print or screenshot what is there. Looking is the work of a "
    "hotline or the police.",
)
HOTLINE_RULES_ADULT = HOTLINE_RULES[:1]
