// A value others are told of when it changes.

/** @template T */
export class Watched {
  /** @param {T} value */
  constructor(value) {
    this.value = value;
    /** @type {((value: T) => void)[]} */
    this.listeners = [];
  }

  /** @param {(value: T) => void} listener */
  on(listener) {
    this.listeners.push(listener);
  }

  /** @param {T} value */
  set(value) {
    this.value = value;
    for (const listener of this.listeners) listener(value);
  }
}
