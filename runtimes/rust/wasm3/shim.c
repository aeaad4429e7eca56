// What wasm3's interface does not offer.
#include "m3_env.h"

// Makes memory.grow return -1. The interface has a limit in bytes, which
// truncates the allocation and still reports growth.
void badge_m3_freeze_memory(IM3Runtime runtime)
{
    runtime->memory.maxPages = runtime->memory.numPages;
}
