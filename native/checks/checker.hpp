// Calls kernels, whose instructions callgrind counts, and compares their answers with those of simple loops.
#pragma once

#include <cstddef>
#include <vector>

#include "team.hpp"

namespace checks {

class Checker {
public:
    Checker();

    // Calls a kernel. Under callgrind, the instructions are counted and written under this name.
    template <class F>
    void count(const char* name, F&& call) {
        begin(name);
        call();
        end();
    }

    // Compares an answer of the kernel that was counted last. The tolerance is a distance.
    void near(const char* what, double found, double expected, double tolerance);
    template <class T, class U>
    void near(const char* what, const std::vector<T>& found, const std::vector<U>& expected, double tolerance) {
        same(what, double(found.size()), double(expected.size()));
        for (std::size_t i = 0; i < found.size() && i < expected.size(); ++i)
            near(what, double(found[i]), double(expected[i]), tolerance);
    }
    void same(const char* what, double found, double expected) { near(what, found, expected, 0); }
    template <class T, class U>
    void same(const char* what, const std::vector<T>& found, const std::vector<U>& expected) {
        near(what, found, expected, 0);
    }

    // Prints how many kernels were called and answers compared; the exit code of the program.
    int report() const;

    df::Team team;  // one thread, so that instructions can be counted

private:
    void begin(const char* name);
    void end();

    const char* name_ = "";
    int kernels_ = 0;
    long answers_ = 0, wrong_ = 0;
};

// Each of these checks one family of kernels.
void check_differences(Checker& checker);
void check_similarity(Checker& checker);
void check_haarpsi(Checker& checker);
void check_flip(Checker& checker);
void check_png(Checker& checker);
void check_filters(Checker& checker);
void check_shapes(Checker& checker);
void check_statistics(Checker& checker);
void check_anomaly(Checker& checker);
void check_places(Checker& checker);

}  // namespace checks
