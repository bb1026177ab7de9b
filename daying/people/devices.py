"""What a browser calls itself, in words that a person recognises as theirs."""

import re

# The first that matches: most browsers also name the one they descend from.
PROGRAMS = [
    ("DingTalk", "DingTalk"),
    ("WeCom", "wxwork"),
    ("WeChat", "MicroMessenger"),
    ("Feishu", "Lark|Feishu"),
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X|Macintosh"),
    ("Linux", "Linux"),
]


def device(browser: str) -> str:
    """Chrome · Windows; the beginning of what it says where nothing is recognised."""
    found = [
        next((name for name, pattern in kinds if re.search(pattern, browser)), "") for kinds in (PROGRAMS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or browser[:40] or "–"
