"""A check for every key of the page's table: what it does, and that it is undone or comes to an end."""

from photos import EXCHANGED


def place(page) -> str:
    return page.text("#place")


def goes(page, key, expected):
    page.press(key)
    page.settle()
    assert place(page).startswith(expected), f"{key}: at {place(page)!r}, not {expected!r}"


def next_pair(page, keys):
    for key in keys:
        goes(page, "Home", "1 of")
        goes(page, key, "2 of")


def previous_pair(page, keys):
    for key in keys:
        goes(page, "Home", "1 of")
        goes(page, keys[0], "1 of")
        page.press("j", "j")
        goes(page, key, "2 of")


def next_unlabelled(page, keys):
    goes(page, "Home", "1 of")
    page.press("j", "u")
    goes(page, "Home", "1 of")
    goes(page, keys[0], "3 of")
    page.press("z")


def first(page, keys):
    page.press("j", "j")
    goes(page, keys[0], "1 of")


def last(page, keys):
    page.press(keys[0])
    page.settle()
    here, _, count = place(page).partition(" of ")
    assert here == count, place(page)


def go_to_number(page, keys):
    page.press(keys[0])
    assert page.exists("#go[open]")
    page.press("4", "Enter")
    page.settle()
    assert place(page).startswith("4 of"), place(page)


def find(page, keys):
    page.press(keys[0])
    page.press(*"q00002")
    shown = "[...document.querySelectorAll('#list [role=option]')]"
    page.wait(f"{shown}.every((row) => row.textContent.includes('Q00002')) && {shown}.length", what="rows of Q00002 alone")
    page.press("Esc")
    page.wait(f"{shown}.length > 2 && document.getElementById('find').value === ''", what="all rows")


def threshold_here(page, keys):
    goes(page, "Home", "1 of")
    page.press("j", keys[0])
    score = page.js("return document.getElementById('score').title").removeprefix("listed: ")
    assert float(page.fragment.rpartition("t=")[2]) == float(score), page.fragment


def label(name):
    def check(page, keys):
        goes(page, "Home", "1 of")
        row = page.row
        page.press(keys[0])
        page.settle()
        assert place(page).startswith("2 of"), f"{keys[0]} stays at {place(page)}"
        page.press("k")
        page.settle()
        assert page.row == row and page.is_pressed(f"[data-label={name}]")
        page.wait("document.getElementById('label-state').className === ''", what="the label to be saved")
        page.press("z")
        assert not page.is_pressed(f"[data-label={name}]")
    return check


def undo(page, keys):
    goes(page, "Home", "1 of")
    page.press("c", "n", keys[0])
    page.settle()
    assert place(page).startswith("2 of") and not page.is_pressed("[data-label=not_copy]")
    page.press(keys[0])
    page.settle()
    assert place(page).startswith("1 of") and not page.is_pressed("[data-label=copy]")


def view(name):
    def check(page, keys):
        page.press(keys[0])
        assert page.js("return document.getElementById('stage').dataset.view") == name
        assert page.is_pressed(f"[data-view={name}]")
        page.press("1")
    return check


def laid(page) -> bool:
    return page.js("return !document.querySelector('.panel .laid').hidden")


def other(page, keys):
    for key, before in (("1", False), ("2", True), ("4", True)):
        page.press(key)
        assert laid(page) is before, f"view {key}"
        page.hold(keys[0])
        assert laid(page) is not before, f"view {key}, held"
        page.let_go(keys[0])
        assert laid(page) is before, f"view {key}, let go"
    page.press("1")


def bare(page, keys):
    assert page.exists("#marks path")
    page.hold(keys[0])
    assert not page.exists("#marks path")
    page.let_go(keys[0])
    assert page.exists("#marks path")


def matches_shown(page, keys):
    page.press(keys[0])
    assert page.is_pressed("[data-shown=one-to-one]")
    page.press(keys[0])
    assert page.is_pressed("[data-shown=inliers]")


def drawn_keypoints(page) -> bool:
    return page.js(
        "const drawn = document.getElementById('keypoints');"
        "if (drawn.hidden) return false;"
        "const copy = new OffscreenCanvas(drawn.width, drawn.height).getContext('2d', {willReadFrequently: true});"
        "copy.drawImage(drawn, 0, 0);"
        "return copy.getImageData(0, 0, drawn.width, drawn.height).data.some((value) => value > 0)")


def keypoints(page, keys):
    assert not drawn_keypoints(page)
    page.press(keys[0])
    assert drawn_keypoints(page)
    page.press(keys[0])
    assert not drawn_keypoints(page)


def region(page, keys):
    # The exchanged halves of a photo are two copied regions.
    page.press("/", *EXCHANGED)
    page.wait("document.querySelectorAll('#list [role=option]').length === 1")
    page.click("#list [role=option]")
    page.settle()
    assert page.is_shown("#regions-box"), "the pair has but one region"
    page.press(keys[0])
    assert page.is_pressed("#regions :nth-child(2)")
    page.press(keys[0])
    assert page.is_pressed("#regions :nth-child(1)")
    page.press("/", "Esc")
    page.wait("document.querySelectorAll('#list [role=option]').length > 1")


def match(first_key, expected):
    def check(page, keys):
        # Another pair, and back: matches are counted anew.
        page.press("j")
        page.settle()
        page.press("k")
        page.settle()
        page.press(*first_key, keys[0])
        assert page.text("#match-facts b").startswith(expected), page.text("#match-facts b")
    return check


def captions(page):
    return page.js("return [...document.querySelectorAll('.panel:not([hidden]) .caption')].map((part) => part.textContent)")


def swap(page, keys):
    before = captions(page)
    page.press(keys[0])
    assert captions(page)[0].startswith("reference") and before[0].startswith("query")
    page.press(keys[0])
    assert captions(page) == before


def zoom(page) -> int:
    return int(page.text("#fit").split()[0])


def closer(page, keys):
    page.press(keys[0])
    assert zoom(page) == 150
    page.press("0")


def further(page, keys):
    page.press("+", "+", keys[0])
    assert zoom(page) == 150
    page.press("0", keys[0])
    assert zoom(page) == 100


def whole(page, keys):
    page.press("+", "+", keys[0])
    assert zoom(page) == 100


def escape(page, keys):
    page.press("/")
    assert page.js("return document.activeElement.id") == "find"
    page.press(keys[0])
    assert page.js("return document.activeElement.id") == "list"


def photo_map(page, keys):
    for close in (keys[0], "Esc"):
        page.press(keys[0])
        assert page.is_shown("#map")
        page.press(close)
        assert not page.is_shown("#map"), f"{close} doesn't close the map"


def towards(page, keys):
    page.press("a")
    page.wait("document.querySelector('#map-told b')", what="the map")
    seen = [page.text("#map-told b")]
    for key in keys:
        page.press(key)
        seen.append(page.text("#map-told b"))
    # Right and left, up and down: some go back, but none goes nowhere from within the map.
    assert all(here != there for here, there in zip(seen, seen[1:])), f"{keys} go {seen}"
    page.press("a")


def open_photo(page, keys):
    page.press("a")
    page.wait("document.querySelector('#map-told b')", what="the map")
    name = page.text("#map-told b")
    page.press(keys[0])
    assert not page.is_shown("#map")
    page.settle()
    assert any(name in caption for caption in captions(page)), f"{name} isn't on the stage"


def shown_help(page, keys):
    page.press(keys[0])
    assert page.exists("#help[open]")
    page.press(keys[0])
    assert not page.exists("#help[open]")
    page.press(keys[0], "Esc")
    assert not page.exists("#help[open]")


KEY_CHECKS = {
    "next": next_pair, "previous": previous_pair, "nextUnlabelled": next_unlabelled, "first": first, "last": last,
    "goToNumber": go_to_number, "find": find, "thresholdHere": threshold_here, "copy": label("copy"),
    "notCopy": label("not_copy"), "unsure": label("unsure"), "undo": undo, "view1": view("matches"),
    "view2": view("blink"), "view3": view("swipe"), "view4": view("difference"), "view5": view("verdict"),
    "other": other, "bare": bare, "matchesShown": matches_shown, "keypoints": keypoints, "region": region,
    "previousMatch": match("]]", "2 of"), "nextMatch": match("", "2 of"), "swap": swap, "closer": closer,
    "further": further, "whole": whole, "escape": escape, "help": shown_help,
    "map": photo_map, "towards": towards, "openPhoto": open_photo,
}
