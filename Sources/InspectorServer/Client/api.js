// The server, or in an export what was written into the page in its place.

const written = document.getElementById('data');

/** The data of an export; null where a server answers. */
export const archive = written ? JSON.parse(written.textContent) : null;

/** What a server says no with; `code` is "stopped" where nobody answers. */
class Refusal extends Error {
  constructor(code, message, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const tokenKey = 'facsimile-token';
let token = '';

/** A fragment without "=" is a token: it is kept for this tab and taken out of the address. Tells whether there is one. */
export function takeToken() {
  const fragment = location.hash.slice(1);
  try {
    if (fragment && !fragment.includes('=')) {
      sessionStorage.setItem(tokenKey, fragment);
      history.replaceState(null, '', location.pathname);
    }
    token = sessionStorage.getItem(tokenKey) ?? '';
  } catch {
    token = token || fragment;
  }
  return token !== '';
}

async function answer(path, options = {}) {
  let response;
  try {
    response = await fetch(path, {...options, headers: {'X-Facsimile-Token': token, ...options.headers}});
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal('stopped', 'The program does not answer.');
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  throw new Refusal(body?.error?.code ?? 'failed', body?.error?.message ?? response.statusText, response.status);
}

const json = async (path, options) => (await answer(path, options)).json();

export const getRun = async () => archive?.run ?? json('/api/run');

export const getPairs = async () => archive?.pairs ?? json('/api/pairs');

export const getMap = () => json('/api/map');

export const getLabels = async () => archive?.labels ?? json('/api/labels');

export const postLabel = (label) =>
  json('/api/labels', {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(label),
  });

/** What was asked for last, at most so many; promises, so that two who ask for one thing wait for one answer. */
class Recent {
  constructor(limit, drop = () => {}) {
    this.limit = limit;
    this.drop = drop;
    this.kept = new Map();
    this.arrived = new Set();
  }

  get(key, make) {
    let promise = this.kept.get(key);
    if (promise) this.kept.delete(key);
    else {
      promise = make();
      // A failure isn't kept: a photo may come back, and so may the program.
      promise.then(
        () => this.kept.get(key) === promise && this.arrived.add(key),
        () => this.kept.get(key) === promise && this.kept.delete(key));
    }
    this.kept.set(key, promise);
    if (this.kept.size > this.limit) {
      const [oldest, dropped] = this.kept.entries().next().value;
      this.kept.delete(oldest);
      this.arrived.delete(oldest);
      dropped.then(this.drop, () => {});
    }
    return promise;
  }
}

const stories = new Recent(64);
// The list shows some 30 thumbnails and the stage two photos; a picture that is still shown must not be dropped.
const thumbnails = new Recent(600, URL.revokeObjectURL);
const photos = new Recent(30, (image) => URL.revokeObjectURL(image.src));

export function getStory(row, priority = 'auto') {
  return stories.get(row, async () => {
    if (!archive) return json(`/api/pairs/${row}`, {priority});
    const story = archive.stories[row];
    if (!story) throw new Refusal('not_exported', 'The export has no more of this pair than its score.');
    if (story.error) throw new Refusal(story.error.code, story.error.message);
    return story;
  });
}

/** Whether a story is at hand without asking for it. */
export const hasStory = (row) => stories.arrived.has(row);

async function pictureAddress(role, index, side, priority) {
  if (!archive) {
    const response = await answer(`/api/photos/${role}/${index}?side=${side}`, {priority});
    return URL.createObjectURL(await response.blob());
  }
  const path = archive.photos[role][index];
  if (!path) throw new Refusal('photo_unusable', 'The export holds no picture of this photo.');
  return path;
}

/** The address of a small picture, for an img. */
export const getThumbnail = (role, index) =>
  thumbnails.get(role + index, () => pictureAddress(role, index, 104, 'low'));

/** A photo at up to 1,600 pixels, decoded. */
export function getPhoto(role, index, priority = 'auto') {
  return photos.get(role + index, async () => {
    const image = new Image();
    image.src = await pictureAddress(role, index, 1600, priority);
    await image.decode().catch(() => {
      throw new Refusal('photo_unusable', 'The picture cannot be drawn.');
    });
    return image;
  });
}
