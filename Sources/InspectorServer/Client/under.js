// Under the stage: one match magnified, the query's other answers, and the reference's other queries.

import {getThumbnail} from './api.js';
import {byID, countText, counted, element, scoreText} from './dom.js';
import {jacobian, mapped} from './geometry.js';
import {shownMatches} from './marks.js';
import {change, state, whenChanged} from './state.js';

/** A patch is so much of the query's longest side, and at least so many pixels. */
const patchShare = 0.1;
const smallestPatch = 24;
const mostOthers = 12;

export function startUnder(table) {
  byID('match-before').addEventListener('click', () => stepMatch(-1));
  byID('match-after').addEventListener('click', () => stepMatch(1));
  whenChanged(['pair', 'match', 'shown', 'region'], drawMatch);
  whenChanged(['row'], () => {
    drawOthers(byID('other-answers'), table, 'r');
    drawOthers(byID('other-queries'), table, 'q');
  });
}

export function stepMatch(by) {
  const count = state.pair?.story ? shownMatches(state.pair.story).length : 0;
  if (count) change({match: (state.match + by + count) % count});
}

const fates = {inlier: 'inlier', unexplained: 'unexplained by any model'};

function drawMatch() {
  const {pair} = state;
  const matches = pair?.story ? shownMatches(pair.story) : [];
  const match = matches[state.match];
  const box = byID('one-match');
  box.hidden = !match;
  byID('no-match').hidden = Boolean(match);
  if (!match) return;
  const {story, photos} = pair;
  const model = story.models[match.model ? match.model - 1 : state.region];
  drawPatches(story, photos, match, model);
  const place = ({x, y}) => `(${x.toFixed(1)}, ${y.toFixed(1)})`;
  const facts = [
    `${fates[match.fate]}${match.model && story.models.length > 1 ? `, region ${match.model}` : ''}`,
    match.error === undefined ? 'no model to measure by' : `off by ${match.error.toFixed(1)} px`,
    `${place(match.query)} → ${place(match.reference)}`,
    `distance ${countText(match.distance)}, ratio ${match.ratio.toFixed(2)}`,
    ...(match.is_distinctive === false ? ['other candidates have it as well'] : []),
  ];
  byID('match-facts').replaceChildren(
    element('b', {text: `${state.match + 1} of ${matches.length}`}),
    ...facts.map((text) => element('span', {text})));
}

/** The reference's patch is turned and scaled as the query's: what is off is off by what the model doesn't explain. */
function drawPatches(story, photos, match, model) {
  const {query, reference} = story;
  const side = Math.max(smallestPatch, patchShare * Math.max(query.width, query.height));
  const map = model?.reference_from_query?.flat();
  byID('patch-name').textContent = map ? 'reference, turned alike' : 'reference';
  const isExplained = match.fate === 'inlier' && map;
  const [queryPatch, referencePatch] = [byID('query-patch'), byID('reference-patch')];
  const magnified = queryPatch.width / side;
  const upright = [magnified, 0, 0, magnified];
  drawPatch(queryPatch, photos.q, query, match.query, upright, match.query);
  let turned = upright;
  let middle = match.reference;
  if (map) {
    const [a, b, c, d] = jacobian(map, match.query.x, match.query.y);
    const area = a * d - b * c;
    if (Math.abs(area) > 1e-9) turned = [d, -b, -c, a].map((value) => value * magnified / area);
    const [x, y] = mapped(map, match.query.x, match.query.y);
    if (isExplained) middle = {x, y};
  }
  drawPatch(referencePatch, photos.r, reference, middle, turned, match.reference);
}

/** @param turned [xx, xy, yx, yy]: patch pixels by pixels of the photo */
function drawPatch(canvas, image, size, middle, [xx, xy, yx, yy], point) {
  const context = canvas.getContext('2d');
  const half = canvas.width / 2;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (image) {
    const [across, down] = [size.width / image.naturalWidth, size.height / image.naturalHeight];
    const [left, top] = [middle.x + 0.5, middle.y + 0.5];
    context.setTransform(
      xx * across, yx * across, xy * down, yy * down, half - xx * left - xy * top, half - yx * left - yy * top);
    context.imageSmoothingEnabled = Math.hypot(xx, yx) * across < 3;
    context.drawImage(image, 0, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
  const [dx, dy] = [point.x - middle.x, point.y - middle.y];
  const [x, y] = [half + xx * dx + xy * dy, half + yx * dx + yy * dy];
  const ring = (width, colour) => {
    context.beginPath();
    context.arc(x, y, 18, 0, 2 * Math.PI);
    context.moveTo(half - 4, half);
    context.lineTo(half + 4, half);
    context.moveTo(half, half - 4);
    context.lineTo(half, half + 4);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  };
  // Seen on light and on dark.
  ring(5, '#000a');
  ring(2.5, '#fff');
}

/** @param role of the photos that are shown: "r" the query's other answers, "q" the reference's other queries */
function drawOthers(box, table, role) {
  const {row} = state;
  if (row < 0) return box.replaceChildren();
  const isAnswers = role === 'r';
  const rows = isAnswers ? table.ofQuery(table.query[row]) : table.ofReference(table.reference[row]);
  const others = [...rows].filter((other) => other !== row);
  const id = isAnswers ? table.queryID(row) : table.referenceID(row);
  const right = others.filter((other) => table.isTrue(other)).length;
  const shown = others.slice(0, mostOthers);
  box.replaceChildren(
    element('h2', {text: isAnswers ? `Other answers for ${id}` : `Other queries of ${id}`, title: id}),
    element('p', {
      class: 'faint',
      text: others.length === 0 ? 'none' : counted(others.length, 'pair') + (table.truth ? `, ${right} true` : ''),
    }),
    element('div', {class: 'others'}, ...shown.map((other) => otherShown(table, other, role))));
  if (others.length > shown.length) box.querySelector('p').textContent += `, the first ${shown.length} shown`;
}

function otherShown(table, other, role) {
  const index = role === 'r' ? table.reference[other] : table.query[other];
  const id = role === 'r' ? table.referenceID(other) : table.queryID(other);
  const image = element('img', {alt: '', draggable: 'false'});
  getThumbnail(role, index).then((address) => (image.src = address), () => image.classList.add('gone'));
  const isTrue = table.isTrue(other);
  return element(
    'button', {
      type: 'button', class: isTrue ? 'true' : '', title: `${id}${isTrue ? ': a true pair' : ''}`,
      click: () => change({row: other}),
    },
    image,
    element(
      'span', {}, element('span', {class: 'id', text: id}), ' ', element('b', {text: scoreText(table.score[other])}),
      isTrue ? ' ✓' : ''));
}
