#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace readystage {

/// Carries an error into a Result: `return Unexpected{Malformed{"…"}};`
template <class E> struct Unexpected {
    E error;
};

template <class E> Unexpected(E) -> Unexpected<E>;

/// A value of T, or the reason E why there is none. Member names are those of C++23's std::expected.
/// value(), operator* and operator-> of a Result without a value, and error() of one with a value, are bugs (assert).
template <class T, class E> class [[nodiscard]] Result {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): a Result is returned by writing the value itself
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}

    template <class F>
    // NOLINTNEXTLINE(google-explicit-constructor)
    Result(Unexpected<F> why) : held_(std::in_place_index<1>, E{std::move(why.error)})
    {}

    bool has_value() const noexcept { return held_.index() == 0; }

    explicit operator bool() const noexcept { return has_value(); }

    const T& value() const&
    {
        assert(has_value());
        return *std::get_if<0>(&held_);
    }

    T& value() &
    {
        assert(has_value());
        return *std::get_if<0>(&held_);
    }

    T&& value() &&
    {
        assert(has_value());
        return std::move(*std::get_if<0>(&held_));
    }

    const T& operator*() const& { return value(); }

    T& operator*() & { return value(); }

    T&& operator*() && { return std::move(*this).value(); }

    const T* operator->() const { return &value(); }

    T* operator->() { return &value(); }

    const E& error() const
    {
        assert(!has_value());
        return *std::get_if<1>(&held_);
    }

private:
    std::variant<T, E> held_;
};

/// The value of a Result that only says "it worked".
struct Done {
    friend bool operator==(const Done&, const Done&) = default;
};

/// Why a text is not the value it should be; words for the person who wrote the text.
struct Malformed {
    std::string why;
};

} // namespace readystage
