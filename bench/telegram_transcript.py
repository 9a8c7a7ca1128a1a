"""Two conversations on Telegram, written down, and pictures of their cards.

`python -m bench.telegram_transcript`, in the project, has the real assistant hold the
conversations of the tests before the stand-in for the Bot API server. It writes what
the stand-in saw into docs/telegram.md, and draws docs/screens/telegram-zh.png and
telegram-en.png with Chromium, if there is one, as a telephone would show it.
"""

import asyncio
import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops

from advice import load_knowledge
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model
from tests.bot.channels.telegram.api import BotApi
from tests.bot.channels.telegram.conversations import QUOTE, in_chinese, in_english
from tests.bot.channels.telegram.running import channel_running, real_assistant
from tests.bot.channels.telegram.talk import Moment, Talk

DOCUMENT = PROJECT / "docs" / "telegram.md"
SCREENS = PROJECT / "docs" / "screens"
BULB = (
    '<svg viewBox="0 0 16 16"><path fill="#f5c518" d="M8 1a5 5 0 0 0-2.5 9.3V12h5v-1.7'
    'A5 5 0 0 0 8 1z"/><path fill="#888" d="M6 13h4v2H6z"/></svg>'
)  # where no font has it
BEGIN, END = "<!-- transcript -->\n", "<!-- end of the transcript -->\n"
WIDTH, HEIGHT, COLOURS = 1220, 2400, 24
STYLE = """
body { margin: 0; background: #8fb0a0; display: flex; align-items: flex-start;
  gap: 20px; padding: 20px; width: max-content; font: 15px/1.4 "Liberation Sans",
  "WenQuanYi Zen Hei", "Noto Sans CJK SC", sans-serif; color: #111; }
section { width: 366px; display: flex; flex-direction: column; gap: 8px; }
article { padding: 7px 11px; border-radius: 13px; background: #fff;
  white-space: pre-wrap; overflow-wrap: anywhere; }
article.me { align-self: flex-end; background: #e2fcc9; }
article.pressed { align-self: center; background: #0005; color: #fff;
  padding: 2px 10px; font-size: 13px; }
b { -webkit-text-stroke: 0.4px; }
svg { height: 1em; vertical-align: -0.1em; }
div { display: flex; gap: 4px; margin-top: -4px; }
div span { flex: 1; text-align: center; padding: 7px 4px; border-radius: 8px;
  background: #5b8271; color: #fff; font-size: 14px; }
blockquote { margin: 0; padding: 4px 8px; border-left: 3px solid #3a8fd0;
  background: #eaf3fb; border-radius: 5px; font-size: 13px; position: relative; }
blockquote.shut { max-height: 3.9em; overflow: hidden; }
blockquote.shut::after { content: "\\2304"; position: absolute; right: 7px;
  bottom: 0; background: #eaf3fb; padding: 0 3px; }
"""


async def converse() -> dict[str, list[Moment]]:
    """What was seen in each language."""
    knowledge = load_knowledge(PROJECT / "knowledge")
    chinese, english = [], []
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "assistant.db"
        async with (
            BotApi().running() as api,
            real_assistant(knowledge, database) as (assistant, store),
            channel_running(api, assistant, store, knowledge=knowledge) as channel,
        ):
            talk = Talk(channel, 101, "zh-hans", chinese)
            await in_chinese(talk)
            await in_english(Talk(channel, 102, "en", english))
    return {"zh": chinese, "en": english}


def as_text(moments: Sequence[Moment]) -> str:
    """The transcript of one conversation."""
    lines = []
    for one in moments:
        match one.what:
            case "says":
                lines.append(f"» {one.text}")
            case "presses":
                lines.append(f"» [{one.text}] under #{one.message_id}")
            case "notice":
                lines.append(f"(notice) {one.text}")
            case "new" | "changed":
                how = " is changed" if one.what == "changed" else ""
                rows = [" ".join(f"[{title}]" for title in row) for row in one.buttons]
                lines.append("\n".join([f"#{one.message_id}{how}", one.text, *rows]))
    return "\n\n".join(lines)


def write_down(seen: dict[str, list[Moment]]) -> None:
    """Put the transcripts into the document, in place of those there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    titles = {"zh": "In Chinese", "en": "In English"}
    parts = [f"### {titles[x]}\n\n```text\n{as_text(seen[x])}\n```\n" for x in seen]
    whole = before + BEGIN + "\n".join(parts) + END + after
    DOCUMENT.write_text(whole, encoding="utf-8")


def screens(moments: Sequence[Moment]) -> list[str]:
    """Three screens: question and decision, the law opened, a step that changes."""
    decided = next(at for at, one in enumerate(moments) if QUOTE in one.text)
    asked = next(at for at, one in enumerate(moments) if at and one.what == "says")
    final: dict[object, Moment] = {}
    for at, one in enumerate(moments[asked : decided + 1]):
        if one.what != "presses":  # of which the chat shows nothing
            final[one.message_id or -at] = one
    talk = [bubble(one) for one in final.values()]
    step = next(one for one in moments if "●" in one.text)
    start = moments.index(step)
    end = next(at for at, one in enumerate(moments) if "💡" in one.text)
    opened = bubble(moments[decided], opened=True)
    return ["".join(talk), opened, "".join(map(bubble, moments[start : end + 1]))]


def bubble(moment: Moment, *, opened: bool = False) -> str:
    """A message as HTML, its quote shut as Telegram shows it first."""
    if moment.what in ("says", "presses"):
        kind = "me" if moment.what == "says" else "pressed"
        return f'<article class="{kind}">{html.escape(moment.text)}</article>'
    shut = "<blockquote>" if opened else '<blockquote class="shut">'
    rows = "".join(
        f"<div>{''.join(f'<span>{html.escape(one)}</span>' for one in row)}</div>"
        for row in moment.buttons
    )
    text = moment.text.replace(QUOTE, shut).replace("💡", BULB)
    # A quote begins a line of its own anyhow.
    text = text.replace("\n<blockquote", "<blockquote")
    text = text.replace("</blockquote>\n", "</blockquote>")
    return f"<article>{text}</article>{rows}"


def draw(columns: Sequence[str], picture: Path) -> None:
    """Draw these screens beside each other, cut to what they need, in few colours."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print(f"no Chromium: {picture.name} stays as it is")
        return
    body = "".join(f"<section>{column}</section>" for column in columns)
    page = f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>{body}'
    with tempfile.TemporaryDirectory() as folder:
        source, raw = Path(folder) / "page.html", Path(folder) / "raw.png"
        source.write_text(page, encoding="utf-8")
        subprocess.run(  # noqa: S603 (our own page)
            [
                *(browser, "--headless=new", "--no-sandbox", "--disable-gpu"),
                *(f"--user-data-dir={folder}/profile", "--hide-scrollbars"),
                *(f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={raw}"),
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        with Image.open(raw) as image:
            cut(image.convert("RGB")).save(picture, optimize=True)


def cut(image: Image.Image) -> Image.Image:
    """Without the empty parts beside and below."""
    ground = Image.new("RGB", image.size, image.getpixel((2, 2)))
    box = ImageChops.difference(image, ground).getbbox() or (0, 0, *image.size)
    return image.crop((0, 0, box[2] + 20, box[3] + 20)).quantize(COLOURS)


def main() -> None:
    """Hold the conversations, write them down, draw them."""
    for name in [*os.environ]:
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    ensure_model(read_settings(os.environ), print)
    seen = asyncio.run(converse())
    write_down(seen)
    SCREENS.mkdir(exist_ok=True)
    for language, moments in seen.items():
        draw(screens(moments), SCREENS / f"telegram-{language}.png")


if __name__ == "__main__":
    main()
