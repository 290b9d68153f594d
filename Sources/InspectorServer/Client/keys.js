// The keys: one table, by which they work and by which "?" explains them.

import {byID, element} from './dom.js';
import {state} from './state.js';

/** Title, keys, and what they work on where that isn't the pair: the map, or both. A key: its names, words, action, "held". */
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
  ['Map', [
    [['←', '→', '↑', '↓'], 'nearest photo there', 'towards'],
    [['Enter'], 'open its best pair', 'openPhoto'],
  ], 'map'],
  ['Page', [
    [['A'], 'map of all photos', 'map'],
    [['Esc'], 'close, or leave a field', 'escape'],
    [['?'], 'all keys', 'help'],
  ], 'both'],
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
  ]],
  ['Zoom', [
    [['+'], 'closer', 'closer'],
    [['−'], 'further', 'further'],
    [['0'], 'the whole', 'whole'],
  ], 'both'],
];

const named = {
  ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', ' ': 'Space', Escape: 'Esc', '-': '−', '=': '+',
};

/** What each key does, with the map open or not. */
function layerOf(sections, isMap) {
  const own = isMap ? 'map' : 'pair';
  return new Map(sections.flatMap(([, keys, place = 'pair']) =>
    place === own || place === 'both'
      ? keys.flatMap(([names, , action, isHeld]) => names.map((name) => [name, {action, isHeld: isHeld === 'held'}]))
      : []));
}

/** The name of a key in the table; letters whatever the state of caps lock. */
function nameOf(event) {
  const name = named[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  return event.shiftKey && name === 'J' ? 'Shift+J' : name;
}

const writesText = (target) =>
  target.matches('textarea, select, input:not([type=range]):not([type=checkbox])');

/**
 * @param actions by name; one that is held is called with true while its key is down, and with false after. Keys of what the
 *   page doesn't have are left out.
 */
export function startKeys(actions) {
  const sections = KEYS.map(([title, keys, place]) => [title, keys.filter(([, , action]) => actions[action]), place])
    .filter(([, keys]) => keys.length);
  const layers = [false, true].map((isMap) => layerOf(sections, isMap));
  const held = new Set();
  const release = () => {
    for (const action of held) actions[action](false);
    held.clear();
  };
  document.addEventListener('keydown', (event) => {
    // AltGraph is what brackets are typed with on many keyboards.
    if (event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'))) return;
    const name = nameOf(event);
    const found = layers[Number(state.showsMap)].get(name);
    if (!found) return;
    const {target} = event;
    if (document.querySelector('dialog[open]')) {
      // A dialog closes itself by Esc.
      if (name === '?') actions.help();
      if (name === '?') event.preventDefault();
      return;
    }
    if (writesText(target) && name !== 'Esc') return;
    if (['Space', 'Enter'].includes(name) && target.matches('button, summary, input')) return;
    if (['↑', '↓', '←', '→', 'Home', 'End'].includes(name) && target.matches('input')) return;
    event.preventDefault();
    if (!found.isHeld) return actions[found.action](true, name);
    if (held.has(found.action)) return;
    held.add(found.action);
    actions[found.action](true);
  });
  document.addEventListener('keyup', (event) => {
    const action = layers[0].get(nameOf(event))?.action;
    if (held.delete(action)) actions[action](false);
  });
  // A key that is let go elsewhere is never told of.
  window.addEventListener('blur', release);
  byID('all-keys').replaceChildren(...sections.map(([title, keys]) =>
    element(
      'section', {}, element('h2', {text: title}),
      ...keys.map(([names, text, action]) =>
        element(
          'div', {class: 'key-row', 'data-action': action},
          element('span', {}, ...names.map((name) => element('kbd', {text: name}))), element('span', {text}))))));
}
