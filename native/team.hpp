// Worker threads for numbered tasks. Any thread may take any task; every task writes only to memory of its own, so
// results do not depend on the number of threads.

#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

namespace df {

// A reference to a callable work(task, worker). It is used instead of std::function because <functional> is slow to
// compile and every kernel includes this header.
class Work {
public:
    template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, Work>>>
    Work(const F& f)
        : object_(&f),
          call_([](const void* object, int task, int worker) { (*static_cast<const F*>(object))(task, worker); }) {}
    void operator()(int task, int worker) const { call_(object_, task, worker); }

private:
    const void* object_;
    void (*call_)(const void*, int, int);
};

// How many of the workers are worth their start, for kernels with a few operations for each value: starting a thread
// takes as long as 2^18 values.
inline int useful_workers(int workers, std::int64_t values) {
    const std::int64_t useful = values >> 18;
    return useful < 1 ? 1 : useful < workers ? static_cast<int>(useful) : workers;
}

class Team {
public:
    explicit Team(int workers);
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;
    ~Team();

    int size() const { return size_; }

    // Calls work(task, worker) for every task in 0 .. count - 1; worker is in 0 .. size() - 1. Rethrows the first
    // exception of a task.
    void run(int count, Work work);

private:
    struct Threads;

    int size_;
    Threads* threads_ = nullptr;
};

}  // namespace df
