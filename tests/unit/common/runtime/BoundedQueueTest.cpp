#include "common/runtime/BoundedQueue.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <future>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace readystage;

class BoundedQueueTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(BoundedQueueTest);
    CPPUNIT_TEST(items_come_out_in_the_order_they_went_in);
    CPPUNIT_TEST(a_full_queue_says_no_and_keeps_what_it_has);
    CPPUNIT_TEST(a_stop_wakes_the_sleeper);
    CPPUNIT_TEST(what_is_left_comes_out_after_a_stop);
    CPPUNIT_TEST(an_item_wakes_the_sleeper);
    CPPUNIT_TEST(each_item_of_many_producers_reaches_exactly_one_consumer);
    CPPUNIT_TEST_SUITE_END();

    void items_come_out_in_the_order_they_went_in()
    {
        BoundedQueue<std::unique_ptr<int>> queue(2);

        CPPUNIT_ASSERT(queue.tryPush(std::make_unique<int>(1)) && queue.tryPush(std::make_unique<int>(2)));

        CPPUNIT_ASSERT_EQUAL(1, **queue.pop({}));
        CPPUNIT_ASSERT_EQUAL(2, **queue.pop({}));
    }

    void a_full_queue_says_no_and_keeps_what_it_has()
    {
        BoundedQueue<int> queue(1);
        CPPUNIT_ASSERT(queue.tryPush(1));

        CPPUNIT_ASSERT(!queue.tryPush(2));

        CPPUNIT_ASSERT_EQUAL(std::size_t(1), queue.size());
        CPPUNIT_ASSERT_EQUAL(1, *queue.pop({}));
    }

    void a_stop_wakes_the_sleeper()
    {
        BoundedQueue<int> queue(1);
        std::promise<bool> gotNothing;

        std::jthread sleeper([&](const std::stop_token& stop) { gotNothing.set_value(!queue.pop(stop)); });
        sleeper.request_stop();

        CPPUNIT_ASSERT(gotNothing.get_future().get());
    }

    void what_is_left_comes_out_after_a_stop()
    {
        BoundedQueue<int> queue(1);
        CPPUNIT_ASSERT(queue.tryPush(1));
        std::stop_source stopped;
        stopped.request_stop();

        CPPUNIT_ASSERT_EQUAL(1, *queue.pop(stopped.get_token()));
        CPPUNIT_ASSERT(!queue.pop(stopped.get_token()));
    }

    void an_item_wakes_the_sleeper()
    {
        BoundedQueue<int> queue(1);
        std::promise<int> got;
        std::jthread sleeper([&](const std::stop_token& stop) { got.set_value(queue.pop(stop).value_or(-1)); });

        CPPUNIT_ASSERT(queue.tryPush(5));

        CPPUNIT_ASSERT_EQUAL(5, got.get_future().get());
    }

    void each_item_of_many_producers_reaches_exactly_one_consumer()
    {
        constexpr int kEach = 500;
        BoundedQueue<int> queue(16);
        std::vector<std::vector<int>> taken(3);
        {
            std::vector<std::jthread> consumers;
            for (auto& mine : taken)
                consumers.emplace_back([&queue, &mine](const std::stop_token& stop) {
                    while (const auto item = queue.pop(stop))
                        mine.push_back(*item);
                });
            std::vector<std::jthread> producers;
            for (int first : {0, kEach, 2 * kEach})
                producers.emplace_back([&queue, first] {
                    for (int i = first; i < first + kEach; ++i)
                        while (!queue.tryPush(i))
                            std::this_thread::yield();
                });
            producers.clear(); // joined: everything was pushed, now the consumers may stop
        }

        std::multiset<int> all;
        for (const auto& mine : taken)
            all.insert(mine.begin(), mine.end());
        CPPUNIT_ASSERT_EQUAL(std::size_t(3 * kEach), all.size());
        CPPUNIT_ASSERT_EQUAL(std::size_t(3 * kEach), std::set<int>(all.begin(), all.end()).size());
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BoundedQueueTest);
