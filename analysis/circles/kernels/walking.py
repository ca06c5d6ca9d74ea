"""Rings: a walk from every party among those of higher number, near the end only where the start can still be reached."""

from __future__ import annotations

from typing import Final

from analysis.circles.kernels.drawing import NOWHERE, ZERO, Flags, Int32s, Int64s, Words
from analysis.compiled import kernel, woven

START: Final = 0  # what `walk` keeps between calls: the start, and how many parties are on the path
DEPTH: Final = 1


@kernel
def walk(
    first: Words, out: Words, back_first: Words, back: Words, part: Int64s, mark: Int32s, path: Words, at: Words, head: Words,
    queue: Words, longest: int, shortest: int, cap: int, counts: Int64s, full: Flags, now: Int64s, rows: Words,
) -> int:  # fmt: skip
    """Count rings by part and length into `counts` (0: of all lengths) and write them into `rows` while there is room; how many.

    Ended when `now` says so: start n. `longest` is at least 4; rings longer than `counts` is wide are passed over. A part has at most `cap`
    rings, then it is `full`. Without any room rings are only counted. `mark` is -1 at first, `head` the starts of the rows. A party's mark
    is start·(near + 1) and the steps it is nearer to the start than `near`.
    """
    near = longest // 2
    found = ZERO
    while now[START] < part.size:
        start = now[START]
        if now[DEPTH] == 0:
            if full[part[start]] or not mark_home(start, near, first, out, back_first, back, mark, head, queue):
                now[START] += 1
                continue
            path[0] = start
            at[0] = head[start]
            now[DEPTH] = 1
        found = walk_from(start, first, out, part, mark, path, at, head, longest, shortest, near, cap, counts, full, now, rows, found)
        if now[DEPTH] > 0:
            return found
        now[START] += 1
    return found


@woven
def pass_by(v: int, start: int, first: Words, out: Words, head: Words) -> int:
    """Where v's edges to parties of higher number than the start begin; starts rise, so nobody looks at the others again."""
    while head[v] < first[v + 1] and out[head[v]] <= start:
        head[v] += 1
    return int(head[v])


@kernel
def mark_home(
    start: int, near: int, first: Words, out: Words, back_first: Words, back: Words, mark: Int32s, head: Words, queue: Words
) -> bool:
    """Mark the parties of higher number with the start within `near` steps; whether a ring is possible at all."""
    if pass_by(start, start, first, out, head) == first[start + 1] or back[back_first[start + 1] - 1] <= start:
        return False
    base = start * (near + 1)
    size = ZERO + 1
    queue[0] = start
    low, high = ZERO, size
    for step in range(1, near + 1):
        for q in range(low, high):
            v = queue[q]
            for x in range(back_first[v + 1] - back_first[v]):
                u = back[back_first[v + 1] - 1 - x]
                if u <= start:
                    break
                if mark[u] < base:
                    mark[u] = base + near - step
                    queue[size] = u
                    size += 1
        low, high = high, size
    return True


@kernel
def walk_from(
    start: int, first: Words, out: Words, part: Int64s, mark: Int32s, path: Words, at: Words, head: Words, longest: int, shortest: int,
    near: int, cap: int, counts: Int64s, full: Flags, now: Int64s, rows: Words, found: int,
) -> int:  # fmt: skip
    """Go on with the walk from a start until it ends (depth 0) or the rows are full; how many rows are written.

    A path with two parties to go is finished in one sweep, or not at all when its rings have no room.
    """
    base = start * (near + 1)
    mine = part[start]
    depth = now[DEPTH]
    while depth > 0:
        if at[depth - 1] == first[path[depth - 1] + 1]:
            depth -= 1
            continue
        w = out[at[depth - 1]]
        left = longest - depth  # steps that may still lead from w home
        if (left <= near and mark[w] < base + near - left) or on_path(path, depth, w):
            at[depth - 1] += 1
            continue
        path[depth] = w
        if left == 3:
            written = finish(start, base, near, first, out, mark, path, depth + 1, head, shortest, mine, cap, counts, full, rows, found)
        elif mark[w] == base + near - 1 and depth + 1 >= shortest:
            written = keep(path, depth + 1, mine, cap, counts, full, rows, found)
        else:
            written = found
        if written < 0:
            break
        found = written
        at[depth - 1] += 1
        if full[mine]:
            depth = ZERO
        elif left > 3:
            at[depth] = pass_by(w, start, first, out, head)
            depth += 1
    now[DEPTH] = depth
    return found


@woven
def finish(
    start: int, base: int, near: int, first: Words, out: Words, mark: Int32s, path: Words, depth: int, head: Words, shortest: int,
    mine: int, cap: int, counts: Int64s, full: Flags, rows: Words, found: int,
) -> int:  # fmt: skip
    """All rings of the path alone and with one party or two more; how many rows are written, or -1 and nothing counted without room."""
    home = base + near - 1
    begun, kept, v = found, found, path[depth - 1]
    if mark[v] == home and depth >= shortest:
        kept = keep(path, depth, mine, cap, counts, full, rows, kept)
    for c in range(pass_by(v, start, first, out, head), first[v + 1]):
        w = out[c]
        if mark[w] < home - 1 or on_path(path, depth, w):
            continue
        path[depth] = w
        if mark[w] == home and depth + 1 >= shortest and kept >= 0:
            kept = keep(path, depth + 1, mine, cap, counts, full, rows, kept)
        for d in range(pass_by(w, start, first, out, head), first[w + 1]):
            if mark[out[d]] == home and kept >= 0 and not on_path(path, depth, out[d]):
                path[depth + 1] = out[d]
                kept = keep(path, depth + 2, mine, cap, counts, full, rows, kept)
        if kept < 0:
            forget(begun, mine, counts, rows)
            return kept
        if full[mine]:
            break
    return kept


@kernel
def keep(path: Words, length: int, mine: int, cap: int, counts: Int64s, full: Flags, rows: Words, found: int) -> int:
    """Count the ring of the path's first parties, and append it to the rows, if there are any.

    How many rows are written; -1, and nothing is counted, when they are full.
    """
    if length >= counts.shape[1]:  # longer than asked for
        return found
    if full[mine] or counts[mine, 0] == cap:
        full[mine] = 1
        return found
    if rows.shape[0] > 0:
        if found == rows.shape[0]:
            return ZERO - 1
        for step in range(length):
            rows[found, step] = path[step]
        found += 1
    counts[mine, 0] += 1
    counts[mine, length] += 1
    return found


@kernel
def forget(begun: int, mine: int, counts: Int64s, rows: Words) -> None:
    """Take back the rings from row `begun` to the last: they are walked again when there is room."""
    for row in range(begun, rows.shape[0]):
        length = ZERO
        while length < rows.shape[1] and rows[row, length] != NOWHERE:
            rows[row, length] = NOWHERE
            length += 1
        counts[mine, 0] -= 1
        counts[mine, length] -= 1


@woven
def on_path(path: Words, depth: int, w: int) -> bool:
    """Whether w is on the path already; the start is not asked for, as w is of higher number."""
    step = ZERO + 1
    while step < depth and path[step] != w:
        step += 1
    return step < depth
