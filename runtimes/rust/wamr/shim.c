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

// Loads a module. The fast interpreter has code of its own, so that what it needs
// besides is copied and `bytes` may go; the classic one keeps them.
WASMModuleCommon *badge_wamr_load(uint8 *bytes, uint32 size, bool *keeps, char *error,
                                  uint32 error_size)
{
    LoadArgs arguments;
    memset(&arguments, 0, sizeof arguments);
    arguments.name = "";
    arguments.wasm_binary_freeable = WASM_ENABLE_FAST_INTERP != 0;
    *keeps = !arguments.wasm_binary_freeable;
    return wasm_runtime_load_ex(bytes, size, &arguments, error, error_size);
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

// Gives the memory that a module imports its first contents, of which there are
// `size` bytes that must outlive the module. An instance begins with zeros and
// its segments, so the first segment takes the contents with all segments in
// them; the others are then written where they lie already. False where a
// segment's place is no constant, or without memory.
bool badge_wamr_begin_memory(WASMModule *module, uint8 *contents, uint32 size)
{
    if (module->import_memory_count == 0)
        return true;
    WASMDataSeg *first = NULL;
    for (uint32 i = 0; i < module->data_seg_count; i++) {
        WASMDataSeg *segment = module->data_segments[i];
#if WASM_ENABLE_BULK_MEMORY != 0
        if (segment->is_passive)
            continue;
#endif
        if (segment->base_offset.init_expr_type != INIT_EXPR_TYPE_I32_CONST)
            return false;
        uint64 at = (uint32)segment->base_offset.u.unary.v.i32;
        // The instance will be refused for it.
        if (at + segment->data_length > size)
            return true;
        if (segment->data_length > 0)
            memcpy(contents + at, segment->data, segment->data_length);
        if (first == NULL)
            first = segment;
    }
    if (first == NULL) {
        // Behind the passive ones, whose numbers stand in code.
        uint32 count = module->data_seg_count;
        WASMDataSeg **segments = wasm_runtime_malloc((count + 1) * sizeof *segments);
        first = wasm_runtime_malloc(sizeof *first);
        if (segments == NULL || first == NULL) {
            wasm_runtime_free(segments);
            wasm_runtime_free(first);
            return false;
        }
        if (count > 0)
            memcpy(segments, module->data_segments, count * sizeof *segments);
        memset(first, 0, sizeof *first);
        first->base_offset.init_expr_type = INIT_EXPR_TYPE_I32_CONST;
        segments[count] = first;
        if (module->data_segments != NULL)
            wasm_runtime_free(module->data_segments);
        module->data_segments = segments;
        module->data_seg_count = count + 1;
    } else if (first->is_data_cloned) {
        wasm_runtime_free(first->data);
        first->is_data_cloned = false;
    }
    first->base_offset.u.unary.v.i32 = 0;
    first->data = contents;
    first->data_length = size;
    return true;
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
