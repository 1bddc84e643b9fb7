"""VERIFY.txt: how a stranger checks the bundle with what every computer has, and what the check does and does not show."""

COMMANDS = {
    "Linux": (
        "sha256sum -c --strict manifest-sha256.txt",
        "sha256sum -c --strict tagmanifest-sha256.txt",
    ),
    "macOS": (
        "shasum -a 256 -c manifest-sha256.txt",
        "shasum -a 256 -c tagmanifest-sha256.txt",
    ),
    "Windows": tuple(
        f"Get-Content {listing} | ForEach-Object {{ $digest, $name = $_ -split '  ', 2; "
        'if ((Get-FileHash -Algorithm SHA256 -LiteralPath $name).Hash -eq $digest) { "OK       $name" } '
        'else { "CHANGED  $name" } }'
        for listing in ("manifest-sha256.txt", "tagmanifest-sha256.txt")
    ),
}
COUNT = ("find data -type f | wc -l", "wc -l < manifest-sha256.txt")
HEAD = {
    "Linux": "sha256sum manifest-sha256.txt",
    "macOS": "shasum -a 256 manifest-sha256.txt",
    "Windows": "Get-FileHash -Algorithm SHA256 manifest-sha256.txt",
}
SIGNATURE = (
    "ssh-keygen -Y verify -f proofs/allowed_signers -I case -n leakguard -s proofs/manifest.sshsig < manifest-sha256.txt",
)
STAMPS = (
    "openssl ts -verify -in proofs/manifest.tsaA.tsr -data manifest-sha256.txt -CAfile proofs/tsaA-root.pem",
    "openssl ts -reply -in proofs/manifest.tsaA.tsr -text",
)
EXHIBIT = (
    "sha256sum -c --strict manifest-sha256.txt",
    "openssl ts -verify -in start.tsr -data start.nonce -CAfile start-root.pem",
    "openssl ts -verify -in seal-1.tsr -data manifest-sha256.txt -CAfile seal-1-root.pem",
)


def verify_text() -> bytes:
    """The text, in ASCII."""
    return f"""HOW TO CHECK THIS BUNDLE

This folder is a BagIt bag (RFC 8493). The file manifest-sha256.txt lists every
file under data/ with its SHA-256 digest: a number that changes when the file
changes. The file tagmanifest-sha256.txt does the same for the files beside data/.
No special program is needed.

1. Open a terminal in the folder that holds manifest-sha256.txt.

2. Check every file.

   Linux:
{_lines(COMMANDS["Linux"])}

   macOS:
{_lines(COMMANDS["macOS"])}

   Windows (PowerShell):
{_lines(COMMANDS["Windows"])}

   Every line has to end in OK (Windows: begin with OK).

3. See that no file was added. These two numbers have to be the same
   (Linux and macOS):
{_lines(COUNT)}

4. Compare the bundle with its receipt. The person who gave you the bundle has
   a receipt with one digest on it. It has to be the digest of the manifest:

   Linux:
{_lines([HEAD["Linux"]])}

   macOS:
{_lines([HEAD["macOS"]])}

   Windows (PowerShell):
{_lines([HEAD["Windows"]])}

5. Check the signature (ssh-keygen comes with Linux, macOS and Windows). It prints the
   fingerprint of the key, which has to be the one on the receipt.

{_lines(SIGNATURE)}

6. Check the time stamps of the manifest, if proofs/ holds any: A, then B, and so on
   (openssl comes with Linux and macOS). The second command shows the time.

{_lines(STAMPS)}

   A stamp that came later lies beside the bundle, named as the bundle is:
   NAME-tsaA.tsr with NAME-tsaA-root.pem. The same command checks it.

   Compare the root certificates with what the authority itself publishes: those in
   here are convenience. Once a certificate has ended, add -attime and the stamp's
   time in seconds since 1970.

7. Check the times of one exhibit. In its folder, data/captures/exhibit-0001 for
   the first, if it has been sealed and is whole:

{_lines(EXHIBIT)}

WHAT THIS SHOWS

If steps 1 to 4 agree, the files are what they were when the receipt was written.
Without step 4 they show less: someone could have made all files and both lists anew.
A time stamp shows that something existed before its time. The stamp of start.nonce is
named in capture.json and in the web archive, so these were put together after it. The
two bracket when the record was put together. They do not show when the page was
fetched, that a server ever sent it, who made the files, or that what they say is true.

OTHER RECORDS IN HERE, IF YOUR COPY HAS THEM

data/custody.jsonl   Who did what, one event a line. In each line, "prev" is the
                     SHA-256 of the line before it, without its line end.
data/case.json       What was found, and the digest of each part of each capture.
*.warc.gz            Web archives (WARC 1.1). Any tool for web archives opens and
                     checks them. In a head, X-Archive-Orig- marks a field that was
                     renamed or removed: the sender's own cookies and address are
                     never kept, and a body is kept after its chunks were joined.
pictures.json        Where each kept picture lies in the capture.warc.gz beside it:
                     first byte and length of its gzip member, and of its body in that.
screencast.png       A moving picture of the window (animated PNG): any browser plays it.
""".encode("ascii")


def _lines(commands: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"     {command}" for command in commands)
