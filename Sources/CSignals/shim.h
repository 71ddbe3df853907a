#include <stdint.h>
#include <sys/syscall.h>

long syscall(long number, ...);

// The kernel's own call: that of the C library leaves out the two signals of its own, by one of
// which every thread changes its user when one thread does (setuid). Signal N is bit N - 1.

/// Holds back these signals on the calling thread, besides those that are; returns those that were.
static inline uint64_t csignals_hold(uint64_t signals) {
    const int block = 0;
    uint64_t before = 0;
    syscall(SYS_rt_sigprocmask, block, &signals, &before, sizeof before);
    return before;
}

/// Holds back these signals on the calling thread and no others.
static inline void csignals_restore(uint64_t signals) {
    const int set = 2;
    syscall(SYS_rt_sigprocmask, set, &signals, (void *)0, sizeof signals);
}
