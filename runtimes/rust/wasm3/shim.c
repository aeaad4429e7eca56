// What wasm3's interface does not offer.
#include "m3_env.h"

// Makes memory.grow return -1. The interface has a limit in bytes, which
// truncates the allocation and still reports growth.
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
    runtime->memory.pageSize = d_m3DefaultMemPageSize;
    runtime->memory.maxPages = pages;
    M3Result result = ResizeMemory(runtime, pages);
    if (!result)
        begin(host, m3MemData(runtime->memory.mallocated), runtime->memory.mallocated->length);
    return result;
}
