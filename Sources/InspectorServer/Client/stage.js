// The stage: both photos with their matches, or one laid over the other.

import {byID, counted, element} from './dom.js';
import {facing, IDENTITY, inverted, mapped} from './geometry.js';
import {drawKeypoints, drawMatches, drawOutline, regionColours, shownMatches} from './marks.js';
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
    this.startControls();
    whenChanged(
      ['pair', 'view', 'region', 'match', 'shown', 'showsKeypoints', 'isSwapped', 'zoom', 'center', 'showsOther', 'isBare', 'swipe', 'gain'],
      (changed) => {
        if (changed.has('view') || changed.has('pair')) this.startBlinking();
        this.draw();
      });
    new ResizeObserver(() => this.draw()).observe(this.box);
    matchMedia('(prefers-reduced-motion: reduce)').addEventListener('change', () => this.startBlinking());
  }

  startControls() {
    for (const button of document.querySelectorAll('[data-view]')) {
      button.addEventListener('click', () => change({view: button.dataset.view}));
    }
    for (const button of document.querySelectorAll('[data-shown]')) {
      button.addEventListener('click', () => change({shown: button.dataset.shown}));
    }
    byID('shows-keypoints').addEventListener('change', (event) => change({showsKeypoints: event.target.checked}));
    byID('swap').addEventListener('click', () => change({isSwapped: !state.isSwapped}));
    byID('swipe').addEventListener('input', (event) => change({swipe: Number(event.target.value)}));
    byID('gain').addEventListener('input', (event) => change({gain: Number(event.target.value)}));
    byID('fit').addEventListener('click', () => this.fit());
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
      if (!this.sides) return;
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), at(event));
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
    const named = (role) => {
      const id = role === 'q' ? this.table.queryIDs[this.table.query[state.row]] : this.table.referenceIDs[this.table.reference[state.row]];
      return `${names[role]} ${id}${story ? ` · ${sizes[role].width} × ${sizes[role].height}` : ''}`;
    };
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
        return [{role: second, caption: `${names[first]} on the left, ${names[second]} on the right`, isLaid: true, isSwiped: true}];
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
    this.drawControls();
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
    if (state.view === 'swipe' && sides.maps) this.drawSwipe();
    if (!story || state.isBare) return;
    const [first, second] = this.panels;
    const hasBoth = cells[0].role !== cells[1]?.role && cells.length > 1;
    if (hasBoth) this.places = drawMatches(this.marks, story, [first, second]);
    if (sides.maps && hasBoth) {
      for (const panel of [first, second]) {
        const other = panel.role === 'q' ? 'r' : 'q';
        drawOutline(this.marks, panel, sides.sizes[other], sides.maps[panel.role], `region-${state.region % regionColours}`);
      }
    }
  }

  drawSwipe() {
    const [{left, top, seen}] = this.panels;
    const input = byID('swipe');
    Object.assign(input.style, {left: `${left - 8}px`, top: `${top + seen.height - 24}px`, width: `${seen.width + 16}px`});
    input.value = state.swipe;
    Object.assign(byID('swipe-line').style, {
      left: `${left + state.swipe * seen.width}px`, top: `${top}px`, height: `${seen.height}px`,
    });
  }

  drawControls() {
    const {pair} = state;
    const models = pair?.story?.models ?? [];
    for (const button of document.querySelectorAll('[data-view]')) {
      button.setAttribute('aria-pressed', button.dataset.view === state.view);
    }
    const matches = pair?.story?.matches ?? [];
    const inliers = matches.filter(({fate}) => fate === 'inlier').length;
    const explained = inliers + matches.filter(({fate}) => fate === 'unexplained').length;
    for (const button of document.querySelectorAll('[data-shown]')) {
      const isInliers = button.dataset.shown === 'inliers';
      button.setAttribute('aria-pressed', button.dataset.shown === state.shown);
      button.querySelector('.count').textContent = pair?.story ? (isInliers ? inliers : explained) : '';
    }
    byID('shows-keypoints').checked = state.showsKeypoints;
    byID('swap').setAttribute('aria-pressed', state.isSwapped);
    const hasLaid = Boolean(this.sides?.maps);
    byID('swipe').hidden = byID('swipe-line').hidden = state.view !== 'swipe' || !hasLaid;
    byID('matches-shown').hidden = state.view !== 'matches' && hasLaid;
    byID('gain-box').hidden = state.view !== 'difference';
    byID('gain').value = state.gain;
    byID('fit').textContent = `${Math.round(100 * state.zoom)} %`;
    byID('fit').disabled = state.zoom === 1;
    byID('regions').replaceChildren(
      ...(models.length > 1
        ? models.map(({inliers}, index) =>
          element('button', {
            type: 'button', class: `region-${index % regionColours}`, 'aria-pressed': index === state.region,
            title: `copied region ${index + 1}: ${counted(inliers, 'inlier')}`, text: index + 1,
            click: () => this.chooseRegion(index),
          }))
        : []));
    byID('regions-box').hidden = models.length < 2;
    byID('legend').replaceChildren(...legendShown(pair?.story));
  }

  drawMessage() {
    const box = byID('message');
    const {pair} = state;
    const says = (title, text = '') => {
      box.hidden = false;
      box.replaceChildren(element('b', {text: title}), element('p', {text}));
    };
    box.hidden = true;
    if (state.row < 0) says('No pair is chosen', 'The list has none in this queue.');
    else if (!pair) says('Loading …');
    else if (pair.problem?.code === 'stopped') says('The program does not answer', 'What was loaded can still be looked at.');
    else if (pair.problem) says('This pair cannot be told of', pair.problem.message);
    else if (pair.photoProblems.q || pair.photoProblems.r) says('A photo cannot be shown', (pair.photoProblems.q ?? pair.photoProblems.r).message);
    else if (!pair.story.models.length) {
      says('Nothing proves this pair', state.view === 'matches' ? '' : 'No map leads from one photo to the other, so that neither can be laid over the other.');
    }
  }
}

const blocksExplained = () => [
  ' · ', element('span', {class: 'agrees', text: 'agrees'}), ' ', element('span', {class: 'contradicts', text: '× contradicts'}),
  ' ', element('span', {class: 'covered', text: '– covered'}),
];

/** What the lines' colours and dashes mean, of those that are there. */
function legendShown(story) {
  if (!story || state.view !== 'matches') return [];
  const matches = shownMatches(story);
  const entry = (name, count, text) =>
    count ? [element('span', {class: `key ${name}`}), element('span', {text: `${text} ${count}`})] : [];
  const inliers = matches.filter(({fate}) => fate === 'inlier');
  return [
    ...story.models.flatMap((_, index) =>
      entry(
        `region-${index % regionColours}`, inliers.filter((match) => match.model === index + 1 && match.is_distinctive !== false).length,
        story.models.length > 1 ? `region ${index + 1}` : 'inliers of this pair alone')),
    ...entry('shared', inliers.filter((match) => match.is_distinctive === false).length, 'inliers that other candidates share'),
    ...entry('unexplained', matches.length - inliers.length, 'unexplained'),
  ];
}
