// The threshold strip: how many pairs have which score, the line that parts them, and what that is worth.

import {byID, countText, counted, drawing, element, scoreText, shareText} from './dom.js';
import {change, state, whenChanged} from './state.js';
import {fromStrip, onStrip} from './table.js';

const bins = 96;
// Half of the thumb of the range input, by which its track is inset.
const inset = 8;
const height = 64;
const ticks = [0, 0.2, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000];

export function startStrip(table, run, labels) {
  const picture = byID('histogram');
  const input = byID('threshold');
  const histogram = new Histogram(table);
  input.min = table.lowest;
  input.max = table.highest;
  input.step = (table.highest - table.lowest) / 1000;
  input.addEventListener('input', () => {
    // As fine as anybody drags: hundredths, of scores that hardly exceed 1 thousandths.
    const parts = table.highest < 1 ? 1000 : 100;
    change({threshold: Math.round(parts * fromStrip(Number(input.value))) / parts});
  });

  const draw = () => {
    const width = picture.clientWidth;
    if (!width) return;
    input.value = onStrip(state.threshold);
    input.setAttribute('aria-valuetext', `score ${scoreText(state.threshold)} or more`);
    picture.replaceChildren(...histogram.drawn(width, state.threshold, table.score[state.row]));
    const place = histogram.x(onStrip(state.threshold), width);
    const flag = byID('flag');
    flag.textContent = `≥ ${state.threshold.toFixed(table.highest < 1 ? 3 : 2).replace('-', '−')}`;
    flag.style.left = `${Math.min(Math.max(place, 34), width - 34)}px`;
  };
  const drawRates = () => byID('rates').replaceChildren(...ratesShown(table, run, labels));
  whenChanged(['threshold', 'row'], draw);
  whenChanged(['threshold'], drawRates);
  new ResizeObserver(draw).observe(picture);
  drawRates();
  // One sentence once the line rests: a reader of the screen isn't told of every step of a drag.
  let rest = 0;
  whenChanged(['threshold'], () => {
    clearTimeout(rest);
    rest = setTimeout(() => (byID('spoken').textContent = byID('rates').innerText.replaceAll('\n', ' ')), 600);
  });
  return drawRates;
}

class Histogram {
  constructor(table) {
    this.table = table;
    this.counts = {right: new Float64Array(bins), wrong: new Float64Array(bins)};
    for (let row = 0; row < table.listed; row++) {
      const bin = Math.floor(bins * this.share(onStrip(table.score[row])));
      this.counts[table.isTrue(row) ? 'right' : 'wrong'][Math.min(bins - 1, bin)]++;
    }
    this.most = Math.max(1, ...this.counts.right, ...this.counts.wrong);
  }

  share(place) {
    return (place - this.table.lowest) / (this.table.highest - this.table.lowest);
  }

  x(place, width) {
    return inset + (width - 2 * inset) * Math.min(1, Math.max(0, this.share(place)));
  }

  drawn(width, threshold, score) {
    // Without a ground truth there are no right ones, and all bars stand on the ground.
    const hasTruth = this.table.truth !== null;
    const [ground, tall] = hasTruth ? [42, 24] : [height - 4, height - 20];
    const line = this.x(onStrip(threshold), width);
    const step = (width - 2 * inset) / bins;
    const bars = {};
    for (const [kind, counts] of Object.entries(this.counts)) {
      const direction = hasTruth && kind === 'wrong' ? 1 : -1;
      counts.forEach((count, bin) => {
        if (!count) return;
        const from = inset + bin * step;
        // Counts span decades as well.
        const size = 3 + (tall - 3) * (Math.log1p(count) / Math.log1p(this.most));
        const name = `bar ${hasTruth ? kind : 'plain'}${from + step / 2 < line ? ' below' : ''}`;
        const bar = `M${from + 0.5} ${ground}h${Math.max(1, step - 1)}v${direction * size}H${from + 0.5}z`;
        bars[name] = (bars[name] ?? '') + bar;
      });
    }
    const drawn = Object.entries(bars).map(([name, d]) => drawing('path', {class: name, d}));
    let last = -40;
    for (const tick of [...ticks.slice(1).map((tick) => -tick).reverse(), ...ticks]) {
      const place = onStrip(tick);
      const x = this.x(place, width);
      if (place < this.table.lowest || place > this.table.highest || x < last + 36) continue;
      last = x;
      const text = tick < 10 ? tick : countText(tick);
      drawn.push(drawing('text', {class: 'tick', x, y: height + 14, 'text-anchor': 'middle', text}));
    }
    if (hasTruth) {
      drawn.push(
        drawing(
          'text', {x: width - inset, y: 11, 'text-anchor': 'end'},
          drawing('tspan', {class: 'right', text: '▲ true pairs '}),
          drawing('tspan', {class: 'wrong', text: ' ▼ all others'})));
    }
    drawn.push(drawing('path', {class: 'line', d: `M${line} 20V${height + 2}`}));
    if (typeof score === 'number') {
      const x = this.x(onStrip(score), width);
      drawn.push(drawing('path', {class: 'here', d: `M${x} ${height - 6}l5 8h-10z`}));
    }
    return drawn;
  }
}

function ratesShown(table, run, labels) {
  const rates = table.rates(state.threshold);
  const figure = (name, value, title) =>
    element('div', {class: 'figure', title}, element('span', {text: name}), element('b', {text: value}));
  const sentence = (text) => element('p', {text});
  if (!table.truth) {
    const copies = labels.count('copy');
    return [
      figure('at the threshold', countText(rates.believed)),
      figure('listed', countText(table.listed)),
      sentence(
        `Of the ${countText(labels.countOfRows)} labelled, ${countText(copies)} ${copies === 1 ? 'is a copy' : 'are copies'}.`),
    ];
  }
  const average = run.micro_average_precision;
  return [
    // An export may hold a part of the pairs: rates of a part would be none of the run.
    figure('precision', run.is_export ? '–' : shareText(rates.precision), 'share of the believed pairs that are true'),
    figure('recall', run.is_export ? '–' : shareText(rates.recall), 'share of the true pairs that are believed'),
    figure('µAP', average === undefined ? '–' : average.toFixed(3), 'micro-average precision, whatever the threshold'),
    sentence(
      run.is_export
        ? `Of the ${countText(table.count)} pairs here ${countText(rates.believed)} reach the threshold, ` +
          `${countText(rates.wrong)} of them wrong`
        : `${countText(rates.found)} of ${counted(table.truePairs, 'true pair')} found, ` +
          `${countText(rates.wrong)} wrong, ${countText(rates.missed)} missed`),
  ];
}
