// Read in front of every source. An instance of Fizzy owns its module; here it
// leaves it alone, so that all instances of a module share what the shim owns.
#pragma once
#include <memory>

namespace fizzy
{
struct Module;
}

template <>
struct std::default_delete<const fizzy::Module>
{
    constexpr default_delete() noexcept = default;
    // What is parsed belongs to nobody once it is constant.
    default_delete(const default_delete<fizzy::Module>&) noexcept {}
    void operator()(const fizzy::Module*) const noexcept {}
};
