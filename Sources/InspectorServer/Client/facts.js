// The facts: what the pair is, its label, and how its score came about, step by step.

import {byID, countText, counted, element, scoreText, signedText, wholeShareText} from './dom.js';
import {standing} from './list.js';
import {change, state, whenChanged} from './state.js';

const REASONS = {
  shared_overlay: 'shared overlay', text_page: 'text page', same_scene: 'same scene',
  same_product: 'same product', too_little: 'too little',
};

export class Facts {
  constructor(table, run, labels) {
    this.table = table;
    this.run = run;
    this.labels = labels;
    /** Reasons and notes of pairs that have no label yet: they go with it. */
    this.drafts = new Map();
    this.startLabel();
    whenChanged(['row'], () => {
      this.saveNote();
      this.noteRow = state.row;
      this.drawLabel(true);
    });
    whenChanged(['row', 'threshold', 'pair'], () => this.drawHead());
    whenChanged(['pair', 'region'], () => this.drawStory());
  }

  // The label

  startLabel() {
    for (const button of document.querySelectorAll('[data-label]')) {
      button.addEventListener('click', () => {
        const {label} = button.dataset;
        const isTaken = this.labels.of(state.row)?.label === label;
        this.give(isTaken ? null : label);
        if (!isTaken) this.afterLabel();
      });
    }
    byID('reasons').append(...Object.entries(REASONS).map(([reason, text]) =>
      element('button', {type: 'button', 'data-reason': reason, text, click: () => this.toggleReason(reason)})));
    byID('note').addEventListener('change', () => this.saveNote());
    byID('note').addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.target.blur();
    });
  }

  afterLabel() {}

  /** What is said of a pair: by its label, or for the one to come. */
  said(row) {
    return this.labels.of(row) ?? this.drafts.get(row) ?? {reason: '', note: ''};
  }

  give(label) {
    if (state.row < 0 || !this.labels.isWritable) return;
    this.saveNote();
    const {reason, note} = this.said(state.row);
    this.drafts.delete(state.row);
    this.labels.set(state.row, {label, reason: label ? reason : '', note: label ? note : ''});
  }

  toggleReason(reason) {
    this.say(state.row, {reason: this.said(state.row).reason === reason ? '' : reason});
    this.drawLabel();
  }

  /** A note that was being written belongs to the pair that it was written on. */
  saveNote() {
    const row = this.noteRow ?? -1;
    const note = byID('note').value.trim();
    if (row >= 0 && this.said(row).note !== note) this.say(row, {note});
  }

  say(row, words) {
    const label = this.labels.of(row);
    if (label) this.labels.set(row, {...label, ...words});
    else this.drafts.set(row, {...this.said(row), ...words});
  }

  drawLabel(isNew = false) {
    const label = this.labels.of(state.row);
    for (const button of document.querySelectorAll('[data-label]')) {
      button.setAttribute('aria-pressed', button.dataset.label === label?.label);
      button.disabled = !this.labels.isWritable || state.row < 0;
    }
    for (const button of byID('reasons').children) {
      button.setAttribute('aria-pressed', button.dataset.reason === this.said(state.row).reason);
      button.disabled = !this.labels.isWritable || state.row < 0;
    }
    const note = byID('note');
    note.disabled = !this.labels.isWritable || state.row < 0;
    if (isNew || document.activeElement !== note) note.value = this.said(state.row).note;
    byID('label-by').textContent = !label
      ? ''
      : this.labels.isUnsaved(state.row)
        ? 'not saved yet'
        : [label.by && `by ${label.by}`, label.at?.replace('T', ' ').replace(/:\d\d(\.\d+)?Z/, ' UTC')]
          .filter(Boolean).join(', ');
  }

  // What it is

  drawHead() {
    const {table} = this;
    const {row} = state;
    byID('head').hidden = row < 0;
    if (row < 0) return;
    const [kind, words] = standing(table, row);
    byID('score').textContent = scoreText(table.score[row]);
    byID('score').title = table.score[row] === null ? 'the run has not listed it' : `listed: ${table.score[row]}`;
    byID('standing').textContent = words;
    byID('standing').className = `badge ${kind}`;
    byID('truth').replaceChildren(...this.truthShown(row));
  }

  truthShown(row) {
    const {table} = this;
    const query = table.queryID(row);
    const shown = [];
    if (table.otherScore) {
      const other = this.run.compared_name ?? 'the other predictions';
      shown.push(element('p', {text: `In ${other}: ${scoreText(table.otherScore[row])}`}));
    }
    if (!table.truth) return shown;
    const expected = this.expectedOf(row);
    if (!expected) return shown;
    const text =
      table.truth[row] === null
        ? `The ground truth does not know ${query}; it counts as wrong.`
        : `Ground truth: ${query} is a copy of ${expected.length ? '' : 'no reference.'}`;
    const sentence = element('p', {text});
    expected.forEach((id, index) => {
      const other = table.rowOf(query, id);
      sentence.append(
        index ? ', ' : '',
        other === row || other < 0
          ? `${id}${other === row ? ', this one' : ''}`
          : element('button', {type: 'button', class: 'link', text: id, click: () => change({row: other})}));
    });
    return [sentence, ...shown];
  }

  /** What a query was made from; null where nobody knows, since an export has a part of the pairs. */
  expectedOf(row) {
    const {table} = this;
    if (state.pair?.row === row && state.pair.story?.expected_reference_ids) return state.pair.story.expected_reference_ids;
    if (this.run.is_export) return null;
    return [...table.ofQuery(table.query[row])].filter((other) => table.isTrue(other)).map((other) => table.referenceID(other));
  }

  // How it came about

  drawStory() {
    const story = state.pair?.story;
    const model = story?.models?.[state.region];
    const sections = !story
      ? []
      : [
        ...(story.warnings ?? []).map((text) => element('p', {class: 'warning', text})),
        section('Score, step by step', ...this.stepsShown(story, model)),
        model?.appearance && section('Laid over each other', ...sharesShown(model.appearance)),
        section('Matches', ...funnelShown(story)),
        model && section('Map to the reference', placeShown(story, model)),
        section('Photos', ...this.photosShown(story)),
        section('Run', this.runShown(story)),
      ];
    byID('story').replaceChildren(...sections.filter(Boolean));
  }

  stepsShown(story, model) {
    const listing = story.listing ?? {};
    const listed = this.table.score[state.row];
    const rows = [];
    const step = (name, value, figure, attributes = {}) => rows.push(stepShown(name, value, figure, attributes));
    if (!model) {
      step('score judged', '', story.score.toFixed(3), {class: 'sum'});
    } else {
      const largest = Math.max(1, ...model.terms.map((term) => Math.abs(term.log_odds)));
      step('base', '', signedText(model.base_log_odds));
      for (const term of model.terms) {
        step(term.name, valueText(term.value), signedText(term.log_odds), {
          bar: term.log_odds / largest,
          title: `${term.name}, of ${term.part}: ${term.value} adds ${term.log_odds} to the log10 odds`,
        });
      }
      step('= log10 odds of a copy', '', signedText(model.log_odds), {class: 'sum'});
      step('against chance', '−log10 of alarms', model.geometry_score.toFixed(1), {class: 'sum'});
      const wrong = 10 ** -model.geometry_score + 10 ** -model.log_odds;
      const score = Math.log10(1 + 1 / wrong);
      if (Math.abs((wrong > 0 ? score : Infinity) - model.score) < 0.01) {
        const both = `10^−${model.geometry_score.toFixed(0)}+10^${signedText(-model.log_odds)}`;
        step('odds of error', both, oddsText(wrong), {class: 'sum'});
      }
      step('= score', story.models.length > 1 ? `of region ${state.region + 1}` : '', model.score.toFixed(3), {class: 'sum'});
    }
    if (listing.combine) step('given score', listing.combine, String(listing.given_score ?? '–'), {class: 'sum'});
    step('listed', story.models.length > 1 ? 'by the best region' : '', String(listed ?? 'not listed'), {class: 'sum'});
    const terms = element('div', {class: 'steps'}, ...rows);
    const candidates = listing.candidates === undefined
      ? null
      : element('p', {
        class: 'faint',
        text: `Judged among ${counted(listing.candidates, 'candidate')}` +
          `${listing.is_candidate === false ? '; the run did not name this pair' : ''}.`,
      });
    return [terms, candidates];
  }

  photosShown({query, reference}) {
    const photo = (name, told) => [
      element('dt', {text: name}),
      element('dd', {text: `${told.width} × ${told.height}, ${counted(told.keypoints, 'feature')}`}),
      ...(told.partly_read ? [element('dd', {class: 'warning wide', text: told.partly_read})] : []),
      ...(told.path ? [element('dd', {class: 'path wide'}, pathShown(told.path), copyButton(told.path))] : []),
    ];
    const tags = Object.entries(this.table.tags)
      .map(([name, values]) => [name, values[this.table.query[state.row]]])
      .filter(([, value]) => value)
      .flatMap(([name, value]) => [element('dt', {text: name}), element('dd', {text: value.replaceAll('+', ' + ')})]);
    return [element('dl', {}, ...photo('query', query), ...photo('reference', reference), ...tags)];
  }

  runShown({milliseconds = {}, look, options}) {
    const settings = options?.extraction ?? {};
    const time = (...parts) => (parts.includes(undefined) ? '' : `${parts.reduce((a, b) => a + b).toFixed(1)} ms`);
    const features = settings.max_features && counted(settings.max_features, 'feature');
    return list([
      ['extractor', [settings.extractor, features].filter(Boolean).join(', ')],
      ['closer look', look],
      ['effort', this.run.settings?.effort],
      ['combined by', this.run.settings?.combine],
      ['features found in', time(milliseconds.query_features, milliseconds.reference_features)],
      ['judged in', time(milliseconds.judgement)],
      ['version', this.run.tool_version],
    ]);
  }
}

/** The end of a path tells more than its beginning: it is cut off at the left. */
const pathShown = (path) => element('span', {title: path}, element('bdi', {text: path}));

/** Three digits of whatever size. */
const valueText = (value) =>
  (value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(0) : String(Number(value.toPrecision(3)))).replaceAll('-', '−');

const oddsText = (odds) => (odds >= 0.001 ? odds.toPrecision(2) : odds.toExponential(1).replace('-', '−'));

function section(title, ...children) {
  return element('section', {}, element('h2', {text: title}), ...children);
}

function list(entries) {
  return element('dl', {}, ...entries.filter(([, value]) => value).flatMap(([name, value]) => [
    element('dt', {text: name}), element('dd', {text: value}),
  ]));
}

/** @param bar −1 to 1: what it adds, beside the largest */
function stepShown(name, value, figure, {bar, title, class: kind = ''}) {
  const step = element(
    'div', {class: `step ${kind}`, title}, element('span', {text: name}), element('span', {class: 'value', text: value}),
    element('b', {text: figure}));
  if (bar !== undefined) step.firstChild.after(barShown(Math.abs(bar), bar < 0 ? 'less' : 'more'));
  return step;
}

function barShown(share, kind) {
  const drawn = element('i', {class: kind});
  drawn.style.width = `${100 * share}%`;
  return element('div', {class: 'bar-box'}, drawn);
}

const shareNames = {agreeing: 'agrees', contradicting: 'contradicts', covered: 'covered', undecided: 'undecided'};

function sharesShown({of_query: ofQuery, of_reference: ofReference}) {
  const bar = (shares) => element('div', {class: 'shares'}, ...Object.entries(shareNames).map(([key, name]) => {
    const part = element('i', {class: name, title: `${name} ${wholeShareText(shares[key])}`});
    part.style.width = `${100 * shares[key]}%`;
    return part;
  }));
  return [
    bar(ofReference),
    element(
      'table', {},
      element('tr', {}, element('td'), element('th', {text: 'reference'}), element('th', {text: 'query'})),
      ...Object.entries(shareNames).map(([key, name]) =>
        element(
          'tr', {}, element('td', {}, element('span', {class: `swatch ${name}`}), name),
          element('td', {text: wholeShareText(ofReference[key])}), element('td', {text: wholeShareText(ofQuery[key])})))),
  ];
}

function funnelShown(story) {
  const all = story.tentative_matches;
  const entries = [
    ['with a neighbour', all], ['after ratio test', story.after_ratio], ['one-to-one', story.after_one_to_one],
    ['inliers', story.inliers],
  ];
  const model = story.models[state.region];
  if (model) entries.push(['of this pair alone', model.distinctive_inliers]);
  return entries.map(([name, count]) =>
    element(
      'div', {class: 'funnel'}, element('span', {text: name}), barShown(all ? count / all : 0, 'more'),
      element('b', {text: countText(count)})));
}

function placeShown(story, {decomposition, overlap}) {
  const degrees = (angle) => `${angle.toFixed(1).replace('-', '−')}°`;
  return list([
    ['scale', decomposition && decomposition.scale.toFixed(2)],
    ['turned', decomposition && degrees(decomposition.rotation)],
    ['mirrored', decomposition && (decomposition.is_mirrored ? 'yes' : 'no')],
    ['sheared, stretched', decomposition && `${degrees(decomposition.shear)}, ${decomposition.anisotropy.toFixed(2)} : 1`],
    ['seen of the query', wholeShareText(overlap.of_query)],
    ['seen of the reference', wholeShareText(overlap.of_reference)],
    ['copied regions', String(story.models.length)],
  ]);
}

function copyButton(path) {
  const button = element('button', {type: 'button', class: 'small', text: 'Copy', 'aria-label': `Copy the path ${path}`});
  const says = (text) => () => (button.textContent = text);
  button.addEventListener('click', () => navigator.clipboard.writeText(path).then(says('Copied'), says('Not allowed')));
  return button;
}
