// The list of a queue: as many rows as fit are elements, however many there are.

import {getThumbnail} from './api.js';
import {byID, countText, element, scoreText} from './dom.js';
import {queuesOf} from './queues.js';
import {change, state, whenChanged} from './state.js';

const rowHeight = 68;
// Browsers cut elements off at some 33 million pixels; a list that is longer scrolls in proportion.
const tallest = 8_000_000;

const labelWords = {copy: '✓ copy', not_copy: '✕ not a copy', unsure: '? unsure'};

/** What a pair is by the ground truth and the threshold: a class for its colour, and words. */
export function standing(table, row) {
  const isBelieved = table.score[row] !== null && table.score[row] >= state.threshold;
  if (!table.truth) return isBelieved ? ['plain', 'above'] : ['faint', 'below'];
  if (table.truth[row] === 1) {
    if (table.score[row] === null) return ['wrong', 'never listed'];
    return isBelieved ? ['right', 'found'] : ['wrong', 'missed'];
  }
  if (table.truth[row] === null) return isBelieved ? ['wrong', 'unknown'] : ['faint', 'unknown'];
  return isBelieved ? ['wrong', 'false positive'] : ['faint', 'rejected'];
}

export class PairList {
  constructor(table, labels, hasOther) {
    this.table = table;
    this.labels = labels;
    this.queues = queuesOf(table, labels, hasOther);
    this.box = byID('list');
    this.spacer = byID('spacer');
    this.rows = new Int32Array(0);
    this.shown = new Map();
    this.top = 0;
    this.listen();
    this.drawQueues();
    this.fill();
  }

  listen() {
    this.box.addEventListener('scroll', () => {
      // A scroll of our own making has been drawn.
      if (Math.abs(this.box.scrollTop - this.expectedTop) < 1) return;
      this.top = this.isMapped ? this.box.scrollTop * this.stretch : this.box.scrollTop;
      this.expectedTop = this.box.scrollTop;
      this.draw();
    });
    this.box.addEventListener('wheel', (event) => {
      // In proportion a notch of the wheel would pass over pages.
      if (!this.isMapped || event.ctrlKey) return;
      event.preventDefault();
      this.scrollTo(this.top + event.deltaY * [1, rowHeight, this.box.clientHeight][event.deltaMode]);
    }, {passive: false});
    this.box.addEventListener('click', (event) => {
      const row = event.target.closest('[role=option]');
      if (row) change({row: Number(row.dataset.row)});
    });
    new ResizeObserver(() => {
      this.measure();
      this.reveal();
    }).observe(this.box);
    whenChanged(['queue', 'find'], () => this.fill());
    whenChanged(['threshold'], () => {
      this.drawQueues();
      if (!['all', 'unlabelled', 'labelled'].includes(state.queue) || state.find) this.fill(false);
      else this.redraw();
    });
    whenChanged(['row'], () => this.reveal());
    let pause = 0;
    byID('find').addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      clearTimeout(pause);
      change({find: event.target.value.trim()});
      // What is open is what was found: labels are given to that.
      if (!this.holdsCurrent) this.goTo(0);
      this.box.focus({preventScroll: true});
    });
    byID('find').addEventListener('input', (event) => {
      clearTimeout(pause);
      pause = setTimeout(() => change({find: event.target.value.trim()}), 150);
    });
  }

  get queue() {
    return this.queues.find(({name}) => name === state.queue) ?? this.queues[this.queues.length - 1];
  }

  countOf(queue) {
    if (queue.count) return queue.count(state.threshold);
    const [from, to] = queue.range(state.threshold);
    if (!queue.test) return to - from;
    let count = 0;
    for (let row = from; row < to; row++) count += queue.test(row) ? 1 : 0;
    return count;
  }

  drawQueues() {
    const box = byID('queues');
    this.buttons ??= this.queues.map((queue) => {
      const button = element(
        'button', {type: 'button', 'data-queue': queue.name, click: () => change({queue: queue.name})},
        element('span', {text: queue.title}), element('span', {class: 'count'}));
      box.append(button);
      return button;
    });
    this.queues.forEach((queue, index) => {
      this.buttons[index].lastChild.textContent = countText(this.countOf(queue));
      this.buttons[index].setAttribute('aria-pressed', queue.name === state.queue);
    });
  }

  /** Takes the queue's rows anew. A pair that is labelled stays where it is until then: nothing jumps away from under a hand. */
  fill(reveals = true) {
    const [from, to] = this.queue.range(state.threshold);
    const finds = this.table.finder(state.find);
    const {test} = this.queue;
    const rows = new Int32Array(to - from);
    let count = 0;
    for (let row = from; row < to; row++) {
      if ((!test || test(row)) && (!finds || finds(row))) rows[count++] = row;
    }
    this.rows = rows.subarray(0, count);
    this.drawQueues();
    this.drawEmpty();
    this.measure();
    if (reveals) this.reveal();
    this.drawPlace();
  }

  drawEmpty() {
    const box = byID('empty');
    box.hidden = this.rows.length > 0;
    if (!box.hidden) {
      const elsewhere = state.find && state.queue !== 'all' ? this.countFound() : 0;
      const next = this.queues.find(
        (queue) => (state.find ? elsewhere > 0 && queue.name === 'all' : queue.name !== state.queue && this.countOf(queue) > 0));
      box.replaceChildren(
        element('p', {text: state.find ? `Nothing here has “${state.find}” in its ids or tags.` : this.queue.empty}),
        ...(next
          ? [element('button', {
            type: 'button', text: `${next.title} (${countText(state.find ? elsewhere : this.countOf(next))})`,
            click: () => change({queue: next.name}),
          })]
          : []));
    }
    this.box.setAttribute('aria-label', `${this.queue.title}, by falling score`);
  }

  /** How many of all pairs are as is looked for. */
  countFound() {
    const finds = this.table.finder(state.find);
    let count = 0;
    for (let row = 0; row < this.table.count; row++) count += finds(row) ? 1 : 0;
    return count;
  }

  /** Whether another pair is open than any that a look at the list leads to believe. */
  get isElsewhere() {
    return !this.holdsCurrent && (this.rows.length === 0 || state.find !== '');
  }

  /** Where the current pair is among the rows, or would be. */
  get place() {
    let [from, to] = [0, this.rows.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.rows[middle] < state.row) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  get holdsCurrent() {
    return this.rows[this.place] === state.row;
  }

  goTo(place) {
    if (this.rows.length) change({row: this.rows[Math.min(this.rows.length - 1, Math.max(0, place))]});
  }

  step(by) {
    // From a pair that isn't here the next one is at its place already.
    this.goTo(this.place + (by > 0 && !this.holdsCurrent ? by - 1 : by));
  }

  goToNextUnlabelled() {
    for (let place = this.place; place < this.rows.length; place++) {
      if (this.rows[place] !== state.row && !this.labels.has(this.rows[place])) return this.goTo(place);
    }
  }

  neighbours(reach) {
    const place = this.place;
    const near = [];
    for (let step = 1; step <= reach; step++) near.push(this.rows[place + step], this.rows[place - step]);
    return near.filter((row) => row !== undefined);
  }

  measure() {
    this.full = this.rows.length * rowHeight;
    this.isMapped = this.full > tallest;
    this.spacer.style.height = `${Math.min(this.full, tallest)}px`;
    const seen = this.box.clientHeight;
    this.stretch = this.isMapped ? (this.full - seen) / (tallest - seen) : 1;
    this.scrollTo(this.top);
  }

  scrollTo(top) {
    this.top = Math.max(0, Math.min(top, this.full - this.box.clientHeight));
    this.box.scrollTop = this.top / this.stretch;
    this.expectedTop = this.box.scrollTop;
    this.draw();
  }

  reveal() {
    if (!this.holdsCurrent) return this.redraw();
    const [from, seen] = [this.place * rowHeight, this.box.clientHeight];
    if (from < this.top) this.scrollTo(from - (this.top - from > seen ? seen / 2 : rowHeight / 2));
    else if (from + rowHeight > this.top + seen) {
      const past = from + rowHeight - this.top - seen;
      this.scrollTo(this.top + past + (past > seen ? seen / 2 : rowHeight / 2));
    }
    this.redraw();
  }

  drawPlace() {
    const count = this.rows.length;
    byID('place').textContent =
      count === 0 ? '' : this.holdsCurrent ? `${countText(this.place + 1)} of ${countText(count)}` : countText(count);
  }

  /** Draws what is in sight; rows that stay are moved, not made anew. */
  draw() {
    const first = Math.max(0, Math.floor(this.top / rowHeight));
    const last = Math.min(this.rows.length, Math.ceil((this.top + this.box.clientHeight) / rowHeight) + 1);
    const wanted = new Set(this.rows.subarray(first, last));
    for (const [row, made] of this.shown) {
      if (wanted.has(row)) continue;
      made.remove();
      this.shown.delete(row);
    }
    for (let place = first; place < last; place++) {
      const row = this.rows[place];
      let made = this.shown.get(row);
      if (!made) {
        made = this.made(row);
        this.shown.set(row, made);
        this.spacer.append(made);
      }
      made.setAttribute('aria-posinset', place + 1);
      made.setAttribute('aria-setsize', this.rows.length);
      made.style.transform = `translateY(${this.box.scrollTop + place * rowHeight - this.top}px)`;
    }
    this.box.setAttribute('aria-activedescendant', this.shown.has(state.row) ? `row-${state.row}` : '');
  }

  /** Draws the words of all rows anew: a label, the threshold or the current pair is another. */
  redraw() {
    for (const [row, made] of this.shown) this.write(made, row);
    this.draw();
    this.drawPlace();
  }

  made(row) {
    const {table} = this;
    const picture = (role, index) => {
      const image = element('img', {alt: '', draggable: 'false'});
      // Who scrolls past wants no pictures; a row that stays for a moment gets them.
      setTimeout(() => {
        if (this.shown.get(row) !== made) return;
        getThumbnail(role, index).then((address) => (image.src = address), () => image.classList.add('gone'));
      }, this.isHurried ? 80 : 0);
      return image;
    };
    const made = element(
      'div', {role: 'option', id: `row-${row}`, 'data-row': row}, picture('q', table.query[row]),
      picture('r', table.reference[row]),
      element(
        'div', {class: 'words'}, element('span', {text: table.queryID(row), title: table.queryID(row)}), element('b'),
        element('span', {class: 'wide', text: table.referenceID(row), title: table.referenceID(row)}),
        element('span', {class: 'label'}), element('span', {class: 'badge'})));
    this.hurry();
    this.write(made, row);
    return made;
  }

  hurry() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => (this.isHurried = false), 100);
    // The first rows of a list are in no hurry.
    if (this.shown.size) this.isHurried = true;
  }

  write(made, row) {
    const label = this.labels.of(row);
    const [kind, words] = standing(this.table, row);
    made.setAttribute('aria-selected', row === state.row);
    const said = made.querySelector('.label');
    const isUnsaved = this.labels.isUnsaved(row);
    said.textContent = (isUnsaved ? 'not saved: ' : '') + (label ? labelWords[label.label] : 'no label');
    said.className = `label${label ? ' given' : ''}${isUnsaved ? ' unsaved' : ''}`;
    const badge = made.querySelector('.badge');
    badge.textContent = words;
    badge.className = `badge ${kind}`;
    made.querySelector('b').textContent = scoreText(this.table.score[row]);
  }
}
