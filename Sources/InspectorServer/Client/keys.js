// The keys: one table, by which they work and by which "?" explains them.

import {byID, element} from './dom.js';

/**
 * @param actions by name; a key that is held has a `NAME` with true while it is down, and false after
 */
const KEYS = [
  ['Pairs', [
    [['J', '↓'], 'next pair', 'next'],
    [['K', '↑'], 'previous pair', 'previous'],
    [['Shift+J'], 'next without a label', 'nextUnlabelled'],
    [['Home'], 'first pair', 'first'],
    [['End'], 'last pair', 'last'],
    [['G'], 'go to a number', 'goToNumber'],
    [['/'], 'find by id or tag', 'find'],
    [['T'], 'threshold at this pair', 'thresholdHere'],
  ]],
  ['Labels', [
    [['C'], 'copy, then next', 'copy'],
    [['N'], 'not a copy, then next', 'notCopy'],
    [['U'], 'unsure, then next', 'unsure'],
    [['Z'], 'undo', 'undo'],
  ]],
  ['Stage', [
    [['1'], 'matches', 'view1'],
    [['2'], 'blink', 'view2'],
    [['3'], 'swipe', 'view3'],
    [['4'], 'difference', 'view4'],
    [['5'], 'verdict', 'view5'],
    [['Space'], 'hold: the other photo', 'other', 'held'],
    [['H'], 'hold: no marks', 'bare', 'held'],
    [['M'], 'inliers, or all one-to-one matches', 'matchesShown'],
    [['P'], 'keypoints', 'keypoints'],
    [['R'], 'next copied region', 'region'],
    [['['], 'previous match', 'previousMatch'],
    [[']'], 'next match', 'nextMatch'],
    [['X'], 'swap the sides', 'swap'],
    [['+'], 'closer', 'closer'],
    [['−'], 'further', 'further'],
    [['0'], 'whole photos', 'whole'],
  ]],
  ['Page', [
    [['Esc'], 'close, or leave a field', 'escape'],
    [['?'], 'all keys', 'help'],
  ]],
];

const named = {ArrowDown: '↓', ArrowUp: '↑', ' ': 'Space', Escape: 'Esc', '-': '−', '=': '+'};

const byKey = new Map(KEYS.flatMap(([, keys]) =>
  keys.flatMap(([names, , action, isHeld]) => names.map((name) => [name, {action, isHeld: isHeld === 'held'}]))));

/** The name of a key in the table; letters whatever the state of caps lock. */
function nameOf(event) {
  const name = named[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return event.shiftKey && name === 'J' ? 'Shift+J' : name;
}

const writesText = (target) =>
  target.matches('textarea, select, input:not([type=range]):not([type=checkbox])');

export function startKeys(actions) {
  const held = new Set();
  const release = () => {
    for (const action of held) actions[action](false);
    held.clear();
  };
  document.addEventListener('keydown', (event) => {
    // AltGraph is what brackets are typed with on many keyboards.
    if (event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'))) return;
    const name = nameOf(event);
    const found = byKey.get(name);
    if (!found) return;
    const {target} = event;
    if (document.querySelector('dialog[open]')) {
      // A dialog closes itself by Esc.
      if (name === '?') actions.help();
      if (name === '?') event.preventDefault();
      return;
    }
    if (writesText(target) && name !== 'Esc') return;
    if (name === 'Space' && target.matches('button, summary, input')) return;
    if (['↑', '↓', 'Home', 'End'].includes(name) && target.matches('input')) return;
    event.preventDefault();
    if (!found.isHeld) return actions[found.action]();
    if (held.has(found.action)) return;
    held.add(found.action);
    actions[found.action](true);
  });
  document.addEventListener('keyup', (event) => {
    const found = byKey.get(nameOf(event));
    if (found && held.delete(found.action)) actions[found.action](false);
  });
  // A key that is let go elsewhere is never told of.
  window.addEventListener('blur', release);
  byID('all-keys').replaceChildren(...KEYS.map(([title, keys]) =>
    element(
      'section', {}, element('h2', {text: title}),
      ...keys.map(([names, text, action]) =>
        element(
          'div', {class: 'key-row', 'data-action': action},
          element('span', {}, ...names.map((name) => element('kbd', {text: name}))), element('span', {text}))))));
}
