// The map as it is drawn: lines of pairs, pictures where there is room, dots elsewhere.

import {DotLayer} from './dots.js';
import {shareWithin} from './geometry.js';
import {LINE_KINDS} from './places.js';
import {ROUNDNESS, ShapedPictures} from './shapes.js';
import {state} from './state.js';

const smallestPicture = 36;
/** As the program sends them. */
const largestPicture = 104;
/** Of a photo that is pointed at. */
const raisedPicture = 72;
const pictureGap = 8;
const mostPictures = 300;
/** Of a kind, lines of so many pixels in all at once: more are a thicket, and take longer than a frame. */
const longestLines = 150_000;
const dashes = {true: [], wrong: [7, 4], unknown: [2, 4]};
const dotReach = 7;

export class Plane {
  /**
   * @param colours function that tells the colours by name: q, r, true, wrong, unknown, ink, ground
   * @param changed called when a picture has come, and the plane is to be drawn anew
   */
  constructor(canvas, places, colours, changed) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.places = places;
    this.colours = colours;
    this.pictures = new ShapedPictures(changed);
    this.layer = new DotLayer();
    /** The boxes of the pictures that are drawn, by photo. */
    this.boxes = new Map();
  }

  /** @param view {scale, left, top}: pixels a unit, and where the plane's origin is */
  draw(view, {chosen, pointed}) {
    const {canvas, context} = this;
    this.view = view;
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    this.fine = devicePixelRatio;
    const [width, height] = [Math.round(this.width * this.fine), Math.round(this.height * this.fine)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
    context.setTransform(this.fine, 0, 0, this.fine, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.imageSmoothingQuality = 'medium';
    this.palette = this.colours();
    this.drawLines();
    const current = this.places.endsOf(state.row);
    if (current.every((point) => point >= 0)) this.drawCurrent(...current);
    this.drawLinesOf(pointed >= 0 ? pointed : chosen);
    const raised = new Set([chosen, pointed].filter((point) => point >= 0));
    this.choosePictures(raised);
    for (const box of this.boxes.values()) if (!raised.has(box.point)) this.drawPicture(box);
    this.drawDots();
    for (const point of current) if (point >= 0) this.drawRing(point, 2, this.palette.ink);
    for (const point of raised) {
      if (this.boxes.has(point)) this.drawPicture(this.boxes.get(point));
      this.drawRing(point, 4, this.palette[this.places.role[point]]);
    }
  }

  onPane(point) {
    const {scale, left, top} = this.view;
    return [left + this.places.x[point] * scale, top + this.places.y[point] * scale];
  }

  // Lines

  drawLines() {
    const lines = this.places.lines(state.threshold);
    this.hasAllLines = true;
    this.context.globalAlpha = 0.8;
    for (const kind of LINE_KINDS) this.strokeLines(kind, lines[kind], 1.2);
    this.context.globalAlpha = 1;
  }

  /** The lines of one photo stand out. */
  drawLinesOf(point) {
    if (point < 0) return;
    const {places} = this;
    const believed = places.table.believed(state.threshold);
    const rows = [...places.rowsOf(places.role[point], places.photo[point])]
      .filter((row) => row < believed && places.endsOf(row).every((end) => end >= 0));
    for (const kind of LINE_KINDS) this.strokeLines(kind, rows.filter((row) => places.kindOf(row) === kind), 2.5);
  }

  strokeLines(kind, rows, lineWidth) {
    const {context, places} = this;
    // Where nothing is known of any pair, there is nothing to tell apart.
    const dash = places.table.truth ? dashes[kind] : [];
    const period = dash.reduce((sum, part) => sum + part, 0);
    context.lineWidth = lineWidth;
    context.strokeStyle = this.palette[kind];
    context.setLineDash(dash);
    let length = 0;
    for (const row of rows) {
      const [[ax, ay], [bx, by]] = places.endsOf(row).map((point) => this.onPane(point));
      const share = shareWithin([ax, ay], [bx, by], this.width, this.height);
      if (!share) continue;
      if (length > longestLines) {
        this.hasAllLines = false;
        break;
      }
      const full = Math.hypot(bx - ax, by - ay);
      // Only what is in sight, from where a dash begins: browsers make all dashes of a line that is miles long.
      const from = period ? Math.max(0, share[0] * full - (share[0] * full) % period) / full : share[0];
      length += full * (share[1] - from);
      // One by one: a path of them all takes many times as long.
      context.beginPath();
      context.moveTo(ax + from * (bx - ax), ay + from * (by - ay));
      context.lineTo(ax + share[1] * (bx - ax), ay + share[1] * (by - ay));
      context.stroke();
    }
    context.setLineDash([]);
  }

  /** The pair of which the facts tell, at whatever score: a rim around its line, or a line of its own. */
  drawCurrent(from, to) {
    const {context} = this;
    const ends = [this.onPane(from), this.onPane(to)];
    if (!shareWithin(...ends, this.width, this.height)) return;
    context.beginPath();
    context.moveTo(...ends[0]);
    context.lineTo(...ends[1]);
    context.lineWidth = 4.5;
    context.strokeStyle = this.palette.ink;
    context.stroke();
    if (state.row < this.places.table.believed(state.threshold)) {
      this.strokeLines(this.places.kindOf(state.row), [state.row], 2.5);
    }
  }

  // Photos

  /** Larger as one looks closer, though slower than the plane: there is ever more room. */
  pictureSide(zoom) {
    const free = 0.5 * Math.sqrt(this.width * this.height / this.places.count);
    return Math.min(largestPicture, Math.max(smallestPicture, free) * Math.sqrt(zoom));
  }

  choosePictures(raised) {
    const {places, view} = this;
    const side = this.pictureSide(view.zoom);
    const hasRoom = places.pictured((side + pictureGap) / view.scale);
    const reach = largestPicture;
    this.seen = [];
    let pictured = [];
    places.grid.each(
      -(view.left + reach) / view.scale, -(view.top + reach) / view.scale,
      (this.width + reach - view.left) / view.scale, (this.height + reach - view.top) / view.scale,
      (point) => {
        this.seen.push(point);
        if (hasRoom[point]) pictured.push(point);
      });
    if (pictured.length > mostPictures) pictured = pictured.sort((a, b) => a - b).slice(0, mostPictures);
    // Whatever is pointed at is shown, over all others.
    for (const point of raised) {
      pictured = pictured.filter((other) => other !== point);
      pictured.push(point);
    }
    this.boxes.clear();
    const missing = [];
    for (const point of pictured) {
      const [role, photo] = [places.role[point], places.photo[point]];
      const picture = this.pictures.get(role, photo);
      if (picture === undefined) missing.push([role, photo]);
      if (picture === null) continue;
      const [width, height] = picture ? [picture.width, picture.height] : [4, 3];
      const scale = (raised.has(point) ? Math.max(side, raisedPicture) : side) / Math.max(width, height);
      const [x, y] = this.onPane(point);
      this.boxes.set(point, {
        point, picture, x: x - width * scale / 2, y: y - height * scale / 2, width: width * scale, height: height * scale,
      });
    }
    this.pictures.want(missing.reverse());
  }

  drawPicture({point, picture, x, y, width, height}) {
    const {context, palette} = this;
    const role = this.places.role[point];
    context.beginPath();
    context.roundRect(x, y, width, height, ROUNDNESS[role] * Math.min(width, height));
    if (picture) context.drawImage(picture, x, y, width, height);
    else {
      context.fillStyle = palette.ground;
      context.fill();
    }
    context.lineWidth = 2;
    context.strokeStyle = palette[role];
    context.stroke();
  }

  drawDots() {
    const {context, places, fine} = this;
    const isCrowd = places.count > 2000 && this.view.zoom < 2;
    this.layer.start(this.canvas.width, this.canvas.height, (isCrowd ? 4 : 5.5) * fine, this.palette);
    this.dots = this.seen.filter((point) => !this.boxes.has(point));
    const {scale, left, top} = this.view;
    // The best last, over all others.
    this.dots.sort((a, b) => b - a);
    for (const point of this.dots) {
      this.layer.stamp(places.role[point], (left + places.x[point] * scale) * fine, (top + places.y[point] * scale) * fine);
    }
    context.drawImage(this.layer.finish(), 0, 0, this.width, this.height);
  }

  /** Around a photo's picture or dot, in the shape of its frame. */
  drawRing(point, lineWidth, colour) {
    const {context} = this;
    const role = this.places.role[point];
    const [left, top] = this.onPane(point);
    const {x, y, width, height} = this.boxes.get(point) ?? {x: left - 5, y: top - 5, width: 10, height: 10};
    const away = 1 + lineWidth / 2;
    const [across, down] = [width + 2 * away, height + 2 * away];
    const roundness = this.boxes.has(point) ? ROUNDNESS[role] : ROUNDNESS[role] && 0.5;
    context.beginPath();
    context.roundRect(x - away, y - away, across, down, roundness * Math.min(across, down));
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    context.stroke();
  }

  /** The photo at a place of the pane: a dot, or the picture that lies uppermost; -1 where there is none. */
  at(x, y) {
    let [found, least] = [-1, dotReach];
    for (const point of this.dots ?? []) {
      const [left, top] = this.onPane(point);
      const distance = Math.hypot(left - x, top - y);
      if (distance < least) [found, least] = [point, distance];
    }
    if (found >= 0) return found;
    for (const box of [...this.boxes.values()].reverse()) {
      if (x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) return box.point;
    }
    return -1;
  }
}
