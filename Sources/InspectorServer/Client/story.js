// Loads what there is to tell of the current pair, and of its neighbours ahead of time.

import {getPhoto, getStory, hasStory} from './api.js';
import {change, state, whenChanged} from './state.js';

// Who holds a key down passes over pairs; one that isn't at hand is asked for once the hand rests.
const restOfHand = 70;
// The last pair stays that long: most others come sooner, and nothing flickers.
const patience = 150;

const after = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export function startStories(table, list) {
  let changedAt = 0;

  const loaded = async (row, priority) => {
    const [story, q, r] = await Promise.allSettled([
      getStory(row, priority),
      getPhoto('q', table.query[row], priority),
      getPhoto('r', table.reference[row], priority),
    ]);
    return {
      row, story: story.value ?? null, problem: story.reason ?? null,
      photos: {q: q.value ?? null, r: r.value ?? null}, photoProblems: {q: q.reason, r: r.reason},
    };
  };

  whenChanged(['row'], async () => {
    const {row} = state;
    const isCurrent = () => state.row === row;
    const isHurried = performance.now() - changedAt < 2 * restOfHand;
    changedAt = performance.now();
    if (row < 0) return change({pair: null});
    setTimeout(() => isCurrent() && state.pair?.row !== row && change({pair: null}), patience);
    if (isHurried && !hasStory(row)) await after(restOfHand);
    if (!isCurrent()) return;
    const pair = await loaded(row, 'high');
    if (!isCurrent()) return;
    change({pair, region: 0, match: 0});
    // Once it is painted.
    await after(30);
    for (const neighbour of list.neighbours(2)) {
      if (!isCurrent()) return;
      await loaded(neighbour, 'low');
    }
  });
}
