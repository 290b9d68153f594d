// Elements and numbers as the page writes them. Text from outside only ever goes through textContent.

/** Makes an element; `text` becomes its textContent, functions become listeners, everything else attributes. */
export function element(name, attributes = {}, ...children) {
  return furnished(document.createElement(name), attributes, children);
}

export function drawing(name, attributes = {}, ...children) {
  return furnished(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function furnished(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'text') made.textContent = value;
    else if (typeof value === 'function') made.addEventListener(key, value);
    else if (key.startsWith('aria-')) made.setAttribute(key, value);
    else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const byID = (id) => document.getElementById(id);

const grouped = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

/** 12,345 */
export const countText = (count) => grouped.format(count);

/** Three digits, as many as anybody compares by eye; the facts have the number whole. */
export function scoreText(score) {
  if (score === null || score === undefined) return '–';
  const size = Math.abs(score);
  return score.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2).replace('-', '−');
}

export const signedText = (number) => (number < 0 ? '−' : '+') + Math.abs(number).toFixed(2);

export const shareText = (share) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);

export const wholeShareText = (share) => `${Math.round(100 * share)} %`;

/** "1 pair", "2 pairs" */
export const counted = (count, noun, nouns = `${noun}s`) => `${countText(count)} ${count === 1 ? noun : nouns}`;

/** By how much a turn of the wheel zooms; null where it is to scroll. */
export function wheelZoom(event) {
  // Where the page is longer than the window, the wheel scrolls it unless it is held to zoom.
  const isLong = document.documentElement.scrollHeight > innerHeight + 1;
  return isLong && !event.ctrlKey ? null : Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002));
}
