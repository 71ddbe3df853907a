"""axe-core in a page: what keeps people with a screen reader, a keyboard or weak eyes out."""
import json
from pathlib import Path

from program import CHECKOUT

WIDTHS = (320, 400, 1280)
SCHEMES = ("light", "dark")


def script():
    """The text of axe-core, which scripts/setup --tests puts into the virtual environment."""
    found = next((CHECKOUT / ".venv").glob("lib/*/site-packages/axe_playwright_python/axe.min.js"),
                 None)
    assert found, "axe-core is missing; run scripts/setup --tests"
    return Path(found).read_text()


def findings(visitor):
    """What axe finds in the page as it is, a line for each element."""
    visitor.script(
        "if (!window.axe) { (0, eval)(arguments[0]); }", script())
    found = visitor.driver.execute_async_script("""
        const done = arguments[arguments.length - 1];
        axe.run({resultTypes: ["violations"]}).then(({violations}) => done(JSON.stringify(
          violations.flatMap(({id, nodes}) => nodes.map(({target, html, any, all, none}) =>
            `${id}: ${target.join(" ")}: ${html.slice(0, 120)}: `
            + [...any, ...all, ...none].map(({message}) => message).join("; "))))),
          (error) => done(JSON.stringify([String(error)])));""")
    return json.loads(found)


def look(visitor, scheme, width):
    """Shows the page as wide as a screen, to someone who prefers a scheme and no motion."""
    visitor.hold_a_phone(width)
    visitor.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": "prefers-color-scheme", "value": scheme},
        {"name": "prefers-reduced-motion", "value": "reduce"}]})
