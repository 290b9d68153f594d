// The tools above the stage: what is shown, and what the marks on it mean.

import {byID, counted, element} from './dom.js';
import {regionClass, shownMatches} from './marks.js';
import {change, state, whenChanged} from './state.js';

export function startTools(stage) {
  const buttons = (key) => [...document.querySelectorAll(`[data-${key}]`)];
  for (const key of ['view', 'shown']) {
    for (const button of buttons(key)) {
      button.addEventListener('click', () => change({[key]: button.dataset[key], ...(key === 'shown' && {match: 0})}));
    }
  }
  byID('shows-keypoints').addEventListener('change', (event) => change({showsKeypoints: event.target.checked}));
  byID('swap').addEventListener('click', () => change({isSwapped: !state.isSwapped}));
  byID('gain').addEventListener('input', (event) => change({gain: Number(event.target.value)}));
  byID('fit').addEventListener('click', () => stage.fit());

  const draw = () => {
    const story = state.pair?.story;
    const models = story?.models ?? [];
    for (const button of buttons('view')) button.setAttribute('aria-pressed', button.dataset.view === state.view);
    // Where nothing is proved there are no inliers to be shown.
    const shown = story && !models.length ? 'one-to-one' : state.shown;
    const count = (...fates) => (story?.matches ?? []).filter(({fate}) => fates.includes(fate)).length;
    const counts = {inliers: count('inlier'), 'one-to-one': count('inlier', 'unexplained')};
    for (const button of buttons('shown')) {
      button.setAttribute('aria-pressed', button.dataset.shown === shown);
      button.querySelector('.count').textContent = story ? counts[button.dataset.shown] : '';
    }
    byID('matches-shown').hidden = state.view !== 'matches' && models.length > 0;
    byID('gain-box').hidden = state.view !== 'difference';
    byID('gain').value = state.gain;
    byID('shows-keypoints').checked = state.showsKeypoints;
    byID('swap').setAttribute('aria-pressed', state.isSwapped);
    byID('fit').textContent = `${Math.round(100 * state.zoom)} %`;
    byID('fit').disabled = state.zoom === 1;
    byID('regions-box').hidden = models.length < 2;
    byID('regions').replaceChildren(...models.map(({inliers}, index) =>
      element('button', {
        type: 'button', class: regionClass(index), 'aria-pressed': index === state.region, text: index + 1,
        title: `copied region ${index + 1}: ${counted(inliers, 'inlier')}`, click: () => stage.chooseRegion(index),
      })));
    byID('legend').replaceChildren(...legendShown(story));
  };
  whenChanged(['pair', 'view', 'shown', 'gain', 'showsKeypoints', 'isSwapped', 'zoom', 'region'], draw);
}

/** What the lines' colours and dashes mean, of those that are there. */
function legendShown(story) {
  if (!story || state.view !== 'matches') return [];
  const matches = shownMatches(story);
  const inliers = matches.filter(({fate}) => fate === 'inlier');
  const entry = (name, count, text) =>
    count ? [element('span', {class: `key ${name}`}), element('span', {text: `${text}: ${count}`})] : [];
  const own = (index) => inliers.filter(({model, is_distinctive}) => model === index + 1 && is_distinctive !== false);
  return [
    ...story.models.flatMap((_, index) =>
      entry(
        regionClass(index), own(index).length,
        story.models.length > 1 ? `region ${index + 1}` : 'inliers of this pair alone')),
    ...entry(
      'shared', inliers.filter((match) => match.is_distinctive === false).length, 'inliers that other candidates share'),
    ...entry('unexplained', matches.length - inliers.length, 'unexplained'),
  ];
}
