// Projective maps, as nine numbers row by row. In a photo (0, 0) is the centre of the top-left pixel.

export const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export const shiftBy = (x, y) => [1, 0, x, 0, 1, y, 0, 0, 1];

export const scaleBy = (x, y = x) => [x, 0, 0, 0, y, 0, 0, 0, 1];

/** The map that applies the last one first. */
export function composed(...maps) {
  return maps.reduce((a, b) => {
    const product = [];
    for (let row = 0; row < 9; row += 3) {
      for (let column = 0; column < 3; column++) {
        product.push(a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6]);
      }
    }
    return product;
  });
}

/** The adjugate, which is the inverse up to scale. */
export function inverted([a, b, c, d, e, f, g, h, i]) {
  return [
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ];
}

const depthAt = (map, x, y) => map[6] * x + map[7] * y + map[8];

export function mapped(map, x, y) {
  const depth = depthAt(map, x, y);
  return [(map[0] * x + map[1] * y + map[2]) / depth, (map[3] * x + map[4] * y + map[5]) / depth];
}

/** The same map with a positive depth at a point: what a browser draws is what lies in front. */
export function facing(map, x, y) {
  const sign = Math.sign(depthAt(map, x, y));
  return map.map((value) => value * sign);
}

/** The map from a photo's corner coordinates, in which it starts at 0, to another's. */
export const betweenCorners = (map) => composed(shiftBy(0.5, 0.5), map, shiftBy(-0.5, -0.5));

/** [dx/du, dx/dv, dy/du, dy/dv] at a point. */
export function jacobian(map, u, v) {
  const depth = depthAt(map, u, v);
  const [x, y] = mapped(map, u, v);
  return [
    (map[0] - x * map[6]) / depth, (map[1] - x * map[7]) / depth,
    (map[3] - y * map[6]) / depth, (map[4] - y * map[7]) / depth,
  ];
}

/**
 * @param map with positive depths where there is something to see: what lies behind the eye isn't drawn
 * @param size of the element that is mapped: the depth is 1 in its middle, since browsers keep seven decimals
 */
export function transformText(map, {width, height}) {
  const scale = 1 / Math.abs(depthAt(map, width / 2, height / 2));
  const [a, b, c, d, e, f, g, h, i] = map.map((value) => value * scale);
  if (g === 0 && h === 0) return `matrix(${[a, d, b, e, c, f].map((value) => value / i).join()})`;
  return `matrix3d(${[a, d, 0, g, b, e, 0, h, 0, 0, 1, 0, c, f, 0, i].join()})`;
}

/** Corners of a photo of a size under a map, without what would lie behind the eye. */
export function outlineOf({width, height}, map) {
  const corners = [[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]];
  const nearest = 1e-3 * Math.max(...corners.map(([x, y]) => Math.abs(depthAt(map, x, y))));
  const kept = [];
  corners.forEach((corner, index) => {
    const next = corners[(index + 1) % 4];
    const [here, there] = [depthAt(map, ...corner) - nearest, depthAt(map, ...next) - nearest];
    if (here >= 0) kept.push(corner);
    if (here * there < 0) {
      const share = here / (here - there);
      kept.push([corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])]);
    }
  });
  return kept.map(([x, y]) => mapped(map, x, y));
}

/** [from, to]: the share of a line that lies between (0, 0) and (width, height); null where none does. */
export function shareWithin([ax, ay], [bx, by], width, height) {
  let [from, to] = [0, 1];
  for (const [start, run, end] of [[ax, bx - ax, width], [ay, by - ay, height]]) {
    if (run === 0 && (start < 0 || start > end)) return null;
    if (run === 0) continue;
    const [enters, leaves] = [(run > 0 ? -start : end - start) / run, (run > 0 ? end - start : -start) / run];
    from = Math.max(from, enters);
    to = Math.min(to, leaves);
  }
  return from < to ? [from, to] : null;
}
