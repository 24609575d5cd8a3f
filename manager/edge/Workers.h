#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "manager/core/Agenda.h"
#include "manager/core/Steps.h"

namespace readystage {

/// The threads that call CloudStack: each takes the next steps from the agenda and performs them. As many as calls may
/// be in flight. Steps still outstanding at stop() are in the journal and are found again at the next start.
class Workers {
public:
    /// The references must outlive this.
    Workers(Steps& steps, Clock& clock, unsigned threads);

    void start();

    /// Lets steps that are being performed come to their end; takes no new ones.
    void stop();

    /// Any thread.
    void add(const Step& step);

    /// Steps waiting for their time or turn.
    std::size_t outstanding() const;

    /// Since any of them took up or finished something; nothing while none has anything to do. For the watchdog.
    Clock::Steady::duration quietFor() const;

private:
    void run(const std::stop_token& stop);
    std::vector<Step> take(const std::stop_token& stop);
    void addLocked(const Step& step);

    Steps& steps_;
    Clock& clock_;
    const unsigned count_;

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Agenda agenda_;
    unsigned busy_ = 0;
    Clock::Steady moved_{};
    unsigned long changes_ = 0; ///< so that a waiter knows whether to look again

    std::vector<std::jthread> threads_;
};

} // namespace readystage
