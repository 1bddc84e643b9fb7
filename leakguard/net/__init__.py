"""The only way out: one guarded HTTP/1.1 client, and what it needs to be safe.

Goals: talk to public addresses only, and to exactly the address that was checked; stop at a deadline and at byte caps whatever
the server does; keep the raw bytes, the addresses and the certificates of each exchange, for evidence.
Anti-goals: no cookies, no cache, no keep-alive, no crawling, no parsing of what was fetched; no HTTP/2, which has
no raw text to keep.
"""
