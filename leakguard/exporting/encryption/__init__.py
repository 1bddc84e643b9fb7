"""Files locked for one receiver on their way out, and opened again with the receiver's key.

Use it through `lock.py`:

    lock = Lock.for_recipients(["ssh-ed25519 AAAA…"])  or  Lock.with_password(Method.PAGE, password)
    lock.require()                                      refuse early, before long work and before anything is written
    encrypt(file, "bundle.zip", zipped(files), lock)    one named content, streamed into an open file
    with decrypted(path, Key(password=…)) as locked:    locked.name, and locked.file: readable and seekable

Goals: one content under one name, whatever the way; its name and the names inside it are as secret as the content; streamed both
ways; plaintext is never written anywhere; a change or a cut is found, never passed on as whole.
Anti-goals: no asking for passwords, no choice of places, no knowledge of bundles; no ciphers of our own.
"""
