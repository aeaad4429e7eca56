// What wasm3's interface does not offer.
#include "m3_env.h"

// Makes memory.grow return -1. The interface has a limit in bytes, which
// truncates the allocation and still reports growth.
void badge_m3_freeze_memory(IM3Runtime runtime)
{
    runtime->memory.maxPages = runtime->memory.numPages;
}

// Makes the runtime allocate the memory that the module imports: the interface
// has nothing to link one with.
void badge_m3_import_memory(IM3Module module, uint32_t pages)
{
    if (!module->memoryImported)
        return;
    module->memoryImported = false;
    module->memoryDeclared = true;
    module->memoryInfo.initPages = module->memoryInfo.maxPages = pages;
}
