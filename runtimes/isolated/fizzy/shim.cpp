// Fizzy behind handles and functions. Its own C interface offers neither the
// size of memory before an instance is made nor the kind of a refusal.
#include "badge_failure.h"
#include "execute.hpp"
#include "instantiate.hpp"
#include "parser.hpp"
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace
{
using Failure = badge_failure;

// The depth that a call begins at. Fizzy ends one at a fixed depth, for which
// the stack of the badge has no room.
#ifdef BADGE_CALLS
constexpr int BeginDepth = fizzy::CallStackLimit - BADGE_CALLS;
#else
constexpr int BeginDepth = 0;
#endif

// Not 0 refuses the arguments.
using Call = int (*)(void* host, const fizzy::Value* arguments, uint32_t* result);

// Fills the memory that a host offers.
using BeginMemory = void (*)(void* host, uint8_t* data, size_t size);

// All parameters and results are of type i32.
struct Function
{
    const char* name;
    Call call;
    uint32_t parameters;
    uint32_t results;
};

struct Link
{
    void* host;
    Call call;
    bool returns;
    bool* refused;
};

struct Loaded : fizzy::Module
{
    explicit Loaded(fizzy::Module&& module) : Module{std::move(module)}, start{startfunc}
    {
        // Memory cannot grow, which the limit of an instance cannot say of a
        // module that declares more.
        for (auto& memory : memorysec)
            memory.limits.max = memory.limits.min;
        // The shim runs the start section, where the reason of a trap is seen.
        startfunc.reset();
    }

    std::optional<fizzy::FuncIdx> start;
};

struct Machine
{
    fizzy::bytes offered;
    std::unique_ptr<fizzy::Instance> instance;
    fizzy::ExecutionContext context;
    bool refused = false;
};

fizzy::ExecutionResult enter(std::any& context, fizzy::Instance&,
    const fizzy::Value* arguments, fizzy::ExecutionContext&) noexcept
{
    const auto& link = *std::any_cast<Link>(&context);
    uint32_t result = 0;
    if (link.call(link.host, arguments, &result) != 0)
    {
        *link.refused = true;
        return fizzy::Trap;
    }
    return link.returns ? fizzy::ExecutionResult{fizzy::Value{result}} : fizzy::Void;
}

// Fizzy tells that there was a trap; these two kinds follow from what was seen.
bool run(Machine& machine, uint32_t function, const fizzy::Value* arguments,
    fizzy::Value* result, Failure* failure) noexcept
{
    machine.context.depth = BeginDepth;
    machine.refused = false;
    const auto outcome =
        fizzy::execute(*machine.instance, function, arguments, machine.context);
    if (!outcome.trapped)
    {
        if (outcome.has_value)
            *result = outcome.value;
        return true;
    }
    if (machine.refused)
        badge_fail(failure, BADGE_HOST, "a host function refused its arguments");
    else if (machine.context.metering_enabled && machine.context.ticks < 0)
        badge_fail(failure, BADGE_OUT_OF_FUEL, "out of ticks");
    else
        badge_fail(failure, BADGE_UNKNOWN, "trapped");
    return false;
}

// Refusals of segments have no type of their own.
uint32_t kind_of(const fizzy::instantiate_error& error) noexcept
{
    if (std::strcmp(error.what(), "data segment is out of memory bounds") == 0)
        return BADGE_MEMORY_OUT_OF_BOUNDS;
    if (std::strcmp(error.what(), "element segment is out of table bounds") == 0)
        return BADGE_TABLE_OUT_OF_BOUNDS;
    return BADGE_IMPORT;
}

const fizzy::Export* find(
    const fizzy::Module* module, fizzy::ExternalKind kind, const char* name) noexcept
{
    for (const auto& one : module->exportsec)
        if (one.kind == kind && one.name == name)
            return &one;
    return nullptr;
}
}  // namespace

extern "C" {

// Module.

const Loaded* badge_fizzy_load(
    const uint8_t* bytes, size_t size, Failure* failure) noexcept
{
    try
    {
        // Made as one that is not constant.
        const std::unique_ptr<fizzy::Module> module{
            const_cast<fizzy::Module*>(fizzy::parse({bytes, size}).release())};
        return new Loaded{std::move(*module)};
    }
    catch (const std::bad_alloc&)
    {
        badge_fail(failure, BADGE_OUT_OF_MEMORY, "");
    }
    catch (const std::exception& error)
    {
        badge_fail(failure, BADGE_INVALID, error.what());
    }
    return nullptr;
}

void badge_fizzy_unload(const Loaded* module) noexcept
{
    delete module;
}

bool badge_fizzy_function(
    const Loaded* module, const char* name, uint32_t* index) noexcept
{
    const auto* found = find(module, fizzy::ExternalKind::Function, name);
    if (found != nullptr)
        *index = found->index;
    return found != nullptr;
}

bool badge_fizzy_exports_memory(const Loaded* module, const char* name) noexcept
{
    return find(module, fizzy::ExternalKind::Memory, name) != nullptr;
}

// How many parameters or results; writes the type of each unless `types` is
// null.
uint32_t badge_fizzy_types(const Loaded* module, uint32_t function, bool results,
    uint8_t* types) noexcept
{
    const auto& type = module->get_function_type(function);
    const auto& list = results ? type.outputs : type.inputs;
    for (size_t i = 0; types != nullptr && i < list.size(); ++i)
        types[i] = static_cast<uint8_t>(list[i]);
    return static_cast<uint32_t>(list.size());
}

// Instance.

// `ticks` below zero do not meter. `module` and `host` must outlive the machine.
Machine* badge_fizzy_instantiate(const Loaded* module, const char* from,
    const char* memory_name, uint32_t memory_pages, BeginMemory begin_memory,
    const Function* functions, size_t count, void* host, int64_t ticks,
    Failure* failure) noexcept
{
    try
    {
        auto machine = std::make_unique<Machine>();
        machine->context.metering_enabled = ticks >= 0;
        machine->context.ticks = ticks;
        std::vector<fizzy::ImportedFunction> offered;
        for (size_t i = 0; i < count; ++i)
        {
            const auto& one = functions[i];
            const Link link{host, one.call, one.results != 0, &machine->refused};
            offered.push_back({from, one.name,
                std::vector<fizzy::ValType>(one.parameters, fizzy::ValType::i32),
                one.results != 0 ? std::make_optional(fizzy::ValType::i32) : std::nullopt,
                fizzy::ExecuteFunction{enter, std::any{link}}});
        }
        auto resolved = fizzy::resolve_imported_functions(*module, offered);
        auto globals = fizzy::resolve_imported_globals(*module, {});
        // Memories are not resolved by name.
        std::vector<fizzy::ExternalMemory> memories;
        for (const auto& import : module->importsec)
            if (begin_memory != nullptr && import.kind == fizzy::ExternalKind::Memory &&
                import.module == from && import.name == memory_name)
            {
                machine->offered.resize(memory_pages * size_t{fizzy::PageSize}, 0);
                begin_memory(host, machine->offered.data(), machine->offered.size());
                memories.push_back({&machine->offered, {memory_pages, memory_pages}});
            }
        machine->instance = fizzy::instantiate(std::unique_ptr<const fizzy::Module>{module},
            std::move(resolved), {}, std::move(memories), std::move(globals),
            fizzy::MaxMemoryPagesLimit);
        fizzy::Value nothing;
        if (module->start && !run(*machine, *module->start, nullptr, &nothing, failure))
            return nullptr;
        return machine.release();
    }
    catch (const std::bad_alloc&)
    {
        badge_fail(failure, BADGE_OUT_OF_MEMORY, "");
    }
    catch (const fizzy::instantiate_error& error)
    {
        badge_fail(failure, kind_of(error), error.what());
    }
    catch (const std::exception& error)
    {
        badge_fail(failure, BADGE_OTHER, error.what());
    }
    return nullptr;
}

void badge_fizzy_drop(Machine* machine) noexcept
{
    delete machine;
}

uint8_t* badge_fizzy_memory(const Machine* machine, uint64_t* size) noexcept
{
    auto& memory = machine->instance->memory;
    *size = memory ? memory->size() : 0;
    return memory ? memory->data() : nullptr;
}

void badge_fizzy_set_ticks(Machine* machine, int64_t ticks) noexcept
{
    machine->context.ticks = ticks;
}

int64_t badge_fizzy_ticks(const Machine* machine) noexcept
{
    return machine->context.ticks;
}

// As many arguments as the type of the function has, and a place for a result.
bool badge_fizzy_call(Machine* machine, uint32_t function, const fizzy::Value* arguments,
    fizzy::Value* result, Failure* failure) noexcept
{
    return run(*machine, function, arguments, result, failure);
}
}
