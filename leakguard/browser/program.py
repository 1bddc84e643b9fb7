"""Starts the browser so that it can reach nothing but the guarded proxy, with a profile that is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from leakguard.browser.installed import Browser
from leakguard.errors import LeakguardError
from leakguard.net.browser_proxy import BrowserProxy

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Running

WIDTH, HEIGHT = 1280, 1024
"""Of the window, in CSS pixels; a tile shows this much of the page."""

_FEATURES_OFF = (
    "AsyncDns", "DnsOverHttps", "DnsHttpsSvcb", "MediaRouter", "OptimizationHints", "Prerender2",
    "SpeculationRulesPrefetchFuture", "Translate", "WebTransport", "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "BackForwardCache",
    "PaintHolding", "LensOverlay", "GlobalMediaControls",
)  # fmt: skip


class BrowserFailed(LeakguardError):
    """The browser could not be started, or could not show the page."""

    kind = "browser-failed"


def arguments(proxy: BrowserProxy, *, sandboxed: bool = True, trusted: tuple[str, ...] = ()) -> list[str]:
    """The command line. `trusted` are keys (`net.certificates`) that are taken without an authority, and no others.

    `<-loopback>` takes this computer itself off the list of what goes past the proxy (Chromium's net/docs/proxy.md); with
    `disable_non_proxied_udp` WebRTC sends nothing past it either.
    """
    return [
        "--disable-quic",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--dns-prefetch-disable",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-component-extensions-with-background-pages",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-sync",
        "--disable-smooth-scrolling",
        "--disable-features=" + ",".join(_FEATURES_OFF),
        "--metrics-recording-only",
        "--no-first-run",
        "--no-pings",
        "--no-service-autorun",
        "--password-store=basic",
        "--use-mock-keychain",
        "--mute-audio",
        *(["--ignore-certificate-errors-spki-list=" + ",".join(trusted)] if trusted else []),
        *([] if sandboxed else ["--no-sandbox"]),
    ]


@contextmanager
def running(
    browser: Browser, proxy: BrowserProxy, *, sandboxed: bool = True, visible: bool = False, trusted: tuple[str, ...] = ()
) -> Iterator["Running"]:
    """The browser, until the context ends. Raises BrowserFailed where it does not start."""
    from playwright.sync_api import Error, sync_playwright

    try:
        manager = sync_playwright()
        driver = manager.start()
    except Exception as error:
        raise BrowserFailed("The part that drives the browser does not start.", "Try: leakguard doctor") from error
    try:
        try:
            started = driver.chromium.launch(
                executable_path=browser.path,
                headless=not visible,
                args=arguments(proxy, sandboxed=sandboxed, trusted=trusted),
                chromium_sandbox=sandboxed,
                timeout=30_000,
                proxy={"server": proxy.url, "username": proxy.user, "password": proxy.password, "bypass": "<-loopback>"},
            )
        except Error as error:
            raise BrowserFailed(f"{browser.name} does not start.", "Try: leakguard doctor") from error
        try:
            yield started
        finally:
            started.close()
    finally:
        driver.stop()
