// One photo on the stage, the other laid over it, and the verdict's blocks.

import {betweenCorners, composed, IDENTITY, scaleBy, shiftBy, transformText} from './geometry.js';
import {drawing, element} from './dom.js';

/** Above so many screen pixels a pixel, pixels are shown as what they are. */
const squarePixels = 3;

const verdicts = {
  agrees: 'agrees', agrees_in_level: 'agrees level', contradicts: 'contradicts',
  contradicts_in_level: 'contradicts', covered: 'covered', undecided: 'undecided',
};

export class Panel {
  constructor() {
    this.base = element('img', {class: 'base', alt: '', draggable: 'false'});
    this.laid = element('img', {class: 'laid', alt: '', draggable: 'false'});
    this.slide = element('div', {class: 'slide'}, this.laid);
    this.blocks = drawing('svg', {class: 'blocks', preserveAspectRatio: 'none', 'aria-hidden': 'true'});
    this.box = element('div', {class: 'picture'}, this.base, this.slide, this.blocks);
    this.caption = element('div', {class: 'caption'});
    this.root = element('div', {class: 'panel'}, this.caption, this.box);
  }

  /**
   * @param place {cell: {x, y, width, height}, align} where it may lie on the stage
   * @param role whose frame it is; `sizes` {q, r} are those of the photos in their own pixels
   * @param center middle of what is seen, in shares of the photo's sides
   */
  lay({cell, align}, role, sizes, zoom, center) {
    const {width, height} = sizes[role];
    this.role = role;
    this.root.dataset.role = role;
    this.scale = Math.min(cell.width / width, cell.height / height) * zoom;
    const [full, tall] = [width * this.scale, height * this.scale];
    const seen = {width: Math.min(cell.width, full), height: Math.min(cell.height, tall)};
    this.left = cell.x + align * (cell.width - seen.width);
    this.top = cell.y + (cell.height - seen.height) / 2;
    this.seen = seen;
    this.x = Math.min(0, Math.max(seen.width - full, seen.width / 2 - center.x * full));
    this.y = Math.min(0, Math.max(seen.height - tall, seen.height / 2 - center.y * tall));
    Object.assign(this.root.style, {left: `${this.left}px`, top: `${this.top}px`, width: `${seen.width}px`});
    this.box.style.height = `${seen.height}px`;
    this.caption.style.maxWidth = `${cell.width}px`;
    this.root.classList.toggle('at-left', align === 1);
  }

  /** Stage pixels of a point in pixels of the panel's photo. */
  onStage(x, y) {
    return [this.left + this.x + (x + 0.5) * this.scale, this.top + this.y + (y + 0.5) * this.scale];
  }

  inPhoto(x, y) {
    return [(x - this.left - this.x) / this.scale - 0.5, (y - this.top - this.y) / this.scale - 0.5];
  }

  holds(x, y) {
    return x >= this.left && y >= this.top && x <= this.left + this.seen.width && y <= this.top + this.seen.height;
  }

  /** Puts an element of a size in its own pixels where a photo's frame lies, by the map from that photo to the panel's. */
  place(part, size, photo, map) {
    const corners = composed(
      shiftBy(this.x, this.y), scaleBy(this.scale), betweenCorners(map),
      scaleBy(photo.width / size.width, photo.height / size.height));
    part.style.transform = transformText(corners, size);
  }

  show(part, image, photo, map) {
    part.hidden = !image;
    if (!image) return;
    if (part.getAttribute('src') !== image.getAttribute('src')) part.src = image.src;
    const size = {width: image.naturalWidth, height: image.naturalHeight};
    part.width = size.width;
    part.height = size.height;
    part.classList.toggle('square', this.scale * photo.width / size.width > squarePixels);
    this.place(part, size, photo, map);
  }

  showBase(image, photo) {
    this.show(this.base, image, photo, IDENTITY);
  }

  /** @param map from the other photo to the panel's; null for none */
  showLaid(image, photo, map) {
    this.show(this.laid, map ? image : null, photo, map);
  }

  /** @param map from the reference, whose blocks they are, to the panel's photo */
  showBlocks(appearance, reference, map) {
    this.blocks.toggleAttribute('hidden', !appearance?.blocks);
    if (!appearance?.blocks) return;
    if (this.drawnBlocks !== appearance) {
      this.drawnBlocks = appearance;
      this.blocks.setAttribute('viewBox', `0 0 ${appearance.columns} ${appearance.rows}`);
      this.blocks.replaceChildren(...blocksDrawn(appearance));
    }
    // As large as it is seen, so that its lines are as thin as they are meant.
    const size = {width: reference.width * this.scale, height: reference.height * this.scale};
    this.blocks.setAttribute('width', size.width);
    this.blocks.setAttribute('height', size.height);
    this.place(this.blocks, size, reference, map);
  }
}

/** One path a verdict, and its marks: what contradicts has a ×, what is covered a –, so that colour isn't all that tells. */
function blocksDrawn({columns, blocks}) {
  const fills = {};
  const marks = {};
  blocks.forEach((block, index) => {
    const name = verdicts[block];
    if (!name) return;
    const [x, y] = [index % columns, Math.floor(index / columns)];
    fills[name] = `${fills[name] ?? ''}M${x} ${y}h1v1h-1z`;
    const [left, right, top, bottom] = [x + 0.38, x + 0.62, y + 0.38, y + 0.62];
    const mark = {
      contradicts: `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`,
      covered: `M${left} ${y + 0.5}H${right}`,
    }[name];
    if (mark) marks[name] = (marks[name] ?? '') + mark;
  });
  return [
    ...Object.entries(fills).map(([name, d]) => drawing('path', {class: `fill ${name}`, d})),
    ...Object.entries(marks).map(([name, d]) => drawing('path', {class: `mark ${name}`, d})),
  ];
}
