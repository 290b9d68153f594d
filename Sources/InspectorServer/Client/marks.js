// Lines between matched features, the frames of the photos in each other, and keypoints.

import {drawing} from './dom.js';
import {outlineOf} from './geometry.js';
import {state} from './state.js';

const radius = 4;
// More regions begin anew.
const regionColours = 5;

export const regionClass = (region) => `region-${region % regionColours}`;

/** The matches that are to be seen, each with its place in the story. */
export function shownMatches(story) {
  const isShown =
    state.shown === 'inliers' && story.models.length
      ? ({fate}) => fate === 'inlier'
      : ({fate}) => fate === 'inlier' || fate === 'unexplained';
  return (story.matches ?? []).filter(isShown);
}

/** A region's matches are of its colour, those that other candidates share dashed; what no model explains is grey. */
function matchClass(match) {
  if (match.fate !== 'inlier') return 'unexplained';
  const region = match.model - 1;
  const faded = region === state.region ? '' : ' faded';
  return `${regionClass(region)}${match.is_distinctive === false ? ' shared' : ''}${faded}`;
}

const circleAt = (x, y) =>
  `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;

/** @returns for each match that is seen [match's index, x, y] on the stage, twice */
export function drawMatches(layer, story, panels) {
  const lines = {};
  const points = {};
  const places = [];
  const chosen = [];
  shownMatches(story).forEach((match, index) => {
    const ends = panels.map((panel) => {
      const point = panel.role === 'q' ? match.query : match.reference;
      return panel.onStage(point.x, point.y);
    });
    const seen = ends.map((end, side) => panels[side].holds(...end));
    const name = matchClass(match);
    const isChosen = index === state.match;
    ends.forEach(([x, y], side) => {
      if (!seen[side]) return;
      places.push([index, x, y]);
      points[name] = (points[name] ?? '') + circleAt(x, y);
      if (isChosen) chosen.push(drawing('circle', {cx: x, cy: y, r: 8, 'data-role': panels[side].role}));
    });
    // A line that ends at nothing would only mislead.
    if (ends.length < 2 || !seen[0] || !seen[1]) return;
    const d = `M${ends[0].join(' ')}L${ends[1].join(' ')}`;
    lines[name] = (lines[name] ?? '') + d;
    if (isChosen) chosen.unshift(drawing('path', {d}));
  });
  const paths = (kind, drawn) =>
    Object.entries(drawn).map(([name, d]) => drawing('path', {class: `${kind} ${name}`, d}));
  layer.append(
    ...paths('tie', lines), ...paths('point halo', points), ...paths('point', points),
    drawing('g', {class: 'chosen'}, ...chosen));
  return places;
}

/** Where the other photo's frame lies in a panel's. */
export function drawOutline(layer, panel, otherSize, map, name) {
  const corners = outlineOf(otherSize, map).map(([x, y]) => panel.onStage(x, y));
  if (corners.length < 3) return;
  const {left, top, seen} = panel;
  const d = `M${corners.map(([x, y]) => `${x - left} ${y - top}`).join('L')}z`;
  // An svg within cuts off what isn't in the picture.
  layer.append(
    drawing('svg', {x: left, y: top, width: seen.width, height: seen.height}, drawing('path', {class: `outline ${name}`, d})));
}

/** Thousands of circles: drawn, not made of elements. */
export function drawKeypoints(canvas, keypoints, panels) {
  canvas.hidden = !keypoints;
  if (!keypoints) return;
  const context = canvas.getContext('2d');
  const fine = devicePixelRatio;
  canvas.width = canvas.clientWidth * fine;
  canvas.height = canvas.clientHeight * fine;
  context.scale(fine, fine);
  context.strokeStyle = context.fillStyle = getComputedStyle(canvas).color;
  for (const panel of panels) {
    context.save();
    context.beginPath();
    context.rect(panel.left, panel.top, panel.seen.width, panel.seen.height);
    context.clip();
    for (const {x, y, size, angle} of panel.role === 'q' ? keypoints.query : keypoints.reference) {
      const [left, top] = panel.onStage(x, y);
      if (!panel.holds(left, top)) continue;
      context.globalAlpha = 1;
      context.fillRect(left - 1.5, top - 1.5, 3, 3);
      // Hundreds of patches lie over one another: faint, until one looks closer. One path of all
      // of them takes twice as long.
      context.globalAlpha = Math.min(0.8, 0.16 * state.zoom);
      const reach = size * panel.scale / 2;
      const turn = angle < 0 ? 0 : angle * Math.PI / 180;
      context.beginPath();
      context.arc(left, top, reach, turn, turn + 2 * Math.PI);
      if (angle >= 0) context.lineTo(left, top);
      context.stroke();
    }
    context.restore();
  }
}
