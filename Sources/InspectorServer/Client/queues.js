// What there is to look at, by the threshold, the ground truth and the labels.

import {state} from './state.js';

/** A queue: rows from one place to another, those of them for which `test` holds. */
function queue(name, title, empty, range, test = null, count = null) {
  return {name, title, empty, range, test, count};
}

export function queuesOf(table, labels, hasOther) {
  const believed = (threshold) => [0, table.believed(threshold)];
  const others = (threshold) => [table.believed(threshold), table.count];
  const all = () => [0, table.count];
  const isTrue = (row) => table.isTrue(row);
  const truth = [
    queue(
      'false-positives', 'False positives', 'No pair at the threshold or above is wrong.', believed,
      (row) => !isTrue(row), (t) => table.rates(t).wrong),
    queue(
      'missed', 'Missed', 'Every true pair reaches the threshold.', others, isTrue,
      (t) => table.trueBefore[table.count] - table.rates(t).found),
    queue('near', 'Near threshold', 'No score is near the threshold.', (t) => table.near(t)),
    queue('found', 'Found', 'No true pair reaches the threshold.', believed, isTrue, (t) => table.rates(t).found),
  ];
  const noTruth = [
    queue('above', 'Above threshold', 'No pair reaches the threshold.', believed),
    queue('below', 'Below threshold', 'Every pair reaches the threshold.', others),
    truth[2],
    queue('labelled', 'Labelled', 'No pair has a label yet.', all, (row) => labels.has(row), () => labels.countOfRows),
  ];
  const compared = [
    queue(
      'only-here', 'Only here', 'The other predictions have all of these above the threshold, too.', believed,
      (row) => !(table.otherScore[row] >= state.threshold && table.otherScore[row] !== null)),
    queue(
      'only-there', 'Only there', 'The other predictions have no more above the threshold.', others,
      (row) => table.otherScore[row] !== null && table.otherScore[row] >= state.threshold),
  ];
  return [
    ...(table.truth ? truth : noTruth),
    queue(
      'unlabelled', 'Unlabelled', 'Every pair has a label.', all, (row) => !labels.has(row),
      () => table.count - labels.countOfRows),
    queue('all', 'All pairs', 'The run has listed nothing.', all),
    ...(hasOther ? compared : []),
  ];
}
