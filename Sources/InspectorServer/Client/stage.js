// The stage: both photos with their matches, or one laid over the other.

import {byID, element, wheelZoom} from './dom.js';
import {facing, IDENTITY, inverted, mapped} from './geometry.js';
import {drawKeypoints, drawMatches, drawOutline, regionClass, shownMatches} from './marks.js';
import {Panel} from './panel.js';
import {change, state, whenChanged} from './state.js';

export const VIEWS = ['matches', 'blink', 'swipe', 'difference', 'verdict'];

const gap = 12;
const captionHeight = 24;
const legendHeight = 28;
const blinkPause = 700;
const largestZoom = 40;
/** How near a click must be to a point, in pixels. */
const near = 12;

/** What is known of the pair on the stage, by role: sizes, pictures, and the map of the chosen region to either photo. */
class Sides {
  maps = null;

  constructor({story, photos}) {
    const sizeOf = (told, image) => ({
      width: told?.width ?? image?.naturalWidth ?? 400, height: told?.height ?? image?.naturalHeight ?? 300,
    });
    this.images = photos;
    this.sizes = {q: sizeOf(story?.query, photos.q), r: sizeOf(story?.reference, photos.r)};
    this.model = story?.models?.[state.region] ?? null;
    const map = this.model?.reference_from_query?.flat();
    if (!map) return;
    const middle = [this.sizes.q.width / 2, this.sizes.q.height / 2];
    this.maps = {q: facing(inverted(map), ...mapped(map, ...middle)), r: facing(map, ...middle)};
  }

  /** The map to a photo's frame from that of a photo. */
  map(to, from) {
    return to === from ? IDENTITY : this.maps?.[to] ?? null;
  }
}

export class Stage {
  constructor(table) {
    this.table = table;
    this.box = byID('stage');
    this.marks = byID('marks');
    this.canvas = byID('keypoints');
    this.panels = [0, 1, 2, 3].map(() => new Panel());
    this.box.prepend(...this.panels.map(({root}) => root));
    this.places = [];
    this.listen();
    byID('swipe').addEventListener('input', (event) => change({swipe: Number(event.target.value)}));
    whenChanged(['pair', 'view'], () => this.startBlinking());
    whenChanged(
      [
        'pair', 'view', 'region', 'match', 'shown', 'showsKeypoints', 'isSwapped', 'zoom', 'center', 'showsOther', 'isBare',
        'swipe', 'gain',
      ],
      () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.box);
    matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', () => this.startBlinking());
  }

  startBlinking() {
    clearInterval(this.blinking);
    this.isFlipped = false;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (state.view !== 'blink' || !state.pair?.story || isStill) return;
    this.blinking = setInterval(() => {
      if (state.showsOther) return;
      this.isFlipped = !this.isFlipped;
      this.draw();
    }, blinkPause);
  }

  // Looking closer

  fit() {
    change({zoom: 1, center: {role: 'q', x: 0.5, y: 0.5}});
  }

  /** @param at stage pixels of the point that stays; the middle of the first panel where nothing is pointed at */
  zoomBy(factor, at = null) {
    const zoom = Math.min(largestZoom, Math.max(1, state.zoom * factor));
    const panel = at ? this.panelAt(...at) : this.shownPanels[0];
    if (!panel || zoom === state.zoom) return;
    const middle = [panel.left + panel.seen.width / 2, panel.top + panel.seen.height / 2];
    const point = at ?? middle;
    const [x, y] = panel.inPhoto(...point);
    const scale = panel.scale * zoom / state.zoom;
    this.look(panel.role, x - (point[0] - middle[0]) / scale, y - (point[1] - middle[1]) / scale, zoom);
  }

  look(role, x, y, zoom = state.zoom) {
    const {width, height} = this.sides.sizes[role];
    const within = (share) => Math.min(1, Math.max(0, share));
    change({zoom, center: {role, x: within((x + 0.5) / width), y: within((y + 0.5) / height)}});
  }

  centerIn(role) {
    const {center} = state;
    const map = this.sides.map(role, center.role);
    if (role === center.role || !map) return center;
    const [from, to] = [this.sides.sizes[center.role], this.sides.sizes[role]];
    const [x, y] = mapped(map, center.x * from.width - 0.5, center.y * from.height - 0.5);
    return {x: (x + 0.5) / to.width, y: (y + 0.5) / to.height};
  }

  panelAt(x, y) {
    return this.shownPanels.find((panel) => panel.holds(x, y));
  }

  listen() {
    const at = (event) => {
      const {left, top} = this.box.getBoundingClientRect();
      return [event.clientX - left, event.clientY - top];
    };
    this.box.addEventListener('wheel', (event) => {
      const factor = wheelZoom(event);
      if (!this.sides || factor === null) return;
      event.preventDefault();
      this.zoomBy(factor, at(event));
    }, {passive: false});
    this.box.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || !this.sides || event.target.closest('button, input')) return;
      const start = at(event);
      const panel = this.panelAt(...start);
      if (!panel) return;
      this.box.setPointerCapture(event.pointerId);
      const line = panel.left + state.swipe * panel.seen.width;
      const isSwiping = state.view === 'swipe' && Math.abs(start[0] - line) < near;
      const middle = panel.inPhoto(panel.left + panel.seen.width / 2, panel.top + panel.seen.height / 2);
      let hasMoved = false;
      const move = (event) => {
        const [x, y] = at(event);
        hasMoved ||= Math.hypot(x - start[0], y - start[1]) > 4;
        if (!hasMoved) return;
        if (isSwiping) change({swipe: Math.min(1, Math.max(0, (x - panel.left) / panel.seen.width))});
        else this.look(panel.role, middle[0] - (x - start[0]) / panel.scale, middle[1] - (y - start[1]) / panel.scale);
      };
      const end = () => {
        this.box.removeEventListener('pointermove', move);
        if (!hasMoved) this.choose(start);
      };
      this.box.addEventListener('pointermove', move);
      this.box.addEventListener('pointerup', end, {once: true});
    });
  }

  /** A region, and the first of its matches. */
  chooseRegion(region) {
    const first = shownMatches(state.pair.story).findIndex(({model}) => model === region + 1);
    change({region, match: Math.max(0, first)});
  }

  choose([x, y]) {
    const distance = ([, left, top]) => Math.hypot(left - x, top - y);
    const nearest = this.places.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
    if (nearest && distance(nearest) <= near) change({match: nearest[0]});
  }

  // Drawing

  /** The cells of a view: whose frame each is, whether the other photo or the blocks lie over it, and its caption. */
  cells() {
    const {story} = state.pair;
    const {sizes, maps, model} = this.sides;
    const [first, second] = state.isSwapped ? ['r', 'q'] : ['q', 'r'];
    const names = {q: 'query', r: 'reference'};
    const ids = {q: this.table.queryID(state.row), r: this.table.referenceID(state.row)};
    const named = (role) =>
      `${names[role]} ${ids[role]}${story ? ` · ${sizes[role].width} × ${sizes[role].height}` : ''}`;
    const laid = `${names[first]}, laid over the ${names[second]}`;
    const hasBlocks = Boolean(model?.appearance?.blocks);
    const pair = [
      {role: first, caption: named(first), isLaid: state.showsOther},
      {role: second, caption: named(second), isLaid: state.showsOther},
    ];
    const verdict = [
      {role: second, caption: laid, isLaid: !state.showsOther, hasBlocks},
      {role: second, caption: names[second], hasBlocks, explainsBlocks: hasBlocks},
    ];
    if (!maps) return pair;
    switch (state.view) {
      case 'matches': return [...pair, ...verdict];
      case 'verdict': return verdict;
      case 'blink': {
        const isOther = state.showsOther !== Boolean(this.isFlipped);
        return [{role: second, caption: isOther ? named(second) : laid, isLaid: !isOther}];
      }
      case 'swipe':
        return [{
          role: second, caption: `${names[first]} on the left, ${names[second]} on the right`, isLaid: true, isSwiped: true,
        }];
      default:
        return state.showsOther
          ? [{role: second, caption: named(second)}]
          : [{role: second, caption: 'difference: black where both are the same', isLaid: true, isDifference: true}];
    }
  }

  /** Where the cells lie: side by side, two rows at most. */
  placesOf(cells) {
    const {clientWidth: width, clientHeight: height} = this.box;
    const cellOf = (columns) => {
      const rows = Math.ceil(cells.length / columns);
      return {
        columns, width: Math.max(20, (width - (columns + 1) * gap) / columns),
        height: Math.max(20, (height - rows * captionHeight - legendHeight) / rows - 4),
      };
    };
    // Two of one frame stand as they are larger; two photos with lines between them, side by side.
    const {width: wide, height: tall} = this.sides.sizes[cells[0].role];
    const scale = (cell) => Math.min(cell.width / wide, cell.height / tall);
    const isFree = cells.length === 2 && cells[0].role === cells[1].role;
    const stacked = cellOf(1);
    const beside = cellOf(Math.min(2, cells.length));
    const {columns, ...cell} = isFree && scale(stacked) > scale(beside) ? stacked : beside;
    return cells.map((_, index) => ({
      cell: {
        ...cell, x: gap + (index % columns) * (cell.width + gap),
        y: captionHeight + 2 + Math.floor(index / columns) * (cell.height + captionHeight + 4),
      },
      align: columns === 1 ? 0.5 : index % 2 ? 0 : 1,
    }));
  }

  draw() {
    const {pair} = state;
    this.places = [];
    this.marks.replaceChildren();
    this.drawMessage();
    this.box.dataset.view = state.view;
    this.box.classList.toggle('bare', state.isBare);
    this.sides = pair ? new Sides(pair) : null;
    const cells = pair ? this.cells() : [];
    this.shownPanels = this.panels.slice(0, cells.length);
    this.panels.forEach(({root}, index) => (root.hidden = index >= cells.length));
    if (pair) this.drawPanels(cells);
    const bare = this.shownPanels.filter((_, index) => !cells[index].hasBlocks);
    drawKeypoints(this.canvas, state.showsKeypoints && !state.isBare ? pair?.story?.keypoints : null, bare);
    // For whoever measures: what is on the stage.
    this.box.dataset.row = pair?.row ?? '';
  }

  drawPanels(cells) {
    const {story} = state.pair;
    const {sides} = this;
    const places = this.placesOf(cells);
    cells.forEach((cell, index) => {
      const panel = this.panels[index];
      const other = cell.role === 'q' ? 'r' : 'q';
      panel.lay(places[index], cell.role, sides.sizes, state.zoom, this.centerIn(cell.role));
      panel.showBase(sides.images[cell.role], sides.sizes[cell.role]);
      panel.showLaid(cell.isLaid ? sides.images[other] : null, sides.sizes[other], sides.map(cell.role, other));
      panel.showBlocks(
        cell.hasBlocks && !state.isBare ? sides.model.appearance : null, sides.sizes.r, sides.map(cell.role, 'r'));
      panel.root.classList.toggle('difference', Boolean(cell.isDifference));
      panel.box.style.filter = cell.isDifference && state.gain > 1 ? `brightness(${state.gain})` : '';
      panel.slide.style.clipPath = cell.isSwiped ? `inset(0 ${100 * (1 - state.swipe)}% 0 0)` : '';
      panel.caption.replaceChildren(cell.caption, ...(cell.explainsBlocks ? blocksExplained() : []));
      panel.caption.title = cell.caption;
      panel.box.classList.toggle('gone', !sides.images[cell.role]);
    });
    this.drawSwipe(state.view === 'swipe' && sides.maps !== null);
    if (!story || state.isBare) return;
    const [first, second] = this.panels;
    const hasBoth = cells[0].role !== cells[1]?.role && cells.length > 1;
    if (hasBoth) this.places = drawMatches(this.marks, story, [first, second]);
    if (sides.maps && hasBoth) {
      for (const panel of [first, second]) {
        const other = panel.role === 'q' ? 'r' : 'q';
        drawOutline(this.marks, panel, sides.sizes[other], sides.maps[panel.role], regionClass(state.region));
      }
    }
  }

  drawSwipe(isSwiping) {
    const [input, line] = [byID('swipe'), byID('swipe-line')];
    input.hidden = line.hidden = !isSwiping;
    if (!isSwiping) return;
    const [{left, top, seen}] = this.panels;
    input.value = state.swipe;
    Object.assign(input.style, {left: `${left - 8}px`, top: `${top + seen.height - 24}px`, width: `${seen.width + 16}px`});
    Object.assign(line.style, {left: `${left + state.swipe * seen.width}px`, top: `${top}px`, height: `${seen.height}px`});
  }

  drawMessage() {
    const [title, text] = this.message() ?? [];
    byID('message').hidden = !title;
    byID('message').replaceChildren(element('b', {text: title ?? ''}), element('p', {text: text ?? ''}));
  }

  /** What there is to say in place of a picture, or of what is missing in it. */
  message() {
    const {pair} = state;
    if (state.row < 0) return ['No pair is chosen', 'The list has none in this queue.'];
    if (!pair) return ['Loading …'];
    const {problem, photoProblems, story} = pair;
    if (problem?.code === 'stopped') return ['The program does not answer', 'What was loaded can still be looked at.'];
    if (problem) return ['This pair cannot be explained', problem.message];
    const missing = photoProblems.q ?? photoProblems.r;
    if (missing) return ['A photo cannot be shown', missing.message];
    if (story.models.length) return null;
    const laidOver = state.view === 'matches' ? '' : ', so that neither can be laid over the other';
    return ['Not proved', `No map fits both photos${laidOver}.`];
  }
}

const blocksExplained = () => [
  ' · ', element('span', {class: 'agrees', text: 'agrees'}),
  ' ', element('span', {class: 'contradicts', text: '× contradicts'}),
  ' ', element('span', {class: 'covered', text: '– covered'}),
];
