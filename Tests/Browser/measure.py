"""The page's and the server's times; printed, never asserted."""

import statistics
import time

from photos import ManyPairs, ManyPlaces
from program import Inspector

# Presses J and waits until the next pair is painted.
STEP = """
const done = arguments[0];
const stage = document.getElementById('stage');
const before = stage.dataset.row;
const start = performance.now();
document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}));
const look = () => {
  if (stage.dataset.row === before || stage.dataset.row === '') return requestAnimationFrame(look);
  // This frame has it; the task behind comes once the page has painted it.
  setTimeout(() => done(performance.now() - start));
};
requestAnimationFrame(look);
"""

# Zooms into the map and out of it, and tells how long each frame takes.
FRAMES = """
const done = arguments[0];
const canvas = document.getElementById('map-picture');
const {left, top, width, height} = canvas.getBoundingClientRect();
const times = [];
let last = performance.now();
const step = () => {
  const now = performance.now();
  times.push(now - last);
  last = now;
  if (times.length > 80) return done(times.slice(1));
  canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: times.length <= 40 ? -40 : 40, clientX: left + 0.4 * width,
    clientY: top + 0.5 * height, bubbles: true, cancelable: true}));
  requestAnimationFrame(step);
};
requestAnimationFrame(step);
"""


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(context):
    page = context.start()
    page.press("Home")
    times = []
    for _ in range(min(20, len(context.table["query"]) - 1)):
        page.settle()
        # Until the neighbours are loaded ahead.
        time.sleep(0.6)
        times.append(page.driver.execute_async_script(STEP))
    print(f"key to painted, neighbour loaded ahead: p50 {statistics.median(times):.0f} ms, p95 {quantile(times, 0.95):.0f} ms")

    with Inspector(context.program, context.sets) as fresh:
        rows = [row for row, score in enumerate(context.table["score"]) if score is not None]
        times = []
        for row in rows:
            try:
                times.append(seconds(lambda: fresh.get(f"/api/pairs/{row}")))
            except OSError:
                # A photo that is gone has no story.
                continue
        print(f"a pair's story, first time: p50 {1000 * statistics.median(times):.0f} ms, p95 {1000 * quantile(times, 0.95):.0f} ms")
        pictures = [f"/api/photos/r/{index}?side=104" for index in range(len(context.table["reference_ids"]))]
        cold = [seconds(lambda: fresh.get(path)) for path in pictures]
        warm = [seconds(lambda: fresh.get(path)) for path in pictures]
        print(f"a thumbnail: p50 {1000 * statistics.median(cold):.1f} ms cold, {1000 * statistics.median(warm):.1f} ms warm")

    pairs = ManyPairs(context.folder / "measured")
    with Inspector(context.program, pairs) as inspector:
        times = []
        for _ in range(3):
            page.open(inspector.address)
            page.frame()
            times.append(page.js("return performance.getEntriesByName('list-drawn')[0].startTime"))
        print(f"first paint with {ManyPairs.count:,} pairs: {' '.join(f'{value:.0f}' for value in times)} ms")

    photos = ManyPlaces(context.folder / "measured")
    with Inspector(context.program, photos) as inspector:
        page.open(inspector.address)
        page.press("a")
        page.wait("document.getElementById('map-legend').childElementCount > 0")
        for name in ("while its pictures come", "once they are there"):
            times = page.driver.execute_async_script(FRAMES)
            print(
                f"map of {ManyPlaces.count:,} photos, {name}: a frame p50 {statistics.median(times):.0f} ms, "
                f"p95 {quantile(times, 0.95):.0f} ms")
            time.sleep(2)
