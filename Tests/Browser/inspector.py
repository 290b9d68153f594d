#!/usr/bin/env python3
"""Checks `facsimile inspect` in a headless Chromium: a line a check, exit status 0 if all hold.

Needs Debian's chromium, chromium-driver and python3-selenium. Photos are made of fixtures/.
"""

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

from checks import CHECKS, Context
from measure import measure
from page import Page
from photos import PhotoSets
from program import Program

SIZES = ((1600, 1000), (1024, 700))


def take_screenshots(context, folder: Path):
    """Dark and light, in both sizes, for somebody to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    page = context.start()
    pairs = {"plain": ("Q00000", "R000013"), "turned": ("turned", "R000002"), "gone": ("gone", "R000004")}
    for is_dark in (True, False):
        page.dress(is_dark)
        for width, height in SIZES:
            page.resize(width, height)
            name = f"{'dark' if is_dark else 'light'}-{width}"
            for pair, ids in pairs.items():
                page.go_to(*ids, context.table)
                page.driver.save_screenshot(str(folder / f"{name}-{pair}.png"))
            page.go_to(*pairs["plain"], context.table)
            for key, view in zip("2345", ("blink", "swipe", "difference", "verdict")):
                page.press(key)
                page.driver.save_screenshot(str(folder / f"{name}-{view}.png"))
            page.press("1", "p", "+", "+")
            page.driver.save_screenshot(str(folder / f"{name}-keypoints.png"))
            page.press("p", "0", "?")
            page.driver.save_screenshot(str(folder / f"{name}-keys.png"))
            page.press("Esc", "a")
            time.sleep(1)
            page.driver.save_screenshot(str(folder / f"{name}-map.png"))
            page.press("+", "+", "+")
            time.sleep(0.5)
            page.driver.save_screenshot(str(folder / f"{name}-map-closer.png"))
            page.press("0", "a")
        page.resize(1600, 1000, zoom=2)
        page.frame()
        page.driver.save_screenshot(str(folder / f"{'dark' if is_dark else 'light'}-200-percent.png"))


def main() -> int:
    root = Path(__file__).resolve().parents[2]
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=root / ".build/release/facsimile", help="the program to check")
    options.add_argument("--screenshots", type=Path, help="folder to write pictures of the page into")
    options.add_argument("--only", metavar="NAME", action="append", help="checks whose names hold this")
    options.add_argument("--measure", action="store_true", help="print times in place of checks")
    given = options.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="facsimile-browser-") as folder:
        program = Program(given.program)
        page = Page()
        context = Context(program, PhotoSets(Path(folder), program, page), page, Path(folder))
        try:
            if given.measure:
                (Path(folder) / "measured").mkdir()
                measure(context)
            elif given.screenshots:
                take_screenshots(context, given.screenshots)
            else:
                for name, run in CHECKS.items():
                    if given.only and not any(part in name for part in given.only):
                        continue
                    start = time.time()
                    try:
                        run(context)
                        print(f"ok      {name} ({time.time() - start:.1f} s)", flush=True)
                    except Exception as error:
                        failed += 1
                        print(f"FAILED  {name}: {error}", flush=True)
                        if not isinstance(error, AssertionError):
                            traceback.print_exc()
        finally:
            context.page.close()
            if context.inspector:
                context.inspector.kill()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
