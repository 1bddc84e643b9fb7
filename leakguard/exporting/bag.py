"""Writes and verifies BagIt 1.0 folders (RFC 8493): payload under data/, digests beside it, checked by ordinary tools."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from leakguard.errors import Refused, StorageError
from leakguard.exporting import manifest
from leakguard.exporting.members import Members, opened
from leakguard.exporting.names import Register
from leakguard.model.verification import Answer, Check, Verification

_MAX_TAG_FILE = 64 * 1024 * 1024


Payload = Iterable[tuple[str, Iterable[bytes]]]
"""Names below data/ and their content in pieces."""
Tags = Mapping[str, bytes] | Callable[[bytes], Mapping[str, bytes]]
"""Further files beside data/; or what makes them of the payload manifest, when it is known: time stamps, a signature."""


class Bag:
    """A bag as a stream of its files, so that it can go into a folder or, locked, into one file."""

    def __init__(self, payload: Payload, tags: Tags, info: Mapping[str, str]) -> None:
        """`info` goes into bag-info.txt, where Payload-Oxum is added."""
        self._payload, self._tags, self._info = payload, tags, info
        self.manifest_sha256 = ""
        """Of the payload manifest, in lower-case hex; known when `files` has ended."""

    def files(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Each file's name and content, which has to be read before the next one is asked for. To be used once.

        Raises ValueError for names or fields that may not be written. What `payload` raises passes through.
        """
        register = Register()
        digests: dict[str, str] = {}
        octets = 0
        for below, pieces in self._payload:
            counted = _Counted(pieces)
            name = register.add(f"data/{below}")
            yield name, counted
            digests[name] = counted.digest.hexdigest()
            octets += counted.size
        fields = {**self._info, "Payload-Oxum": f"{octets}.{len(digests)}"}
        listing = manifest.render(digests)
        self.manifest_sha256 = sha256(listing).hexdigest()
        beside = {
            **(self._tags(listing) if callable(self._tags) else self._tags),
            manifest.DECLARATION: manifest.DECLARED,
            manifest.INFO: b"".join(_field(label, value) for label, value in fields.items()),
            manifest.PAYLOAD: listing,
        }
        for name, data in beside.items():
            yield register.add(name), [data]
        tags = {name: sha256(data).hexdigest() for name, data in beside.items()}
        yield register.add(manifest.TAGS), [manifest.render(tags)]


class _Counted:
    """Pieces, hashed as they pass by."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.digest = sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.digest.update(piece)
            self.size += len(piece)
            yield piece


def write(folder: Path, bag: Bag, *, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Write a bag into a new folder and return the SHA-256 of its payload manifest, in lower-case hex.

    Everything is written beside `folder` under another name and moved there at the end, so that `folder` is either whole or not
    there. Raises Refused where it exists and is not empty, StorageError where the disk fails, and as `Bag.files` does.
    """
    folder = folder.absolute()
    temporary = folder.with_name(f".{folder.name}.{random(8).hex()}.partial")
    try:
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise Refused(f"There is already something at {folder}.", "Choose a folder that does not exist yet.")
        temporary.mkdir(mode=0o700, parents=True)
        for name, pieces in bag.files():
            _write_file(temporary, name, pieces)
        if folder.exists():
            folder.rmdir()
        temporary.rename(folder)
        _sync_folder(folder.parent)
    except OSError as error:
        raise StorageError(f"The bundle could not be written: {error.strerror}.", "Is the disk full or read-only?") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return bag.manifest_sha256


def verify(path: Path, *, manifest_sha256: str | None = None) -> Verification:
    """Check a bag, in a folder or a zip file, and name every item that fails. `manifest_sha256` is what a receipt says.

    Raises NotFound where there is nothing, Unreadable for what is neither a folder nor a zip file.
    """
    with opened(path) as members:
        return Verification(tuple(checks(members, manifest_sha256)))


def checks(members: Members, manifest_sha256: str | None = None) -> Iterator[Check]:
    """Every check of a bag, one answer for each file in it."""
    yield from members.failures
    yield _is("declaration", manifest.DECLARATION, members.read(manifest.DECLARATION, _MAX_TAG_FILE) == manifest.DECLARED,
              "It does not say BagIt 1.0 and UTF-8 in the one way that is written here.")  # fmt: skip
    payload = [name for name in members.names if name.startswith("data/")]
    beside = [name for name in members.names if not name.startswith("data/") and name != manifest.TAGS]
    yield _is("payload", "data", bool(payload), "There is nothing in it: an empty bundle proves nothing.")
    yield from _against(members, manifest.PAYLOAD, payload)
    yield from _against(members, manifest.TAGS, beside)
    for name in (manifest.DECLARATION, manifest.INFO, manifest.PAYLOAD, manifest.TAGS):
        if name not in members.names:
            yield Check("bag", name, Answer.NO, "The file is missing.")
    yield _oxum(members, payload)
    yield _receipt(members, manifest_sha256)


def _against(members: Members, manifest_name: str, present: list[str]) -> Iterator[Check]:
    """Compare files with the manifest that has to list exactly them, and the manifest with its only right spelling."""
    data = members.read(manifest_name, _MAX_TAG_FILE)
    entries = manifest.parse(data)
    spelled = data == manifest.render(entries) and bool(entries)
    yield _is("manifest", manifest_name, spelled, "It was altered: it is not written as a manifest is written here.")
    for name in sorted({*entries, *present}):
        if name not in present:
            yield Check("file", name, Answer.NO, "Missing: the manifest lists it.")
        elif name not in entries:
            hint = " File managers leave such files: delete it and verify again." if _is_litter(name) else ""
            yield Check("file", name, Answer.NO, f"Unexpected: the manifest does not list it.{hint}")
        elif problem := members.problem(name):
            yield Check("file", name, Answer.NO, problem)
        else:
            same = members.digest(name) == entries[name]
            yield _is("file", name, same, "Changed: it is not what the manifest lists, or the manifest was altered.")


def _is_litter(name: str) -> bool:
    return name.rpartition("/")[2] in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _oxum(members: Members, payload: list[str]) -> Check:
    stated = [
        line.removeprefix(b"Payload-Oxum:").strip()
        for line in members.read(manifest.INFO, _MAX_TAG_FILE).splitlines()
        if line.startswith(b"Payload-Oxum:")
    ]
    counted = f"{sum(members.size(name) for name in payload)}.{len(payload)}".encode()
    return _is("size", manifest.INFO, stated == [counted], "The stated size and number of files are not what is here.")


def _receipt(members: Members, manifest_sha256: str | None) -> Check:
    check, item = "receipt", manifest.PAYLOAD
    if manifest_sha256 is None:
        why = "No digest from a receipt was given: somebody could have made all files and manifests anew."
        return Check(check, item, Answer.NOT_CHECKED, why)
    same = sha256(members.read(item, _MAX_TAG_FILE)).hexdigest() == manifest_sha256.strip().lower()
    return _is(check, item, same, "This is not the bundle that the receipt is about.")


def _is(check: str, item: str, right: bool, why: str) -> Check:
    return Check(check, item, Answer.YES) if right else Check(check, item, Answer.NO, why)


def _write_file(folder: Path, name: str, pieces: Iterable[bytes]) -> None:
    """Write one file to the disk itself."""
    path = folder.joinpath(*name.split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _field(label: str, value: str) -> bytes:
    if not label.isprintable() or ":" in label or not label.strip() or not value.isprintable():
        raise ValueError(f"not a field of bag-info.txt: {label!r}: {value!r}")
    return f"{label}: {value}\n".encode()


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; Windows cannot open folders and does this by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
