// Pictures one after the other: back and forth again.

import { empty } from "./board.js";
import { Watched } from "./watched.js";

const MOST = 100;

/** @extends {Watched<import("./board.js").Board>} */
export class History extends Watched {
  constructor() {
    super(empty());
    /** @type {import("./board.js").Board[]} */
    this.before = [];
    /** @type {import("./board.js").Board[]} */
    this.after = [];
  }

  /** A step that can be undone. @param {import("./board.js").Board} board */
  step(board) {
    this.before = [...this.before, this.value].slice(-MOST);
    this.after = [];
    this.set(board);
  }

  /** The first picture of a page: there is nothing before it. @param {import("./board.js").Board} board */
  begin(board) {
    this.before = [];
    this.after = [];
    this.set(board);
  }

  undo() {
    const last = this.before.pop();
    if (!last) return false;
    this.after.push(this.value);
    this.set(last);
    return true;
  }

  redo() {
    const next = this.after.pop();
    if (!next) return false;
    this.before.push(this.value);
    this.set(next);
    return true;
  }
}
