// Threads that work on numbered tasks. Which thread takes which task is left open: a task writes only to its
// own place, so that results do not depend on it.

#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace df {

class Team {
public:
    explicit Team(int workers) : size_(workers < 1 ? 1 : workers) {}
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    ~Team() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_all();
        for (auto& thread : threads_) thread.join();
    }

    int size() const { return size_; }

    // Calls work(task, worker) for every task in 0 .. count - 1; worker is 0 .. size() - 1.
    void run(int count, const std::function<void(int, int)>& work) {
        if (size_ == 1 || count <= 1) {
            for (int task = 0; task < count; ++task) work(task, 0);
            return;
        }
        start(std::min(size_, count));
        {
            const std::lock_guard lock(mutex_);
            work_ = &work;
            count_ = count;
            next_ = 0;
            busy_ = static_cast<int>(threads_.size());
            ++round_;
        }
        wake_.notify_all();
        take(0);
        std::unique_lock lock(mutex_);
        done_.wait(lock, [this] { return busy_ == 0; });
        if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    }

private:
    // Where the system gives no more threads, those that are there do the work.
    void start(int useful) {
        while (!full_ && static_cast<int>(threads_.size()) < useful - 1) {
            const int worker = static_cast<int>(threads_.size()) + 1;
            try {
                threads_.emplace_back([this, worker] { serve(worker); });
            } catch (const std::system_error&) {
                full_ = true;
            }
        }
    }

    void serve(int worker) {
        for (long seen = 0;;) {
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [&] { return stop_ || round_ != seen; });
                if (stop_) return;
                seen = round_;
            }
            take(worker);
            const std::lock_guard lock(mutex_);
            if (--busy_ == 0) done_.notify_one();
        }
    }

    void take(int worker) {
        try {
            for (int task = next_++; task < count_; task = next_++) (*work_)(task, worker);
        } catch (...) {
            next_ = count_;
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
        }
    }

    int size_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable wake_, done_;
    const std::function<void(int, int)>* work_ = nullptr;
    std::atomic<int> next_{0};
    int count_ = 0, busy_ = 0;
    long round_ = 0;
    bool stop_ = false, full_ = false;
    std::exception_ptr error_;
};

}  // namespace df
