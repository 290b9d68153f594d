// Small pictures for the map: asked for as they come into sight, a few at once, and cut to the shape of their frame.

import {getThumbnail} from './api.js';

const mostAtOnce = 8;
const mostKept = 800;

/** Of a frame's shorter side: queries have round corners, so that not colour alone tells them. */
export const ROUNDNESS = {q: 0.3, r: 0};

async function shaped(role, photo) {
  const image = new Image();
  image.src = await getThumbnail(role, photo);
  await image.decode();
  const {naturalWidth: width, naturalHeight: height} = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context.beginPath();
  context.roundRect(0, 0, width, height, ROUNDNESS[role] * Math.min(width, height));
  context.clip();
  context.drawImage(image, 0, 0);
  return canvas.transferToImageBitmap();
}

export class ShapedPictures {
  /** @param arrived called when there is one more */
  constructor(arrived) {
    this.arrived = arrived;
    /** By role and number, the one used last at the end; null where there is none. */
    this.kept = new Map();
    this.loading = new Set();
    this.wanted = [];
  }

  /** undefined where it isn't at hand, null where it cannot be had. */
  get(role, photo) {
    const key = role + photo;
    const picture = this.kept.get(key);
    if (picture) {
      this.kept.delete(key);
      this.kept.set(key, picture);
    }
    return picture;
  }

  /** @param wanted [role, number] of what is in sight, and nothing else any more; what matters most first */
  want(wanted) {
    this.wanted = wanted;
    this.load();
  }

  /** A photo may have come back. */
  retry() {
    for (const [key, picture] of this.kept) if (!picture) this.kept.delete(key);
  }

  load() {
    while (this.loading.size < mostAtOnce && this.wanted.length) {
      const [role, photo] = this.wanted.shift();
      const key = role + photo;
      if (this.kept.has(key) || this.loading.has(key)) continue;
      this.loading.add(key);
      shaped(role, photo).catch(() => null).then((picture) => {
        this.loading.delete(key);
        this.kept.set(key, picture);
        if (this.kept.size > mostKept) {
          const [oldest, dropped] = this.kept.entries().next().value;
          this.kept.delete(oldest);
          dropped?.close();
        }
        this.arrived();
        this.load();
      });
    }
  }
}
