// The run's pairs as columns, by falling score; true pairs that the run never listed come last, without a score.

/** Scores span decades: the strip has them by log(1 + s), on either side of 0. */
export const onStrip = (score) => Math.sign(score) * Math.log1p(Math.abs(score));

export const fromStrip = (place) => Math.sign(place) * Math.expm1(Math.abs(place));

export class PairTable {
  constructor(columns, run) {
    this.queryIDs = columns.query_ids;
    this.referenceIDs = columns.reference_ids;
    this.query = Int32Array.from(columns.query);
    this.reference = Int32Array.from(columns.reference);
    this.score = columns.score;
    this.otherScore = columns.other_score ?? null;
    this.tags = columns.tags ?? {};
    this.truth = run.has_truth ? columns.truth : null;
    this.count = this.query.length;
    this.listed = this.firstRow((score) => score === null);
    this.truePairs = run.counts.true_pairs ?? 0;
    /** True pairs before a row. */
    this.trueBefore = new Int32Array(this.count + 1);
    for (let row = 0; row < this.count; row++) {
      this.trueBefore[row + 1] = this.trueBefore[row] + (this.truth?.[row] === 1 ? 1 : 0);
    }
    this.lowest = Math.min(0, this.listed ? onStrip(this.score[this.listed - 1]) : 0);
    this.highest = Math.max(this.listed ? onStrip(this.score[0]) : 0, onStrip(run.threshold ?? 2), 0.5);
  }

  /** The first row for whose score `test` holds, which then holds for all later ones. */
  firstRow(test) {
    let [from, to] = [0, this.count];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (test(this.score[middle])) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** Rows with a score of at least `threshold`: they come first. */
  believed(threshold) {
    return this.firstRow((score) => score === null || score < threshold);
  }

  queryID(row) {
    return this.queryIDs[this.query[row]];
  }

  referenceID(row) {
    return this.referenceIDs[this.reference[row]];
  }

  isTrue(row) {
    return this.truth?.[row] === 1;
  }

  /** As `evaluate` has them: whatever isn't known to be true is wrong. */
  rates(threshold) {
    const believed = this.believed(threshold);
    const found = this.trueBefore[believed];
    return {
      believed, found, wrong: believed - found, missed: this.truePairs - found,
      precision: believed ? found / believed : null, recall: this.truePairs ? found / this.truePairs : null,
    };
  }

  /** Rows from one place to another that are near a threshold: within a tenth of the strip. */
  near(threshold) {
    const reach = 0.1 * (this.highest - this.lowest);
    const place = onStrip(threshold);
    return [
      this.firstRow((score) => score === null || onStrip(score) <= place + reach),
      this.firstRow((score) => score === null || onStrip(score) < place - reach),
    ];
  }

  ofQuery(query) {
    this.byQuery ??= new RowsOf(this.query, this.queryIDs.length);
    return this.byQuery.rows(query);
  }

  ofReference(reference) {
    this.byReference ??= new RowsOf(this.reference, this.referenceIDs.length);
    return this.byReference.rows(reference);
  }

  rowOf(queryID, referenceID) {
    const query = this.queryIDs.indexOf(queryID);
    if (query < 0) return -1;
    return this.ofQuery(query).find((row) => this.referenceID(row) === referenceID) ?? -1;
  }

  /** Tells of a row whether each word is found in its ids or tags; null where there are no words. */
  finder(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const lists = Object.values(this.tags);
    const found = words.map((word) => ({
      query: this.queryIDs.map(
        (id, index) =>
          id.toLowerCase().includes(word) || lists.some((values) => values[index]?.toLowerCase().includes(word))),
      reference: this.referenceIDs.map((id) => id.toLowerCase().includes(word)),
    }));
    return (row) => found.every((word) => word.query[this.query[row]] || word.reference[this.reference[row]]);
  }
}

/** Which rows name a query or a reference, all in two arrays. */
export class RowsOf {
  constructor(indices, count) {
    this.from = new Int32Array(count + 1);
    for (const index of indices) this.from[index + 1]++;
    for (let index = 0; index < count; index++) this.from[index + 1] += this.from[index];
    const next = this.from.slice();
    this.all = new Int32Array(indices.length);
    indices.forEach((index, row) => (this.all[next[index]++] = row));
  }

  rows(index) {
    return this.all.subarray(this.from[index], this.from[index + 1]);
  }
}
