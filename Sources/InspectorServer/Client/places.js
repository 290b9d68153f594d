// The photos of the map: where each lies, its best pair, and how much room there is for its picture.

import {PointGrid} from './grid.js';

/** A picture may cover so many other photos; they are drawn over it, as dots. */
const mostCovered = 6;

/** Kinds of lines, by what the ground truth says of their pair. */
export const LINE_KINDS = ['true', 'wrong', 'unknown'];

function extent(values) {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
}

export class PhotoPlaces {
  /**
   * Photos are numbered by their best pair, the best first; those without a pair come last.
   * @param columns what `/api/map` answers
   */
  constructor(columns, table) {
    this.table = table;
    const bestOf = columns.photo.map((photo, at) => this.rowsOf(columns.role[at], photo)[0] ?? table.count);
    const order = bestOf.map((_, at) => at).sort((a, b) => bestOf[a] - bestOf[b]);
    this.count = order.length;
    this.role = order.map((at) => columns.role[at]);
    this.photo = order.map((at) => columns.photo[at]);
    /** Row of the best pair; -1 where no pair names the photo. */
    this.best = order.map((at) => (bestOf[at] < table.count ? bestOf[at] : -1));
    const [left, right] = extent(columns.x);
    const [bottom, top] = extent(columns.y);
    // The longer side is 1, and y points up, as other plots of the same table have it.
    const unit = Math.max(right - left, top - bottom) || 1;
    this.width = (right - left) / unit;
    this.height = (top - bottom) / unit;
    this.x = Float64Array.from(order, (at) => (columns.x[at] - left) / unit);
    this.y = Float64Array.from(order, (at) => (top - columns.y[at]) / unit);
    this.pointOf = {
      q: new Int32Array(table.queryIDs.length).fill(-1), r: new Int32Array(table.referenceIDs.length).fill(-1),
    };
    for (let point = this.count - 1; point >= 0; point--) this.pointOf[this.role[point]][this.photo[point]] = point;
    if (this.count) this.grid = new PointGrid(this.x, this.y);
    this.levels = new Map();
  }

  /**
   * Photos that have room for a picture, where pictures are squares of a side: a 1 each. It doesn't depend on what is in sight,
   * so that no picture comes or goes by being moved; as one looks closer, it changes by steps.
   */
  pictured(side) {
    const level = Math.ceil(2 * Math.log2(side));
    if (!this.levels.has(level)) this.levels.set(level, this.withRoom(2 ** (level / 2)));
    return this.levels.get(level);
  }

  /** The best first; each takes the room of those that come later, unless it would cover too many. */
  withRoom(side) {
    const chosen = new Uint8Array(this.count);
    const columns = Math.ceil(1 / side) + 2;
    // Two in one cell would meet.
    const inCell = new Map();
    for (let point = 0; point < this.count; point++) {
      const [x, y] = [this.x[point], this.y[point]];
      const cell = (Math.floor(y / side) + 1) * columns + Math.floor(x / side) + 1;
      const meets = [-columns, 0, columns].some((row) => [-1, 0, 1].some((column) => {
        const other = inCell.get(cell + row + column);
        return other !== undefined && Math.abs(this.x[other] - x) < side && Math.abs(this.y[other] - y) < side;
      }));
      if (meets) continue;
      let covered = -1;
      const reach = side / 2;
      this.grid.each(x - reach, y - reach, x + reach, y + reach, () => ++covered > mostCovered);
      if (covered > mostCovered) continue;
      chosen[point] = 1;
      inCell.set(cell, point);
    }
    return chosen;
  }

  rowsOf(role, photo) {
    return role === 'q' ? this.table.ofQuery(photo) : this.table.ofReference(photo);
  }

  idOf(point) {
    return (this.role[point] === 'q' ? this.table.queryIDs : this.table.referenceIDs)[this.photo[point]];
  }

  /** The photos of a pair; -1 for one that isn't on the map. */
  endsOf(row) {
    return row < 0 ? [-1, -1] : [this.pointOf.q[this.table.query[row]], this.pointOf.r[this.table.reference[row]]];
  }

  kindOf(row) {
    return {1: 'true', 0: 'wrong'}[this.table.truth?.[row]] ?? 'unknown';
  }

  /** Of each kind, the rows at a threshold or above of which both photos are on the map, by falling score. */
  lines(threshold) {
    if (this.linesAt !== threshold) {
      this.linesAt = threshold;
      this.lineRows = Object.fromEntries(LINE_KINDS.map((kind) => [kind, []]));
      const believed = this.table.believed(threshold);
      for (let row = 0; row < believed; row++) {
        const [from, to] = this.endsOf(row);
        if (from >= 0 && to >= 0) this.lineRows[this.kindOf(row)].push(row);
      }
    }
    return this.lineRows;
  }

  /**
   * The nearest photo in a direction; the photo itself where there is none.
   * @param across, down one of them is -1 or 1, the other 0
   */
  towards(from, across, down) {
    // Photos at one place are stepped through to the right and left.
    const others = this.at(from).sort((a, b) => a - b);
    const next = others[others.indexOf(from) + across];
    if (across && next !== undefined) return next;
    let [nearest, least] = [from, Infinity];
    for (let point = 0; point < this.count; point++) {
      const [dx, dy] = [this.x[point] - this.x[from], this.y[point] - this.y[from]];
      const ahead = dx * across + dy * down;
      if (ahead <= 0) continue;
      // What lies more aside than ahead comes after all that doesn't.
      const aside = Math.abs(dx * down) + Math.abs(dy * across);
      const distance = Math.hypot(dx, dy) + (aside > ahead ? 2 : 0);
      if (distance < least) [nearest, least] = [point, distance];
    }
    if (nearest === from) return from;
    return across < 0 ? Math.max(...this.at(nearest)) : Math.min(...this.at(nearest));
  }

  /** All photos that lie exactly where one does. */
  at(point) {
    const found = [];
    const [x, y] = [this.x[point], this.y[point]];
    this.grid.each(x, y, x, y, (other) => {
      found.push(other);
    });
    return found;
  }
}
