// The interface of wasm3 0.9.0, as far as the adapter uses it, on top of 0.4.7.
// Two functions of the same names differ; build.rs renames the old ones.
#define m3_Call badge_m3_call_old
#define m3_LoadModule badge_m3_load_old
#include "m3_compile.h"
#include "m3_env.h"
#include "m3_exec.h"
#undef m3_Call
#undef m3_LoadModule

// Results that this version does not know; nothing returns them.
M3Result m3Err_trapTableOutOfBounds = "not of this version: table";
M3Result m3Err_tooManyArgsRets = "not of this version: arguments";
M3Result m3Err_restrictedOpcode = "not of this version: opcode";

// This version runs the start section while it loads, before there are links.
M3Result m3_LoadModule(IM3Runtime runtime, IM3Module module)
{
    i32 start = module->startFunction;
    module->startFunction = -1;
    M3Result result = badge_m3_load_old(runtime, module);
    module->startFunction = start;
    return result;
}

M3Result m3_CompileModule(IM3Module module)
{
    for (u32 i = 0; i < module->numFunctions; ++i) {
        IM3Function function = &module->functions[i];
        if (function->wasm && !function->compiled) {
            M3Result result = Compile_Function(function);
            if (result)
                return result;
        }
    }
    return m3Err_none;
}

// Arguments and the result are 64-bit words at the bottom of the stack.
M3Result m3_Call(IM3Function function, uint32_t count, const void *const *arguments)
{
    if (!function->compiled)
        return m3Err_missingCompiledCode;
    if (count != function->funcType->numArgs)
        return m3Err_argumentCountMismatch;
    IM3Runtime runtime = function->module->runtime;
    u64 *stack = (u64 *)runtime->stack;
    for (u32 i = 0; i < count; ++i)
        memcpy(&stack[i], arguments[i], sizeof(u64));
    return (M3Result)Call(function->compiled, (m3stack_t)stack, runtime->memory.mallocated,
                          d_m3OpDefaultArgs);
}

M3Result m3_GetResults(IM3Function function, uint32_t count, void *const *results)
{
    if (count)
        memcpy(results[0], function->module->runtime->stack, sizeof(u64));
    return m3Err_none;
}

M3Result m3_RunStart(IM3Module module)
{
    if (module->startFunction < 0)
        return m3Err_none;
    return m3_Call(&module->functions[module->startFunction], 0, NULL);
}

uint32_t m3_GetArgCount(IM3Function function)
{
    return function->funcType->numArgs;
}

uint32_t m3_GetRetCount(IM3Function function)
{
    return function->funcType->returnType != c_m3Type_none;
}

// Makes memory.grow return -1.
void badge_m3_freeze_memory(IM3Runtime runtime)
{
    runtime->memory.maxPages = runtime->memory.numPages;
}

// Allocates the memory that the module imports, where `begin` fills it: the
// interface has nothing to link one with.
M3Result badge_m3_offer_memory(IM3Runtime runtime, IM3Module module, uint32_t pages,
                               void (*begin)(void *, uint8_t *, size_t), void *host)
{
    if (!module->memoryImported)
        return m3Err_none;
    runtime->memory.maxPages = pages;
    M3Result result = ResizeMemory(runtime, pages);
    if (!result)
        begin(host, m3MemData(runtime->memory.mallocated), runtime->memory.mallocated->length);
    return result;
}
