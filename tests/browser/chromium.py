"""The browser of the tests and the screens it shows; needs no Django."""

from lms.bootstrap import best_path

CHROMIUM = best_path("chromium-headless-shell")
# Parts of Chromium's own window; the popup of its address bar costs a second a page, unseen.
SWITCHED_OFF = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"]
# What Playwright switches off; Chromium heeds the last such list only.
SWITCHED_OFF += [
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
]  # fmt: skip
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    f"--disable-features={','.join(SWITCHED_OFF)}",
    # No page of a test runs long enough to earn back what making its script fast costs.
    "--js-flags=--no-turbofan --no-maglev",
    # A microphone that beeps, and nobody to ask whether it may be used.
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
]
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
