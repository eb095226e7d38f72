"""The portal as anybody sees it, without a key."""

import json
import urllib.error
import urllib.request

from portal import Site


def asked(portal: Site, action: str, **query: str):
    """What an action answers to somebody without a key; None where there is nothing for them."""
    pairs = "&".join(f"{key}={value}" for key, value in query.items())
    try:
        with urllib.request.urlopen(f"{portal.url}/api/action/{action}?{pairs}", timeout=60) as answer:
            return json.load(answer)["result"]
    except urllib.error.HTTPError as error:
        if error.code in {403, 404}:
            return None
        raise


def fetched(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code in {403, 404}:
            return None
        raise


def public(portal: Site, name: str) -> dict[str, bytes | None] | None:
    """Table → content, as anybody downloads them; None where they see no dataset."""
    shown = asked(portal, "package_show", id=name)
    return shown and {one["name"]: fetched(one["url"]) for one in shown["resources"]}
