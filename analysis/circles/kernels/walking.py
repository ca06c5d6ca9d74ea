"""Rings: a walk from every party among those of higher number, near the end only where the start can still be reached."""

from __future__ import annotations

from typing import Final

from analysis.circles.kernels.drawing import ZERO, Flags, Int32s, Int64s
from analysis.compiled import kernel

START: Final = 0  # what `walk` keeps between calls: the start, and how many parties are on the path
DEPTH: Final = 1


@kernel
def walk(
    first: Int64s, out: Int32s, back_first: Int64s, back: Int32s, part: Int64s, mark: Int32s, path: Int32s, at: Int64s, head: Int64s,
    queue: Int32s, longest: int, shortest: int, cap: int, counts: Int64s, full: Flags, now: Int64s, rows: Int32s,
) -> int:  # fmt: skip
    """Count rings by part and length into `counts` (0: of all lengths) and write them into `rows` while there is room; how many.

    Ended when `now` says so: start n. `part` has at most `cap` rings, then it is `full`. Without any room rings are only counted. `mark`
    is -1 at first, `head` the starts of the rows. A party's mark is start·(near + 1) and the steps it is nearer to the start than `near`.
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


@kernel
def mark_home(
    start: int, near: int, first: Int64s, out: Int32s, back_first: Int64s, back: Int32s, mark: Int32s, head: Int64s, queue: Int32s
) -> bool:
    """Mark the parties of higher number with the start within `near` steps; whether a ring is possible at all."""
    while head[start] < first[start + 1] and out[head[start]] <= start:
        head[start] += 1
    if head[start] == first[start + 1] or back[back_first[start + 1] - 1] <= start:
        return False
    base = start * (near + 1)
    size = ZERO + 1
    queue[0] = start
    low, high = ZERO, size
    for step in range(1, near + 1):
        for q in range(low, high):
            v = queue[q]
            for e in range(back_first[v + 1] - 1, back_first[v] - 1, -1):
                u = back[e]
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
    start: int, first: Int64s, out: Int32s, part: Int64s, mark: Int32s, path: Int32s, at: Int64s, head: Int64s, longest: int, shortest: int,
    near: int, cap: int, counts: Int64s, full: Flags, now: Int64s, rows: Int32s, found: int,
) -> int:  # fmt: skip
    """Go on with the walk from a start until it ends (depth 0) or the rows are full; how many rows are written."""
    base = start * (near + 1)
    home = base + near - 1  # mark of those one step from the start
    mine = part[start]
    depth = now[DEPTH]
    room = rows.shape[0]
    while depth > 0:
        v = path[depth - 1]
        if at[depth - 1] == first[v + 1]:
            depth -= 1
            continue
        w = out[at[depth - 1]]
        left = longest - depth  # steps that may still lead from w home
        if (left <= near and mark[w] < base + near - left) or on_path(path, depth, w):
            at[depth - 1] += 1
            continue
        if mark[w] == home and depth + 1 >= shortest:
            if room > 0 and found == room:
                break
            if counts[mine, 0] == cap:
                full[mine] = 1
                depth = ZERO
                break
            counts[mine, 0] += 1
            counts[mine, depth + 1] += 1
            found = write_ring(path, depth, w, rows, found)
        at[depth - 1] += 1
        if left > 1:
            while head[w] < first[w + 1] and out[head[w]] <= start:
                head[w] += 1
            path[depth] = w
            at[depth] = head[w]
            depth += 1
    now[DEPTH] = depth
    return found


@kernel
def write_ring(path: Int32s, depth: int, last: int, rows: Int32s, found: int) -> int:
    """Append the parties on the path and the last one to the rows, if there are any; how many are written."""
    if rows.shape[0] == 0:
        return found
    for step in range(depth):
        rows[found, step] = path[step]
    rows[found, depth] = last
    return found + 1


@kernel
def on_path(path: Int32s, depth: int, w: int) -> bool:
    """Whether w is on the path already; the start is not asked for, as w is of higher number."""
    step = ZERO + 1
    while step < depth and path[step] != w:
        step += 1
    return step < depth
