// Fork and join in well under a microsecond: workers spin for a moment, then sleep.
//
// A worker joins a round only while it is open, and the caller waits only for those who joined. So a worker that the
// system has taken off its core doesn't hold the others up; they simply do its items.
#define _GNU_SOURCE
#include "tg_kernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>
#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

enum {
    // About 100 µs on processors of 2020 to 2025: longer than the pauses inside a token, shorter than anyone notices.
    SPINS_BEFORE_SLEEP = 4000,
    // A joined worker that doesn't finish in this time has lost its core: let it have ours.
    SPINS_BEFORE_YIELD = 2000,
};

// The state is one word, so that joining and closing can't overlap: round number, open bit, number of joined workers.
#define OPEN (UINT64_C(1) << 31)
#define ROUND(state) ((uint32_t)((state) >> 32))
#define JOINED(state) ((uint32_t)((state) & (OPEN - 1)))

struct tg_pool {
    _Alignas(64) _Atomic uint64_t state;
    _Alignas(64) _Atomic long next;
    _Alignas(64) _Atomic uint32_t wakeups;
    _Atomic int sleepers;
    _Atomic bool stopping;
    _Alignas(64) void (*task)(void *, long);
    void *context;
    long count;
    int workers;
    pthread_t *threads;
    pthread_mutex_t lock;
#if !defined(__linux__)
    pthread_mutex_t sleep_lock;
    pthread_cond_t wake;
#endif
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#if defined(__linux__)
static void sleep_while(tg_pool *pool, uint32_t wakeups) {
    syscall(SYS_futex, &pool->wakeups, FUTEX_WAIT_PRIVATE, wakeups, NULL, NULL, 0);
}
static void wake_all(tg_pool *pool) { syscall(SYS_futex, &pool->wakeups, FUTEX_WAKE_PRIVATE, pool->workers, NULL, NULL, 0); }
#else
static void sleep_while(tg_pool *pool, uint32_t wakeups) {
    pthread_mutex_lock(&pool->sleep_lock);
    while (atomic_load(&pool->wakeups) == wakeups) pthread_cond_wait(&pool->wake, &pool->sleep_lock);
    pthread_mutex_unlock(&pool->sleep_lock);
}
static void wake_all(tg_pool *pool) {
    pthread_mutex_lock(&pool->sleep_lock);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->sleep_lock);
}
#endif

static void work(tg_pool *pool) {
    for (;;) {
        long item = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (item >= pool->count) return;
        pool->task(pool->context, item);
    }
}

// Waits for an open round other than `seen`; false when the pool ends.
static bool wait_for_round(tg_pool *pool, uint32_t seen) {
    for (;;) {
        for (int spin = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
            uint64_t state = atomic_load_explicit(&pool->state, memory_order_acquire);
            if ((state & OPEN) && ROUND(state) != seen) return true;
            if (atomic_load_explicit(&pool->stopping, memory_order_relaxed)) return false;
            pause_briefly();
        }
        uint32_t wakeups = atomic_load(&pool->wakeups);
        atomic_fetch_add(&pool->sleepers, 1);
        // Whoever opens a round after this look sees the sleeper and changes `wakeups`.
        uint64_t state = atomic_load(&pool->state);
        if (!((state & OPEN) && ROUND(state) != seen) && !atomic_load(&pool->stopping)) sleep_while(pool, wakeups);
        atomic_fetch_sub(&pool->sleepers, 1);
    }
}

static void *worker(void *argument) {
    tg_pool *pool = argument;
    uint32_t seen = 0;
    while (wait_for_round(pool, seen)) {
        uint64_t state = atomic_load(&pool->state);
        while ((state & OPEN) && !atomic_compare_exchange_weak(&pool->state, &state, state + 1)) {}
        if (!(state & OPEN)) continue;
        seen = ROUND(state);
        work(pool);
        atomic_fetch_sub_explicit(&pool->state, 1, memory_order_release);
    }
    return NULL;
}

static void wake_sleepers(tg_pool *pool) {
    if (atomic_load(&pool->sleepers) == 0) return;
    atomic_fetch_add(&pool->wakeups, 1);
    wake_all(pool);
}

tg_pool *tg_pool_create(int threads) {
    tg_pool *pool = aligned_alloc(64, (sizeof(tg_pool) + 63) / 64 * 64);
    if (!pool) return NULL;
    *pool = (tg_pool){.workers = 0};
    pool->threads = calloc((unsigned long)threads, sizeof(pthread_t));
    pthread_mutex_init(&pool->lock, NULL);
#if !defined(__linux__)
    pthread_mutex_init(&pool->sleep_lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
#endif
    for (int i = 1; pool->threads && i < threads; i++) {
        if (pthread_create(&pool->threads[pool->workers], NULL, worker, pool) != 0) {
            tg_pool_destroy(pool);
            return NULL;
        }
        pool->workers++;
    }
    return pool;
}

void tg_pool_destroy(tg_pool *pool) {
    atomic_store(&pool->stopping, true);
    atomic_fetch_add(&pool->wakeups, 1);
    wake_all(pool);
    for (int i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], NULL);
    pthread_mutex_destroy(&pool->lock);
    free(pool->threads);
    free(pool);
}

void tg_pool_run(tg_pool *pool, long count, void (*task)(void *, long), void *context) {
    if (pool->workers == 0 || count <= 1) {
        for (long item = 0; item < count; item++) task(context, item);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->context = context;
    pool->count = count;
    atomic_store_explicit(&pool->next, 0, memory_order_relaxed);
    uint64_t round = (uint64_t)(ROUND(atomic_load(&pool->state)) + 1) << 32;
    // Round 0 is what a new worker has seen already.
    if (round == 0) round = UINT64_C(1) << 32;
    atomic_store(&pool->state, round | OPEN);
    wake_sleepers(pool);
    work(pool);
    atomic_fetch_and(&pool->state, ~OPEN);
    for (int spin = 0; JOINED(atomic_load_explicit(&pool->state, memory_order_acquire)) != 0; spin++) {
        if (spin < SPINS_BEFORE_YIELD) pause_briefly();
        else sched_yield();
    }
    pthread_mutex_unlock(&pool->lock);
}

int tg_affinity_count(void) {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0) return CPU_COUNT(&set);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}
