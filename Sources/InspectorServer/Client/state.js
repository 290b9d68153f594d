// What the page shows, in one place: panes change it, and are told what has changed.

export const state = {
  row: -1,
  queue: 'all',
  threshold: 2,
  find: '',
  view: 'matches',
  /** The copied region that is looked at, from 0. */
  region: 0,
  /** Which of the matches that are shown is looked at. */
  match: 0,
  shown: 'inliers',
  showsKeypoints: false,
  isSwapped: false,
  zoom: 1,
  /** The middle of what is seen, in shares of one photo's sides; the other photo follows by the model. */
  center: {role: 'q', x: 0.5, y: 0.5},
  showsOther: false,
  isBare: false,
  swipe: 0.5,
  gain: 1,
  showsMap: false,
  /** {row, story, photos: {q, r}} or {row, problem}; null while it loads. */
  pair: null,
};

const listeners = [];

/** Calls `listener` whenever one of the keys gets another value. */
export function whenChanged(keys, listener) {
  listeners.push({keys, listener});
}

export function change(values) {
  const changed = new Set(Object.keys(values).filter((key) => state[key] !== values[key]));
  Object.assign(state, values);
  for (const {keys, listener} of listeners) {
    if (keys.some((key) => changed.has(key))) listener(changed);
  }
}
