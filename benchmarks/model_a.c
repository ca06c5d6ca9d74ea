/* Model A in plain C, the network's own arrays in the network's own order: every party as the only seed, or scenarios of given seeds.
 *
 * Event-driven: a loan is re-levelled when its borrower or one of its guarantors falls. Figures by seed: loss on the seed's own loans,
 * loss beyond them, the part away from the seed's county, parties down, employees, counties and banks hit, calls paid. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { JOINT = 0, GENERAL = 1, SEVERAL = 2 }; /* graph.network.Liability */

typedef struct {
    int64_t parties, loans, guarantees, counties, banks;
    const int64_t *first_loan, *first_given, *first_guarantee;
    const int32_t *own_loans, *given, *borrower, *guarantor, *loan_of, *county, *bank;
    const double *shortfall, *cap, *weight, *share, *capacity;
    const int8_t *kind;
    const int64_t *employees;
    double recovery;
} Network;

typedef struct {
    double own, caused, away, paid;
    int64_t fallen, employees, counties, banks;
} Figures;

static const Network *net;
static int32_t *order;   /* the guarantees of each loan: several, joint, general, by rising cap/weight */
static double *fixed;    /* share of a several guarantor */
static double *present;  /* call now, by guarantee */
static double *tail;

static int stage(int32_t g) { return net->kind[g] == SEVERAL ? 0 : net->kind[g] == JOINT ? 1 : 2; }

static void sort_claims(int64_t a, int64_t b, int several_apart) {
    for (int64_t i = a + 1; i < b; i++) {
        int32_t g = order[i];
        double ratio = net->cap[g] / net->weight[g];
        int s = several_apart ? stage(g) : stage(g) == 2;
        int64_t j = i;
        while (j > a) {
            int32_t h = order[j - 1];
            int t = several_apart ? stage(h) : stage(h) == 2;
            double other = net->cap[h] / net->weight[h];
            if (t < s || (t == s && (other < ratio || (other == ratio && h < g)))) break;
            order[j] = h;
            j--;
        }
        order[j] = g;
    }
}

/* Water-filling over order[a..b), the dead skipped; calls into out by place. */
static void pour(int64_t a, int64_t b, const uint8_t *down, double target, double *out) {
    double total = 0;
    for (int64_t i = b - 1; i >= a; i--) {
        if (!down || !down[net->guarantor[order[i]]]) total += net->weight[order[i]];
        tail[i - a] = total;
    }
    int64_t i = a;
    for (; i < b; i++) {
        int32_t g = order[i];
        if (down && down[net->guarantor[g]]) { out[i - a] = 0; continue; }
        if (net->cap[g] * tail[i - a] > target * net->weight[g]) break;
        out[i - a] = net->cap[g];
        target -= net->cap[g];
        if (target < 0) target = 0;
    }
    for (int64_t x = i; x < b; x++) {
        int32_t g = order[x];
        double call = target * (net->weight[g] / tail[i - a]);
        out[x - a] = down && down[net->guarantor[g]] ? 0 : call < net->cap[g] ? call : net->cap[g];
    }
}

static double limit(int32_t g) {
    if (net->kind[g] == SEVERAL) return fixed[g];
    return isinf(net->cap[g]) ? net->shortfall[net->loan_of[g]] : net->cap[g];
}

static void level(int64_t l, const uint8_t *down, double *out) {
    int64_t a = net->first_guarantee[l], b = net->first_guarantee[l + 1], i = a;
    double left = net->shortfall[l];
    for (; i < b && net->kind[order[i]] == SEVERAL; i++) {
        out[i - a] = down[net->guarantor[order[i]]] ? 0 : fixed[order[i]];
        left -= out[i - a];
    }
    int64_t low = i, general = 0;
    double rest = left;
    for (; i < b && net->kind[order[i]] == JOINT; i++)
        if (!down[net->guarantor[order[i]]]) rest -= limit(order[i]);
    general = i;
    pour(low, general, down, left > 0 ? left : 0, out + (low - a));
    if (general < b) {
        rest -= net->recovery * net->shortfall[l];
        pour(general, b, down, rest > 0 ? rest : 0, out + (general - a));
    }
}

static double loss_of(int64_t l, const uint8_t *down) {
    double left = net->shortfall[l];
    int general = 0;
    for (int64_t g = net->first_guarantee[l]; g < net->first_guarantee[l + 1]; g++) {
        general |= net->kind[g] == GENERAL;
        if (!down[net->guarantor[g]]) left -= limit(g);
    }
    if (general) left -= net->recovery * net->shortfall[l];
    return left > 1e-12 * net->shortfall[l] ? left : 0;
}

static void prepare(void) {
    int64_t widest = 1;
    for (int64_t l = 0; l < net->loans; l++) {
        int64_t width = net->first_guarantee[l + 1] - net->first_guarantee[l];
        if (width > widest) widest = width;
    }
    order = malloc(sizeof *order * (net->guarantees + 1));
    fixed = calloc(net->guarantees + 1, sizeof *fixed);
    present = calloc(net->guarantees + 1, sizeof *present);
    tail = malloc(sizeof *tail * widest);
    double *out = malloc(sizeof *out * widest);
    for (int64_t l = 0; l < net->loans; l++) {
        int64_t a = net->first_guarantee[l], b = net->first_guarantee[l + 1], first_general = a;
        int several = 0;
        double owed = net->shortfall[l], sum = 0;
        for (int64_t g = a; g < b; g++) { order[g] = (int32_t)g; several |= net->kind[g] == SEVERAL; }
        if (several) {
            sort_claims(a, b, 0);
            while (first_general < b && net->kind[order[first_general]] != GENERAL) first_general++;
            pour(a, first_general, NULL, owed, out);
            for (int64_t i = a; i < first_general; i++) {
                int32_t g = order[i];
                if (net->kind[g] != SEVERAL) continue;
                double stated = net->share[g] * owed;
                fixed[g] = isnan(net->share[g]) ? out[i - a] : stated < net->cap[g] ? stated : net->cap[g];
                sum += fixed[g];
            }
            if (sum > owed)
                for (int64_t g = a; g < b; g++) fixed[g] *= owed / sum;
        }
        sort_claims(a, b, 1);
    }
    free(out);
}

typedef struct {
    uint8_t *down, *queued, *dirty;
    double *called, *out;
    int32_t *queue, *touched, *list;
} Desk;

static Desk open_desk(void) {
    int64_t n = net->parties, widest = 1;
    for (int64_t l = 0; l < net->loans; l++) {
        int64_t width = net->first_guarantee[l + 1] - net->first_guarantee[l];
        if (width > widest) widest = width;
    }
    Desk desk = {calloc(n, 1), calloc(n, 1), calloc(net->loans + 1, 1), calloc(n, sizeof(double)), malloc(sizeof(double) * widest),
                 malloc(sizeof(int32_t) * n), malloc(sizeof(int32_t) * n), malloc(sizeof(int32_t) * (net->loans + 1))};
    return desk;
}

static void close_desk(Desk desk) {
    free(order), free(fixed), free(present), free(tail), free(desk.down), free(desk.queued), free(desk.dirty), free(desk.called);
    free(desk.out), free(desk.queue), free(desk.touched), free(desk.list);
}

/* Lets queue[0..end) fall, all of them queued: how many are down in the end, and how many were called. */
static int64_t fall(Desk desk, int64_t end, int64_t *called_parties) {
    uint8_t *down = desk.down, *queued = desk.queued, *dirty = desk.dirty;
    double *called = desk.called, *out = desk.out;
    int32_t *queue = desk.queue, *touched = desk.touched, *list = desk.list;
    int64_t head = 0, touches = 0;
    while (head < end) {
        int64_t changed = 0;
        for (int64_t q = head; q < end; q++) down[queue[q]] = 1;
        for (int64_t q = head; q < end; q++) {
            int32_t p = queue[q];
            for (int64_t x = net->first_loan[p]; x < net->first_loan[p + 1]; x++) {
                int32_t l = net->own_loans[x];
                if (!dirty[l]) { dirty[l] = 1; list[changed++] = l; }
            }
            for (int64_t x = net->first_given[p]; x < net->first_given[p + 1]; x++) {
                int32_t l = net->loan_of[net->given[x]];
                if (down[net->borrower[l]] && !dirty[l]) { dirty[l] = 1; list[changed++] = l; }
            }
        }
        head = end;
        for (int64_t c = 0; c < changed; c++) {
            int32_t l = list[c];
            int64_t a = net->first_guarantee[l], b = net->first_guarantee[l + 1];
            dirty[l] = 0;
            level(l, down, out);
            for (int64_t i = a; i < b; i++) {
                int32_t g = order[i], p = net->guarantor[g];
                double more = out[i - a] - present[g];
                if (down[p] || more <= 0) continue;
                present[g] = out[i - a];
                if (called[p] == 0) touched[touches++] = p;
                called[p] += more;
                if (called[p] > net->capacity[p] + 0.005 && !queued[p]) { queued[p] = 1; queue[end++] = p; }
            }
        }
    }
    *called_parties = touches;
    return end;
}

static void tidy(Desk desk, int64_t end, int64_t touches) {
    for (int64_t t = 0; t < touches; t++) desk.called[desk.touched[t]] = 0;
    for (int64_t q = 0; q < end; q++) {
        int32_t p = desk.queue[q];
        desk.down[p] = desk.queued[p] = 0;
        for (int64_t x = net->first_loan[p]; x < net->first_loan[p + 1]; x++) {
            int32_t l = net->own_loans[x];
            for (int64_t g = net->first_guarantee[l]; g < net->first_guarantee[l + 1]; g++) present[g] = 0;
        }
    }
}

/* Seconds the sweep took, without the preparation. */
double rank_all(const Network *network, Figures *figures) {
    net = network;
    prepare();
    int64_t n = net->parties;
    Desk desk = open_desk();
    int64_t *county_seen = calloc(net->counties + 1, sizeof *county_seen), *bank_seen = calloc(net->banks + 1, sizeof *bank_seen);
    clock_t started = clock();
    for (int64_t seed = 0; seed < n; seed++) {
        Figures f = {0};
        int64_t touches;
        desk.queue[0] = (int32_t)seed;
        desk.queued[seed] = 1;
        int64_t end = fall(desk, 1, &touches);
        for (int64_t q = 0; q < end; q++) {
            int32_t p = desk.queue[q];
            double of_party = 0;
            for (int64_t x = net->first_loan[p]; x < net->first_loan[p + 1]; x++) {
                int32_t l = net->own_loans[x];
                double loss = loss_of(l, desk.down);
                of_party += loss;
                if (q && loss > 0 && bank_seen[net->bank[l]] != seed + 1) { bank_seen[net->bank[l]] = seed + 1; f.banks++; }
            }
            f.employees += net->employees[p];
            if (!q) f.own = of_party;
            else if (of_party > 0) {
                f.caused += of_party;
                if (net->county[p] != net->county[seed]) f.away += of_party;
                if (county_seen[net->county[p]] != seed + 1) { county_seen[net->county[p]] = seed + 1; f.counties++; }
            }
        }
        for (int64_t t = 0; t < touches; t++)
            if (!desk.down[desk.touched[t]]) f.paid += desk.called[desk.touched[t]];
        tidy(desk, end, touches);
        f.fallen = end;
        figures[seed] = f;
    }
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    close_desk(desk);
    free(county_seen), free(bank_seen);
    return seconds;
}

/* Scenario s starts with seeds[first[s]..first[s + 1]): loss, of it on loans of those pulled down, parties down; and by party how often it
 * was a seed and how often it was down. Seconds the scenarios took, without the preparation. */
double scenarios_all(const Network *network, const int64_t *first, const int32_t *seeds, int64_t scenarios, double *loss, double *pulled,
                     int64_t *fallen, int64_t *seeded_of, int64_t *fallen_of) {
    net = network;
    prepare();
    Desk desk = open_desk();
    clock_t started = clock();
    for (int64_t s = 0; s < scenarios; s++) {
        int64_t size = first[s + 1] - first[s], touches;
        for (int64_t i = 0; i < size; i++) {
            int32_t p = seeds[first[s] + i];
            desk.queue[i] = p;
            desk.queued[p] = 1;
            seeded_of[p]++;
        }
        int64_t end = fall(desk, size, &touches);
        double total = 0, beyond = 0;
        for (int64_t q = 0; q < end; q++) {
            int32_t p = desk.queue[q];
            double of_party = 0;
            for (int64_t x = net->first_loan[p]; x < net->first_loan[p + 1]; x++) of_party += loss_of(net->own_loans[x], desk.down);
            total += of_party;
            if (q >= size) beyond += of_party;
            fallen_of[p]++;
        }
        loss[s] = total;
        pulled[s] = beyond;
        fallen[s] = end;
        tidy(desk, end, touches);
    }
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;
    close_desk(desk);
    return seconds;
}
