/* The threshold shape in plain C: a party falls when what it promised for fallen borrowers is together above its capacity; every guarantor
 * is called alone. Figures by seed: parties down, and what those down promised for those down. */
#include "model_a.c"

typedef struct {
    int64_t fallen;
    double unpaid;
} Tumble;

typedef struct {
    uint32_t party;
    double amount;
} Edge;

/* Seconds of the loop over the seeds, without laying the edges out. */
double threshold_all(const Network *network, Tumble *tumbles) {
    int64_t n = network->parties, size = 0, begin = 0;
    Edge *edges = malloc(sizeof *edges * (network->guarantees + 1));
    int64_t *first = calloc(n + 1, sizeof *first), *place = malloc(sizeof *place * (n + 1)), *cursor = calloc(n + 1, sizeof *cursor);
    for (int64_t l = 0; l < network->loans; l++)
        cursor[network->borrower[l] + 1] += network->first_guarantee[l + 1] - network->first_guarantee[l];
    for (int64_t p = 0; p < n; p++) cursor[p + 1] += cursor[p], place[p] = -1;
    for (int64_t l = 0; l < network->loans; l++)
        for (int64_t g = network->first_guarantee[l]; g < network->first_guarantee[l + 1]; g++) {
            Edge *edge = edges + cursor[network->borrower[l]]++;
            edge->party = (uint32_t)network->guarantor[g];
            edge->amount = network->cap[g] < network->shortfall[l] ? network->cap[g] : network->shortfall[l];
        }
    for (int64_t p = 0; p < n; p++) { /* contracts of the same two parties together; nothing promised of nothing */
        int64_t start = size;
        for (int64_t x = begin; x < cursor[p]; x++) {
            Edge edge = edges[x];
            if (edge.amount <= 0) continue;
            if (place[edge.party] < start) { place[edge.party] = size; edges[size].party = edge.party; edges[size++].amount = 0; }
            edges[place[edge.party]].amount += edge.amount;
        }
        begin = cursor[p];
        first[p + 1] = size;
    }
    uint8_t *down = calloc(n, 1);
    double *called = calloc(n, sizeof *called);
    uint32_t *queue = malloc(sizeof *queue * n), *touched = malloc(sizeof *touched * n);
    clock_t started = clock();
    for (int64_t seed = 0; seed < n; seed++) {
        int64_t end = 1, touches = 0;
        double unpaid = 0;
        queue[0] = (uint32_t)seed;
        down[seed] = 1;
        for (int64_t q = 0; q < end; q++)
            for (int64_t e = first[queue[q]]; e < first[queue[q] + 1]; e++) {
                uint32_t j = edges[e].party;
                if (called[j] == 0) touched[touches++] = j;
                called[j] += edges[e].amount;
                if (called[j] > network->capacity[j] + 0.005 && !down[j]) { down[j] = 1; queue[end++] = j; }
            }
        for (int64_t t = 0; t < touches; t++) {
            if (down[touched[t]]) unpaid += called[touched[t]];
            called[touched[t]] = 0;
        }
        for (int64_t q = 0; q < end; q++) down[queue[q]] = 0;
        tumbles[seed].fallen = end;
        tumbles[seed].unpaid = unpaid;
    }
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    free(edges), free(first), free(place), free(cursor), free(down), free(called), free(queue), free(touched);
    return seconds;
}
