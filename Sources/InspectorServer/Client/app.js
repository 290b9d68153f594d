// Starts the page: loads the run, sets up the panes, and keeps the address.

import {startAddress} from './address.js';
import {archive, getLabels, getPairs, getRun, takeToken} from './api.js';
import {byID, counted, element} from './dom.js';
import {Facts} from './facts.js';
import {startKeys} from './keys.js';
import {LabelBook} from './labels.js';
import {PairList} from './list.js';
import {PhotoMap} from './map.js';
import {Stage, VIEWS} from './stage.js';
import {change, state, whenChanged} from './state.js';
import {startStories} from './story.js';
import {startStrip} from './strip.js';
import {PairTable} from './table.js';
import {startTools} from './tools.js';
import {startUnder, stepMatch} from './under.js';

function showInstead(title, ...texts) {
  byID('instead').replaceChildren(element('h1', {text: title}), ...texts.map((text) => element('p', {text})));
}

async function start() {
  if (!archive && !takeToken()) {
    return showInstead(
      'This page needs its key',
      'Start `facsimile inspect` and open the address that it prints, with all that follows the #.',
      'The key is made anew whenever the program starts.');
  }
  let run;
  let columns;
  let told;
  try {
    [run, columns, told] = await Promise.all([getRun(), getPairs(), getLabels()]);
  } catch (error) {
    if (error.status === 403) {
      return showInstead(
        'This address is not of the program that runs now', 'Open the address that `facsimile inspect` has printed last.');
    }
    return showInstead('The run cannot be loaded', error.message);
  }
  open(run, new PairTable(columns, run), told);
}

function open(run, table, told) {
  state.threshold = run.threshold ?? 2;
  drawRun(run);
  const labels = new LabelBook(run, told, () => drawLabels());
  const list = new PairList(table, labels, table.otherScore !== null);
  const facts = new Facts(table, run, labels);
  const stage = new Stage(table);
  const map = run.has_map ? new PhotoMap(table) : null;
  startTools(stage);
  startUnder(table);
  const drawRates = startStrip(table, run, labels);
  startStories(table, list);
  const drawLabels = () => {
    list.drawQueues();
    list.redraw();
    facts.drawLabel();
    if (!table.truth) drawRates();
    drawLabelState(run, labels);
  };
  whenChanged(['pair'], () => {
    if (state.pair) labels.noteAnswer(state.pair.problem?.code !== 'stopped');
  });
  facts.afterLabel = () => list.step(1);
  drawLabels();
  addEventListener('beforeunload', (event) => {
    if (labels.unsaved.size) event.preventDefault();
  });
  startKeys(actionsOf({list, facts, labels, stage, map, table}));
  startDialogs(list);
  startAddress(table, list, map !== null);
  byID('instead').hidden = true;
  byID('page').hidden = false;
  startFocus();
  list.measure();
  list.reveal();
  performance.mark('list-drawn');
}

function drawRun(run) {
  const settings = run.settings?.extraction ?? {};
  const {counts} = run;
  byID('title').textContent = run.predictions ?? 'predictions';
  byID('title').title = run.predictions ?? '';
  byID('run').replaceChildren(
    element('span', {
      text: [counted(counts.listed, 'pair'), counted(counts.queries, 'query', 'queries'), counted(counts.references, 'reference')]
        .join(', '),
    }),
    element('span', {
      text: [
        settings.extractor, settings.max_features && counted(settings.max_features, 'feature'),
        run.is_export && 'an export, to be read',
      ].filter(Boolean).join(', '),
    }));
  document.title = `${(run.predictions ?? 'predictions').split('/').pop()} – Facsimile`;
  byID('warnings').replaceChildren(...(run.warnings ?? []).map((text) => {
    const warning = element('div', {class: 'banner'}, element('span', {text}));
    warning.append(element('button', {type: 'button', class: 'small', text: 'Hide', click: () => warning.remove()}));
    return warning;
  }));
}

function drawLabelState(run, labels) {
  const box = byID('label-state');
  const isUnsaved = labels.unsaved.size > 0;
  box.textContent = labels.summary;
  box.className = isUnsaved || labels.hasStopped ? 'unsaved' : '';
  byID('stopped').hidden = !labels.hasStopped;
  byID('stopped').textContent =
    labels.hasStopped ? `${labels.summary}. What isn’t saved is kept while this page stays open.` : '';
  byID('read-only').hidden = labels.isWritable;
  byID('read-only').textContent =
    run.is_export ? 'An export: labels cannot be changed.' : `Labels cannot be changed: ${labels.refusal || 'read-only'}`;
}

function actionsOf({list, facts, labels, stage, map, table}) {
  const label = (name) => () => {
    if (!labels.isWritable || state.row < 0) return;
    if (list.isElsewhere) {
      byID('label-state').textContent = 'The open pair is not in the list: choose one of it';
      return;
    }
    facts.give(name);
    list.step(1);
  };
  const looked = () => (state.showsMap ? map : stage);
  return {
    next: () => list.step(1),
    previous: () => list.step(-1),
    nextUnlabelled: () => list.goToNextUnlabelled(),
    first: () => list.goTo(0),
    last: () => list.goTo(list.rows.length - 1),
    goToNumber: () => {
      byID('number').value = '';
      byID('number').max = list.rows.length;
      byID('go').showModal();
    },
    find: () => byID('find').select(),
    thresholdHere: () => {
      const score = table.score[state.row];
      if (typeof score === 'number') change({threshold: score});
    },
    copy: label('copy'),
    notCopy: label('not_copy'),
    unsure: label('unsure'),
    undo: () => {
      const row = labels.undo();
      if (row !== null) change({row});
    },
    ...Object.fromEntries(VIEWS.map((view, index) => [`view${index + 1}`, () => change({view})])),
    other: (isHeld) => change({showsOther: isHeld}),
    bare: (isHeld) => change({isBare: isHeld}),
    matchesShown: () => change({shown: state.shown === 'inliers' ? 'one-to-one' : 'inliers', match: 0}),
    keypoints: () => change({showsKeypoints: !state.showsKeypoints}),
    region: () => {
      const count = state.pair?.story?.models.length ?? 0;
      if (count > 1) stage.chooseRegion((state.region + 1) % count);
    },
    previousMatch: () => stepMatch(-1),
    nextMatch: () => stepMatch(1),
    swap: () => change({isSwapped: !state.isSwapped}),
    closer: () => looked().zoomBy(1.5),
    further: () => looked().zoomBy(1 / 1.5),
    whole: () => looked().fit(),
    ...(map && {
      map: () => change({showsMap: !state.showsMap}),
      towards: (isDown, key) => map.step(key),
      openPhoto: () => map.openChosen(),
    }),
    escape: () => {
      const field = document.activeElement;
      if (state.showsMap && field !== byID('note')) return map.leave();
      if (field === byID('find') || (field !== byID('note') && state.find)) {
        byID('find').value = '';
        change({find: ''});
      }
      focusHome();
    },
    help: () => {
      const help = byID('help');
      if (help.open) help.close();
      else help.showModal();
    },
  };
}

function startDialogs(list) {
  byID('help-button').addEventListener('click', () => byID('help').showModal());
  byID('go').addEventListener('close', () => {
    const number = Number(byID('number').value);
    if (byID('go').returnValue === 'go' && number >= 1) list.goTo(number - 1);
    byID('go').returnValue = '';
  });
  for (const dialog of document.querySelectorAll('dialog')) {
    // A click beside it closes it, as everywhere.
    dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  }
}

/** To what is steered by keys: the list, or the map. */
function focusHome() {
  byID(state.showsMap ? 'map-picture' : 'list').focus({preventScroll: true});
}

/** Who clicks with a mouse goes on with the keys of the list or the map; who came by Tab stays where they are. */
function startFocus() {
  document.addEventListener('click', (event) => {
    if (event.detail > 0 && event.target.closest('button, input[type=checkbox]') && !document.querySelector('dialog[open]')) {
      focusHome();
    }
  });
  whenChanged(['showsMap'], focusHome);
  focusHome();
}

start();
