#include "team.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace df {

struct Team::Threads {
    ~Threads() {
        {
            const std::lock_guard<std::mutex> lock(mutex);
            stop = true;
        }
        wake.notify_all();
        for (auto& thread : threads) thread.join();
    }

    void run(int tasks, const Work& to_do, int useful) {
        start(useful);
        {
            const std::lock_guard<std::mutex> lock(mutex);
            work = &to_do;
            count = tasks;
            next = 0;
            busy = static_cast<int>(threads.size());
            ++round;
        }
        wake.notify_all();
        take(0);
        std::unique_lock<std::mutex> lock(mutex);
        done.wait(lock, [this] { return busy == 0; });
        if (error) std::rethrow_exception(std::exchange(error, nullptr));
    }

    // If the system refuses to start more threads, the existing ones do the work.
    void start(int useful) {
        while (!full && static_cast<int>(threads.size()) < useful - 1) {
            const int worker = static_cast<int>(threads.size()) + 1;
            try {
                threads.emplace_back([this, worker] { serve(worker); });
            } catch (const std::system_error&) {
                full = true;
            }
        }
    }

    void serve(int worker) {
        for (long seen = 0;;) {
            {
                std::unique_lock<std::mutex> lock(mutex);
                wake.wait(lock, [&] { return stop || round != seen; });
                if (stop) return;
                seen = round;
            }
            take(worker);
            const std::lock_guard<std::mutex> lock(mutex);
            if (--busy == 0) done.notify_one();
        }
    }

    void take(int worker) {
        try {
            for (int task = next++; task < count; task = next++) (*work)(task, worker);
        } catch (...) {
            next = count;
            const std::lock_guard<std::mutex> lock(mutex);
            if (!error) error = std::current_exception();
        }
    }

    std::vector<std::thread> threads;
    std::mutex mutex;
    std::condition_variable wake, done;
    const Work* work = nullptr;
    std::atomic<int> next{0};
    int count = 0, busy = 0;
    long round = 0;
    bool stop = false, full = false;
    std::exception_ptr error;
};

Team::Team(int workers) : size_(workers < 1 ? 1 : workers) {}

Team::~Team() { delete threads_; }

void Team::run(int count, Work work) {
    if (size_ == 1 || count <= 1) {
        for (int task = 0; task < count; ++task) work(task, 0);
        return;
    }
    if (!threads_) threads_ = new Threads;
    threads_->run(count, work, std::min(size_, count));
}

}  // namespace df
