"""What the page has to do, a function a check; each raises AssertionError where it doesn't."""

import csv
import json
import time

from key_checks import KEY_CHECKS
from map_checks import MAP_CHECKS, opened
from photos import GONE, MARKUP, MIRRORED, TURNED, ManyPairs
from pixels import mean_brightness
from program import Inspector

CHECKS = {}


def check(name):
    def named(function):
        CHECKS[name] = function
        return function
    return named


class Context:
    """What the checks work on: the program, sets of photos, and one page on one running inspector."""

    def __init__(self, program, sets, page, folder):
        self.program = program
        self.sets = sets
        self.page = page
        self.folder = folder
        self.inspector = None

    def start(self, *options):
        """The page on an inspector that was just started, with all pairs in the list."""
        if self.inspector:
            self.page.collect()
            self.page.driver.get("about:blank")
            self.inspector.kill()
        self.inspector = Inspector(self.program, self.sets, *options)
        self.table = self.inspector.json("/api/pairs")
        self.page.resize(1600, 1000)
        self.page.open(self.inspector.address)
        self.page.choose_queue("all")
        return self.page


# Keys


@check("keys")
def keys(context):
    page = context.start()
    page.press("?")
    table = page.js(
        "return [...document.querySelectorAll('.key-row')].map((row) =>"
        " [row.dataset.action, [...row.querySelectorAll('kbd')].map((key) => key.textContent)])")
    page.press("Esc")
    assert {action for action, _ in table} == set(KEY_CHECKS), "the table of keys has others than are checked"
    failures = []
    for action, names in table:
        page.press("Home", "1")
        page.settle()
        try:
            KEY_CHECKS[action](page, names)
        except AssertionError as error:
            failures.append(f"{' '.join(names)} ({action}): {error}")
            page.open(context.inspector.address)
            page.choose_queue("all")
    assert not failures, "; ".join(failures)


@check("keys are text in a field")
def keys_in_field(context):
    page = context.start()
    row = page.row
    page.click("#note")
    page.press(*"jcn1")
    assert page.row == row and page.js("return document.getElementById('note').value") == "jcn1"
    page.press("Esc")
    assert context.inspector.json("/api/labels")["labels"] == []


@check("what is found is what is labelled")
def found(context):
    page = context.start()
    page.choose_queue("all")
    last = context.table["query_ids"][context.table["query"][-1]]
    page.press("Home", "/", *last)
    page.settle()
    assert context.table["query"][page.row] != context.table["query"][-1], "looking opens nothing"
    page.press("Esc", "/", *"nothing is called so", "Enter", "c")
    assert context.inspector.json("/api/labels")["labels"] == [], "a pair was labelled that the list doesn't show"
    page.press("Esc", "/", *last, "Enter")
    assert context.table["query"][page.row] == context.table["query"][-1], "Enter opens what was found"
    row = page.row
    page.press("c")
    page.wait("document.getElementById('label-state').textContent.startsWith('1 label is in')")
    assert [label["pair"] for label in context.inspector.json("/api/labels")["labels"]] == [row]
    page.press("Esc", "z")
    page.wait("document.getElementById('label-state').textContent.startsWith('0 labels')")


# Labels


@check("labels outlive a kill")
def labels_outlive(context):
    page = context.start()
    row = page.row
    page.click("[data-reason=shared_overlay]")
    page.click("#note")
    page.press(*"wears it")
    page.press("Esc", "n")
    page.wait("document.getElementById('label-state').textContent.startsWith('1 label is in')")
    context.inspector.kill()
    lines = [json.loads(line) for line in context.sets.labels.read_text().splitlines()]
    assert lines[0] == {"format": "facsimile-labels", "format_version": 1}
    assert (lines[-1]["label"], lines[-1]["reason"], lines[-1]["note"]) == ("not_copy", "shared_overlay", "wears it")
    page = context.start()
    assert page.row == row
    assert page.is_pressed("[data-label=not_copy]") and page.is_pressed("[data-reason=shared_overlay]")
    assert page.js("return document.getElementById('note').value") == "wears it"
    page.click("[data-label=not_copy]")
    page.wait("document.getElementById('label-state').className === ''")
    assert context.inspector.json("/api/labels")["labels"] == []


@check("a program that has ended")
def stopped(context):
    page = context.start()
    row = page.row
    context.inspector.kill()
    page.press("c")
    page.wait("document.getElementById('stopped').checkVisibility()", what="the banner")
    assert page.text("#stopped").startswith("Stopped. ") and context.sets.labels.name in page.text("#stopped")
    page.press("k")
    page.settle()
    assert page.row == row and page.is_pressed("[data-label=copy]"), "an unsaved label is lost"
    assert "not saved" in page.text(f"#row-{row}")
    page.press("z")


# The program's answer to one label is another than it would give.
REFUSE_FIRST = """
const honest = window.fetch;
window.fetch = (path, options) =>
  options?.method === 'POST' && JSON.parse(options.body).pair === 0 && !window.isHonest
    ? Promise.resolve(new Response('{"error": {"code": "not_saved", "message": "The disk is full."}}', {status: 500}))
    : honest(path, options);
"""


@check("a label that is refused is kept, and holds up no other")
def refused(context):
    page = context.start()
    page.press("Home")
    page.settle()
    page.js(REFUSE_FIRST)
    page.press("c", "n")
    page.wait("document.getElementById('label-state').textContent.includes('The disk is full.')")
    page.wait("!document.getElementById('row-1').textContent.includes('not saved')", what="the other label to be saved")
    assert "not saved: ✓ copy" in page.text("#row-0")
    page.js("window.isHonest = true")
    page.wait("document.getElementById('label-state').className === ''", what="the label to be saved after all")
    labels = context.inspector.json("/api/labels")["labels"]
    assert sorted((label["pair"], label["label"]) for label in labels) == [(0, "copy"), (1, "not_copy")]
    page.press("z", "z")
    page.wait("document.getElementById('label-state').className === ''")


@check("a second inspector reads only")
def read_only(context):
    context.start()
    with Inspector(context.program, context.sets) as second:
        context.page.open(second.address)
        assert context.page.is_shown("#read-only")
        assert context.page.js("return document.querySelector('[data-label=copy]').disabled")
        context.page.press("c")
        assert second.json("/api/labels")["labels"] == []


# Figures


@check("the threshold's figures are evaluate's")
def figures(context):
    page = context.start()
    table = context.table
    scores = sorted({score for score in table["score"] if score is not None})
    for threshold in (scores[0], scores[len(scores) // 3], 2, scores[-1], scores[-1] + 1):
        page.js("location.hash = `#view=matches&queue=all&t=${arguments[0]}`", threshold)
        page.wait(f"document.getElementById('flag').textContent.includes(Number({threshold}).toFixed(2))")
        told = context.program.evaluated(context.sets, threshold)
        wrong = sum(error["kind"] == "false positive" for error in told["errors"]["list"])
        missed = len(told["errors"]["list"]) - wrong
        found = told["true_pair_count"] - missed
        precision = f"{100 * found / (found + wrong):.1f} %" if found + wrong else "–"
        shown = page.js("return [...document.querySelectorAll('.figure b')].map((figure) => figure.textContent)")
        expected = [precision, f"{100 * found / told['true_pair_count']:.1f} %", f"{told['micro_average_precision']:.3f}"]
        assert shown == expected, f"at {threshold} {shown}, but evaluate says {expected}"
        counts = page.js(
            "return ['false-positives', 'missed', 'found'].map((name) =>"
            " Number(document.querySelector(`[data-queue=${name}] .count`).textContent.replaceAll(',', '')))")
        assert counts == [wrong, missed, found], f"at {threshold} the queues have {counts}"


@check("a score is explained to its end")
def score_explained(context):
    page = context.start()
    for row in range(8):
        query = context.table["query_ids"][context.table["query"][row]]
        if query == GONE:
            continue
        page.go_to(query, context.table["reference_ids"][context.table["reference"][row]], context.table)
        score = context.table["score"][row]
        story = context.inspector.json(f"/api/pairs/{row}")
        figures = page.js("return [...document.querySelectorAll('.step')].map((step) => step.lastChild.textContent)")
        assert float(figures[-1]) == score, f"row {row} is listed with {score}, and the page says {figures[-1]}"
        assert len(figures) >= len(story["models"][0]["terms"]) + 3


@check("queues of a comparison")
def compared(context):
    page = context.start()
    listed = [row for row, score in enumerate(context.table["score"]) if score is not None]
    ids = {
        row: (context.table["query_ids"][context.table["query"][row]], context.table["reference_ids"][context.table["reference"][row]])
        for row in listed}
    # The others don't list one pair, have one at less, and one that is here the last at more.
    dropped, lowered, raised = ids[listed[0]], ids[listed[1]], ids[listed[-1]]
    other = context.folder / "others.csv"
    with other.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["query_id", "reference_id", "score"])
        for row in listed:
            score = {dropped: None, lowered: 0.01, raised: 50}.get(ids[row], context.table["score"][row])
            if score is not None:
                table.writerow([*ids[row], score])
    threshold = (context.table["score"][listed[1]] + context.table["score"][listed[-1]]) / 2
    page = context.start("--compare", other)
    page.js("location.hash = `#view=matches&queue=all&t=${arguments[0]}`", threshold)
    page.frame()
    for queue, expected in (("only-here", [dropped, lowered]), ("only-there", [raised])):
        page.choose_queue(queue)
        shown = page.js(
            "return [...document.querySelectorAll('#list [role=option]')].map((row) =>"
            " [row.querySelector('.words span').textContent, row.querySelector('.wide').textContent])")
        assert sorted(map(tuple, shown)) == sorted(expected), f"{queue} has {shown}"
        assert page.text(f"[data-queue={queue}] .count") == str(len(expected))
    # What they say of the pair is told.
    assert "50" in page.text("#head"), page.text("#head")


# Many pairs


@check("500,000 pairs")
def many(context):
    page = context.page
    pairs = ManyPairs(context.folder)
    with Inspector(context.program, pairs) as inspector:
        page.open(inspector.address)
        page.choose_queue("all")
        for key, expected in (("End", "500,000 of 500,000"), ("Home", "1 of 500,000"), ("End", "500,000 of 500,000")):
            page.press(key)
            page.wait(f"document.getElementById('place').textContent === '{expected}'", what=expected)
            assert page.js("return document.querySelectorAll('#list *').length") < 200
            hidden = page.js(
                "const row = document.querySelector('#list [aria-selected=true]').getBoundingClientRect();"
                "const list = document.getElementById('list').getBoundingClientRect();"
                "return row.top < list.top - 1 || row.bottom > list.bottom + 1")
            assert not hidden, f"{key}: the row is out of sight"
        # By the scroll bar as well.
        page.js("const list = document.getElementById('list'); list.scrollTop = 0")
        page.frame()
        page.js("const list = document.getElementById('list'); list.scrollTop = list.scrollHeight")
        page.frame()
        assert page.exists("#list [aria-posinset='500000']"), "the end of the scroll bar isn't the end of the list"
        # There is no map of these, nor a key for it.
        page.press("a")
        assert not page.is_shown("#map") and not page.is_shown("#map-button")
        assert not page.exists("[data-action=map]") and page.exists("[data-action=help]")


# Geometry


# For each panel of the upper row: its photo's rectangle, and where the chosen match's circle is.
PLACES = """
return [...document.querySelectorAll('.panel')].slice(0, 2).map((panel) => {
  const photo = panel.querySelector('.base').getBoundingClientRect();
  const role = panel.dataset.role;
  const circle = document.querySelector(`#marks circle[data-role=${role}]`)?.getBoundingClientRect();
  return {role, photo: [photo.left, photo.top, photo.width, photo.height],
    circle: circle && [circle.left + circle.width / 2, circle.top + circle.height / 2]};
});
"""


def check_points(page, story, count=25, all_seen=True):
    """Steps through matches; each is drawn in the photos' rectangles where the story says."""
    inliers = [match for match in story["matches"] if match["fate"] == "inlier"]
    seen = 0
    for _ in inliers[:count]:
        match = inliers[int(page.text("#match-facts b").split()[0]) - 1]
        for panel in page.js(PLACES):
            side = {"q": "query", "r": "reference"}[panel["role"]]
            left, top, width, height = panel["photo"]
            point = match[side]
            expected = (
                left + (point["x"] + 0.5) / story[side]["width"] * width,
                top + (point["y"] + 0.5) / story[side]["height"] * height)
            if panel["circle"] is None:
                continue
            seen += 1
            off = max(abs(a - b) for a, b in zip(expected, panel["circle"]))
            assert off < 0.3, f"the {side}'s point is drawn {off:.2f} px off"
        page.press("]")
    assert seen == 2 * len(inliers[:count]) or not all_seen, "not all points are drawn"


def check_laid(page, story):
    """The corners of the laid query are where the model has them, by the matrix that the browser uses."""
    corners = page.js("""
        const panel = [...document.querySelectorAll('.panel:not([hidden])')].find((panel) => !panel.querySelector('.laid').hidden);
        const [base, laid] = [panel.querySelector('.base'), panel.querySelector('.laid')];
        const box = panel.querySelector('.picture').getBoundingClientRect();
        const matrix = new DOMMatrix(getComputedStyle(laid).transform);
        const photo = base.getBoundingClientRect();
        return {photo: [photo.left - box.left, photo.top - box.top, photo.width, photo.height],
          corners: [[0, 0], [1, 0], [1, 1], [0, 1]].map(([x, y]) => {
            const point = matrix.transformPoint({x: x * laid.width, y: y * laid.height});
            return [point.x / point.w, point.y / point.w];
          })};""")
    flat = story["models"][0]["reference_from_query"]
    a, b, c, d, e, f, g, h, i = flat if len(flat) == 9 else sum(flat, [])
    left, top, width, height = corners["photo"]
    query, reference = story["query"], story["reference"]
    for (u, v), drawn in zip(((0, 0), (1, 0), (1, 1), (0, 1)), corners["corners"]):
        x, y = u * query["width"] - 0.5, v * query["height"] - 0.5
        depth = g * x + h * y + i
        mapped = ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
        expected = (left + (mapped[0] + 0.5) / reference["width"] * width, top + (mapped[1] + 0.5) / reference["height"] * height)
        off = max(abs(p - q) for p, q in zip(expected, drawn))
        assert off < 0.3, f"a corner of the laid query is {off:.2f} px off"


def geometry(context, query, reference):
    page = context.start()
    row = page.go_to(query, reference, context.table)
    story = context.inspector.json(f"/api/pairs/{row}")
    check_points(page, story)
    page.press("+", "+")
    check_points(page, story, all_seen=False)
    page.press("0")
    assert page.js("return document.querySelectorAll('#marks .outline').length") == 2, "a photo's frame isn't drawn"
    page.press("x")
    assert page.js(PLACES)[0]["role"] == "r"
    check_points(page, story, count=8)
    page.press("x", "4")
    check_laid(page, story)
    return page, story


@check("points of a plain pair")
def plain(context):
    geometry(context, "Q00000", "R000013")


@check("points of a pair in perspective")
def perspective(context):
    page, _ = geometry(context, "Q00007", "R000001")
    difference = mean_brightness(page.picture(".panel:not([hidden]) .picture"))
    page.hold("Space")
    reference = mean_brightness(page.picture(".panel:not([hidden]) .picture"))
    page.let_go("Space")
    assert difference < 0.5 * reference, f"the difference's mean is {difference:.1f}, that of the reference {reference:.1f}"


@check("points of a mirrored pair")
def mirrored(context):
    page, story = geometry(context, MIRRORED, "R000005")
    assert story["is_mirrored"]
    # What is drawn tells as well: of a photo and its mirror image laid right, nothing is left.
    brightness = mean_brightness(page.picture(".panel:not([hidden]) .picture"))
    assert brightness < 8, f"the difference's mean is {brightness:.1f} of 255"


@check("points of a query that is turned by EXIF")
def turned(context):
    page, story = geometry(context, TURNED, "R000002")
    assert (story["query"]["width"], story["query"]["height"]) == (story["reference"]["height"], story["reference"]["width"])
    brightness = mean_brightness(page.picture(".panel:not([hidden]) .picture"))
    assert brightness < 8, f"the difference's mean is {brightness:.1f} of 255"


@check("points of a reference that is turned by EXIF")
def turned_reference(context):
    geometry(context, "Q00002", "R000006")


# Names, photos, states


@check("a name that looks like markup stays text")
def markup(context):
    page = context.start()
    title = page.js("return document.title")
    page.go_to(MARKUP, "R000003", context.table)
    assert page.js("return [...document.querySelectorAll('.caption')].some((part) => part.textContent.includes(arguments[0]))", MARKUP)
    assert page.js("return document.querySelectorAll('img[src=x], img[onerror]').length") == 0
    assert page.js("return document.title") == title
    page.press("c", "z")


@check("a photo that is gone can be labelled")
def gone(context):
    page = context.start()
    row = page.go_to(GONE, "R000004", context.table)
    assert page.is_shown("#message"), "nothing is said of the photo"
    page.press("u")
    page.wait("document.getElementById('label-state').className === ''")
    labels = context.inspector.json("/api/labels")["labels"]
    assert [(label["pair"], label["label"]) for label in labels] == [(row, "unsure")]
    page.press("z")
    page.wait("document.getElementById('label-state').className === ''")


@check("a true pair that was never listed")
def never_listed(context):
    page = context.start()
    page.choose_queue("missed")
    page.press("End")
    page.settle()
    assert page.text("#standing") == "never listed" and page.text("#score") == "–"


@check("an empty queue tells of the next")
def empty_queue(context):
    page = context.start()
    page.js("location.hash = '#view=matches&queue=false-positives&t=100000'")
    page.wait("document.getElementById('empty').checkVisibility()")
    page.click("#empty button")
    page.settle()
    assert not page.is_shown("#empty")


@check("Back and reload return")
def back(context):
    page = context.start()
    page.press("j", "j")
    page.settle()
    row = page.row
    time.sleep(1.2)
    page.press("5")
    time.sleep(1.2)
    page.choose_queue("found")
    page.press("End")
    page.settle()
    time.sleep(1.2)
    fragment = page.fragment
    page.driver.refresh()
    page.wait("document.getElementById('page').hidden === false")
    page.settle()
    assert page.fragment == fragment, f"{fragment} is {page.fragment} after a reload"
    for _ in range(4):
        page.driver.back()
        time.sleep(0.2)
        if page.js("return document.getElementById('stage').dataset.view") == "matches":
            break
    page.settle()
    assert page.row == row and page.is_pressed("[data-queue=all]"), page.fragment


@check("without the key")
def without_token(context):
    context.start()
    page = context.page
    page.js("sessionStorage.clear()")
    page.open(context.inspector.base + "/")
    assert page.is_shown("#instead") and "facsimile inspect" in page.text("#instead")
    page.open(context.inspector.base + "/#" + "0" * 32)
    assert page.is_shown("#instead"), "a wrong key opens the page"
    # The server's no is in the console, as it must be.
    page.driver.get_log("browser")
    page.js("sessionStorage.clear()")


@check("no motion where none is wanted")
def motion(context):
    page = context.start()
    flips = """
        const done = arguments[0];
        const seen = new Set();
        const timer = setInterval(() => seen.add(document.querySelector('.panel .laid').hidden), 50);
        setTimeout(() => { clearInterval(timer); done(seen.size); }, 2000);"""
    page.press("2")
    assert page.driver.execute_async_script(flips) == 1
    page.dress(is_dark=True, is_still=False)
    page.frame()
    assert page.driver.execute_async_script(flips) == 2
    page.dress(is_dark=True)
    page.press("1")


@check("small windows and 200 %")
def small(context):
    page = context.start()
    for width, height, zoom in ((1024, 700, 1), (1600, 1000, 2), (1280, 800, 2)):
        page.resize(width, height, zoom)
        page.frame()
        wide = page.js("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{width} × {height} at {zoom}00 % is {wide} px too wide"
        page.js("document.getElementById('stage').scrollIntoView()")
        for selector in ("#stage", "[data-label=copy]", "#list", "#threshold", "[data-view=verdict]", "#find"):
            box = page.js("const {width, height} = document.querySelector(arguments[0]).getBoundingClientRect(); return [width, height]", selector)
            assert min(box) > 15, f"{selector} is {box} at {width} × {height}"
        stage = page.js("return document.getElementById('stage').getBoundingClientRect().height")
        assert stage > 180, f"the stage is {stage} px high"


# The contrast of each text that is seen with what lies behind it, by WCAG; what it stands on may be translucent.
CONTRAST = """
const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgba = (colour) => {
  paint.clearRect(0, 0, 1, 1);
  paint.fillStyle = colour;
  paint.fillRect(0, 0, 1, 1);
  return [...paint.getImageData(0, 0, 1, 1).data];
};
const light = (colour) => colour.slice(0, 3)
  .map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
const poor = [];
const walker = document.createTreeWalker(document.getElementById('page'), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const text = walker.currentNode.textContent.trim();
  const parent = walker.currentNode.parentElement;
  if (!text || !parent.checkVisibility() || parent.closest('svg, :disabled, .unseen')) continue;
  let ground = null;
  for (let at = parent; at && !ground; at = at.parentElement) {
    const colour = rgba(getComputedStyle(at).backgroundColor);
    if (colour[3] > 200) ground = colour;
  }
  const [a, b] = [light(rgba(getComputedStyle(parent).color)), light(ground ?? [255, 255, 255])].sort((a, b) => b - a);
  const contrast = (a + 0.05) / (b + 0.05);
  if (contrast < 4.5) poor.push(`${text.slice(0, 24)}: ${contrast.toFixed(2)}`);
}
return poor;
"""

# Signs need 3 : 1 with what they are drawn on.
SIGNS = CONTRAST.partition("const poor")[0] + """
const ground = light(rgba(getComputedStyle(document.getElementById('map-picture')).backgroundColor));
return ['q', 'r', 'true', 'wrong', 'unknown'].map((name) => {
  const [a, b] = [light(rgba(getComputedStyle(document.getElementById(`map-${name}`)).color)), ground].sort((a, b) => b - a);
  return [name, (a + 0.05) / (b + 0.05)];
}).filter(([, contrast]) => contrast < 3).map(([name, contrast]) => `${name}: ${contrast.toFixed(2)}`);
"""


@check("contrast of AA")
def contrast(context):
    page = context.start()
    for is_dark in (True, False):
        page.dress(is_dark)
        page.frame()
        time.sleep(0.3)
        poor = page.js(CONTRAST)
        assert not poor, f"{'dark' if is_dark else 'light'}: {', '.join(poor[:8])}"
    page.dress(is_dark=True)


@check("contrast of AA on the map")
def map_contrast(context):
    page = opened(context)
    for is_dark in (True, False):
        page.dress(is_dark)
        page.frame()
        time.sleep(0.3)
        poor = page.js(CONTRAST) + page.js(SIGNS)
        assert not poor, f"{'dark' if is_dark else 'light'}: {', '.join(poor[:8])}"
    page.dress(is_dark=True)


# The map


CHECKS.update(MAP_CHECKS)


# Exports


@check("an export opens from file:// and is read-only")
def export(context):
    page = context.start()
    page.press("n")
    page.wait("document.getElementById('label-state').textContent.startsWith('1 label is in')")
    page.collect()
    page.driver.get("about:blank")
    context.inspector.kill()
    folder = context.folder / "export"
    context.program.run("inspect", *context.sets.arguments, "--export", folder)
    page.open((folder / "index.html").as_uri())
    page.choose_queue("all")
    assert page.js("return document.querySelector('#list [role=option]').textContent").find("not a copy") > 0
    labels = context.sets.labels.read_bytes()
    page.press("c")
    assert not page.is_pressed("[data-label=copy]") and context.sets.labels.read_bytes() == labels
    page.press("Home")
    page.settle()
    assert page.exists("#marks path.point"), "no matches are drawn"
    assert page.js("return document.querySelector('.panel .base').naturalWidth") > 0, "no photo is drawn"
    for key in "2345":
        page.press(key)
    page.press("1", "End")
    page.settle()
    # Of a part of the pairs, rates would be none of the run, and a query's true pair may not be among them.
    part = context.folder / "part"
    context.program.run("inspect", *context.sets.arguments, "--export", part, "--only", "false-positives")
    page.open((part / "index.html").as_uri())
    page.choose_queue("all")
    page.press("Home")
    page.settle()
    assert page.text("#truth") == "Ground truth: Q00001 is a copy of R000000", page.text("#truth")
    assert page.text(".figure b") == "–", "an export of a part has a precision"
    page.collect()


@check("a quiet console, and no breach of the content policy")
def console(context):
    context.page.collect()
    # What the checks have provoked: refusals of a photo that is gone and of a wrong key, and answers that a killed program owes.
    provoked = ("status of 409", "status of 404", "status of 403")
    problems = [
        problem for problem in context.page.problems
        if not any(part in problem for part in provoked)
        and not ("net::ERR_" in problem and any(base + "/" in problem for base in context.inspector.ended))]
    assert not problems, "; ".join(problems[:5])
