// What WAMR's interface does not offer, or only for a whole process.
#include "wasm_runtime.h"

// Counts its callers, so that one process may hold several engines.
bool badge_wamr_begin(void)
{
    RuntimeInitArgs arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.mem_alloc_type = Alloc_With_System_Allocator;
    return wasm_runtime_full_init(&arguments);
}

// Makes memory.grow return -1. InstantiationArgs has a maximum, of which 0
// means none, so that a memory of no pages would grow. An instance has a memory
// of its own for one that is imported, of as many pages as the host says.
void badge_wamr_freeze_memory(WASMModule *module, uint32 imported_pages)
{
    for (uint32 i = 0; i < module->import_memory_count; i++) {
        WASMMemoryType *type = &module->import_memories[i].u.memory.mem_type;
        type->init_page_count = type->max_page_count = imported_pages;
    }
    for (uint32 i = 0; i < module->memory_count; i++)
        module->memories[i].max_page_count = module->memories[i].init_page_count;
}

// Links an imported function for the instances that follow: each copies the
// pointer when it is made. The registry of natives would do so for every module
// of the process, and only while a module is loaded.
void badge_wamr_link(WASMModule *module, uint32 function,
                     void (*call)(WASMExecEnv *, uint64 *))
{
    WASMFunctionImport *import = &module->import_functions[function].u.function;
    import->func_ptr_linked = (void *)call;
    import->signature = NULL;
    import->call_conv_raw = true;
    import->call_conv_wasm_c_api = false;
}
