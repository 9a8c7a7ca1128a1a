"""Measures the widget in a real browser, and takes its pictures for the documentation.

    python -m bench.widget speed [TURNS]       from Enter to the first answer on screen
    python -m bench.widget sizes               of script and style, as they are sent
    python -m bench.widget pictures [FOLDER]   every state; by default docs/screens

Needs Debian's chromium and chromium-driver; pictures need Pillow.
"""

import gzip
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from bot.channels.web.static_files import FOLDER
from bot.settings import PROJECT
from tests.bot.channels.widget.browser import open_browser
from tests.bot.channels.widget.chat import Chat
from tests.bot.channels.widget.server import Assistant, running_assistant
from tests.bot.channels.widget.states import PAGES, STATES
from tests.bot.channels.widget.wire import Wire

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
ON_DESKTOP = ("closed", "opened", "decision", "step", "days")
DARK = ("decision", "days")
COLOURS = 64
ASKED = (
    "社保断了五个月能补吗",
    "I lost my social security card",
    "单位不给我交社保怎么办",
    "How do I start paying again after a gap?",
    "社保卡丢了怎么办",
)
WATCH = """
const list = root.querySelector("ol"), input = root.querySelector("#input");
window.times = [];
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") window.pressed = performance.now();
}, true);
new MutationObserver((changes) => {
  const isAnswer = (node) => node.matches?.("li.assistant");
  if (window.pressed && changes.some((one) => [...one.addedNodes].some(isAnswer))) {
    const since = window.pressed;
    window.pressed = 0;
    const shown = () => times.push(performance.now() - since);
    requestAnimationFrame(() => setTimeout(shown));
  }
}).observe(list, { childList: true });
"""


def rests(chat: Chat, lang: str, wire: Wire) -> None:
    """What a decision rests on, and what can be done next."""
    STATES["decision"](chat, lang, wire)
    chat.js("const log = root.querySelector('.log'); log.scrollTop = log.scrollHeight")


PICTURES = {**STATES, "rests": rests}


@contextmanager
def stage() -> Iterator[tuple[Chat, Assistant]]:
    """A browser and an assistant with an empty database."""
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if not all(programs):
        raise SystemExit("No browser: apt-get install chromium chromium-driver.")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_assistant(Path(folder)) as assistant,
        open_browser(str(programs[0]), str(programs[1]), Path(folder)) as driver,
    ):
        yield Chat(driver), assistant


def speed(turns: int) -> None:
    """Print the times of so many turns, in both languages."""
    with stage() as (chat, assistant):
        chat.size(*SIZES["phone"])
        chat.driver.get(f"{assistant.url}/?lang=zh")
        chat.open().say("你好")
        chat.js(WATCH)
        for turn in range(turns):
            chat.say(ASKED[turn % len(ASKED)])
            chat.until(lambda done=turn + 1: len(chat.js("return times")) == done)
        times = sorted(chat.js("return times"))
    part = statistics.quantiles(times, n=20)
    print(
        f"{turns} turns, from Enter to the first answer on screen: "
        f"p50 {statistics.median(times):.0f} ms, p95 {part[-1]:.0f} ms, "
        f"longest {times[-1]:.0f} ms\n"
        f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.0f}"
    )


def pictures(folder: Path) -> None:
    """Save each state, in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    with stage() as (chat, assistant):
        for lang in ("zh", "en"):
            for name in PICTURES:
                picture(chat, assistant, folder, name, lang, "phone")
            for name in ON_DESKTOP:
                picture(chat, assistant, folder, name, lang, "desktop")
            for name in set(PAGES) - {"home"}:  # behind the window that is closed
                for device in SIZES:
                    chat.size(*SIZES[device])
                    chat.driver.get(f"{assistant.url}{PAGES[name]}lang={lang}")
                    save(chat, folder / f"{name}-{device}-{lang}.png")
        for name in DARK:
            picture(chat, assistant, folder, name, "zh", "phone", "dark")


def picture(
    chat: Chat,
    assistant: Assistant,
    folder: Path,
    state: str,
    lang: str,
    device: str,
    scheme: str = "light",
) -> None:
    """Save one state as a small PNG."""
    chat.size(*SIZES[device])
    chat.media(prefers_color_scheme=scheme)
    with Wire(assistant.port) as wire:  # a new port: a browser that knows nothing
        chat.driver.get(f"{wire.url}/?lang={lang}")
        PICTURES[state](chat, lang, wire)
        parts = [state, device, lang] + (["dark"] if scheme == "dark" else [])
        save(chat, folder / f"{'-'.join(parts)}.png")


def save(chat: Chat, path: Path) -> None:
    """Save what the browser shows as a small PNG."""
    chat.driver.save_screenshot(str(path))
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def sizes() -> None:
    """Print what a browser loads, file by file."""
    packed = {
        path.name: len(gzip.compress(path.read_bytes(), 9))
        for path in [*sorted(FOLDER.glob("*.js")), FOLDER / "widget.css"]
    }
    for name, size in packed.items():
        print(f"{name:20}{size:8}")
    print(f"{'bytes, gzipped':20}{sum(packed.values()):8}")


def main(arguments: list[str]) -> None:
    """Run what the arguments name."""
    match arguments:
        case ["speed", *rest]:
            speed(int(rest[0]) if rest else 100)
        case ["sizes"]:
            sizes()
        case ["pictures", *rest]:
            target = Path(rest[0]) if rest else PROJECT / "docs" / "screens"
            pictures(target)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
