// The address: pair, view, queue, threshold and whether the map is open, so that Back works and a reload shows the same.

import {archive} from './api.js';
import {VIEWS} from './stage.js';
import {change, state, whenChanged} from './state.js';

/** A place that was looked at for so long is one that Back returns to. */
const stay = 1000;

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    // Whoever wrote this by hand gets the page without it.
    return '';
  }
}

/** @param hasMap without one, an address cannot ask for it */
export function startAddress(table, list, hasMap) {
  let changedAt = 0;
  let isReading = false;

  const read = () => {
    const parts = new Map(location.hash.slice(1).split('&').map((part) => part.split('=')));
    const [query, reference] = (parts.get('pair') ?? '').split('/').map(decoded);
    const threshold = Number(parts.get('t'));
    const known = list.queues.map(({name}) => name);
    const values = {showsMap: hasMap && parts.get('map') === '1'};
    if (parts.has('t') && Number.isFinite(threshold)) values.threshold = threshold;
    if (VIEWS.includes(parts.get('view'))) values.view = parts.get('view');
    if (known.includes(parts.get('queue'))) values.queue = parts.get('queue');
    const row = reference === undefined ? -1 : table.rowOf(query, reference);
    if (row >= 0) values.row = row;
    isReading = true;
    change(values);
    isReading = false;
    return values;
  };

  const write = () => {
    if (isReading) return;
    const ids = [table.queryID(state.row), table.referenceID(state.row)];
    const pair = state.row < 0 ? '' : `pair=${ids.map(encodeURIComponent).join('/')}&`;
    const address = `#${pair}view=${state.view}&queue=${state.queue}&t=${state.threshold}${state.showsMap ? '&map=1' : ''}`;
    if (address === location.hash) return;
    // Steps in quick succession are one; browsers allow only so many entries a second.
    const hasStayed = performance.now() - changedAt > stay;
    changedAt = performance.now();
    history[hasStayed ? 'pushState' : 'replaceState'](null, '', address);
  };

  const given = read();
  const firstQueue = list.queues.find((queue) => list.countOf(queue) > 0) ?? list.queues[0];
  if (!given.queue) change({queue: firstQueue.name});
  if (given.row === undefined) list.goTo(0);
  changedAt = performance.now();
  write();
  whenChanged(['queue'], () => {
    // A queue is come to for its pairs; one that holds the current pair keeps it.
    if (!isReading && !list.holdsCurrent) list.goTo(0);
  });
  let rest = 0;
  whenChanged(['row', 'view', 'queue', 'threshold', 'showsMap'], () => {
    clearTimeout(rest);
    if (!isReading) rest = setTimeout(write, 50);
  });
  addEventListener('popstate', read);
  addEventListener('hashchange', () => {
    // Another token: the program was started anew.
    if (!archive && location.hash.length > 1 && !location.hash.includes('=')) location.reload();
  });
}
