// Checks the kernels of one instruction set against simple loops, on one thread and on images that are always the same.
//
// benchmarks/instructions.py runs the program under callgrind and compares the instructions of each kernel with those
// that were recorded.
#include "checks/checker.hpp"

int main() {
    checks::Checker checker;
    for (const auto check : {checks::check_differences, checks::check_similarity, checks::check_haarpsi,
                             checks::check_flip, checks::check_png, checks::check_filters, checks::check_shapes,
                             checks::check_statistics, checks::check_anomaly, checks::check_places})
        check(checker);
    return checker.report();
}
