#pragma once

#include <string>
#include <vector>

#include "common/domain/Ascii.h"
#include "tests/cloudsim/core/Call.h"
#include "tests/cloudsim/core/World.h"

namespace readystage::cloudsim {

/// Which rows of a result an answer shows.
struct Page {
    std::size_t first;
    std::size_t end;
};

/// By page and pagesize; without them the first default.page.size rows, silently. Refusal 431 for wrong ones.
Page pageOf(const World& world, const Call& call, std::size_t rows);

/// What a list command answers: {"count":n,"<element>":[…]}, {} when there are no rows at all, {"count":n} behind the
/// last page.
template <class Row, class Show>
Value listed(const World& world, const Call& call, const char* element, const std::vector<Row>& rows, Show show)
{
    const Page page = pageOf(world, call, rows.size());
    Value answer = Value::object();
    if (rows.empty())
        return answer;
    answer.add("count", static_cast<std::int64_t>(rows.size()));
    if (page.first >= page.end)
        return answer;
    Value items = Value::list();
    for (std::size_t i = page.first; i < page.end; ++i)
        items.push(show(rows[i]));
    answer.add(element, std::move(items));
    return answer;
}

/// SQL's LIKE %part%, in any case of ASCII letters: in `part`, `_` is any character and `%` any text.
bool containsLike(std::string_view text, std::string_view part);

/// The rows of a table with an id and a name that `id`, `name` and `keyword` of the call select, in the order of the
/// table.
template <class Row> std::vector<const Row*> selected(const Table<Row>& table, const Call& call)
{
    std::vector<const Row*> rows;
    const std::string id = call.text("id");
    const std::string name = call.text("name");
    for (const auto& [number, row] : table)
        if ((id.empty() || row->id == id) && (name.empty() || ascii::equalIgnoringCase(row->name, name)) &&
            containsLike(row->name, call.text("keyword")))
            rows.push_back(row.get());
    return rows;
}

} // namespace readystage::cloudsim
