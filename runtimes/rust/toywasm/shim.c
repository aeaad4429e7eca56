// toywasm behind handles and functions: its own interface is that of its
// structures, whose layout depends on its settings.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "badge_failure.h"
#include "exec_context.h"
#include "host_instance.h"
#include "instance.h"
#include "load_context.h"
#include "mem.h"
#include "module.h"
#include "report.h"
#include "restart.h"
#include "type.h"

struct loaded {
    struct mem_context memory;
    struct module *module;
};

struct function {
    const char *name;
    const char *type;
    host_func_t call;
};

struct machine {
    struct mem_context memory;
    struct host_func *functions;
    struct name module_name;
    struct import_object *imports;
    struct instance *instance;
    struct exec_context context;
    struct name memory_name;
    struct memtype memory_type;
    struct meminst *offered;
    const atomic_uint *interrupt;
    uint32_t max_frames;
    uint32_t max_cells;
    // Rounds of the interpreter's loop until it looks for an interrupt, 0 where
    // nothing bounds a call.
    uint32_t rounds;
};

// A value of the general call, as src/ffi.rs has it.
#ifdef TOYWASM_ENABLE_WASM_SIMD
_Static_assert(sizeof(struct val) == 16, "values have 16 bytes");
#else
_Static_assert(sizeof(struct val) == 8, "values have 8 bytes");
#endif

static void fail(struct badge_failure *failure, int error, uint32_t otherwise,
                 const struct report *report)
{
    const char *text = report->msg;
    if (text == NULL)
        text = error > 0 ? strerror(error) : "";
    badge_fail(failure, error == ENOMEM ? BADGE_OUT_OF_MEMORY : otherwise, text);
}

// Module.

void badge_toywasm_unload(struct loaded *loaded)
{
    if (loaded->module != NULL)
        module_destroy(&loaded->memory, loaded->module);
    mem_context_clear(&loaded->memory);
    free(loaded);
}

struct loaded *badge_toywasm_load(const uint8_t *bytes, size_t size,
                                  struct badge_failure *failure)
{
    struct loaded *loaded = calloc(1, sizeof *loaded);
    if (loaded == NULL) {
        badge_fail(failure, BADGE_OUT_OF_MEMORY, NULL);
        return NULL;
    }
    mem_context_init(&loaded->memory);
    struct load_context context;
    load_context_init(&context, &loaded->memory);
    int error = module_create(&loaded->module, bytes, bytes + size, &context);
    if (error != 0) {
        loaded->module = NULL;
        fail(failure, error, BADGE_INVALID, &context.report);
    }
    load_context_clear(&context);
    if (error != 0) {
        badge_toywasm_unload(loaded);
        return NULL;
    }
    // Makes memory.grow return -1; there is no setting for it.
    for (uint32_t i = 0; i < loaded->module->nmems; i++)
        loaded->module->mems[i].lim.max = loaded->module->mems[i].lim.min;
    return loaded;
}

static bool export(const struct loaded *loaded, const char *name,
                   enum externtype type, uint32_t *index)
{
    struct name wanted = NAME_FROM_CSTR(name);
    return module_find_export(loaded->module, &wanted, type, index) == 0;
}

bool badge_toywasm_function(const struct loaded *loaded, const char *name,
                            uint32_t *index)
{
    return export(loaded, name, EXTERNTYPE_FUNC, index);
}

bool badge_toywasm_exports_memory(const struct loaded *loaded, const char *name)
{
    uint32_t index;
    return export(loaded, name, EXTERNTYPE_MEMORY, &index);
}

// How many parameters or results; writes the type of each unless `types` is
// null.
uint32_t badge_toywasm_types(const struct loaded *loaded, uint32_t function,
                             bool results, uint8_t *types)
{
    const struct functype *type = module_functype(loaded->module, function);
    const struct resulttype *list = results ? &type->result : &type->parameter;
    for (uint32_t i = 0; types != NULL && i < list->ntypes; i++)
        types[i] = (uint8_t)list->types[i];
    return list->ntypes;
}

// Instance.

static void begin(struct machine *machine)
{
    exec_context_init(&machine->context, machine->instance, &machine->memory);
    machine->context.intrp = machine->interrupt;
    machine->context.options.max_frames = machine->max_frames;
    machine->context.options.max_stackcells = machine->max_cells;
    if (machine->rounds != 0)
        machine->context.check_interval = machine->rounds;
}

// Bounds each later call by `budget` rounds of the interpreter's loop, in place of
// an interrupt: one is found when it looks for it first. It counts down before
// it compares.
void badge_toywasm_limit(struct machine *machine, uint32_t budget)
{
    static const atomic_uint used_up = 1;
    machine->interrupt = machine->context.intrp = &used_up;
    machine->rounds = machine->context.check_interval = budget + 1;
}

// A call is begun by a restart.
static int run(struct machine *machine, int error)
{
    while (IS_RESTARTABLE(error) && error != ETOYWASMUSERINTERRUPT)
        error = instance_execute_handle_restart_once(&machine->context, error);
    return error;
}

static uint32_t kind_of_trap(enum trapid trap)
{
    switch (trap) {
    case TRAP_UNREACHABLE:
        return BADGE_UNREACHABLE;
    case TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS:
    case TRAP_OUT_OF_BOUNDS_DATA_ACCESS:
        return BADGE_MEMORY_OUT_OF_BOUNDS;
    case TRAP_OUT_OF_BOUNDS_TABLE_ACCESS:
    case TRAP_OUT_OF_BOUNDS_ELEMENT_ACCESS:
    case TRAP_CALL_INDIRECT_OUT_OF_BOUNDS_TABLE_ACCESS:
        return BADGE_TABLE_OUT_OF_BOUNDS;
    case TRAP_CALL_INDIRECT_FUNCTYPE_MISMATCH:
        return BADGE_INDIRECT_CALL_TYPE_MISMATCH;
    case TRAP_CALL_INDIRECT_NULL_FUNCREF:
        return BADGE_UNINITIALIZED_ELEMENT;
    case TRAP_DIV_BY_ZERO:
        return BADGE_INTEGER_DIVIDE_BY_ZERO;
    case TRAP_INTEGER_OVERFLOW:
        return BADGE_INTEGER_OVERFLOW;
    case TRAP_INVALID_CONVERSION_TO_INTEGER:
        return BADGE_INVALID_CONVERSION;
    case TRAP_TOO_MANY_FRAMES:
    case TRAP_TOO_MANY_STACKCELLS:
        return BADGE_STACK_EXHAUSTED;
    case TRAP_VOLUNTARY_EXIT:
        return BADGE_HOST;
    default:
        return BADGE_UNKNOWN;
    }
}

// What a call left is of no use after an error: the next one begins anew.
static void stop(struct machine *machine, int error, struct badge_failure *failure)
{
    struct exec_context *context = &machine->context;
    if (error == ETOYWASMTRAP)
        fail(failure, error, kind_of_trap(context->trap.trapid), context->report);
    else if (error == ETOYWASMUSERINTERRUPT && machine->rounds != 0)
        badge_fail(failure, BADGE_OUT_OF_FUEL, "out of fuel");
    else if (error == ETOYWASMUSERINTERRUPT)
        badge_fail(failure, BADGE_INTERRUPTED, "interrupted");
    else
        fail(failure, error, BADGE_OTHER, context->report);
    exec_context_clear(context);
    begin(machine);
}

void badge_toywasm_drop(struct machine *machine)
{
    if (machine->instance != NULL) {
        exec_context_clear(&machine->context);
        instance_destroy(machine->instance);
    }
    while (machine->imports != NULL) {
        struct import_object *next = machine->imports->next;
        import_object_destroy(&machine->memory, machine->imports);
        machine->imports = next;
    }
    if (machine->offered != NULL)
        memory_instance_destroy(&machine->memory, machine->offered);
    free(machine->functions);
    mem_context_clear(&machine->memory);
    free(machine);
}

static int link(struct machine *machine, const char *module,
                const struct function *functions, size_t count, void *host)
{
    set_name_cstr(&machine->module_name, module);
    if (count == 0)
        return 0;
    // The engine keeps pointers to these and to the names in them.
    machine->functions = calloc(count, sizeof *machine->functions);
    if (machine->functions == NULL)
        return ENOMEM;
    for (size_t i = 0; i < count; i++) {
        set_name_cstr(&machine->functions[i].name, functions[i].name);
        machine->functions[i].type = functions[i].type;
        machine->functions[i].func = functions[i].call;
    }
    struct host_module offered = {
        .module_name = &machine->module_name,
        .funcs = machine->functions,
        .nfuncs = count,
    };
    // The engine hands `host` on to the functions and looks into it nowhere.
    return import_object_create_for_host_funcs(&machine->memory, &offered, 1,
                                               host, &machine->imports);
}

// Memory is allocated as far as it was touched, and moves when it is touched
// further on. All of it at once stays where it is.
static int allocate(struct meminst *memory)
{
    uint64_t size = (uint64_t)memory->size_in_pages << WASM_PAGE_SHIFT;
    void *last;
    if (size == 0)
        return 0;
    return memory_instance_getptr2(memory, (uint32_t)(size - 1), 0, 1, &last, NULL);
}

// Offers a memory of that many pages, which does not grow and which `begin`
// fills.
static int offer_memory(struct machine *machine, const char *name, uint32_t pages,
                        void (*begin)(void *, uint8_t *, size_t), void *host)
{
    machine->memory_type.lim.min = machine->memory_type.lim.max = pages;
    int error = memory_instance_create(&machine->memory, &machine->offered,
                                       &machine->memory_type);
    if (error != 0) {
        machine->offered = NULL;
        return error;
    }
    error = allocate(machine->offered);
    if (error != 0)
        return error;
    begin(host, machine->offered->data, (size_t)pages << WASM_PAGE_SHIFT);
    struct import_object *import;
    error = import_object_alloc(&machine->memory, 1, &import);
    if (error != 0)
        return error;
    set_name_cstr(&machine->memory_name, name);
    *import->entries = (struct import_object_entry){
        .module_name = &machine->module_name,
        .name = &machine->memory_name,
        .type = EXTERNTYPE_MEMORY,
        .u.mem = machine->offered,
    };
    import->next = machine->imports;
    machine->imports = import;
    return 0;
}

// Instances share nothing but the module, which must outlive them. The names
// and types of the functions must outlive them too.
struct machine *badge_toywasm_instantiate(
    const struct loaded *loaded, const char *module, const char *memory_name,
    uint32_t memory_pages, void (*begin_memory)(void *, uint8_t *, size_t),
    const struct function *functions, size_t count, void *host,
    const atomic_uint *interrupt, uint32_t max_frames, uint32_t max_cells,
    struct badge_failure *failure)
{
    struct machine *machine = calloc(1, sizeof *machine);
    if (machine == NULL) {
        badge_fail(failure, BADGE_OUT_OF_MEMORY, NULL);
        return NULL;
    }
    mem_context_init(&machine->memory);
    machine->interrupt = interrupt;
    machine->max_frames = max_frames;
    machine->max_cells = max_cells;
    struct report report;
    report_init(&report);
    int error = link(machine, module, functions, count, host);
    if (error == 0 && begin_memory != NULL)
        error = offer_memory(machine, memory_name, memory_pages, begin_memory, host);
    if (error != 0) {
        fail(failure, error, BADGE_OTHER, &report);
    } else {
        error = instance_create_no_init(&machine->memory, loaded->module,
                                        &machine->instance, machine->imports,
                                        &report);
        if (error != 0) {
            machine->instance = NULL;
            fail(failure, error, BADGE_IMPORT, &report);
        }
    }
    report_clear(&report);
    if (error == 0)
        begin(machine);
    if (error == 0 && machine->instance->mems.lsize > 0) {
        error = allocate(VEC_ELEM(machine->instance->mems, 0));
        if (error != 0)
            stop(machine, error, failure);
    }
    if (error == 0) {
        error = run(machine, instance_execute_init(&machine->context));
        if (error != 0)
            stop(machine, error, failure);
    }
    if (error != 0) {
        badge_toywasm_drop(machine);
        return NULL;
    }
    return machine;
}

uint8_t *badge_toywasm_memory(const struct machine *machine, uint64_t *size)
{
    if (machine->instance->mems.lsize == 0) {
        *size = 0;
        return NULL;
    }
    const struct meminst *memory = VEC_ELEM(machine->instance->mems, 0);
    *size = (uint64_t)memory->size_in_pages << WASM_PAGE_SHIFT;
    return memory->data;
}

// `arguments` and `results` are as many values as the type of the function has.
bool badge_toywasm_call(struct machine *machine, uint32_t function,
                        const struct val *arguments, struct val *results,
                        struct badge_failure *failure)
{
    struct exec_context *context = &machine->context;
    const struct functype *type =
        module_functype(machine->instance->module, function);
    int error = 0;
    if (type->parameter.ntypes > 0)
        error = exec_push_vals(context, &type->parameter, arguments);
    if (error == 0)
        error = run(machine, instance_execute_func(context, function, NULL, NULL));
    if (error != 0) {
        stop(machine, error, failure);
        return false;
    }
    if (type->result.ntypes > 0)
        exec_pop_vals(context, &type->result, results);
    return true;
}

// What a host function returns that refuses its arguments. Without WASI no
// guest can exit.
int badge_toywasm_refuse(struct exec_context *context)
{
    return trap_with_id(context, TRAP_VOLUNTARY_EXIT,
                        "a host function refused its arguments");
}
