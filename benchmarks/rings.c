/* Rings of three to five parties in plain C, from the contracts to the counts by length: each distinct edge once, parties without an edge
 * in or out peeled away, the rest numbered busiest first, and from each a walk among the later ones, its last two steps only where the
 * start is near enough. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t *first;
    int32_t *to;
} Rows;

static Rows make_rows(int64_t n, int64_t edges) {
    Rows made = {calloc(n + 2, sizeof(int64_t)), malloc(sizeof(int32_t) * (edges + 1))};
    return made;
}

static void drop(Rows rows) { free(rows.first), free(rows.to); }

/* The same edges by their other end, ascending. */
static Rows turned(Rows rows, int64_t n) {
    int64_t edges = rows.first[n];
    Rows made = make_rows(n + 1, edges);
    for (int64_t e = 0; e < edges; e++) made.first[rows.to[e] + 2]++;
    for (int64_t p = 0; p < n; p++) made.first[p + 2] += made.first[p + 1];
    for (int64_t p = 0; p < n; p++)
        for (int64_t e = rows.first[p]; e < rows.first[p + 1]; e++) made.to[made.first[rows.to[e] + 1]++] = (int32_t)p;
    return made;
}

/* Distinct edges guarantor -> borrower. */
static Rows distinct(int64_t n, int64_t loans, const int64_t *first_guarantee, const int32_t *guarantor, const int32_t *borrower) {
    int64_t contracts = first_guarantee[loans];
    Rows dealt = make_rows(n + 1, contracts), made = make_rows(n, contracts);
    int32_t *seen = malloc(sizeof *seen * (n + 1));
    memset(seen, -1, sizeof *seen * (n + 1));
    for (int64_t g = 0; g < contracts; g++) dealt.first[guarantor[g] + 2]++;
    for (int64_t p = 0; p < n; p++) dealt.first[p + 2] += dealt.first[p + 1];
    for (int64_t l = 0; l < loans; l++)
        for (int64_t g = first_guarantee[l]; g < first_guarantee[l + 1]; g++) dealt.to[dealt.first[guarantor[g] + 1]++] = borrower[l];
    int64_t size = 0;
    for (int64_t p = 0; p < n; p++) {
        for (int64_t x = dealt.first[p]; x < dealt.first[p + 1]; x++) {
            int32_t b = dealt.to[x];
            if (seen[b] != p) { seen[b] = (int32_t)p; made.to[size++] = b; }
        }
        made.first[p + 1] = size;
    }
    free(seen), drop(dealt);
    return made;
}

static int64_t gone;
static int32_t *queue;

static void lessen(int32_t *edges, int32_t *others, int32_t p) {
    if (edges[p] < 0) return;
    if (--edges[p] == 0) { queue[gone++] = p; edges[p] = others[p] = -1; }
}

/* `counts` of rings by length. */
void count_rings(
    int64_t n, int64_t loans, const int64_t *first_guarantee, const int32_t *guarantor, const int32_t *borrower, int64_t *counts
) {
    Rows out = distinct(n, loans, first_guarantee, guarantor, borrower), into = turned(out, n);
    int32_t *leaving = malloc(sizeof *leaving * (n + 1)), *entering = malloc(sizeof *entering * (n + 1));
    int32_t *order = malloc(sizeof *order * (n + 1)), *number = malloc(sizeof *number * (n + 1));
    queue = malloc(sizeof *queue * (n + 1));
    gone = 0;
    for (int64_t p = 0; p < n; p++) {
        leaving[p] = (int32_t)(out.first[p + 1] - out.first[p]);
        entering[p] = (int32_t)(into.first[p + 1] - into.first[p]);
        if (!leaving[p] || !entering[p]) { queue[gone++] = (int32_t)p; leaving[p] = entering[p] = -1; }
    }
    for (int64_t head = 0; head < gone; head++) {
        int32_t p = queue[head];
        for (int64_t e = out.first[p]; e < out.first[p + 1]; e++) lessen(entering, leaving, out.to[e]);
        for (int64_t e = into.first[p]; e < into.first[p + 1]; e++) lessen(leaving, entering, into.to[e]);
    }
    int64_t busiest = 0, kept = n - gone;
    for (int64_t p = 0; p < n; p++)
        if (leaving[p] + entering[p] > busiest) busiest = leaving[p] + entering[p];
    int64_t *of_degree = calloc(busiest + 2, sizeof *of_degree);
    for (int64_t p = 0; p < n; p++)
        if (leaving[p] > 0) of_degree[busiest - leaving[p] - entering[p] + 1]++;
    for (int64_t d = 0; d < busiest; d++) of_degree[d + 1] += of_degree[d];
    for (int64_t p = 0; p < n; p++) {
        number[p] = -1;
        if (leaving[p] > 0) {
            number[p] = (int32_t)of_degree[busiest - leaving[p] - entering[p]]++;
            order[number[p]] = (int32_t)p;
        }
    }
    Rows some = make_rows(kept, out.first[n]);
    int64_t size = 0;
    for (int64_t i = 0; i < kept; i++) {
        for (int64_t e = out.first[order[i]]; e < out.first[order[i] + 1]; e++)
            if (number[out.to[e]] >= 0) some.to[size++] = number[out.to[e]];
        some.first[i + 1] = size;
    }
    Rows back = turned(some, kept), forth = turned(back, kept);
    int32_t *mark = malloc(sizeof *mark * (kept + 1)), *to = forth.to;
    int64_t *last = forth.first + 1, *head = malloc(sizeof *head * (kept + 1));
    memset(mark, -1, sizeof *mark * (kept + 1));
    memcpy(head, forth.first, sizeof *head * (kept + 1));
    for (int32_t s = 0; s < kept; s++) { /* marks: 2s + 1 one step from the start, 2s two steps */
        for (int64_t e = back.first[s + 1] - 1; e >= back.first[s] && back.to[e] > s; e--) mark[back.to[e]] = 2 * s + 1;
        for (int64_t e = back.first[s + 1] - 1; e >= back.first[s] && back.to[e] > s; e--)
            for (int64_t f = back.first[back.to[e] + 1] - 1; f >= back.first[back.to[e]] && back.to[f] > s; f--)
                if (mark[back.to[f]] < 2 * s) mark[back.to[f]] = 2 * s;
#define EACH(e, p) while (head[p] < last[p] && to[head[p]] <= s) head[p]++; for (int64_t e = head[p]; e < last[p]; e++)
        EACH(a, s) {
            int32_t p = to[a];
            EACH(b, p) {
                int32_t q = to[b];
                if (mark[q] == 2 * s + 1) counts[3]++;
                EACH(c, q) {
                    int32_t r = to[c];
                    if (mark[r] < 2 * s || r == p) continue;
                    if (mark[r] == 2 * s + 1) counts[4]++;
                    EACH(d, r) {
                        int32_t t = to[d];
                        if (mark[t] == 2 * s + 1 && t != p && t != q) counts[5]++;
                    }
                }
            }
        }
    }
    free(leaving), free(entering), free(order), free(number), free(queue), free(of_degree), free(mark), free(head);
    drop(out), drop(into), drop(some), drop(back), drop(forth);
}
