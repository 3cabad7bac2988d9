#include "checks/checker.hpp"

#include <cmath>
#include <cstdio>

// Valgrind's requests do nothing outside of it. Compilers for other processors do not find its headers.
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_DUMP_STATS_AT(name) (void)(name)
#endif

namespace checks {

namespace {

constexpr long kShown = 20;  // wrong answers that are printed

}  // namespace

Checker::Checker() : team(1) {}

void Checker::begin(const char* name) {
    name_ = name;
    ++kernels_;
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
}

void Checker::end() {
    CALLGRIND_DUMP_STATS_AT(name_);
    CALLGRIND_STOP_INSTRUMENTATION;
}

void Checker::near(const char* what, double found, double expected, double tolerance) {
    ++answers_;
    if (found == expected || std::abs(found - expected) <= tolerance) return;  // false if one is NaN
    if (std::isnan(found) && std::isnan(expected)) return;
    if (++wrong_ <= kShown)
        std::printf("WRONG  %s: the %s is %.10g, not %.10g (tolerance %g)\n", name_, what, found, expected, tolerance);
}

int Checker::report() const {
    std::printf("%d kernels, %ld answers, %ld wrong\n", kernels_, answers_, wrong_);
    return wrong_ ? 1 : 0;
}

}  // namespace checks
