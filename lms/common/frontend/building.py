"""Makes the stylesheets and the one script per page kind from many small sources.

`css/*.css` becomes `css/site.css`, which every page has, `css/more/*.css` becomes `css/more.css`
for pages other than lessons, `css/board/*.css` becomes `css/board.css` for boards, and
`css/map/*.css` becomes `css/map.css` for those with a map (`layers.css` first in each, which fixes
the order); `js/pages/<kind>.js` with all it imports becomes `js/<kind>.js`.
"""

import os
import threading
from pathlib import Path

import rcssmin
import rjsmin

from lms.common.frontend import modules

STYLESHEET = "css/site.css"
MORE_STYLES = "css/more.css"
BOARD_STYLES = "css/board.css"
MAP_STYLES = "css/map.css"
LAYERS = "layers.css"


def files(sources: Path) -> dict[str, str]:
    """Every joined file by its name below the static address; raises JoinError."""
    made = {
        STYLESHEET: stylesheet(sources / "css"),
        MORE_STYLES: _below(sources / "css", "more"),
        BOARD_STYLES: _below(sources / "css", "board"),
        MAP_STYLES: _below(sources / "css", "map"),
    }
    for page in sorted((sources / "js" / "pages").glob("*.js")):
        made[f"js/{page.name}"] = script(page)
    return made


def stylesheet(folder: Path) -> str:
    first = folder / LAYERS
    return _styles(first, sorted(file for file in folder.glob("*.css") if file != first))


def _below(folder: Path, name: str) -> str:
    return _styles(folder / LAYERS, sorted(folder.glob(f"{name}/*.css")))


def _styles(first: Path, rest: list[Path]) -> str:
    text = "\n".join(file.read_text(encoding="utf-8") for file in [first, *rest])
    return str(rcssmin.cssmin(text))


def script(page: Path) -> str:
    return str(rjsmin.jsmin(modules.join(page)))


def signature(sources: Path) -> tuple[tuple[str, int], ...]:
    """Changes when any source does."""
    found = [*sources.glob("css/**/*.css"), *sources.glob("js/**/*.js")]
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in found))


def write(sources: Path, target: Path) -> None:
    """Write the joined files below `target`, leaving alone those that did not change."""
    made = files(sources)
    for name, text in made.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            # Two processes or threads may write the same file at once; each its own half.
            half = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.half")
            half.write_text(text, encoding="utf-8")
            half.replace(file)
    for file in [*target.glob("css/*.css"), *target.glob("js/*.js")]:
        if file.relative_to(target).as_posix() not in made:
            file.unlink()
