"""The identity provider of the environment, as allauth wants it told."""

from typing import Any

from lms import env


def providers(code: str, name: str, issuer: str) -> dict[str, Any]:
    """One provider with its signed token alone as proof; none without an issuer."""
    if not issuer:
        return {}
    app = {
        "provider_id": code,
        "name": name,
        "client_id": env.required("LMS_OIDC_CLIENT"),
        "secret": env.secret("LMS_OIDC_SECRET"),
        "settings": {
            "server_url": issuer,
            "uid_field": env.text("LMS_OIDC_UID", "sub"),
            "scope": env.text("LMS_OIDC_SCOPE", "openid profile").split(),
            "fetch_userinfo": False,
            "oauth_pkce_enabled": True,
        },
    }
    return {"openid_connect": {"APPS": [app]}}
