"""A screen reader: knows of a page what Chromium's accessibility tree says, and nothing else."""

import re
from dataclasses import dataclass

CONTROLS = {
    "button", "link", "textbox", "searchbox", "spinbutton", "checkbox", "radio", "switch",
    "combobox",
}  # fmt: skip
FOREIGN = re.compile(r"\b(next|back|close|menu|button|submit|play|search|open|toggle|undefined)\b")


@dataclass(frozen=True)
class Node:
    """What is read out of one place: its role, its name and its states."""

    role: str
    name: str
    states: dict
    handle: int
    key: str
    below: tuple
    ignored: bool

    def is_one(self, role, words, states):
        return self.role == role and words in self.name and states.items() <= self.states.items()


class Reader:
    """Reads a page by its tree, finds things by role and name, and activates them there."""

    def __init__(self, page):
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Accessibility.enable")
        self.session.send("DOM.enable")

    def tree(self):
        """Everything that is read out, in its order."""
        return [node for node in self._whole() if not node.ignored]

    def _whole(self):
        return [_node(one) for one in self.session.send("Accessibility.getFullAXTree")["nodes"]]

    def find(self, role, words, **states):
        """The one of that role whose name holds the words; waits until it is read out."""
        return self._until(lambda: self._found(role, words, states), f"no {role} “{words}”")

    def act(self, role, words):
        """Activate it as a screen reader does, without a pointer."""
        self._call(self.find(role, words), "function() { this.click(); }")

    def write(self, words, text):
        self._call(self.find("textbox", words), "function() { this.focus(); }")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def hear(self, words):
        """Wait until a live region says the words by itself."""
        self._until(lambda: any(words in said for said in self._announced()), f"“{words}” unsaid")

    def check(self):
        """One h1, headings without a gap, every control named, in Vietnamese."""
        nodes = self.tree()
        levels = [node.states["level"] for node in nodes if node.role == "heading"]
        assert levels.count(1) == 1, f"{self.page.url}: headings {levels}"
        steps = zip([1, *levels], levels, strict=False)
        assert all(after <= before + 1 for before, after in steps), f"{self.page.url}: {levels}"
        for node in nodes:
            if node.role in CONTROLS:
                assert re.search(r"\w", node.name), f"{self.page.url}: a {node.role} has no name"
                assert not FOREIGN.search(node.name.lower()), f"{node.role} “{node.name}”"
        assert {"main", "banner"} <= {node.role for node in nodes}
        assert self.page.locator("html").get_attribute("lang") == "vi"

    def _found(self, role, words, states):
        return next((n for n in self.tree() if n.is_one(role, words, states)), None)

    def _announced(self):
        nodes = {node.key: node for node in self._whole()}
        live = [
            node for node in nodes.values() if node.states.get("live") in {"polite", "assertive"}
        ]
        return [" ".join(_texts(node, nodes)) for node in live]

    def _call(self, node, function):
        found = self.session.send("DOM.resolveNode", {"backendNodeId": node.handle})
        self.session.send(
            "Runtime.callFunctionOn",
            {"objectId": found["object"]["objectId"], "functionDeclaration": function},
        )

    def _until(self, look, otherwise):
        for _ in range(150):
            if found := look():
                return found
            self.page.wait_for_timeout(100)
        heard = [f"{node.role} {node.name}" for node in self.tree() if node.name]
        raise AssertionError(f"{self.page.url}: {otherwise} in {heard}")


def _texts(node, nodes):
    if node.role == "StaticText":
        yield node.name
        return
    for key in node.below:
        if key in nodes:
            yield from _texts(nodes[key], nodes)


def _node(raw):
    return Node(
        role=raw.get("role", {}).get("value", ""),
        name=raw.get("name", {}).get("value", "").strip(),
        states={one["name"]: one["value"].get("value") for one in raw.get("properties", [])},
        handle=raw.get("backendDOMNodeId", 0),
        key=raw["nodeId"],
        below=tuple(raw.get("childIds", [])),
        ignored=raw["ignored"],
    )
