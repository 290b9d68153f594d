"""What the map has to do. Where photos are drawn is read from its pixels: its own word isn't taken for it."""

import csv
import time
from collections import Counter

from photos import ALONE, HIDDEN
from selenium.webdriver import ActionChains

# No score reaches this: no lines are drawn, and what changes in the picture is what is pointed at.
BEYOND_ALL = 100000

# The picture's pixels are compared by their colours; the pointer is moved by events, many a second.
POINTING = """
const canvas = document.getElementById('map-picture');
const box = canvas.getBoundingClientRect();
// What the event asks for is drawn before.
const frames = () => new Promise(requestAnimationFrame);
const pointAt = (x, y) => {
  canvas.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x, clientY: box.top + y, bubbles: true}));
  return frames();
};
const pointAway = () => {
  canvas.dispatchEvent(new PointerEvent('pointerleave'));
  return frames();
};
const bytes = () => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(canvas, 0, 0);
  return copy.getImageData(0, 0, canvas.width, canvas.height).data;
};
const pixels = () => new Uint32Array(bytes().buffer);
const toldID = () => {
  const told = document.getElementById('map-told');
  return told.hidden ? null : told.querySelector('b').textContent;
};
const fine = canvas.width / canvas.clientWidth;
"""

# Sweeps over the map, and tells which photo is named where.
SWEEP = POINTING + """
const done = arguments[arguments.length - 1];
(async () => {
  const found = {};
  await pointAway();
  const resting = toldID();
  for (let y = 30; y < canvas.clientHeight; y += 40) {
    for (let x = 30; x < canvas.clientWidth; x += 40) {
      await pointAt(x, y);
      const id = toldID();
      if (id !== null && id !== resting) found[id] ??= [x, y];
    }
  }
  await pointAway();
  done(found);
})();
"""

# The middle of what changes in the picture when something is pointed at, once its thumbnail has come.
MIDDLE = POINTING + """
const [x, y, done] = arguments;
(async () => {
  const id = (await pointAt(x, y), toldID());
  let before = pixels();
  for (let wait = 0; wait < 20; wait++) {
    await new Promise((done) => setTimeout(done, 60));
    const now = pixels();
    const isStill = now.every((colour, at) => colour === before[at]);
    before = now;
    if (isStill && wait > 1) break;
  }
  const pointed = pixels();
  await pointAway();
  const away = pixels();
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  pointed.forEach((colour, at) => {
    if (colour === away[at]) return;
    const [column, row] = [at % canvas.width, Math.floor(at / canvas.width)];
    [left, right, top, bottom] = [Math.min(left, column), Math.max(right, column), Math.min(top, row), Math.max(bottom, row)];
  });
  done(right < 0 ? null : {id, x: (left + right + 1) / 2 / fine, y: (top + bottom + 1) / 2 / fine,
    isCut: left === 0 || top === 0 || right === canvas.width - 1 || bottom === canvas.height - 1});
})();
"""


def opened(context, threshold=None, *options):
    """The page with the map open."""
    page = context.start(*options)
    if threshold is not None:
        page.js("location.hash = `#view=matches&queue=all&t=${arguments[0]}`", threshold)
        page.frame()
    page.press("a")
    page.wait("document.getElementById('map-legend').childElementCount > 0", what="the map to be drawn")
    page.wait("document.getElementById('map-message').hidden")
    return page


def is_open(page) -> bool:
    return page.is_shown("#map")


def places(context):
    with context.sets.places.open(newline="") as file:
        return {row["id"]: (float(row["x"]), float(row["y"])) for row in csv.DictReader(file)}


def middles(page, found, most):
    """Where photos are drawn, by id; those that the pane cuts off are left out."""
    drawn = {}
    for x, y in list(found.values()):
        middle = page.driver.execute_async_script(MIDDLE, x, y)
        if middle and not middle["isCut"]:
            drawn[middle["id"]] = (middle["x"], middle["y"])
        if len(drawn) == most:
            break
    return drawn


def check_places(drawn, table):
    """All lie as the table has them, up and down included, if the two that are farthest apart do."""
    pairs = [(a, b) for a in drawn for b in drawn if a < b]
    a, b = max(pairs, key=lambda ids: abs(table[ids[0]][0] - table[ids[1]][0]))
    scale = (drawn[b][0] - drawn[a][0]) / (table[b][0] - table[a][0])
    left = drawn[a][0] - scale * table[a][0]
    top = drawn[a][1] + scale * table[a][1]
    assert scale > 0, "the map is mirrored"
    for name, (x, y) in drawn.items():
        expected = (left + scale * table[name][0], top - scale * table[name][1])
        off = max(abs(x - expected[0]), abs(y - expected[1]))
        assert off < 1, f"{name} is drawn {off:.2f} px off, at a scale of {scale:.3f}"
    return scale, left, top


def wheel(page, x, y, turns):
    page.js("""
        const canvas = document.getElementById('map-picture');
        const {left, top} = canvas.getBoundingClientRect();
        for (let turn = 0; turn < arguments[2]; turn++) {
          canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: -100, clientX: left + arguments[0], clientY: top + arguments[1],
            bubbles: true, cancelable: true}));
        }""", x, y, turns)
    page.frame()


def places_hold(context):
    page = opened(context, BEYOND_ALL)
    table = places(context)
    found = page.driver.execute_async_script(SWEEP)
    assert len(found) > 8, f"only {len(found)} photos are found on the map"
    before = check_places(middles(page, found, 10), table)
    # Around the pointer: what is under it stays.
    x, y = next(iter(found.values()))
    wheel(page, x, y, 5)
    drawn = middles(page, page.driver.execute_async_script(SWEEP), 6)
    assert len(drawn) >= 3, f"only {len(drawn)} photos are seen from nearby"
    after = check_places(drawn, table)
    assert after[0] > 1.5 * before[0], "the wheel doesn't zoom"
    point = ((x - before[1]) / before[0], (before[2] - y) / before[0])
    off = max(abs(after[1] + after[0] * point[0] - x), abs(after[2] - after[0] * point[1] - y))
    # Both scales are known by places that are known to half a pixel, and are far from the pointer.
    assert off < 4, f"what was under the pointer is {off:.1f} px off"
    # Dragging takes the photos along.
    canvas = page.driver.find_element("css selector", "#map-picture")
    ActionChains(page.driver).move_to_element_with_offset(canvas, 30, 20).click_and_hold() \
        .move_by_offset(40, 25).move_by_offset(20, 15).release().perform()
    page.frame()
    assert is_open(page), "a drag is taken for a click"
    drawn = middles(page, page.driver.execute_async_script(SWEEP), 4)
    moved = check_places(drawn, table)
    assert abs(moved[1] - after[1] - 60) < 4 and abs(moved[2] - after[2] - 40) < 4, \
        f"dragged by {moved[1] - after[1]:.1f}, {moved[2] - after[2]:.1f}"


def best_row(table, role, name):
    ids, column = (table["query_ids"], "query") if role == "q" else (table["reference_ids"], "reference")
    return next((row for row, index in enumerate(table[column]) if ids[index] == name), None)


def role_of(table, name):
    return "r" if name in table["reference_ids"] else "q"


def pair_count(table, name):
    return sum(table["query_ids"][query] == name for query in table["query"]) + sum(
        table["reference_ids"][reference] == name for reference in table["reference"])


def click_at(page, x, y):
    canvas = page.driver.find_element("css selector", "#map-picture")
    width, height = page.js("return [arguments[0].clientWidth, arguments[0].clientHeight]", canvas)
    ActionChains(page.driver).move_to_element_with_offset(canvas, round(x - width / 2), round(y - height / 2)).perform()
    page.frame()
    told = page.text("#map-told")
    ActionChains(page.driver).click().perform()
    page.frame()
    return told


def click_opens(context):
    page = opened(context)
    assert "map=1" in page.fragment
    found = page.driver.execute_async_script(SWEEP)
    named = {name: place for name, place in found.items() if name != ALONE}
    # Of each side the photo with most pairs: there must be one that has a choice.
    sides = {
        role: max((name for name in named if role_of(context.table, name) == role), key=lambda name: pair_count(context.table, name))
        for role in "qr"}
    assert max(pair_count(context.table, name) for name in sides.values()) > 1
    for role, name in sides.items():
        row = best_row(context.table, role, name)
        score = context.table["score"][row]
        told = click_at(page, *named[name])
        assert name in told and f"best score {score:.1f}"[:13] in told, told
        page.wait("document.getElementById('map').hidden", what="the map to close")
        assert page.row == row, f"{name} opens row {page.row}, not its best pair {row}"
        assert "map=1" not in page.fragment
        page.press("a")
        page.frame()
    # A photo that is in no pair.
    page.press("0")
    told = click_at(page, *found[ALONE])
    assert ALONE in told and "in no pair" in told, told
    assert is_open(page) and page.is_shown("#map-photo")
    page.wait("document.querySelector('#map-photo img').naturalWidth > 0", what="the photo")
    assert f"{ALONE} is in no pair" in page.text("#map-photo figcaption")
    page.press("Esc")
    assert is_open(page) and not page.is_shown("#map-photo")
    page.press("Esc")
    assert not is_open(page) and page.js("return document.activeElement.id") == "list"


def by_button(context):
    page = context.start()
    row = page.row
    labels = context.inspector.json("/api/labels")
    page.click("#map-button")
    assert is_open(page) and page.is_pressed("#map-button")
    assert page.js("return document.activeElement.id") == "map-picture", "the keys aren't the map's"
    assert page.js("return document.getElementById('pairs').inert && document.getElementById('middle').inert"), \
        "what the map covers can be come to by Tab"
    page.press("c", "j", "2")
    assert context.inspector.json("/api/labels") == labels, "a pair that isn't seen is labelled"
    page.click("#map-close")
    assert not is_open(page) and page.row == row and not page.js("return document.getElementById('pairs').inert")
    assert page.is_pressed("[data-view=matches]")
    page.click("#map-button")
    page.click("#map-button")
    assert not is_open(page)
    # The address opens it, and Back returns to it.
    page.click("#map-button")
    assert "map=1" in page.fragment
    page.driver.refresh()
    page.wait("document.getElementById('map').checkVisibility()", what="the map after a reload")
    page.wait("document.getElementById('map-legend').childElementCount > 0")
    assert page.js("return document.activeElement.id") == "map-picture", "the keys aren't the map's after a reload"
    time.sleep(1.2)
    page.press("Enter")
    page.wait("!document.getElementById('map').checkVisibility()")
    time.sleep(0.2)
    page.driver.back()
    page.wait("document.getElementById('map').checkVisibility()", what="the map after Back")


def nearest(table, name, across, up):
    """The nearest photo of those that lie more ahead than aside."""
    x, y = table[name]
    ahead = {
        other: (u - x) ** 2 + (v - y) ** 2 for other, (u, v) in table.items()
        if (u - x) * across + (v - y) * up > abs((u - x) * up) + abs((v - y) * across)}
    return min(ahead, key=ahead.get) if ahead else None


def arrows(context):
    page = opened(context)
    table = places(context)
    ways = {"→": (1, 0), "←": (-1, 0), "↑": (0, 1), "↓": (0, -1)}
    name = page.text("#map-told b")
    visited = set()
    for key in "→→↓←↑→↑←←↓↓→→":
        expected = nearest(table, name, *ways[key])
        page.press(key)
        now = page.text("#map-told b")
        # Of photos at one place any will do.
        if expected is not None:
            assert table[now] == table[expected], f"{key} goes from {name} to {now}, not {expected}"
        name = now
        visited.add(name)
        inside = page.js("""
            const told = document.getElementById('map-told').getBoundingClientRect();
            const view = document.getElementById('map-view').getBoundingClientRect();
            return told.width > 0 && told.left >= view.left && told.right <= view.right && told.top >= view.top""")
        assert inside, f"{name} is out of sight"
    assert len(visited) > 4
    # From nearby, the chosen photo comes into sight.
    page.press("+", "+", "+", "+", "+", "+")
    for key in "←←←←↑↑↑":
        page.press(key)
        assert page.is_shown("#map-told"), "the chosen photo is out of sight"
    # Two at one place are both come to.
    seen = set()
    page.press("0")
    for _ in range(40):
        x, y = table[page.text("#map-told b")]
        across, up = table[HIDDEN[0]][0] - x, table[HIDDEN[0]][1] - y
        if (across, up) == (0, 0):
            break
        page.press(("→" if across > 0 else "←") if abs(across) > abs(up) else ("↑" if up > 0 else "↓"))
    else:
        raise AssertionError("no arrow leads to the two photos at one place")
    assert "1 other photo at this very place" in page.text("#map-told")
    for key in "←→→":
        page.press(key)
        seen.add(page.text("#map-told b"))
    assert set(HIDDEN) <= seen, f"of two photos at one place only {seen & set(HIDDEN)} is come to"


COLOURS = POINTING + """
const legend = ['true', 'wrong', 'unknown'].map((kind) => getComputedStyle(document.getElementById(`map-${kind}`)).color);
const wanted = legend.map((colour) => colour.match(/\\d+/g).slice(0, 3).map(Number));
const data = bytes();
const counts = [0, 0, 0];
for (let at = 0; at < data.length; at += 4) {
  wanted.forEach((colour, kind) => {
    if (data[at + 3] > 100 && colour.every((value, part) => Math.abs(value - data[at + part]) < 6)) counts[kind]++;
  });
}
return counts;
"""


def lines(context):
    page = opened(context, 0)
    table = context.table
    mapped = places(context)
    believed = [
        row for row, score in enumerate(table["score"]) if score is not None and score >= 0
        and table["query_ids"][table["query"][row]] in mapped and table["reference_ids"][table["reference"][row]] in mapped]
    counts = Counter({1: "true", 0: "wrong", None: "unknown"}[table["truth"][row]] for row in believed)
    for kind in ("true", "wrong", "unknown"):
        told = page.js(
            "const entry = document.getElementById(arguments[0]).parentElement;"
            "return entry.hidden ? '0' : entry.textContent", f"map-{kind}")
        assert int(told.split()[0]) == counts[kind], f"{told} lines, but {counts[kind]} {kind} pairs"
    page.js(POINTING + "pointAway()")
    assert page.js(COLOURS)[0] > 100, "no true pair's line is drawn"
    assert counts["wrong"] == 0 or page.js(COLOURS)[1] > 10, "no wrong pair's line is drawn"
    page.js("location.hash = `#view=matches&queue=all&t=${arguments[0]}&map=1`", BEYOND_ALL)
    page.frame()
    page.wait("[...document.querySelectorAll('#map-legend span')].some((part) => part.textContent === '0 true')")


MAP_CHECKS = {
    "map by button, address and Back": by_button,
    "map: photos lie where the table says": places_hold,
    "map: a click opens the best pair": click_opens,
    "map: arrows go to the nearest photo": arrows,
    "map: lines of pairs": lines,
}
