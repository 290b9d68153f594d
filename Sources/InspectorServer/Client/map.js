// The map: all photos where a table of places has them, so that what lies together is seen, and what pairs it.

import {getMap, getPhoto} from './api.js';
import {byID, countText, counted, element, scoreText, wheelZoom} from './dom.js';
import {standing} from './list.js';
import {LINE_KINDS, PhotoPlaces} from './places.js';
import {Plane} from './plane.js';
import {change, state, whenChanged} from './state.js';

const rim = 60;
/** Photos of one picture may lie as near to one another as that. */
const largestMapZoom = 2000;
const roleNames = {q: 'query', r: 'reference'};
const ways = {'←': [-1, 0], '→': [1, 0], '↑': [0, -1], '↓': [0, 1]};

export class PhotoMap {
  constructor(table) {
    this.table = table;
    this.canvas = byID('map-picture');
    this.zoom = 1;
    /** What the keys go from, and what the pointer is over; -1 for none. */
    this.chosen = this.pointed = -1;
    this.places = null;
    this.listen();
    byID('map-button').hidden = false;
    byID('map-button').addEventListener('click', () => change({showsMap: !state.showsMap}));
    byID('map-close').addEventListener('click', () => change({showsMap: false}));
    byID('map-fit').addEventListener('click', () => this.fit());
    byID('map-photo').querySelector('button').addEventListener('click', () => this.leave());
    whenChanged(['showsMap'], () => this.turn());
    whenChanged(['row', 'threshold'], () => this.redraw());
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  turn() {
    const {showsMap} = state;
    byID('map').hidden = byID('map-keys').hidden = !showsMap;
    byID('map-button').setAttribute('aria-pressed', showsMap);
    for (const beneath of ['pairs', 'middle']) byID(beneath).inert = showsMap;
    byID('map-photo').hidden = true;
    this.pointed = -1;
    if (showsMap) this.open();
  }

  async open() {
    if (!this.places) {
      this.tell('Loading the map …');
      try {
        const places = new PhotoPlaces(await getMap(), this.table);
        this.places ??= places;
      } catch (error) {
        return this.tell(`The map cannot be loaded: ${error.message}`);
      }
      if (!this.places.count) return this.tell('The map has none of the run’s photos.');
      this.middle ??= {x: this.places.width / 2, y: this.places.height / 2};
      this.plane ??= new Plane(this.canvas, this.places, () => this.colours(), () => this.redraw());
    }
    this.tell('');
    this.plane?.pictures.retry();
    const ends = this.places.endsOf(state.row);
    this.chosen = ends.find((point) => point >= 0) ?? this.chosen;
    this.redraw();
  }

  tell(text) {
    byID('map-message').textContent = text;
    byID('map-message').hidden = !text;
  }

  /** Back by one step: from a photo to the map, from the map to the pair. */
  leave() {
    if (!byID('map-photo').hidden) byID('map-photo').hidden = true;
    else change({showsMap: false});
  }

  // Looking closer

  /** Pixels a unit of the plane, such that all of it is seen. */
  get wholeScale() {
    const {clientWidth: width, clientHeight: height} = this.canvas;
    const room = (side) => Math.max(20, side - 2 * rim);
    const scale = Math.min(room(width) / this.places.width, room(height) / this.places.height);
    return Number.isFinite(scale) ? scale : room(Math.min(width, height));
  }

  get view() {
    const scale = this.wholeScale * this.zoom;
    const {clientWidth: width, clientHeight: height} = this.canvas;
    return {zoom: this.zoom, scale, left: width / 2 - this.middle.x * scale, top: height / 2 - this.middle.y * scale};
  }

  fit() {
    if (!this.plane) return;
    this.look(this.places.width / 2, this.places.height / 2, 1);
  }

  /** @param at pixels of the point that stays; the photo that is chosen where nothing is pointed at */
  zoomBy(factor, at = null) {
    if (!this.plane) return;
    const {view} = this;
    const {clientWidth: width, clientHeight: height} = this.canvas;
    const [left, top] = at ?? this.placeOfChosen() ?? [width / 2, height / 2];
    const zoom = Math.min(largestMapZoom, Math.max(1, this.zoom * factor));
    const [x, y] = [(left - view.left) / view.scale, (top - view.top) / view.scale];
    const scale = this.wholeScale * zoom;
    this.look(x - (left - width / 2) / scale, y - (top - height / 2) / scale, zoom);
  }

  placeOfChosen() {
    if (this.chosen < 0) return null;
    const {scale, left, top} = this.view;
    const [x, y] = [left + this.places.x[this.chosen] * scale, top + this.places.y[this.chosen] * scale];
    return x >= 0 && y >= 0 && x <= this.canvas.clientWidth && y <= this.canvas.clientHeight ? [x, y] : null;
  }

  look(x, y, zoom = this.zoom) {
    const within = (value, most) => Math.min(most, Math.max(0, value));
    this.middle = {x: within(x, this.places.width), y: within(y, this.places.height)};
    this.zoom = zoom;
    this.redraw();
  }

  // Choosing

  listen() {
    const {canvas} = this;
    const at = (event) => {
      const {left, top} = canvas.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    canvas.addEventListener('wheel', (event) => {
      const factor = wheelZoom(event);
      if (!this.plane || factor === null) return;
      event.preventDefault();
      this.zoomBy(factor, at(event));
    }, {passive: false});
    let drag = null;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !this.plane) return;
      canvas.setPointerCapture(event.pointerId);
      drag = {start: at(event), middle: this.middle, hasMoved: false};
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!this.plane) return;
      const [x, y] = at(event);
      if (!drag) return this.point(this.plane.at(x, y));
      const [dx, dy] = [x - drag.start[0], y - drag.start[1]];
      drag.hasMoved ||= Math.hypot(dx, dy) > 4;
      if (drag.hasMoved) this.look(drag.middle.x - dx / this.view.scale, drag.middle.y - dy / this.view.scale);
    });
    canvas.addEventListener('pointerup', (event) => {
      const isClick = drag && !drag.hasMoved;
      drag = null;
      if (isClick) this.openPhoto(this.plane.at(...at(event)));
    });
    canvas.addEventListener('pointercancel', () => (drag = null));
    canvas.addEventListener('pointerleave', () => this.point(-1));
  }

  point(point) {
    if (this.pointed === point) return;
    this.pointed = point;
    this.redraw();
  }

  /** @param key an arrow: to the nearest photo there, which comes into sight */
  step(key) {
    if (!this.plane) return;
    this.pointed = -1;
    byID('map-photo').hidden = true;
    const {clientWidth: width, clientHeight: height} = this.canvas;
    if (this.placeOfChosen()) this.chosen = this.places.towards(this.chosen, ...ways[key]);
    else if (this.chosen < 0) this.chosen = 0;
    const {x, y} = this.middle;
    const scale = this.wholeScale * this.zoom;
    // So far as it takes, and no further.
    const moved = (middle, place, side) => {
      const reach = Math.max(0, side / 2 - rim) / scale;
      return Math.min(place + reach, Math.max(place - reach, middle));
    };
    this.look(moved(x, this.places.x[this.chosen], width), moved(y, this.places.y[this.chosen], height));
  }

  openChosen() {
    if (this.plane) this.openPhoto(this.chosen);
  }

  openPhoto(point) {
    if (point < 0) return;
    this.chosen = point;
    const row = this.places.best[point];
    if (row >= 0) change({row, showsMap: false});
    else this.showLarge(point);
  }

  /** A photo that no pair names has nowhere else to be looked at. */
  async showLarge(point) {
    const box = byID('map-photo');
    const [image, caption] = box.children;
    const name = `${roleNames[this.places.role[point]]} ${this.places.idOf(point)}`;
    image.hidden = true;
    caption.textContent = `${name} is in no pair of the run.`;
    box.hidden = false;
    try {
      const {src} = await getPhoto(this.places.role[point], this.places.photo[point]);
      if (this.chosen !== point) return;
      image.src = src;
      image.hidden = false;
    } catch (error) {
      if (this.chosen === point) caption.textContent += ` It cannot be shown: ${error.message}`;
    }
  }

  // Drawing

  /** Once a frame, whatever has changed. */
  redraw() {
    if (!state.showsMap || !this.plane || this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      if (state.showsMap && this.canvas.clientWidth) this.draw();
    });
  }

  draw() {
    this.drawLegend();
    this.plane.draw(this.view, this);
    byID('map-legend').classList.toggle('part', !this.plane.hasAllLines);
    this.drawTold();
    byID('map-fit').textContent = `${countText(100 * this.zoom)} %`;
    byID('map-fit').disabled = this.zoom === 1;
    this.canvas.classList.toggle('points', this.pointed >= 0);
  }

  /** The legend's colours are the plane's: a canvas knows nothing of light and dark. */
  colours() {
    const of = (name) => getComputedStyle(byID(`map-${name}`)).color;
    const {color: ink, backgroundColor: ground} = getComputedStyle(this.canvas);
    return {...Object.fromEntries(['q', 'r', ...LINE_KINDS].map((name) => [name, of(name)])), ink, ground};
  }

  drawLegend() {
    const legend = byID('map-legend');
    const lines = this.places.lines(state.threshold);
    if (!legend.childElementCount) {
      const count = (role) => this.places.role.filter((other) => other === role).length;
      legend.append(
        ...['q', 'r'].map((role) => element(
          'span', {}, element('i', {id: `map-${role}`}),
          role === 'q' ? counted(count(role), 'query', 'queries') : counted(count(role), 'reference'))),
        element('span', {class: 'faint', text: 'pairs at the threshold:'}),
        ...LINE_KINDS.map((kind) => element('span', {}, element('i', {id: `map-${kind}`, class: 'line'}), element('span'))),
        element('span', {class: 'faint part-only', text: 'the best are drawn, not all'}));
    }
    for (const kind of LINE_KINDS) {
      const entry = byID(`map-${kind}`).parentElement;
      entry.hidden = lines[kind].length === 0 && (kind === 'unknown') === Boolean(this.table.truth);
      entry.firstChild.classList.toggle('solid', !this.table.truth);
      entry.lastChild.textContent = countText(lines[kind].length) + (this.table.truth ? ` ${kind}` : '');
    }
  }

  /** What is known of the photo that is pointed at, beside it. */
  drawTold() {
    const told = byID('map-told');
    const point = this.pointed >= 0 ? this.pointed : this.chosen;
    const box = point >= 0 ? this.plane.boxes.get(point) : null;
    const [x, y] = point >= 0 ? this.plane.onPane(point) : [-1, -1];
    const {clientWidth: width, clientHeight: height} = this.canvas;
    told.hidden = point < 0 || x < 0 || y < 0 || x > width || y > height;
    if (told.hidden) return;
    if (this.toldOf !== `${point} ${state.threshold}`) {
      this.toldOf = `${point} ${state.threshold}`;
      told.replaceChildren(...this.words(point));
    }
    const away = (box?.width ?? 8) / 2 + 10;
    const isRight = x + away + told.offsetWidth > width - 8;
    const left = Math.max(4, isRight ? x - away - told.offsetWidth : x + away);
    const top = Math.min(Math.max(4, y - told.offsetHeight / 2), height - told.offsetHeight - 4);
    Object.assign(told.style, {left: `${left}px`, top: `${top}px`});
  }

  words(point) {
    const {places, table} = this;
    const row = places.best[point];
    const beside = places.at(point).length - 1;
    const other = places.role[point] === 'q' ? table.referenceID(row) : table.queryID(row);
    return [
      element('span', {class: 'faint', text: roleNames[places.role[point]]}),
      element('b', {text: places.idOf(point)}),
      ...(row < 0
        ? [element('span', {text: 'in no pair'})]
        : [
          element('span', {}, 'best score ', element('b', {text: scoreText(table.score[row])}), ` · ${standing(table, row)[1]}`),
          element('span', {class: 'faint', text: `with ${other}`}),
        ]),
      ...(beside ? [element('span', {class: 'faint', text: `${counted(beside, 'other photo')} at this very place (← →)`})] : []),
    ];
  }
}
