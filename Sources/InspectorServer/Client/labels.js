// Labels: shown at once, saved in the order in which they were given, and tried again until they are saved.

import {postLabel} from './api.js';

const firstPause = 1000;
const longestPause = 15_000;

export class LabelBook {
  /** @param changed called whenever a label, its state or the program's changes */
  constructor(run, {labels, elsewhere = 0}, changed) {
    this.file = run.labels_file;
    this.isWritable = run.labels_are_writable && !run.is_export;
    this.refusal = run.labels_refusal ?? '';
    this.changed = changed;
    this.kept = new Map(labels.map((label) => [label.pair, label]));
    /** Rows whose label isn't saved yet, the oldest first, with what is to be saved. */
    this.unsaved = new Map();
    this.before = [];
    this.savedCount = this.kept.size + elsewhere;
    this.hasStopped = false;
    this.problem = '';
    this.isSaving = false;
  }

  of(row) {
    return this.kept.get(row) ?? null;
  }

  has(row) {
    return this.kept.has(row);
  }

  get countOfRows() {
    return this.kept.size;
  }

  isUnsaved(row) {
    return this.unsaved.has(row);
  }

  count(name) {
    let count = 0;
    for (const {label} of this.kept.values()) count += label === name ? 1 : 0;
    return count;
  }

  /** @param label {label, reason, note}; a label of null takes it back */
  set(row, label) {
    if (!this.isWritable) return;
    this.before.push({row, label: this.of(row)});
    this.put(row, label);
  }

  /** Takes the last change back, and tells of which row it was; null where there was none. */
  undo() {
    const last = this.isWritable ? this.before.pop() : undefined;
    if (!last) return null;
    this.put(last.row, last.label ?? {label: null, reason: '', note: ''});
    return last.row;
  }

  put(row, {label, reason, note}) {
    const wanted = {pair: row, label, reason, note};
    if (label === null) this.kept.delete(row);
    else this.kept.set(row, wanted);
    // At the end of the line: the file's last word on a pair must be the last one given.
    this.unsaved.delete(row);
    this.unsaved.set(row, wanted);
    this.changed();
    this.save();
  }

  /** Whoever asks the program for anything finds out whether it still answers. */
  noteAnswer(isThere) {
    if (this.hasStopped === !isThere) return;
    this.hasStopped = !isThere;
    this.changed();
  }

  async save() {
    if (this.isSaving) return;
    this.isSaving = true;
    let pause = firstPause;
    while (this.unsaved.size && this.isWritable) {
      const [row, wanted] = this.unsaved.entries().next().value;
      try {
        const saved = await postLabel(wanted);
        if (this.unsaved.get(row) === wanted) this.unsaved.delete(row);
        if (this.kept.get(row) === wanted) this.kept.set(row, {...wanted, by: saved.by, at: saved.at});
        this.savedCount = saved.labels ?? this.savedCount;
        this.hasStopped = false;
        this.problem = '';
        pause = firstPause;
      } catch (error) {
        this.hasStopped = error.code === 'stopped';
        this.problem = error.message;
        // One that is refused holds up no other.
        if (this.unsaved.get(row) === wanted) {
          this.unsaved.delete(row);
          this.unsaved.set(row, wanted);
        }
        if (error.code === 'labels_taken' || error.code === 'read_only') {
          this.isWritable = false;
          this.refusal = error.message;
        }
        this.changed();
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(2 * pause, longestPause);
      }
      this.changed();
    }
    this.isSaving = false;
  }

  /** The state of the file in words. */
  get summary() {
    const waiting = this.unsaved.size;
    const saved = `${this.savedCount} ${this.savedCount === 1 ? 'label is' : 'labels are'} in ${this.file}`;
    if (this.hasStopped) return `Stopped. ${saved}${waiting ? `; ${waiting} not saved` : ''}`;
    if (waiting) return `${waiting} not saved yet${this.problem ? `: ${this.problem}` : ''}`;
    return saved;
  }
}
