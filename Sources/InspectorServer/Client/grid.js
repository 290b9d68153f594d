// Points of a plane by the square cell in which they lie: to find those of a rectangle.

import {RowsOf} from './table.js';

/** Without the outermost hundredth: a few points far off would crowd all others into one cell. */
function innerRange(values) {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 100);
  return [sorted[cut], sorted[sorted.length - 1 - cut]];
}

export class PointGrid {
  /** @param x, y of the points, at least one; some one point a cell */
  constructor(x, y) {
    this.x = x;
    this.y = y;
    const [left, right] = innerRange(x);
    const [top, bottom] = innerRange(y);
    const [width, height] = [right - left, bottom - top];
    this.left = left;
    this.top = top;
    this.side = Math.max(Math.sqrt(width * height / x.length), Math.max(width, height) / x.length) || 1;
    this.columns = Math.floor(width / this.side) + 1;
    this.rows = Math.floor(height / this.side) + 1;
    const cells = x.map((_, point) => this.row(y[point]) * this.columns + this.column(x[point]));
    this.cells = new RowsOf(cells, this.columns * this.rows);
  }

  // What lies beyond the outermost cells is in them.

  column(x) {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.left) / this.side)));
  }

  row(y) {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.top) / this.side)));
  }

  /** Calls `see` for each point of a rectangle, until it returns true. */
  each(left, top, right, bottom, see) {
    const [first, last, lastRow] = [this.column(left), this.column(right), this.row(bottom)];
    for (let row = this.row(top); row <= lastRow; row++) {
      for (let column = first; column <= last; column++) {
        for (const point of this.cells.rows(row * this.columns + column)) {
          const [x, y] = [this.x[point], this.y[point]];
          if (x >= left && x <= right && y >= top && y <= bottom && see(point)) return;
        }
      }
    }
  }
}
